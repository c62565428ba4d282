// SPDX-License-Identifier: MIT
import type { Transaction } from 'lmdb';
import { decodeKey } from '../key-record.ts';
import { type Entry, entryTables, expiryOf, instantOctets, type RawStore } from '../raw-store.ts';
import { decodeRecord } from '../record.ts';
import { createDueIndex } from './due-index.ts';
import { type Environment, explain, openEnvironment } from './environment.ts';
import { createKeyTable } from './keys.ts';
import { manifestIn } from './manifest.ts';
import { createReturnTable } from './return-paths.ts';
import { createWriter } from './writer.ts';

/** Number of entries that are read, or written in one transaction, at a time. */
const pieceLength = 1000;

/** The LMDB store in the folder `path`. */
export function openRawLmdb(path: string): RawStore {
  const { root, aliases, checks, ...tables } = openEnvironment(path);
  const rows = {
    alias: aliases,
    returnPath: tables.returns,
    key: tables.keys,
    keyRow: tables.keyRows,
    block: tables.blocks,
  };
  const toStoreError = explain(path);
  const writer = createWriter(root, toStoreError);
  const addIn = createAdding({ aliases, ...tables });
  const read = function* (transaction: Transaction): Generator<Entry> {
    for (const table of entryTables)
      for (const { key, value } of rows[table].getRange({ transaction }))
        yield { table, key: Buffer.from(key), record: Buffer.from(value) };
  };
  return {
    manifest: manifestIn(path, { root, checks }, writer),
    /** LMDB keeps a slot for every process that has read, and the kernel a lock for every slot whose process lives. */
    async users() {
      root.readerCheck();
      const readers = root.readerList().matchAll(/^ *(\d+) /gm);
      const others = new Set([...readers].map(([, pid]) => Number(pid)));
      others.delete(process.pid);
      return others.size;
    },
    async *entries() {
      root.resetReadTxn();
      const snapshot = root.useReadTransaction();
      try {
        let piece: Entry[] = [];
        for (const entry of read(snapshot)) {
          if (piece.push(entry) < pieceLength) continue;
          yield piece;
          piece = [];
        }
        yield piece;
      } catch (error) {
        throw toStoreError(error);
      } finally {
        snapshot.done();
      }
    },
    count: async () => entryTables.reduce((sum, table) => sum + entryCountOf(rows[table].getStats()), 0),
    async add(entries) {
      for (let at = 0; at < entries.length; at += pieceLength)
        await writer.write(() => entries.slice(at, at + pieceLength).forEach(addIn));
    },
    async get(names) {
      root.resetReadTxn();
      return names.map(({ table, key }) => rows[table].getBinary(key));
    },
    clear: () =>
      writer.write(() => {
        for (const table of [aliases, ...Object.values(tables)]) table.clearSync();
      }),
    close: () => writer.close(),
  };
}

/** Adds an entry, in a transaction, to its table and to the index of what is due. */
function createAdding(tables: EntryTables): (entry: Entry) => void {
  const { aliases } = tables;
  const keys = createKeyTable(tables);
  const due = createDueIndex(tables.due);
  const returns = createReturnTable(tables.returns, tables.returnsDue);
  return (entry) => {
    const { key, record } = entry;
    if (entry.table === 'keyRow' || entry.table === 'block') {
      (entry.table === 'block' ? tables.blocks : tables.keyRows).putSync(key, record);
      return;
    }
    if (entry.table === 'key') {
      const id = Buffer.from(key).toString('base64url');
      keys.put(id, decodeKey(record), keys.get(id));
      return;
    }
    if (entry.table === 'returnPath') {
      const sealed = record.subarray(instantOctets);
      returns.put(Buffer.from(key).toString('base64url'), sealed, expiryOf(entry));
      return;
    }
    const before = aliases.getBinary(key);
    if (before !== undefined && before.length > 0) due.remove(key, decodeRecord(before));
    if (record.length > 0) due.put(key, decodeRecord(record));
    aliases.putSync(key, record);
  };
}

type EntryTables = Omit<Environment, 'root' | 'checks'>;

/** The library types its statistics as nothing in particular. */
function entryCountOf(stats: object): number {
  return 'entryCount' in stats && typeof stats.entryCount === 'number' ? stats.entryCount : 0;
}
