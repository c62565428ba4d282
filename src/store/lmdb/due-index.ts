// SPDX-License-Identifier: MIT
import { type AliasRecord, endsAt } from '../../alias/alias.ts';
import { type Asker, type Ledger, sweepableAt, sweepIn } from '../ledger.ts';
import { encodeUint } from '../record.ts';
import { type DueBatchOptions, dueBatches, instantOctets } from './due-batches.ts';
import type { Table } from './environment.ts';

/**
 * Which aliases a sweep has to look at, in the order of time, so that it never reads the others. An entry is the instant
 * followed by the key. Every alias that can die by time has an entry no later than its death; when that moves away, the
 * entry stays where it is and moves on only when a sweep meets it. So a delivery that prolongs a life writes nothing here.
 */
export interface DueIndex {
  /** Keeps the index up with a record that is put. To be called in the same transaction, as is `remove`. */
  put(key: Uint8Array, record: AliasRecord, before?: AliasRecord): void;
  remove(key: Uint8Array, before: AliasRecord): void;
  /** Turns aliases that are dead at `now` (ms) into tombstones, a batch in each transaction; gives how many. */
  sweep(options: DueBatchOptions, transact: Transact): Promise<number>;
}

type Transact = (batch: (ledger: Ledger, asker: Asker) => number) => Promise<number>;

/** When to look again at an alias whose time was up but that is not dead: one paused with its last use in doubt. */
const retryMs = 60 * 60 * 1000;
const nothing = new Uint8Array(0);

/** The index kept in `table`. */
export function createDueIndex(table: Table): DueIndex {
  const sweepEntry = (entry: Uint8Array, ledger: Ledger, asker: Asker): boolean => {
    const octets = Buffer.from(entry).subarray(instantOctets);
    const key = octets.toString('base64url');
    table.removeSync(entry);
    if (sweepIn(ledger, key, asker)) return true;
    const record = ledger.get(key);
    const at = record ? sweepableAt(record) : null;
    if (at !== null) table.putSync(entryOf(at > asker.now ? at : asker.now + retryMs, octets), nothing);
    return false;
  };
  return {
    put(key, record, before) {
      const at = sweepableAt(record);
      const indexedAt = before ? sweepableAt(before) : null;
      if (at !== null && (indexedAt === null || at < indexedAt)) table.putSync(entryOf(at, key), nothing);
    },
    remove(key, before) {
      for (const at of new Set([sweepableAt(before), endsAt(before)]))
        if (at !== null) table.removeSync(entryOf(at, key));
    },
    async sweep(options, transact) {
      let count = 0;
      for await (const batch of dueBatches(table, options))
        count += await transact((ledger, asker) => {
          let swept = 0;
          for (const entry of batch) if (sweepEntry(entry, ledger, asker)) swept += 1;
          return swept;
        });
      return count;
    },
  };
}

function entryOf(at: number, key: Uint8Array): Buffer {
  return Buffer.concat([encodeUint(at, instantOctets), key]);
}
