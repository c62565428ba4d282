// SPDX-License-Identifier: MIT
import { median } from './measure/statistics.ts';
import type { Bench, Sample, Scenario, Target } from './scenarios/scenario.ts';

/** What became of a scenario. */
export interface Result {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  /** Lane by lane, a sample for each round that counts. */
  readonly samples: Readonly<Record<string, readonly Sample[]>>;
  readonly judgements: readonly Judgement[];
  /** Targets that need a peer which did not take part. */
  readonly unjudged: readonly string[];
  /** Why rounds, or all of it, do not count. */
  readonly voids: readonly string[];
}

/** One target, and whether it is met. */
export interface Judgement {
  readonly target: string;
  /** Median over the rounds, and how far they spread. */
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly isMet: boolean;
}

/** Bounds within which Mayfly must agree with itself. */
const agreement = { least: 0.9, most: 1.1 };

/** Runs the lanes in turn, round by round; the first round is a warm-up. A round in which anything failed does not count. */
export async function runScenario(
  bench: Bench,
  scenario: Scenario,
  note: (text: string) => void,
): Promise<Result> {
  const lanes = await scenario.lanes(bench);
  const rounds: Map<string, Sample>[] = [];
  const voids: string[] = [];
  const wanted = Math.min(bench.rounds, scenario.maxRounds ?? bench.rounds);
  for (let number = scenario.hasWarmUp ? 0 : 1; number <= wanted; number += 1) {
    const round = new Map<string, Sample>();
    try {
      for (const lane of lanes) {
        note(`${scenario.name}: round ${number} of ${wanted}, ${lane.name}`);
        round.set(lane.name, await lane.measure());
      }
      if (number > 0) rounds.push(round);
    } catch (error) {
      const at = lanes[round.size]?.name;
      voids.push(`round ${number}, ${at}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const names = new Set(lanes.map((lane) => lane.name));
  const canBeJudged = (target: Target): boolean => target.needs.every((name) => names.has(name));
  const judged = scenario.targets.filter(canBeJudged);
  return {
    name: scenario.name,
    title: scenario.title,
    unit: scenario.unit,
    samples: Object.fromEntries(
      lanes.map(({ name }) => [name, rounds.map((round) => round.get(name) ?? {})]),
    ),
    judgements: rounds.length === 0 ? [] : judged.map((target) => judge(target, rounds)),
    unjudged: scenario.targets.filter((target) => !canBeJudged(target)).map(({ text }) => text),
    voids: [...voids, ...disagreement(rounds)],
  };
}

function judge(target: Target, rounds: readonly ReadonlyMap<string, Sample>[]): Judgement {
  const values = rounds.map((round) => target.of((lane) => round.get(lane) ?? {}));
  const value = median(values);
  const isMet = value <= (target.atMost ?? Number.POSITIVE_INFINITY) && value >= (target.atLeast ?? 0);
  return { target: target.text, value, least: Math.min(...values), most: Math.max(...values), isMet };
}

/** Whether Mayfly differs from itself so much that no ratio of this run means anything. */
function disagreement(rounds: readonly ReadonlyMap<string, Sample>[]): string[] {
  const ratios = rounds.flatMap((round) => {
    const [own, twin] = [round.get('mayfly')?.cpuUs, round.get('mayfly-twin')?.cpuUs];
    return own === undefined || twin === undefined ? [] : [twin / own];
  });
  if (ratios.length === 0) return [];
  const value = median(ratios);
  if (value >= agreement.least && value <= agreement.most) return [];
  return [`VOID: Mayfly against itself gives ${value.toFixed(2)} in CPU time`];
}
