// SPDX-License-Identifier: MIT
/** Keys in real Redis servers: the contract, and that a store takes them along when it is saved or moved. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openLmdbStore } from '../../src/store/lmdb/store.ts';
import type { openRawStore } from '../../src/store/open.ts';
import { openRedisStore } from '../../src/store/redis/store.ts';
import { backup, restore } from '../../src/transfer/backup.ts';
import { migrate } from '../../src/transfer/migrate.ts';
import { keyRecord, keyStoreContract } from '../support/key-store-contract.ts';
import { temporaryFolder } from '../support/program/program.ts';
import {
  isRedisInstalled,
  locationOf,
  type RedisServer,
  startRedis,
  startRedisCluster,
} from '../support/redis/redis-server.ts';
import { randomKey } from '../support/store-contract.ts';
import { entriesOf } from '../support/store-entries.ts';

type Location = Parameters<typeof openRawStore>[0];

if (await isRedisInstalled()) {
  const server = await startRedis();
  const cluster = await startRedisCluster();
  after(() => Promise.all([server, ...cluster].map((one) => one.remove())));
  const places = [
    ['Redis', [server]],
    ['Redis Cluster', cluster],
  ] as const;
  const placeOn = (...servers: readonly RedisServer[]) => ({
    ...locationOf(...servers),
    prefix: randomBytes(6).toString('hex'),
  });
  for (const [name, servers] of places)
    keyStoreContract(name, async () => {
      const location = placeOn(...servers);
      return { open: (options) => openRedisStore({ ...options, location }), remove: async () => {} };
    });

  test('keys and their rows go from a folder to Redis, to a cluster, into a backup and back', async (t) => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'store');
    const store = openLmdbStore({ path });
    const expiresAt = Date.now() + 10 * 86_400_000;
    for (const state of ['active', 'unconfirmed'] as const) {
      const id = randomKey();
      await store.keys.create(id, keyRecord({ expiresAt, state }));
      for (const made of [0, 1, 2]) await store.keys.addRow(id, made, randomBytes(93));
      await store.keys.removeRows(id, [2]);
    }
    await store.close();
    const from: Location = { kind: 'lmdb', path };
    const [first, second]: readonly Location[] = [
      { kind: 'redis', location: placeOn(server) },
      { kind: 'redis', location: placeOn(...cluster) },
    ];
    assert.ok(first && second);
    const entries = await entriesOf(from);
    assert.equal(entries.length, 6);
    assert.partialDeepStrictEqual(await migrate(from, first), { aliases: 0, tombstones: 0, keys: 2 });
    assert.deepEqual(await entriesOf(first), entries);
    await migrate(first, second);
    assert.deepEqual(await entriesOf(second), entries);
    const file = join(folder, 'backup');
    assert.partialDeepStrictEqual(await backup(second, file), { keys: 2 });
    await rm(path, { recursive: true });
    assert.partialDeepStrictEqual(await restore(from, file), { keys: 2 });
    assert.deepEqual(await entriesOf(from), entries);
    const swept = openLmdbStore({ path, clock: () => expiresAt });
    await swept.sweep(expiresAt);
    await swept.close();
    assert.deepEqual(await entriesOf(from), [], 'the restored store knows when its keys expire');
  });
}
