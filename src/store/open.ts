// SPDX-License-Identifier: MIT
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Store, StoreError, type StoreMemory } from '../alias/ports.ts';
import type { StoreLocation } from '../base/store-location.ts';
import { AwaitedStore } from './awaited-store.ts';
import { openLmdbStore } from './lmdb/store.ts';
import { admit, judge, StoreMissingError } from './manifest.ts';
import { createMemoryStore } from './memory.ts';
import type { PersistentStore } from './persistent-store.ts';
import type { RawStore } from './raw-store.ts';

export interface OpenOptions {
  /** Check values (`checkOf`) of the server secrets; left out by who opens no alias and makes none. */
  readonly secrets?: readonly string[];
  /** Knows the store that was served before. Left out, any is taken. */
  readonly memory?: StoreMemory;
  /** `look`: only to see how it is, while another process may serve it; leaves no trace. Default `serve`. */
  readonly purpose?: 'serve' | 'look';
  /** What to do where the store that was served before is not there: reject, or give one that waits for it. Default `reject`. */
  readonly whenMissing?: 'reject' | 'wait';
  /** What to do where there is no store yet: make one, or reject, as `look` always does. Default `make`. */
  readonly whenNew?: 'make' | 'reject';
  /** Takes a line about what the store cannot promise. */
  readonly warn?: (line: string) => void;
  /** Called once when this process can use the store no more, and another one can. */
  readonly onBroken?: (error: StoreError) => void;
}

/**
 * Opens a store to serve it. Rejects with a StoreError of one line, also for a store that must not be served: one of a later
 * format, of another server secret, incomplete, or moved elsewhere.
 */
export async function openStore(location: StoreLocation, options: OpenOptions = {}): Promise<Store> {
  if (location.kind === 'memory') return createMemoryStore();
  return options.whenMissing === 'wait' ? openOrAwait(location, options) : openPersistent(location, options);
}

type PersistentLocation = Exclude<StoreLocation, { readonly kind: 'memory' }>;

/** What one attempt to open it has told, the next one does not tell again. */
async function openOrAwait(location: PersistentLocation, options: OpenOptions): Promise<Store> {
  const told = new Set<string>();
  let isOpen = false;
  const warn = (line: string): void => {
    if (!isOpen && told.has(line)) return;
    if (!isOpen) told.add(line);
    options.warn?.(line);
  };
  const open = async (): Promise<Store> => {
    const store = await openPersistent(location, { ...options, warn });
    isOpen = true;
    return store;
  };
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof StoreMissingError)) throw error;
    return new AwaitedStore({ open, missing: error, warn });
  }
}

async function openPersistent(location: PersistentLocation, options: OpenOptions): Promise<Store> {
  const { secrets = [], memory, purpose = 'serve', warn = () => {} } = options;
  const known = (await memory?.recall()) ?? { kind: 'new' };
  const storeId = known.kind === 'known' ? known.id : undefined;
  const mayMake = purpose === 'serve' && options.whenNew !== 'reject';
  // Else it would be made.
  if (location.kind === 'lmdb' && isMissing(join(location.path, 'data.mdb'))) {
    if (known.kind !== 'new') throw new StoreMissingError(`The store ${location.path}`);
    if (!mayMake) throw new StoreError(`The store ${location.path} does not exist`);
  }
  const store = await openAt(location, options);
  try {
    if (location.kind === 'redis' && options.whenNew === 'reject') await refuseNew(store);
    if (known.kind === 'unknown' && (await store.isBlank())) throw new StoreMissingError(store.manifest.name);
    const applicant = { secrets, now: Date.now(), storeId };
    if (purpose === 'look') await judge(store.manifest, applicant);
    else {
      const manifest = await admit(store.manifest, applicant);
      await store.recognised(manifest);
      if (manifest.id !== undefined && manifest.id !== storeId)
        await memory?.remember(manifest.id).catch((error: Error) => warn(unremembered(store, error)));
    }
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function refuseNew({ manifest }: PersistentStore): Promise<void> {
  if ((await manifest.read()) === undefined)
    throw new StoreError(`${manifest.name} was never served by this version of Mayfly: is its name right?`);
}

/** A path that leads through a file, or that we may not follow, is a mistake: nothing comes there by itself. */
function isMissing(file: string): boolean {
  try {
    statSync(file);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

function unremembered({ manifest }: PersistentStore, { message }: Error): string {
  return `${manifest.name} cannot be remembered beside the secret, so it would be made anew if it vanished: ${message}`;
}

async function openAt(
  location: PersistentLocation,
  { warn = () => {}, onBroken }: OpenOptions,
): Promise<PersistentStore> {
  if (location.kind === 'lmdb')
    return openLmdbStore({ path: location.path, warn, ...(onBroken && { onBroken }) });
  const { openRedisStore } = await import('./redis/store.ts');
  return openRedisStore({ location: location.location, warn });
}

/**
 * Opens a store to save, fill or move it; one that has to be `existing` is not made. Reads and judges no manifest. Rejects
 * with a StoreError of one line.
 */
export async function openRawStore(
  location: StoreLocation,
  which: 'existing' | 'any' = 'any',
): Promise<RawStore> {
  if (location.kind === 'memory')
    throw new StoreError('A store in memory ends with its process: it can be neither saved nor moved');
  if (location.kind === 'redis') return (await import('./redis/raw.ts')).openRawRedis(location.location);
  if (which === 'existing' && !existsSync(join(location.path, 'data.mdb')))
    throw new StoreError(`The store ${location.path} does not exist`);
  return (await import('./lmdb/raw.ts')).openRawLmdb(location.path);
}
