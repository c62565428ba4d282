// SPDX-License-Identifier: MIT
/** What nodes share on a real Redis besides aliases, while it is there, away, and back. */
import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import type { RedisLocation } from '../../src/base/store-location.ts';
import { createRedisLimiter } from '../../src/cluster/redis-limiter.ts';
import { joinRedisNodes } from '../../src/cluster/redis-nodes.ts';
import { openRedisBroadcast, type RedisBroadcast } from '../../src/store/redis/broadcast.ts';
import {
  eventually,
  isRedisInstalled,
  locationOf,
  monitorPrimary,
  startRedis,
  startRedisCluster,
} from '../support/redis/redis-server.ts';

const hour = 3_600_000;

if (await isRedisInstalled())
  suite('what nodes share on Redis', { concurrency: 2 }, () => {
    test('texts reach every node, also after Redis was away; what is said meanwhile is lost and harms nothing', async (t) => {
      const redis = await startRedis();
      t.after(() => redis.remove());
      const [one, other] = [await join(t, locationOf(redis)), await join(t, locationOf(redis))];
      one.broadcast.publish('first');
      await eventually(async () => one.heard.includes('first') && other.heard.includes('first'));
      await redis.kill();
      await eventually(async () => !one.broadcast.isReady());
      one.broadcast.publish('lost');
      await redis.start();
      await eventually(async () => {
        one.broadcast.publish('again');
        return other.heard.includes('again') && one.heard.includes('again');
      });
      assert.ok(!other.heard.includes('lost'));
      assert.deepEqual(one.warnings, []);
    });

    test('counts are one for all nodes; while Redis is killed or does not answer, each counts for itself', async (t) => {
      const redis = await startRedis();
      t.after(() => redis.remove());
      const rate = { points: 4, durationMs: hour };
      const limiters = await Promise.all(
        [1, 2].map(async () => {
          // The calls to a server that stands still take as long; those to one that is busy shall not.
          const { broadcast } = await join(t, locationOf(redis), 5_000);
          return createRedisLimiter(rate, broadcast, 'mayfly');
        }),
      );
      const refused = async (key: string): Promise<number> => {
        const waits = await Promise.all([0, 1, 0, 1, 0, 1].map((at) => limiters[at]?.(key)));
        for (const wait of waits) if (wait !== undefined) assert.ok(wait > 0 && wait <= hour, `${wait}`);
        return waits.filter((wait) => wait !== undefined).length;
      };
      assert.equal(await refused('one'), 2);
      assert.equal(await refused('one'), 6);
      redis.signal('SIGSTOP');
      assert.equal(await refused('two'), 0);
      assert.equal(await refused('two'), 4);
      redis.signal('SIGCONT');
      await redis.kill();
      assert.equal(await refused('three'), 0);
      await redis.start();
      await eventually(async () => (await refused(`four ${Math.random()}`)) === 2);
    });

    test('a cluster carries both', async (t) => {
      const servers = await startRedisCluster();
      t.after(() => Promise.all(servers.map((server) => server.remove())));
      const location = locationOf(...servers);
      const nodes = await Promise.all([join(t, location), join(t, location), join(t, location)]);
      for (const [at, { broadcast }] of nodes.entries()) broadcast.publish(`from ${at}`);
      await eventually(async () => nodes.every(({ heard }) => heard.length === 3));
      const rate = { points: 3, durationMs: hour };
      const limiters = nodes.map(({ broadcast }) => createRedisLimiter(rate, broadcast, 'mayfly'));
      for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) {
        const waits = await Promise.all([...limiters, ...limiters].map((limit) => limit(key)));
        assert.equal(waits.filter((wait) => wait !== undefined).length, 3, key);
      }
    });

    test('a user that may not subscribe is told so in one line, and all else goes on', async (t) => {
      const redis = await startRedis(['--user', 'mayfly', 'on', '>word', '~mayfly:*', '+@all']);
      t.after(() => redis.remove());
      const { warnings, broadcast } = await join(t, {
        ...locationOf(redis),
        user: 'mayfly',
        password: 'word',
      });
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', /^The Redis store 127\.0\.0\.1:\d+ does not let this user subscribe/);
      broadcast.publish('into the void');
      const limit = createRedisLimiter({ points: 1, durationMs: hour }, broadcast, 'mayfly');
      assert.equal(await limit('one'), undefined);
      assert.notEqual(await limit('one'), undefined);
    });

    test('a user that may not count is told so in one line, and each process counts for itself', async (t) => {
      const redis = await startRedis([
        '--user',
        ...'mayfly on >word ~mayfly:* &mayfly:* +@all -pttl'.split(' '),
      ]);
      t.after(() => redis.remove());
      const location = { ...locationOf(redis), user: 'mayfly', password: 'word' };
      const { warnings, broadcast } = await join(t, location);
      assert.deepEqual(warnings, []);
      const limit = createRedisLimiter({ points: 2, durationMs: hour }, broadcast, 'mayfly');
      const waits = [await limit('one'), await limit('one'), await limit('one')];
      assert.deepEqual(
        waits.map((wait) => wait !== undefined),
        [false, false, true],
      );
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', /^The Redis store 127\.0\.0\.1:\d+ does not let this user count there/);
    });

    test('through sentinels texts reach every node, also after another server was made the primary', async (t) => {
      const primary = await startRedis();
      const replica = await startRedis(['--replicaof', '127.0.0.1', `${primary.port}`]);
      const sentinel = await startRedis(['--sentinel']);
      t.after(() => Promise.all([primary, replica, sentinel].map((server) => server.remove())));
      await eventually(async () =>
        `${await replica.command('INFO', 'replication')}`.includes('link_status:up'),
      );
      const ask = (...words: string[]) => sentinel.command('SENTINEL', ...words);
      await monitorPrimary(sentinel, primary);
      await ask('SET', 'main', 'down-after-milliseconds', '500');
      await ask('SET', 'main', 'failover-timeout', '10000');
      const location = { ...locationOf(sentinel), mode: 'sentinel', primary: 'main' } as const;
      const [one, other] = [await join(t, location), await join(t, location)];
      const isHeard = async (text: string): Promise<void> =>
        eventually(async () => {
          one.broadcast.publish(text);
          return [one, other].every(({ heard }) => heard.includes(text));
        });
      await isHeard('first');
      await eventually(async () => `${await ask('REPLICAS', 'main')}`.includes(`${replica.port}`));
      await primary.kill();
      await isHeard('after the failover');
      assert.deepEqual([...one.warnings, ...other.warnings], []);
    });

    test('nonsense on the channel is nobody’s news', async (t) => {
      const redis = await startRedis();
      t.after(() => redis.remove());
      const heard: unknown[] = [];
      const nodes = await joinRedisNodes({
        location: locationOf(redis),
        hear: (news) => heard.push(news),
        warn: assert.fail,
      });
      t.after(() => nodes.close());
      await eventually(async () =>
        `${await redis.command('PUBSUB', 'NUMSUB', 'mayfly:news')}`.endsWith(',1'),
      );
      const sound = { from: 'another', aliases: [['key', 'spent']], errors: [] };
      for (const text of [
        '',
        '{',
        '[]',
        'null',
        '{"from":1}',
        JSON.stringify({ ...sound, aliases: [['key', 'eaten']] }),
        JSON.stringify({ ...sound, errors: [['client', -1]] }),
        JSON.stringify(sound),
      ])
        await redis.command('PUBLISH', 'mayfly:news', text);
      await eventually(async () => heard.length > 0);
      assert.deepEqual(heard, [sound]);
    });
  });

async function join(
  t: TestContext,
  location: RedisLocation,
  answerMs = 60_000,
): Promise<{ readonly broadcast: RedisBroadcast; readonly heard: string[]; readonly warnings: string[] }> {
  const heard: string[] = [];
  const warnings: string[] = [];
  const broadcast = await openRedisBroadcast({
    location,
    hear: (text) => heard.push(text),
    warn: (line) => warnings.push(line),
    startMs: 60_000,
    answerMs,
  });
  t.after(() => broadcast.close());
  return { broadcast, heard, warnings };
}
