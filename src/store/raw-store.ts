import type { ManifestPlace } from './manifest.ts';

/** What every store keeps in the same octets. */
export interface Entry extends EntryName {
  /**
   * Of an alias as `record.ts` encodes it, and none for a tombstone; of a return path the instant at which it expires (6
   * octets) and what is sealed.
   */
  readonly record: Uint8Array;
}

/** Where an entry stands: in which table, under which octets. */
export interface EntryName {
  readonly table: 'alias' | 'returnPath';
  readonly key: Uint8Array;
}

/** The instant at which an entry expires by itself, ms since the epoch; aliases and tombstones never do. */
export function expiryOf({ table, record }: Entry): number {
  if (table === 'alias') return Number.POSITIVE_INFINITY;
  return Buffer.from(record.buffer, record.byteOffset, record.length).readUIntBE(0, instantOctets);
}

/** Octets of that instant, with which the record begins. */
export const instantOctets = 6;

/**
 * A store as it is saved and moved: entries that need no server secret, since what is sealed stays sealed. It may be opened
 * beside a service that runs on the same store. Everything rejects with a StoreError.
 */
export interface RawStore {
  readonly manifest: ManifestPlace;
  /** How many other processes or nodes have the store open. */
  users(): Promise<number>;
  /**
   * All entries in pieces, in any order; what is not asked for is not read. An embedded store gives what it held at the
   * first piece. Redis gives each alias as it was at some instant of the reading, perhaps twice, the later form last.
   */
  entries(): AsyncIterable<readonly Entry[]>;
  /** Adds entries, or puts them in the place of those with the same name. */
  add(entries: readonly Entry[]): Promise<void>;
  /** The records under these names, in their order; nothing for an unknown one. */
  get(names: readonly EntryName[]): Promise<readonly (Uint8Array | undefined)[]>;
  /** Removes every entry. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Whether a store holds no entry at all. */
export async function isEmpty(store: RawStore): Promise<boolean> {
  for await (const piece of store.entries()) if (piece.length > 0) return false;
  return true;
}
