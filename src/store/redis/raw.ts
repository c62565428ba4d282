import { StoreError } from '../../alias/ports.ts';
import { type Entry, type EntryName, expiryOf, type RawStore } from '../raw-store.ts';
import { connectRedis } from './calls.ts';
import { createKeyNames } from './keys.ts';
import type { RedisLocation } from './location.ts';
import { manifestIn } from './manifest.ts';
import { checkCluster, faultOf, readSettings } from './server.ts';

/** So many calls are on their way at a time. */
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

  const nameOf = ({ table, key }: EntryName): string => {
    const text = Buffer.from(key).toString('base64url');
    return table === 'alias' ? names.pairOf(text)[0] : names.returnPathOf(text);
  };
  const read = async (table: Entry['table'], name: string): Promise<Entry[]> => {
    const record = await connection.get(name);
    const key = Buffer.from(name.slice(name.lastIndexOf(':') + 1), 'base64url');
    return Buffer.isBuffer(record) ? [{ table, key, record }] : [];
  };
  const put = (entry: Entry): Promise<unknown> => {
    const record = Buffer.from(entry.record);
    if (entry.table === 'alias') {
      const keys = names.pairOf(Buffer.from(entry.key).toString('base64url'));
      return connection.run({ operation: 'put', keys, args: [record] });
    }
    const ttlMs = Math.max(1, expiryOf(entry) - Date.now());
    return connection.run({ operation: 'keep', keys: [nameOf(entry)], args: [record, `${ttlMs}`] });
  };
  return {
    manifest,
    users: async () =>
      Number(await connection.run({ operation: 'living', keys: [names.instances], args: [] })),
    async *entries() {
      for (const table of ['alias', 'returnPath'] as const)
        for await (const found of connection.scan(table === 'alias' ? names.aliases : names.returnPaths))
          for (const part of partsOf(found))
            yield (await Promise.all(part.map((name) => read(table, name)))).flat();
    },
    async add(entries) {
      for (const part of partsOf(entries)) await Promise.all(part.map(put));
    },
    async get(sought) {
      const replies = await Promise.all(sought.map((name) => connection.get(nameOf(name))));
      return replies.map((reply) => (Buffer.isBuffer(reply) ? reply : undefined));
    },
    async clear() {
      for (const pattern of [names.aliases, names.dues, names.returnPaths])
        for await (const found of connection.scan(pattern))
          for (const part of partsOf(found))
            await Promise.all(
              part.map((name) => connection.run({ operation: 'erase', keys: [name], args: [] })),
            );
    },
    close: () => connection.close(),
  };
}

function* partsOf<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += pieceLength) yield items.slice(at, at + pieceLength);
}
