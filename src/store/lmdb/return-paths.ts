// SPDX-License-Identifier: MIT
import type { AliasKey } from '../../alias/ports.ts';
import { encodeUint } from '../record.ts';
import { dueBatches, instantOctets } from './due-batches.ts';
import type { Table } from './environment.ts';

/** Return paths in two tables: rows by key, and keys by the instant at which they expire, so that a sweep reads no others. */
export interface ReturnTable {
  /** To be called in a transaction. */
  put(key: AliasKey, sealed: Uint8Array, expiresAt: number): void;
  get(key: AliasKey, now: number): Uint8Array | undefined;
  /** Removes what has expired at `now` (ms), a batch in each transaction. */
  sweep(now: number, transact: (batch: () => void) => Promise<void>): Promise<void>;
}

const nothing = new Uint8Array(0);

/** A row is the instant at which it expires, and what is sealed. */
export function createReturnTable(rows: Table, due: Table): ReturnTable {
  const isExpired = (key: Uint8Array, now: number): boolean => {
    const row = rows.getBinary(key);
    return row !== undefined && expiryOf(row) <= now;
  };
  // A row that was replaced by one that lives longer has an entry of its own for that.
  const sweepEntry = (entry: Uint8Array, now: number): void => {
    const key = entry.subarray(instantOctets);
    if (isExpired(key, now)) rows.removeSync(key);
    due.removeSync(entry);
  };
  return {
    put(key, sealed, expiresAt) {
      const octets = Buffer.from(key, 'base64url');
      const before = rows.getBinary(octets);
      if (before !== undefined) due.removeSync(Buffer.concat([before.subarray(0, instantOctets), octets]));
      if (expiresAt <= 0) return void rows.removeSync(octets);
      const instant = encodeUint(expiresAt, instantOctets);
      rows.putSync(octets, Buffer.concat([instant, sealed]));
      due.putSync(Buffer.concat([instant, octets]), nothing);
    },
    get(key, now) {
      const row = rows.getBinary(Buffer.from(key, 'base64url'));
      return row === undefined || expiryOf(row) <= now ? undefined : row.subarray(instantOctets);
    },
    async sweep(now, transact) {
      for await (const batch of dueBatches(due, { now, warm: (keys) => rows.prefetch(keys) }))
        await transact(() => {
          for (const entry of batch) sweepEntry(entry, now);
        });
    },
  };
}

function expiryOf(row: Uint8Array): number {
  return Buffer.from(row.buffer, row.byteOffset, instantOctets).readUIntBE(0, instantOctets);
}
