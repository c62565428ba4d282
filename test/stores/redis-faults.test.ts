// SPDX-License-Identifier: MIT
/** What the Redis store does when real servers, and the way to them, fail. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { suite, type TestContext, test } from 'node:test';
import { type AliasStore, StoreError } from '../../src/alias/ports.ts';
import { openRedisStore, type RedisStoreOptions } from '../../src/store/redis/store.ts';
import { now } from '../support/alias.ts';
import {
  eventually,
  isRedisInstalled,
  locationOf,
  monitorPrimary,
  type RedisServer,
  startRedis,
  startRedisCluster,
} from '../support/redis/redis-server.ts';
import { aliasRecord, randomKey, reservationOf } from '../support/store-contract.ts';

// All at once starve one another on a busy machine.
const options = { concurrency: 2 };
const spent = { verdict: 'spent' };

if (await isRedisInstalled())
  suite('The Redis store', options, () => {
    test('a server that is killed takes no promise with it, and is found again when it is back', async (t) => {
      const server = await serverFor(t);
      const store = await openOn(t, server);
      const key = randomKey();
      await store.create(key, aliasRecord({ maxUses: 5 }));
      const [kept, unsettled] = [reservationOf('1', key), reservationOf('2', key)];
      for (const reservation of [kept, unsettled])
        assert.deepEqual(await store.spend(reservation, now), spent);
      await server.kill();
      await assert.rejects(store.spend(reservationOf('3', key), now), oneLine(/cannot be reached/));
      await assert.rejects(store.settle(unsettled, now), oneLine(/cannot be reached/));
      const askedAt = performance.now();
      await assert.rejects(store.check(), oneLine(/cannot be reached \(ECONNREFUSED\)/));
      await assert.rejects(async () => store.find(key), oneLine(/cannot be reached/));
      assert.ok(performance.now() - askedAt < 3_000, 'a server that is away is waited for');
      await server.start();
      await eventually(() =>
        store.check().then(
          () => true,
          () => false,
        ),
      );
      // What could not be told while the server was away is told now.
      await eventually(async () => (await store.find(key))?.delivered === 1);
      assert.deepEqual(
        (await store.find(key))?.pending.map((use) => use.reservation),
        [kept.id],
      );
      assert.equal(await store.create(key, aliasRecord()), false);
    });

    test('messages that are on their way when the server is killed are spent at most once each', async (t) => {
      const server = await serverFor(t);
      const store = await openOn(t, server);
      const key = randomKey();
      await store.create(key, aliasRecord({ maxUses: 100_000 }));
      const won: string[] = [];
      let isOver = false;
      const senders = Array.from({ length: 8 }, async () => {
        while (!isOver) {
          const reservation = reservationOf(randomBytes(6).toString('hex'), key);
          const result = await store.spend(reservation, now).catch(() => undefined);
          if (result?.verdict === 'spent') won.push(reservation.id);
        }
      });
      for (let round = 0; round < 3; round++) {
        const before = won.length;
        await eventually(async () => won.length > before + 20);
        await server.kill();
        await server.start();
      }
      isOver = true;
      await Promise.all(senders);
      await eventually(() =>
        store.check().then(
          () => true,
          () => false,
        ),
      );
      const pending = new Set((await store.find(key))?.pending.map((use) => use.reservation));
      for (const id of won) assert.ok(pending.has(id), 'a use that was given is forgotten');
      assert.equal(new Set(won).size, won.length);
    });

    test('a server that stops answering is given up after the deadline, and serves again later', async (t) => {
      const server = await serverFor(t);
      const store = await openOn(t, server, { deadlineMs: 3_000 });
      const key = randomKey();
      await store.create(key, aliasRecord());
      server.signal('SIGSTOP');
      const askedAt = performance.now();
      await assert.rejects(
        store.spend(reservationOf('m', key), now),
        oneLine(/did not answer within 3000 ms/),
      );
      await assert.rejects(
        store.spend(reservationOf('m', key), now),
        oneLine(/did not answer|cannot be reached/),
      );
      assert.ok(performance.now() - askedAt < 12_000);
      server.signal('SIGCONT');
      await eventually(() =>
        store.check().then(
          () => true,
          () => false,
        ),
      );
      assert.notEqual(await store.find(key), undefined);
    });

    test('a call whose answer is lost is made once more, and counts once', async (t) => {
      const server = await serverFor(t);
      const way = await wayTo(t, server);
      const store = await openOn(t, way);
      const [key, other] = [randomKey(), randomKey()];
      way.loseNextAnswer();
      assert.equal(await store.create(key, aliasRecord({ maxUses: 2 })), true);
      const reservation = reservationOf('m', key);
      way.loseNextAnswer();
      assert.deepEqual(await store.spend(reservation, now), spent);
      assert.equal((await store.find(key))?.pending.length, 1);
      way.loseNextAnswer();
      await store.settle(reservation, now);
      way.loseNextAnswer();
      assert.equal((await store.find(key))?.delivered, 1);
      const seen = await store.find(key);
      const destruction = { cause: 'destroyedByOwner', at: now } as const;
      way.loseNextAnswer();
      assert.equal((await store.change(key, { state: 'paused' }, seen))?.state, 'paused');
      way.loseNextAnswer();
      assert.equal(await store.change(key, { state: 'active' }, seen), undefined);
      way.loseNextAnswer();
      assert.equal(await store.destroy(key, { ...destruction, seen }), false);
      way.loseNextAnswer();
      assert.equal(await store.destroy(key, { ...destruction, seen: await store.find(key) }), true);
      await store.create(other, aliasRecord());
      way.loseNextAnswer();
      assert.equal(await store.create(other, aliasRecord()), false);
      assert.equal(way.lost(), 9);
    });

    test('a spending that comes late, when its message is settled or given back, spends nothing', async (t) => {
      const server = await serverFor(t);
      const way = await wayTo(t, server);
      const store = await openOn(t, way);
      const key = randomKey();
      await store.create(key, aliasRecord({ maxUses: 3 }));
      const settled = reservationOf('m', key);
      const deliverSettled = way.delayNext();
      assert.deepEqual(await store.spend(settled, now), spent);
      await store.settle(settled, now);
      await deliverSettled();
      const refunded = reservationOf('n', key);
      const deliverRefunded = way.delayNext();
      assert.deepEqual(await store.spend(refunded, now), spent);
      await store.refund(refunded);
      await deliverRefunded();
      const record = await store.find(key);
      assert.deepEqual([record?.delivered, record?.pending], [1, []]);
      // Nothing of it is kept for ever.
      await store.sweep(Date.now() + 2 * 60 * 60 * 1000);
      assert.deepEqual(await server.command('KEYS', 'mayfly:{*}'), []);
    });

    test('what the server refuses is an error of one line, and leaves the store usable', async (t) => {
      const server = await serverFor(t);
      const other = await serverFor(t);
      const store = await openOn(t, server);
      const key = randomKey();
      await store.create(key, aliasRecord());
      const spend = () => store.spend(reservationOf(`${Math.random()}`, key), now);
      await server.command('CONFIG', 'SET', 'maxmemory', '1');
      await assert.rejects(spend, oneLine(/out of memory/));
      await assert.rejects(store.check(), StoreError);
      await server.command('CONFIG', 'SET', 'maxmemory', '0');
      assert.deepEqual(await spend(), spent);
      await server.command('SCRIPT', 'FLUSH');
      assert.deepEqual(await spend(), spent);
      await server.command('REPLICAOF', '127.0.0.1', `${other.port}`);
      await assert.rejects(spend, oneLine(/is a replica/));
      await assert.rejects(store.check(), oneLine(/is a replica/));
    });

    test('a record of a later version is refused and left as it is', async (t) => {
      const server = await serverFor(t);
      const store = await openOn(t, server);
      const key = randomKey();
      await store.create(key, aliasRecord());
      const [name = ''] = (await server.command('KEYS', `*:${key}`)) as string[];
      await server.command('SETRANGE', name, '0', '\u007f');
      await assert.rejects(async () => store.find(key), oneLine(/unknown version/));
      await assert.rejects(store.spend(reservationOf('m', key), now), oneLine(/unknown version/));
      // Read by the layout of version 2, it is too short.
      await server.command('SETRANGE', name, '0', '\u0002');
      await assert.rejects(async () => store.find(key), oneLine(/damaged/));
    });

    test('a password that is missing, wrong or not asked for is one line without it', async (t) => {
      const login = 'canary:canary-password@';
      const acl = [
        '--user',
        'canary',
        'on',
        '>canary-password',
        '~*',
        '+@all',
        '--requirepass',
        'canary-other',
      ];
      const closed = await startRedis(acl, login);
      t.after(() => closed.remove());
      const place = locationOf(closed);
      const cases = [
        [place, /asks for a password/],
        [{ ...place, password: 'canary-wrong' }, /refuses the user or the password/],
        [{ ...place, user: 'canary', password: 'canary-wrong' }, /refuses the user or the password/],
        [{ ...locationOf(await serverFor(t)), password: 'canary-other' }, /no password set/],
        [{ ...place, nodes: [{ host: '127.0.0.1', port: 1 }] }, /cannot be reached \(ECONNREFUSED\)/],
        [{ ...place, mode: 'cluster', password: 'canary-other' }, /is not a cluster/],
      ] as const;
      for (const [location, reason] of cases)
        await assert.rejects(
          openRedisStore({ location }),
          (error) => oneLine(reason)(error) && hides(error, 'canary'),
        );
      const location = { ...place, user: 'canary', password: 'canary-password' };
      await (await openOn(t, closed, { location })).check();
    });

    test('settings that break promises are warned of when the store is opened', async (t) => {
      const lines: string[] = [];
      const warn = (line: string) => void lines.push(line);
      const server = await serverFor(t, '--appendonly', 'no', '--maxmemory-policy', 'allkeys-lru');
      await openOn(t, server, { warn });
      assert.equal(lines.length, 1);
      assert.match(lines[0] ?? '', /allkeys-lru.*nothing is saved/);
      await openOn(t, await serverFor(t), { warn });
      assert.equal(lines.length, 1);
    });

    test('with wait= a use counts only when replicas have it', async (t) => {
      const primary = await serverFor(t, '--repl-diskless-sync-delay', '0');
      const location = { ...locationOf(primary), confirm: { replicas: 1, timeoutMs: 200 } };
      await assert.rejects(
        openRedisStore({ location }),
        oneLine(/did not have a write confirmed within 200 ms/),
      );
      const replica = await serverFor(t, '--replicaof', `127.0.0.1 ${primary.port}`);
      await eventually(async () => /state=online/.test(String(await primary.command('INFO', 'replication'))));
      // A replica that is new, on a busy machine, takes its time.
      const patient = { ...location, confirm: { replicas: 1, timeoutMs: 2_500 } };
      const store = await openOn(t, primary, { location: patient });
      const key = randomKey();
      assert.equal(await store.create(key, aliasRecord()), true);
      assert.deepEqual(await store.spend(reservationOf('1', key), now), spent);
      await replica.kill();
      const late = reservationOf('2', key);
      await assert.rejects(store.spend(late, now), oneLine(/confirmed/));
      await store.refund(late);
      assert.equal((await store.find(key))?.pending.length, 1);
    });

    test('a use is in doubt when the heartbeat of its instance is gone, and not before', async (t) => {
      const server = await serverFor(t);
      const victim = await openOn(t, server, { instance: 'victim', clock: () => now });
      const key = randomKey();
      await victim.create(key, aliasRecord({ maxUses: 1 }));
      await victim.spend(reservationOf('m', key), now);
      const survivor = await openOn(t, server, { instance: 'survivor', clock: () => now });
      assert.equal((await survivor.find(key))?.pending[0]?.isInDoubt, false);
      const busy = { verdict: 'refused', key, life: 'busy' };
      assert.deepEqual(await survivor.spend(reservationOf('other', key), now), busy);
      await victim.close();
      await eventually(async () => {
        await survivor.check();
        return (await survivor.find(key))?.pending[0]?.isInDoubt === true;
      });
      assert.deepEqual(await survivor.spend(reservationOf('m', key), now), spent);
    });

    test('through a sentinel the primary is found', async (t) => {
      const primary = await serverFor(t);
      const sentinel = await serverFor(t, '--sentinel');
      await monitorPrimary(sentinel, primary);
      const location = { ...locationOf(sentinel), mode: 'sentinel', primary: 'main' } as const;
      const store = await openOn(t, sentinel, { location });
      const key = randomKey();
      assert.equal(await store.create(key, aliasRecord()), true);
      assert.deepEqual(await store.spend(reservationOf('m', key), now), spent);
      assert.equal((await store.find(key))?.pending.length, 1);
      const unknown = { ...location, primary: 'other' };
      await assert.rejects(
        openRedisStore({ location: unknown, deadlineMs: 5_000 }),
        oneLine(/knows no primary/),
      );
    });

    test('through a sentinel, a connection that is lost while replicas are waited for confirms nothing', async (t) => {
      const primary = await serverFor(t, '--repl-diskless-sync-delay', '0');
      const replica = await serverFor(t, '--replicaof', `127.0.0.1 ${primary.port}`);
      await eventually(async () => /state=online/.test(String(await primary.command('INFO', 'replication'))));
      const sentinel = await serverFor(t, '--sentinel');
      await monitorPrimary(sentinel, primary);
      const confirm = { replicas: 1, timeoutMs: 3_000 };
      const location = { ...locationOf(sentinel), mode: 'sentinel', primary: 'main', confirm } as const;
      const store = await openOn(t, sentinel, { location, deadlineMs: 20_000 });
      const key = randomKey();
      await store.create(key, aliasRecord());
      assert.deepEqual(await store.spend(reservationOf('1', key), now), spent);

      replica.signal('SIGSTOP');
      const unconfirmed = store.spend(reservationOf('2', key), now);
      await eventually(async () =>
        /blocked_clients:1/.test(String(await primary.command('INFO', 'clients'))),
      );
      await primary.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      await assert.rejects(unconfirmed, oneLine(/confirmed|cannot be reached/));
      replica.signal('SIGCONT');
    });

    test('a cluster follows moved slots, gives back what it cannot spend as a whole, and knows when it is down', async (t) => {
      const cluster = await startRedisCluster();
      t.after(() => Promise.all(cluster.map((server) => server.remove())), { timeout: 60_000 });
      const store = await openOn(t, cluster[0] as RedisServer, {
        location: locationOf(...cluster),
        deadlineMs: 2_000,
      });
      await followsMovedSlots(store, cluster);
      await givesBack(store);
      const key = randomKey();
      await store.create(key, aliasRecord());
      await cluster[2]?.kill();
      await assert.rejects(store.check(), StoreError);
      await eventually(async () =>
        /cluster_state:fail/.test(String(await cluster[0]?.command('CLUSTER', 'INFO'))),
      );
      await assert.rejects(
        openRedisStore({ location: locationOf(...cluster), deadlineMs: 1_000 }),
        oneLine(/is down, or has slots that no node serves/),
      );
      await cluster[2]?.start();
      await eventually(() =>
        store.check().then(
          () => true,
          () => false,
        ),
      );
      assert.deepEqual(await store.spend(reservationOf('m', key), now), spent);
    });
  });

async function followsMovedSlots(store: AliasStore, cluster: readonly RedisServer[]): Promise<void> {
  const key = randomKey();
  const bucket = Buffer.from(key.slice(0, 4), 'base64url').readUInt16BE() >> 6;
  const slot = String(await cluster[0]?.command('CLUSTER', 'KEYSLOT', `{${bucket}}`));
  const ids = await Promise.all(cluster.map((server) => server.command('CLUSTER', 'MYID').then(String)));
  const holder = Math.floor(Number(slot) / 5461.4);
  const next = cluster[(holder + 1) % 3];
  const id = ids[(holder + 1) % 3] ?? '';
  await next?.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', ids[holder] ?? '');
  for (const server of [next, ...cluster]) await server?.command('CLUSTER', 'SETSLOT', slot, 'NODE', id);
  assert.equal(await store.create(key, aliasRecord()), true);
  assert.deepEqual(await store.spend(reservationOf('m', key), now), spent);
  assert.equal((await next?.command('EXISTS', `mayfly:{${bucket}}:${key}`)) as number, 1);
}

/** Two messages race for two aliases with one use each: never may both win, or both leave a use behind. */
async function givesBack(store: AliasStore): Promise<void> {
  for (let round = 0; round < 25; round++) {
    const keys = [randomKey(), randomKey()];
    for (const key of keys) await store.create(key, aliasRecord({ maxUses: 1 }));
    const messages = [reservationOf('1', ...keys), reservationOf('2', ...keys.toReversed())];
    const results = await Promise.all(messages.map((message) => store.spend(message, now)));
    const won = messages.filter((_, at) => results[at]?.verdict === 'spent');
    assert.ok(won.length <= 1);
    for (const key of keys) {
      const pending = (await store.find(key))?.pending.map((use) => use.reservation);
      assert.deepEqual(
        pending,
        won.map(({ id }) => id),
      );
    }
  }
}

async function serverFor(t: TestContext, ...settings: string[]): Promise<RedisServer> {
  const server = await startRedis(settings);
  t.after(() => server.remove(), { timeout: 60_000 });
  return server;
}

async function openOn(
  t: TestContext,
  server: { readonly port: number },
  more: Partial<RedisStoreOptions> = {},
): Promise<AliasStore> {
  const store = await openRedisStore({ location: locationOf(server), deadlineMs: 20_000, ...more });
  t.after(() => store.close(), { timeout: 60_000 });
  return store;
}

/** A port that leads to the server, and can lose answers: it hangs up in place of passing one on. */
async function wayTo(t: TestContext, { port }: RedisServer) {
  let [isLosing, lost] = [false, 0];
  const sockets = new Set<Socket>();
  let late: { readonly server?: Socket; readonly octets?: Buffer } | undefined;
  const proxy = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket
        .on('error', () => {})
        .on('close', () => [client, server].map((one) => one === late?.server || one.destroy()));
    }
    client.on('data', (octets) => {
      if (late === undefined || late.octets !== undefined) return void server.write(octets);
      late = { server, octets };
      server.removeAllListeners('close');
      client.destroy();
    });
    server.on('data', (octets) => {
      if (!isLosing) return void client.write(octets);
      isLosing = false;
      lost++;
      client.destroy();
    });
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  t.after(() => {
    proxy.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = proxy.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    loseNextAnswer: () => {
      isLosing = true;
    },
    lost: () => lost,
    /** Keeps back what is sent next, and hangs up; gives what lets it come to the server, and waits for its answer. */
    delayNext: () => {
      late = {};
      return async () => {
        const { server, octets } = late ?? {};
        if (server === undefined || octets === undefined) throw new Error('nothing was kept back');
        server.write(octets);
        await once(server, 'data', { signal: AbortSignal.timeout(60_000) });
      };
    },
  };
}

function oneLine(reason: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof StoreError, String(error));
    assert.match(error.message, /^The Redis [^\n]+$/);
    assert.match(error.message, reason);
    return true;
  };
}

function hides(error: unknown, secret: string): boolean {
  assert.equal(error instanceof Error && error.message.includes(secret), false);
  return true;
}
