// SPDX-License-Identifier: MIT
import { StoreError } from '../alias/ports.ts';
import type { EntryCounts } from '../base/entry-counts.ts';
import type { StoreLocation } from '../base/store-location.ts';
import { unwatched, watched } from '../base/watch.ts';
import { isEnd } from '../store/end-record.ts';
import { newInstance } from '../store/instance.ts';
import { parseManifest } from '../store/manifest.ts';
import { openRawStore } from '../store/open.ts';
import type { Entry, RawStore } from '../store/raw-store.ts';
import { type BackupHeader, checkBackup, readBackup, writeBackup } from './backup-file.ts';
import { beginFilling } from './leases.ts';

/** Saves a store, also while it is served. Rejects with a StoreError or BackupError of one line. */
export async function backup(
  location: StoreLocation,
  path: string,
  watch = unwatched,
): Promise<EntryCounts & { readonly octets: number }> {
  const store = await openRawStore(location, 'existing');
  try {
    const header = await headerOf(store);
    const counter = createCounter();
    const entries = watched(store.entries(), { watch, step: 'saving', total: await store.count() });
    const octets = await writeBackup(path, header, refuseNothing(store, counter.over(entries)));
    return { ...counter.counts(), octets };
  } finally {
    await store.close();
  }
}

/**
 * Fills an empty store from a backup that was checked to its end before. Broken off, it leaves the
 * store as empty as it was. Rejects with a StoreError or BackupError.
 */
export async function restore(
  location: StoreLocation,
  path: string,
  watch = unwatched,
): Promise<EntryCounts & { readonly createdAt: number }> {
  const { header, count } = await checkBackup(path, watch);
  const store = await openRawStore(location);
  try {
    const filling = await beginFilling(store, header, newInstance());
    const counter = createCounter();
    try {
      const entries = watched(readBackup(path), { watch, step: 'restoring', total: count });
      for await (const piece of counter.over(entries)) {
        await store.add(piece);
        await filling.check();
      }
      await filling.end();
    } catch (error) {
      if (watch.signal.aborted) await filling.giveUp();
      throw error;
    }
    return { ...counter.counts(), createdAt: header.createdAt };
  } finally {
    await store.close();
  }
}

/** Counts the entries that pass. */
export function createCounter() {
  let [aliases, tombstones, returnPaths, keys, blocks] = [0, 0, 0, 0, 0];
  return {
    async *over(pieces: AsyncIterable<readonly Entry[]>): AsyncGenerator<readonly Entry[]> {
      for await (const piece of pieces) {
        for (const { table, key, record } of piece) {
          if (table === 'returnPath') returnPaths += isEnd(key) ? 0 : 1;
          else if (table === 'key') keys++;
          else if (table === 'keyRow') continue;
          else if (table === 'block') blocks++;
          else if (record.length === 0) tombstones++;
          else aliases++;
        }
        yield piece;
      }
    },
    counts: (): EntryCounts => ({ aliases, tombstones, returnPaths, keys, blocks }),
  };
}

async function headerOf({ manifest }: RawStore): Promise<BackupHeader> {
  const { format, secrets, state, id } = parseManifest(manifest.name, await manifest.read());
  if (state === 'incomplete') throw new StoreError(`${manifest.name} is incomplete: nothing to save`);
  if (state === 'moved') throw new StoreError(`${manifest.name} was moved to another place: save that one`);
  return { createdAt: Date.now(), format, secrets, ...(id !== undefined && { id }) };
}

/** A store that is named wrongly would make a backup of nothing, which is found out when it is needed. */
async function* refuseNothing(
  { manifest }: RawStore,
  pieces: AsyncIterable<readonly Entry[]>,
): AsyncGenerator<readonly Entry[]> {
  let isNothing = (await manifest.read()) === undefined;
  for await (const piece of pieces) {
    if (piece.length > 0) isNothing = false;
    yield piece;
  }
  if (isNothing) throw new StoreError(`${manifest.name} holds nothing of Mayfly: is its name right?`);
}
