// SPDX-License-Identifier: MIT
/** Blocks in real Redis servers: the contract, and that a store takes them along when it is saved or moved. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openLmdbStore } from '../../src/store/lmdb/store.ts';
import { openRawStore } from '../../src/store/open.ts';
import { openRedisStore } from '../../src/store/redis/store.ts';
import { backup, restore } from '../../src/transfer/backup.ts';
import { migrate } from '../../src/transfer/migrate.ts';
import { blockStoreContract } from '../support/block-store-contract.ts';
import { temporaryFolder } from '../support/program/program.ts';
import {
  isRedisInstalled,
  locationOf,
  type RedisServer,
  startRedis,
  startRedisCluster,
} from '../support/redis/redis-server.ts';
import { entriesOf } from '../support/store-entries.ts';

type Location = Parameters<typeof openRawStore>[0];

if (await isRedisInstalled()) {
  const server = await startRedis();
  const cluster = await startRedisCluster();
  after(() => Promise.all([server, ...cluster].map((one) => one.remove())));
  const placeOn = (...servers: readonly RedisServer[]) => ({
    ...locationOf(...servers),
    prefix: randomBytes(6).toString('hex'),
  });
  const places = [
    ['Redis', [server]],
    ['Redis Cluster', cluster],
  ] as const;
  for (const [name, servers] of places)
    blockStoreContract(name, async () => {
      const location = placeOn(...servers);
      return { open: (options) => openRedisStore({ ...options, location }), remove: async () => {} };
    });

  test('blocks go from a folder to Redis, to a cluster, into a backup and back, and are cleared with a store', async (t) => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'store');
    const store = openLmdbStore({ path });
    const blocks = [
      { kind: 'target', text: '@x.example' },
      { kind: 'smtp', text: '192.0.2.0/24' },
      { kind: 'http', text: '2001:db8::/32' },
    ] as const;
    await store.blocks.add(blocks, 1_800_000_000_000);
    await store.close();
    const from: Location = { kind: 'lmdb', path };
    const [first, second]: readonly Location[] = [
      { kind: 'redis', location: placeOn(server) },
      { kind: 'redis', location: placeOn(...cluster) },
    ];
    assert.ok(first && second);
    const entries = await entriesOf(from);
    assert.equal(entries.length, 3);
    assert.partialDeepStrictEqual(await migrate(from, first), { aliases: 0, blocks: 3 });
    assert.deepEqual(await entriesOf(first), entries);
    await migrate(first, second);
    assert.deepEqual(await entriesOf(second), entries);
    const file = join(folder, 'backup');
    assert.partialDeepStrictEqual(await backup(second, file), { blocks: 3 });
    await rm(path, { recursive: true });
    assert.partialDeepStrictEqual(await restore(from, file), { blocks: 3 });
    assert.deepEqual(await entriesOf(from), entries);
    for (const location of [from, second]) {
      const raw = await openRawStore(location);
      await raw.clear();
      await raw.close();
      assert.deepEqual(await entriesOf(location), []);
    }
  });
}
