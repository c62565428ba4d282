// SPDX-License-Identifier: MIT
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild } from '../child.ts';
import type { RefusalShape } from '../load/plan.ts';
import { loadLane } from '../measure/load-lane.ts';
import type { Peer } from '../peers/peer.ts';
import { strangers } from '../setting.ts';
import type { StoreAnswer, StoreRequest } from '../store/plan.ts';
import { type Bench, type Lane, limit, type Sample, type Scenario } from './scenario.ts';

const few = 1000;
/** One in so many has expired and waits for the sweep. */
const expiredOneIn = 100;
const concurrency = 50;
const dialogue: RefusalShape = {
  kind: 'refusal',
  recipients: strangers,
  recipientsPerDialogue: 1,
  isPipelined: false,
};

/** What the number of aliases in the embedded store changes. */
export const tenMillion: Scenario = {
  name: 'ten-million',
  title: 'Ten million aliases in the embedded store, refused dialogues 50 at a time',
  unit: 'dialogue',
  hasWarmUp: true,
  targets: [
    {
      text: 'cpuUs with many ≤ 1.2 × with a thousand',
      needs: ['many', 'thousand'],
      of: (sample) => (sample('many').cpuUs ?? Number.NaN) / (sample('thousand').cpuUs ?? Number.NaN),
      atMost: 1.2,
    },
    limit('many', 'startMs', 2000),
    limit('store', 'sweepPauseMs', 20),
  ],
  async lanes(bench) {
    const peer = bench.peers.find(({ name }) => name === 'mayfly');
    if (peer === undefined) return [];
    const { folder, sample } = await filledStore(bench, bench.aliases);
    const thousand = await filledStore(bench, few);
    return [
      await lane(bench, peer, { name: 'thousand', folder: thousand.folder }),
      await lane(bench, peer, { name: 'many', folder }),
      { name: 'store', measure: async () => sample },
    ];
  },
};

/** A folder for Mayfly with a store of so many aliases; filling and sweeping it are measured once. */
async function filledStore(bench: Bench, aliases: number): Promise<{ folder: string; sample: Sample }> {
  const folder = await bench.newFolder();
  const path = join(folder, 'store');
  const expired = Math.ceil(aliases / expiredOneIn);
  const filled = await ask({ kind: 'fill', path, aliases, expiredOneIn });
  const { blocks } = await stat(join(path, 'data.mdb'));
  const swept = await ask({ kind: 'sweep', path });
  if (swept.aliases !== expired) throw new Error(`${swept.aliases} of ${expired} expired aliases were swept`);
  const sample = {
    aliases,
    octetsPerAlias: (blocks * 512) / aliases,
    filledPerSecond: aliases / filled.seconds,
    sweptPerSecond: expired / swept.seconds,
    sweepPauseMs: swept.longestPauseMs,
    idlePauseMs: swept.idlePauseMs,
  };
  return { folder, sample };
}

/** In a process of its own each time, so that a sweep does not pay for the garbage of what filled the store. */
async function ask(request: StoreRequest): Promise<StoreAnswer> {
  const worker = startChild<StoreRequest, StoreAnswer>(new URL('../store/worker.ts', import.meta.url));
  try {
    return await worker.ask(request);
  } finally {
    await worker.end();
  }
}

async function lane(
  bench: Bench,
  peer: Peer,
  { name, folder }: { name: string; folder: string },
): Promise<Lane> {
  const server = await bench.startPeer(peer, concurrency + 50, { folder, localParts: [] });
  const load = loadLane(bench, { name, server, concurrency, dialogue, unitsPerDialogue: 1 });
  return { name, measure: async () => ({ ...(await load.measure()), startMs: server.startMs }) };
}
