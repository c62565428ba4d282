// SPDX-License-Identifier: MIT
/** Fills a store and sweeps it, in a process of its own so that its event loop is its own too. */
import { randomBytes } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { AliasStore } from '../../src/alias/ports.ts';
import { openLmdbStore } from '../../src/store/lmdb/store.ts';
import { serveParent } from '../child.ts';
import { newRecord } from './new-record.ts';
import type { StoreAnswer, StoreRequest } from './plan.ts';

/** How long the machine's own pauses are looked for. */
const idleSeconds = 20;
const batch = 20_000;
const passes = 5;
const keyOctets = 18;

serveParent(async (request: StoreRequest): Promise<StoreAnswer> => {
  const store = openLmdbStore({ path: request.path });
  const work = (): Promise<number> =>
    request.kind === 'sweep' ? store.sweep(Date.now()) : fill(store, request.aliases, request.expiredOneIn);
  try {
    const { result: aliases, seconds, longestPauseMs } = await watched(work);
    const idle = await watched(() => delay(Math.min(seconds, idleSeconds) * 1000));
    return { aliases, seconds, longestPauseMs, idlePauseMs: idle.longestPauseMs };
  } finally {
    await store.close();
  }
});

async function watched<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; seconds: number; longestPauseMs: number }> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  const startedAt = performance.now();
  delays.enable();
  const result = await work();
  delays.disable();
  const seconds = (performance.now() - startedAt) / 1000;
  return { result, seconds, longestPauseMs: delays.max / 1_000_000 };
}

async function fill(store: AliasStore, aliases: number, expiredOneIn: number): Promise<number> {
  for (let made = 0; made < aliases; made += batch) {
    const count = Math.min(batch, aliases - made);
    const numbers = Array.from({ length: count }, (_, place) => made + place);
    await Promise.all(
      numbers.map((number) =>
        store.create(newKey((number * passes) / aliases), newRecord(number % expiredOneIn === 0)),
      ),
    );
  }
  return aliases;
}

/**
 * As the vault's keys are: keyed hashes look random. But in the order of the key space, which is passed over some times:
 * pages split and fill up as they would in random order, and each flush writes few of them. `progress` is 1 for a pass.
 */
function newKey(progress: number): string {
  const key = randomBytes(keyOctets);
  key.writeUInt32BE(Math.floor((progress % 1) * 2 ** 32));
  return key.toString('base64url');
}
