// SPDX-License-Identifier: MIT
import { StoreError } from '../../alias/ports.ts';
import type { RedisLocation } from '../../base/store-location.ts';
import {
  type Entry,
  type EntryName,
  expiryOf,
  formatRowName,
  type RawStore,
  rowNameOf,
} from '../raw-store.ts';
import { blockRecordsOf } from './blocks.ts';
import { connectRedis, type RedisCalls } from './calls.ts';
import type { RedisReply } from './client.ts';
import { createKeyNames, type KeyNames } from './keys.ts';
import { manifestIn } from './manifest.ts';
import { checkCluster, faultOf, readSettings } from './server.ts';

/** Maximum number of calls that are on their way at a time. */
const pieceLength = 1000;

/** The store in Redis at a location. */
export async function openRawRedis(location: RedisLocation): Promise<RawStore> {
  const connection = await connectRedis({ location, onReady: () => {} });
  const names = createKeyNames(location.prefix);
  const manifest = manifestIn(connection, location);
  try {
    for (const server of await readSettings(connection)) {
      const fault = faultOf(server, location);
      if (fault !== undefined) throw new StoreError(`${manifest.name} ${fault}`);
    }
    if (location.mode === 'cluster') await checkCluster(connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
  const { read, readOne, put } = createEntryCalls(connection, names);
  return {
    manifest,
    users: async () =>
      Number(await connection.run({ operation: 'living', keys: [names.instances], args: [] })),
    async *entries() {
      const patterns = { alias: names.aliases, returnPath: names.returnPaths, key: names.keys };
      for (const table of ['alias', 'returnPath', 'key'] as const)
        for await (const found of connection.scan(patterns[table]))
          for (const part of partsOf(found))
            yield (await Promise.all(part.map((name) => read(table, name)))).flat();
      yield await read('block', names.blocks);
    },
    async add(entries) {
      for (const part of partsOf(entries)) await Promise.all(part.map(put));
    },
    async get(sought) {
      const replies = await Promise.all(sought.map(readOne));
      return replies.map((reply) => (Buffer.isBuffer(reply) ? reply : undefined));
    },
    count: async () => undefined,
    async clear() {
      await connection.run({ operation: 'erase', keys: [names.blocks], args: [] });
      for (const pattern of [names.aliases, names.dues, names.returnPaths, names.keys])
        for await (const found of connection.scan(pattern))
          for (const part of partsOf(found))
            await Promise.all(
              part.map((name) => connection.run({ operation: 'erase', keys: [name], args: [] })),
            );
    },
    close: () => connection.close(),
  };
}

/** Reading and writing one entry of any table. */
function createEntryCalls(connection: RedisCalls, names: KeyNames): EntryCalls {
  const nameOf = ({ table, key }: EntryName): string => {
    const text = Buffer.from(key).toString('base64url');
    if (table === 'keyRow') return names.keyOf(rowNameOf(key).id);
    if (table === 'key') return names.keyOf(text);
    if (table === 'block') return names.blocks;
    return table === 'alias' ? names.threeOf(text)[0] : names.returnPathOf(text);
  };
  const read = async (table: Entry['table'], name: string): Promise<Entry[]> => {
    if (table === 'key')
      return keyEntriesOf(name, await connection.run({ operation: 'keyFields', keys: [name], args: [] }));
    if (table === 'block') {
      const fields = await connection.run({ operation: 'keyFields', keys: [name], args: [] });
      return blockRecordsOf(fields).map(([block, record]) => ({ table, key: Buffer.from(block), record }));
    }
    const record = await connection.get(name);
    const key = Buffer.from(name.slice(name.lastIndexOf(':') + 1), 'base64url');
    return Buffer.isBuffer(record) ? [{ table, key, record }] : [];
  };
  const put = (entry: Entry): Promise<unknown> => {
    const record = Buffer.from(entry.record);
    if (entry.table === 'alias') {
      const keys = names.threeOf(Buffer.from(entry.key).toString('base64url'));
      return connection.run({ operation: 'put', keys, args: [record] });
    }
    if (entry.table === 'keyRow' || entry.table === 'block') {
      const field = fieldOf(entry);
      return connection.run({ operation: 'putKeyField', keys: [nameOf(entry)], args: [field, record, ''] });
    }
    const ttlMs = Math.max(1, expiryOf(entry) - Date.now());
    if (entry.table === 'key') {
      const args = ['key', record, `${ttlMs}`];
      return connection.run({ operation: 'putKeyField', keys: [nameOf(entry)], args });
    }
    return connection.run({ operation: 'keep', keys: [nameOf(entry)], args: [record, `${ttlMs}`] });
  };
  const readOne = (name: EntryName): Promise<RedisReply> => {
    if (name.table === 'alias' || name.table === 'returnPath') return connection.get(nameOf(name));
    const args = [fieldOf(name)];
    return connection.run({ operation: 'keyField', keys: [nameOf(name)], args });
  };
  return { read, readOne, put };
}

/** Where an entry is in the hash that has it. */
function fieldOf({ table, key }: EntryName): string {
  if (table === 'key') return 'key';
  return table === 'block' ? Buffer.from(key).toString() : `${rowNameOf(key).number}`;
}

interface EntryCalls {
  /** The entry that a key of Redis holds; of a key of ours with all its rows. */
  read(table: Entry['table'], name: string): Promise<Entry[]>;
  readOne(name: EntryName): Promise<RedisReply>;
  put(entry: Entry): Promise<unknown>;
}

/** A key and its rows, of the fields of its hash and their octets by turns. */
function keyEntriesOf(name: string, reply: RedisReply): Entry[] {
  const id = name.slice(name.lastIndexOf(':') + 1);
  const fields = Array.isArray(reply) ? reply : [];
  return fields.flatMap((record, at): Entry[] => {
    if (at % 2 === 0 || !Buffer.isBuffer(record)) return [];
    const field = String(fields[at - 1]);
    if (field === 'key') return [{ table: 'key', key: Buffer.from(id, 'base64url'), record }];
    return [{ table: 'keyRow', key: formatRowName(id, Number(field)), record }];
  });
}

function* partsOf<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += pieceLength) yield items.slice(at, at + pieceLength);
}
