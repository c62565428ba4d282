import { createDueIndex } from './due-index.ts';
import { explain, openEnvironment } from './lmdb-environment.ts';
import { imprintIn } from './lmdb-imprint.ts';
import { createWriter } from './lmdb-writer.ts';
import type { Entry, RawStore } from './raw-store.ts';
import { decodeRecord } from './record.ts';

/** So many entries are read, or written in one transaction, at a time. */
const pieceLength = 1000;

/** The LMDB store in the folder `path`. */
export function openRawLmdb(path: string): RawStore {
  const { root, aliases, checks, ...tables } = openEnvironment(path);
  const toStoreError = explain(path);
  const writer = createWriter(root, toStoreError);
  const due = createDueIndex(tables.due);
  const addIn = ({ key, record }: Entry): boolean => {
    const before = aliases.getBinary(key);
    if (before !== undefined && before.length > 0) due.remove(key, decodeRecord(before));
    if (record.length > 0) due.put(key, decodeRecord(record));
    aliases.putSync(key, record);
    return before === undefined;
  };
  return {
    imprint: imprintIn(path, { root, checks }, writer),
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
        for (const { key, value } of aliases.getRange({ transaction: snapshot })) {
          piece.push({ key: Buffer.from(key), record: Buffer.from(value) });
          if (piece.length < pieceLength) continue;
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
    async add(entries) {
      let added = 0;
      for (let at = 0; at < entries.length; at += pieceLength) {
        const piece = entries.slice(at, at + pieceLength);
        added += await writer.write(() => piece.filter(addIn).length);
      }
      return added;
    },
    async get(keys) {
      root.resetReadTxn();
      return keys.map((key) => aliases.getBinary(key));
    },
    clear: () =>
      writer.write(() => {
        aliases.clearSync();
        tables.due.clearSync();
      }),
    close: () => writer.close(),
  };
}
