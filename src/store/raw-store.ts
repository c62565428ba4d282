// SPDX-License-Identifier: MIT
import type { KeyId } from '../alias/ports.ts';
import { decodeKey } from './key-record.ts';
import type { ManifestPlace } from './manifest.ts';
import { encodeUint } from './record.ts';

/** What every store keeps in the same octets. */
export interface Entry extends EntryName {
  /**
   * Of an alias as `record.ts` encodes it, and none for a tombstone; of a return path the instant at which it expires (6
   * octets) and what is sealed; of a key as `key-record.ts` encodes it; of a row of a key what is sealed; of a block as
   * `block-record.ts` encodes it.
   */
  readonly record: Uint8Array;
}

/** Where an entry stands: in which table, under which octets. */
export interface EntryName {
  readonly table: EntryTable;
  /** Of a row: the id of its key and then its number, 6 octets. Of a block its name in ASCII. */
  readonly key: Uint8Array;
}

/** The tables of a store. */
export const entryTables = ['alias', 'returnPath', 'key', 'keyRow', 'block'] as const;

/** One of them. */
export type EntryTable = (typeof entryTables)[number];

/** The instant at which an entry expires by itself, ms since the epoch; aliases, tombstones and blocks never do, rows with their key. */
export function expiryOf({ table, record }: Entry): number {
  if (table === 'alias' || table === 'keyRow' || table === 'block') return Number.POSITIVE_INFINITY;
  if (table === 'key') return decodeKey(record).expiresAt;
  return Buffer.from(record.buffer, record.byteOffset, record.length).readUIntBE(0, instantOctets);
}

/** Octets of that instant, with which the record of a return path begins. */
export const instantOctets = 6;

/** The id of a key and the number of a row, which the name of a row is made of. */
export function rowNameOf(key: Uint8Array): { readonly id: KeyId; readonly number: number } {
  const name = Buffer.from(key);
  const at = name.length - rowNumberOctets;
  return { id: name.subarray(0, at).toString('base64url'), number: name.readUIntBE(at, rowNumberOctets) };
}

/** The name of a row. */
export function formatRowName(id: KeyId, number: number): Buffer {
  return Buffer.concat([Buffer.from(id, 'base64url'), encodeUint(number, rowNumberOctets)]);
}

const rowNumberOctets = 6;

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
  /** About how many entries there are; nothing where only reading them all would tell. */
  count(): Promise<number | undefined>;
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
