// SPDX-License-Identifier: MIT
import type { Child } from '../child.ts';
import type { GeneratorAnswer, GeneratorRequest, SinkAnswer, SinkRequest } from '../load/plan.ts';
import type { Peer, Server } from '../peers/peer.ts';

/** What one round of one lane measured, by name; see `docs/performance.md` for each. */
export type Sample = Readonly<Record<string, number>>;

/** One of the things that a scenario compares. Rejects when a reply or a count was wrong, which voids the round. */
export interface Lane {
  readonly name: string;
  measure(): Promise<Sample>;
}

/** What every scenario works with. */
export interface Bench {
  readonly generator: Child<GeneratorRequest, GeneratorAnswer | undefined>;
  readonly sink: Child<SinkRequest, SinkAnswer>;
  readonly sinkPort: number;
  /** Those that were asked for and can be had. */
  readonly peers: readonly Peer[];
  /** Rounds that count; one more goes before. */
  readonly rounds: number;
  /** How long the load of one lane lasts in one round, ms. */
  readonly loadMs: number;
  /** Aliases in a store that is said to hold many. */
  readonly aliases: number;
  /**
   * Starts a peer, in a folder of its own if none is given, that knows all recipients or those given, as local parts. What is
   * started here is stopped when the scenario ends.
   */
  startPeer(
    peer: Peer,
    connections: number,
    given?: { readonly folder?: string; readonly localParts?: readonly string[] },
  ): Promise<Server>;
  /** A new folder, removed when the scenario ends. */
  newFolder(): Promise<string>;
}

/** One row of the table of targets. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** What the CPU time and the rate are of. */
  readonly unit: string;
  readonly targets: readonly Target[];
  /** Fewer rounds than asked for, where one takes long and little noise is in what it measures. */
  readonly maxRounds?: number;
  readonly hasWarmUp: boolean;
  lanes(bench: Bench): Promise<readonly Lane[]>;
}

/** A limit on the median over all rounds of what `of` makes of a round. */
export interface Target {
  readonly text: string;
  /** Lanes without which it cannot be judged. */
  readonly needs: readonly string[];
  readonly of: (sample: (lane: string) => Sample) => number;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** The figure of one lane, Mayfly's unless said otherwise, as a ratio to that of another. */
export function ratio(
  metric: string,
  against: string,
  limit: { atMost: number } | { atLeast: number },
  lane = 'mayfly',
): Target {
  const sign = 'atMost' in limit ? `≤ ${limit.atMost}` : `≥ ${limit.atLeast}`;
  return {
    text: `${metric}${lane === 'mayfly' ? '' : ` of ${lane}`} ${sign} × ${against}`,
    needs: [lane, against],
    of: (sample) => (sample(lane)[metric] ?? Number.NaN) / (sample(against)[metric] ?? Number.NaN),
    ...limit,
  };
}

/** A figure of one lane by itself. */
export function limit(lane: string, metric: string, atMost: number): Target {
  return {
    text: `${lane}: ${metric} ≤ ${atMost}`,
    needs: [lane],
    of: (sample) => sample(lane)[metric] ?? Number.NaN,
    atMost,
  };
}
