import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Store, StoreError } from '../alias/ports.ts';
import { openLmdbStore } from './lmdb/store.ts';
import { admit, judge, type ManifestPlace } from './manifest.ts';
import { createMemoryStore } from './memory.ts';
import type { RawStore } from './raw-store.ts';
import type { RedisLocation } from './redis/location.ts';

/** Where aliases are kept. */
export type StoreLocation =
  | { readonly kind: 'lmdb'; readonly path: string }
  | { readonly kind: 'redis'; readonly location: RedisLocation }
  | { readonly kind: 'memory' };

export interface OpenOptions {
  /** Check values (`checkOf`) of the server secrets; left out by who opens no alias and makes none. */
  readonly secrets?: readonly string[];
  /** `look`: only to see how it is, while another process may serve it; leaves no trace. Default `serve`. */
  readonly purpose?: 'serve' | 'look';
  /** Takes a line about what the store cannot promise. */
  readonly warn?: (line: string) => void;
  /** Called once when this process can use the store no more, and another one can. */
  readonly onBroken?: (error: StoreError) => void;
}

/**
 * Opens a store to serve it. Rejects with a StoreError of one line, also for a store that must not be served: one of a later
 * format, of another server secret, incomplete, or moved elsewhere.
 */
export async function openStore(
  location: StoreLocation,
  { secrets = [], purpose = 'serve', ...options }: OpenOptions = {},
): Promise<Store> {
  if (location.kind === 'memory') return createMemoryStore();
  const store = await openPersistent(location, options);
  try {
    await { serve: admit, look: judge }[purpose](store.manifest, { secrets, now: Date.now() });
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
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

async function openPersistent(
  location: Exclude<StoreLocation, { readonly kind: 'memory' }>,
  { warn = () => {}, onBroken }: OpenOptions,
): Promise<Store & { readonly manifest: ManifestPlace }> {
  if (location.kind === 'lmdb') return openLmdbStore({ path: location.path, ...(onBroken && { onBroken }) });
  const { openRedisStore } = await import('./redis/store.ts');
  return openRedisStore({ location: location.location, warn });
}
