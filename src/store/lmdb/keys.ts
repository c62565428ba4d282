// SPDX-License-Identifier: MIT
import type { KeyEntry, KeyId, KeyPage, KeyRecord, KeyRow } from '../../alias/ports.ts';
import { decodeKey, destroyKeyIn, encodeKey, type KeyLedger } from '../key-record.ts';
import { formatRowName, rowNameOf } from '../raw-store.ts';
import { encodeUint } from '../record.ts';
import { dueBatches, instantOctets } from './due-batches.ts';
import type { Environment } from './environment.ts';

/**
 * Keys in three tables: records by id, rows by id and number, and ids by the instant at which they expire. What begins with the id
 * is together, so the rows of a key are one range.
 */
export interface KeyTable extends KeyLedger {
  list(now: number): Generator<KeyEntry>;
  /** Removes keys that have expired at `now` (ms) with their rows, a batch in each transaction. */
  sweep(now: number, transact: (batch: () => void) => Promise<void>): Promise<void>;
}

type KeyTables = Pick<Environment, 'keys' | 'keyRows' | 'keysDue'>;

const nothing = new Uint8Array(0);

/** The keys of an environment. All but `sweep` are to be called in a transaction, or where a snapshot is read. */
export function createKeyTable(tables: KeyTables): KeyTable {
  const { keys, keysDue } = tables;
  const ledger = createLedger(tables);
  return {
    ...ledger,
    *list(now) {
      for (const { key, value } of keys.getRange({})) {
        const { sealed: _, ...entry } = decodeKey(value);
        if (now < entry.expiresAt) yield { id: Buffer.from(key).toString('base64url'), ...entry };
      }
    },
    async sweep(now, transact) {
      for await (const batch of dueBatches(keysDue, { now, warm: (names) => keys.prefetch(names) }))
        await transact(() => {
          for (const entry of batch) {
            const id = Buffer.from(entry.subarray(instantOctets)).toString('base64url');
            const record = ledger.get(id);
            if (record !== undefined && record.expiresAt <= now) destroyKeyIn(ledger, id);
            keysDue.removeSync(entry);
          }
        });
    },
  };
}

function createLedger({ keys, keyRows, keysDue }: KeyTables): KeyLedger {
  const get = (id: KeyId): KeyRecord | undefined => {
    const octets = keys.getBinary(octetsOf(id));
    return octets && decodeKey(octets);
  };
  return {
    get,
    put(id, record, before) {
      const octets = octetsOf(id);
      keys.putSync(octets, encodeKey(record));
      if (before?.expiresAt === record.expiresAt) return;
      if (before !== undefined) keysDue.removeSync(dueName(before.expiresAt, octets));
      keysDue.putSync(dueName(record.expiresAt, octets), nothing);
    },
    remove(id, before) {
      const octets = octetsOf(id);
      keys.removeSync(octets);
      keysDue.removeSync(dueName(before.expiresAt, octets));
    },
    putRow: (id, { number, sealed }) => void keyRows.putSync(formatRowName(id, number), sealed),
    removeRow: (id, number) => keyRows.removeSync(formatRowName(id, number)),
    rows(id, { before = farthest, limit }: KeyPage): KeyRow[] {
      const most = Number.isFinite(limit) ? { limit } : {};
      // In reverse, `start` is the greatest name and `end`, which is left out, the least.
      const range = {
        start: formatRowName(id, before - 1),
        end: formatRowName(id, 0),
        reverse: true,
        ...most,
      };
      return [...keyRows.getRange(range)].map(({ key, value }) => ({
        number: rowNameOf(key).number,
        sealed: Buffer.from(value),
      }));
    },
  };
}

const farthest = 2 ** 48 - 1;

function octetsOf(id: KeyId): Buffer {
  return Buffer.from(id, 'base64url');
}

function dueName(at: number, id: Uint8Array): Buffer {
  return Buffer.concat([encodeUint(at, instantOctets), id]);
}
