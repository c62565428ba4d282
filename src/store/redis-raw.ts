import { StoreError } from '../alias/ports.ts';
import type { Entry, RawStore } from './raw-store.ts';
import { connectRedis } from './redis-connection.ts';
import { imprintIn } from './redis-imprint.ts';
import { createKeyNames } from './redis-keys.ts';
import type { RedisLocation } from './redis-location.ts';
import { checkCluster, faultOf, readSettings } from './redis-server.ts';

/** So many calls are on their way at a time. */
const pieceLength = 1000;

/** The store in Redis at a location. */
export async function openRawRedis(location: RedisLocation): Promise<RawStore> {
  const connection = await connectRedis({ location, onReady: () => {} });
  const names = createKeyNames(location.prefix);
  const imprint = imprintIn(connection, location);
  try {
    for (const server of await readSettings(connection)) {
      const fault = faultOf(server, location);
      if (fault !== undefined) throw new StoreError(`${imprint.name} ${fault}`);
    }
    if (location.mode === 'cluster') await checkCluster(connection);
  } catch (error) {
    await connection.close();
    throw error;
  }

  const read = async (name: string): Promise<Entry[]> => {
    const record = await connection.get(name);
    const key = Buffer.from(name.slice(name.lastIndexOf(':') + 1), 'base64url');
    return Buffer.isBuffer(record) ? [{ key, record }] : [];
  };
  const put = async ({ key, record }: Entry): Promise<number> => {
    const keys = names.pairOf(Buffer.from(key).toString('base64url'));
    return Number(await connection.run({ operation: 'put', keys, args: [Buffer.from(record)] }));
  };
  return {
    imprint,
    users: async () => Number(await connection.run({ operation: 'living', keys: [names.owners], args: [] })),
    async *entries() {
      for await (const found of connection.scan(names.aliases))
        for (const part of partsOf(found)) yield (await Promise.all(part.map(read))).flat();
    },
    async add(entries) {
      let added = 0;
      for (const part of partsOf(entries))
        added += (await Promise.all(part.map(put))).reduce((sum, isNew) => sum + isNew, 0);
      return added;
    },
    async get(keys) {
      const replies = keys.map((key) => {
        const [name] = names.pairOf(Buffer.from(key).toString('base64url'));
        return connection.get(name);
      });
      return (await Promise.all(replies)).map((reply) => (Buffer.isBuffer(reply) ? reply : undefined));
    },
    async clear() {
      for (const pattern of [names.aliases, names.dues])
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
