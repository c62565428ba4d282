import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../alias/ports.ts';
import type { ImprintPlace } from './imprint.ts';
import type { StoreLocation } from './open.ts';

/** An alias as every store keeps it: the octets of its key, and its record as `record.ts` encodes it. */
export interface Entry {
  readonly key: Uint8Array;
  /** None: a tombstone. */
  readonly record: Uint8Array;
}

/**
 * A store as it is saved and moved: entries that need no server secret, since what is sealed stays sealed. It may be opened
 * beside a service that runs on the same store. Everything rejects with a StoreError.
 */
export interface RawStore {
  readonly imprint: ImprintPlace;
  /** How many other processes or nodes have the store open. */
  users(): Promise<number>;
  /**
   * All entries in pieces, in any order; what is not asked for is not read. An embedded store gives what it held at the
   * first piece. Redis gives each alias as it was at some instant of the reading, perhaps twice, the later form last.
   */
  entries(): AsyncIterable<readonly Entry[]>;
  /** Adds entries, or puts them in the place of those with the same key; gives how many keys were new. */
  add(entries: readonly Entry[]): Promise<number>;
  /** The records under these keys, in their order; nothing for an unknown key. */
  get(keys: readonly Uint8Array[]): Promise<readonly (Uint8Array | undefined)[]>;
  /** Removes every entry. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a store to save, fill or move it; one that has to be `existing` is not made. Reads and judges no imprint. Rejects
 * with a StoreError of one line.
 */
export async function openRawStore(
  location: StoreLocation,
  which: 'existing' | 'any' = 'any',
): Promise<RawStore> {
  if (location.kind === 'memory')
    throw new StoreError('A store in memory ends with its process: it can be neither saved nor moved');
  if (location.kind === 'redis') return (await import('./redis-raw.ts')).openRawRedis(location.location);
  if (which === 'existing' && !existsSync(join(location.path, 'data.mdb')))
    throw new StoreError(`The store ${location.path} does not exist`);
  return (await import('./lmdb-raw.ts')).openRawLmdb(location.path);
}

/** Whether a store holds no entry at all. */
export async function isEmpty(store: RawStore): Promise<boolean> {
  for await (const piece of store.entries()) if (piece.length > 0) return false;
  return true;
}
