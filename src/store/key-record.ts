// SPDX-License-Identifier: MIT
/**
 * The stored form of a key, and what becomes of one in a transaction.
 *
 * | field                                | octets   |
 * |--------------------------------------|----------|
 * | version: 1                           | 1        |
 * | state (0 active, 1 unconfirmed)      | 1        |
 * | expiresAt, made, kept                | 6 each   |
 * | sealed                               | the rest |
 *
 * Numbers are unsigned and big-endian. A row of a key is what is sealed of it and nothing else; its number is in its name.
 */
import type { KeyChange, KeyId, KeyPage, KeyRecord, KeyRow, KeyState } from '../alias/ports.ts';
import { encodeUint } from './record.ts';

const version = 1;
/** States by their number. */
const states: readonly KeyState[] = ['active', 'unconfirmed'];
const numberOctets = 6;
const headOctets = 2 + 3 * numberOctets;

/** Encodes a key. Throws a RangeError for a negative or too large number. */
export function encodeKey({ state, expiresAt, made, kept, sealed }: KeyRecord): Buffer {
  const head = Buffer.of(version, states.indexOf(state));
  return Buffer.concat([head, encodeUint(expiresAt), encodeUint(made), encodeUint(kept), sealed]);
}

/** Decodes a key. Throws an Error for another version and for what is damaged. */
export function decodeKey(octets: Uint8Array): KeyRecord {
  const buffer = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
  const state = states[buffer[1] ?? states.length];
  if (buffer[0] !== version || state === undefined || buffer.length < headOctets)
    throw new Error('a key in the store is damaged or of an unknown version');
  const numberAt = (position: number): number => buffer.readUIntBE(2 + position * numberOctets, numberOctets);
  const sealed = Buffer.from(buffer.subarray(headOctets));
  return { state, expiresAt: numberAt(0), made: numberAt(1), kept: numberAt(2), sealed };
}

/** The number that stands for a state, here and in the script of Redis. */
export function numberOfState(state: KeyState): number {
  return states.indexOf(state);
}

/** What one transaction sees of the keys. A store makes all of its writes, or none. */
export interface KeyLedger {
  get(id: KeyId): KeyRecord | undefined;
  put(id: KeyId, record: KeyRecord, before?: KeyRecord): void;
  /** The key itself; its rows are removed one by one. */
  remove(id: KeyId, before: KeyRecord): void;
  putRow(id: KeyId, row: KeyRow): void;
  /** Whether there was one. */
  removeRow(id: KeyId, number: number): boolean;
  rows(id: KeyId, page: KeyPage): readonly KeyRow[];
}

/** `KeyStore.create` within a transaction. */
export function createKeyIn(ledger: KeyLedger, id: KeyId, record: KeyRecord): boolean {
  if (ledger.get(id) !== undefined) return false;
  ledger.put(id, record);
  return true;
}

/** `KeyStore.change` within a transaction. */
export function changeKeyIn(ledger: KeyLedger, id: KeyId, change: KeyChange): KeyRecord | undefined {
  const before = ledger.get(id);
  if (before === undefined) return undefined;
  const after = { ...before, ...change };
  ledger.put(id, after, before);
  return after;
}

/** `KeyStore.destroy` within a transaction. */
export function destroyKeyIn(ledger: KeyLedger, id: KeyId): readonly KeyRow[] | undefined {
  const before = ledger.get(id);
  if (before === undefined) return undefined;
  const rows = ledger.rows(id, { limit: Number.POSITIVE_INFINITY });
  for (const { number } of rows) ledger.removeRow(id, number);
  ledger.remove(id, before);
  return rows;
}

/** `KeyStore.addRow` within a transaction. */
export function addRowIn(
  ledger: KeyLedger,
  id: KeyId,
  { made, sealed }: { readonly made: number; readonly sealed: Uint8Array },
): 'added' | 'moved' | 'gone' {
  const before = ledger.get(id);
  if (before === undefined) return 'gone';
  if (before.made !== made) return 'moved';
  ledger.putRow(id, { number: made + 1, sealed });
  ledger.put(id, { ...before, made: made + 1, kept: before.kept + 1 }, before);
  return 'added';
}

/** `KeyStore.removeRows` within a transaction. */
export function removeRowsIn(ledger: KeyLedger, id: KeyId, numbers: readonly number[]): void {
  const before = ledger.get(id);
  if (before === undefined) return;
  const removed = numbers.filter((number) => ledger.removeRow(id, number)).length;
  if (removed > 0) ledger.put(id, { ...before, kept: before.kept - removed }, before);
}
