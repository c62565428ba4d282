// SPDX-License-Identifier: MIT
import type { DialogueShape } from '../load/plan.ts';
import { loadLane } from '../measure/load-lane.ts';
import type { Bench, Lane, Scenario, Target } from './scenario.ts';

/** All peers under the same load. */
export interface Comparison {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  /** Peers that take part, Mayfly and its twin apart. */
  readonly peers: readonly string[];
  readonly concurrency: number;
  readonly dialogue: DialogueShape;
  readonly unitsPerDialogue?: number;
  readonly targets: readonly Target[];
  /** Lanes that are measured besides. */
  readonly beside?: (bench: Bench) => Promise<readonly Lane[]>;
}

/** A scenario in which each peer, Mayfly twice, is measured once a round. */
export function compare(comparison: Comparison): Scenario {
  const { name, title, unit, targets, concurrency, dialogue, unitsPerDialogue = 1 } = comparison;
  const names = ['mayfly', ...comparison.peers, 'mayfly-twin'];
  return {
    name,
    title,
    unit,
    targets,
    hasWarmUp: true,
    async lanes(bench) {
      const lanes: Lane[] = [];
      for (const peer of names.flatMap((wanted) => bench.peers.filter((peer) => peer.name === wanted))) {
        const server = await bench.startPeer(peer, concurrency + 50);
        lanes.push(loadLane(bench, { name: peer.name, server, concurrency, dialogue, unitsPerDialogue }));
      }
      return [...lanes, ...((await comparison.beside?.(bench)) ?? [])];
    },
  };
}
