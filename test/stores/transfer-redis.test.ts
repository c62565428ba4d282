// SPDX-License-Identifier: MIT
/** Backups of a store in Redis, and moves to Redis, to Redis Cluster and back, through the real program. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { openLmdbStore } from '../../src/store/lmdb/store.ts';
import {
  createAlias,
  environment,
  runProgram,
  showAlias,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import {
  assertRefused,
  assertSame,
  backupUnderLoad,
  leaveInDoubt,
  options,
  population,
  sent,
  target,
} from '../support/program/transfer-fixture.ts';
import {
  isRedisInstalled,
  locationOf,
  type RedisServer,
  startRedis,
  startRedisCluster,
} from '../support/redis/redis-server.ts';
import { randomKey } from '../support/store-contract.ts';
import { entriesOf } from '../support/store-entries.ts';

if (await isRedisInstalled())
  suite('a store in Redis', options, () => {
    test('a backup taken while fifty senders deliver through Redis is sound for every alias', async (t) => {
      const redis = await started(t, startRedis());
      await backupUnderLoad(t, urlOf(redis));
    });

    test('a store moved from a folder to Redis, to a cluster and back to a folder has kept everything', async (t) => {
      const folder = temporaryFolder(t);
      const env = environment(folder);
      const redis = await started(t, startRedis());
      const cluster = await startRedisCluster();
      t.after(() => Promise.all(cluster.map((server) => server.remove())));
      const [ports] = [cluster.map(({ port }) => `127.0.0.1:${port}`).join(',')];
      const [first, second, third] = [
        urlOf(redis),
        `redis+cluster://${ports}`,
        `lmdb:${join(folder, 'third')}`,
      ];
      const at = (store: string) => ({ ...env, MAYFLY_STORE: store });

      let program = await startProgram(t, env);
      const before = await population(program);
      const inDoubt = await createAlias(program, { target, maxUses: 2 });
      assertRefused(await runProgram(['migrate', '--to', first], env), /is in use by another process/);
      assert.equal(await program.stop(), 0);
      await leaveInDoubt(t, env, inDoubt);
      await keepReturnPath(join(folder, 'store'));
      const entries = await entriesOf({ kind: 'lmdb', path: join(folder, 'store') });

      const moved = await runProgram(['migrate', '--to', first], env);
      assert.match(
        moved.stdout,
        /^moved and compared: 4 aliases, 2 tombstones, 1 return path, 6 keys\n/,
        moved.stderr,
      );
      assert.deepEqual(await entriesOf({ kind: 'redis', location: locationOf(redis) }), entries);
      assertRefused(await runProgram(['serve'], env), /was moved to another place/);
      assertRefused(await runProgram(['migrate', '--to', second], env), /was moved already/);

      program = await startProgram(t, at(first));
      const busy = await runProgram(['migrate', '--from', first, '--to', second], env);
      assertRefused(busy, /is in use by another process/);
      assert.equal(await program.stop(), 0);
      const clustered = await runProgram(['migrate', '--to', second], at(first));
      assert.match(
        clustered.stdout,
        /^moved and compared: 4 aliases, 2 tombstones, 1 return path, 6 keys\n/,
        clustered.stderr,
      );
      assert.deepEqual(await entriesOf({ kind: 'redis', location: locationOf(...cluster) }), entries);
      assertRefused(
        await runProgram(['migrate', '--from', second, '--to', second], env),
        /is not empty|to itself/,
      );

      const back = await runProgram(['migrate', '--from', second, '--to', third], env);
      assert.match(
        back.stdout,
        /^moved and compared: 4 aliases, 2 tombstones, 1 return path, 6 keys\n/,
        back.stderr,
      );
      assert.deepEqual(await entriesOf({ kind: 'lmdb', path: join(folder, 'third') }), entries);
      program = await startProgram(t, at(third));
      await assertSame(program, before);
      assert.match(await sent(program, inDoubt.address), /^250/);
      assert.equal((await showAlias(program, inDoubt))?.usesLeft, 1, 'the retry took its own use over');
    });

    test('a full target leaves the source as it was, and the move is repeated elsewhere', async (t) => {
      const folder = temporaryFolder(t);
      const env = environment(folder);
      const redis = await started(t, startRedis(['--maxmemory', '1mb']));
      const program = await startProgram(t, env);
      const before = await population(program);
      assert.equal(await program.stop(), 0);
      const failed = await runProgram(['migrate', '--to', urlOf(redis)], env);
      assertRefused(failed, /is out of memory/);
      await redis.command('CONFIG', 'SET', 'maxmemory', '0');
      const other = join(folder, 'other');
      assert.equal((await runProgram(['migrate', '--to', `lmdb:${other}`], env)).code, 0);
      await assertSame(await startProgram(t, { ...env, MAYFLY_STORE: `lmdb:${other}` }), before);
    });
  });

async function started(t: TestContext, starting: Promise<RedisServer>): Promise<RedisServer> {
  const server = await starting;
  t.after(() => server.remove());
  return server;
}

function urlOf({ port }: RedisServer): string {
  return `redis://127.0.0.1:${port}`;
}

/** A return path that has a row, as a message to two aliases leaves it. */
async function keepReturnPath(path: string): Promise<void> {
  const store = openLmdbStore({ path });
  await store.returnPaths.keep(randomKey(), randomBytes(93), Date.now() + 10 * 86_400_000);
  await store.close();
}
