// SPDX-License-Identifier: MIT
/** Clocks that are wrong, by days and by hours: nothing dies of them, and nothing comes back to life. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreError } from '../../src/alias/ports.ts';
import { openLmdbStore } from '../../src/store/lmdb/store.ts';
import { openRedisStore } from '../../src/store/redis/store.ts';
import { temporaryFolder } from '../support/program/program.ts';
import { isRedisInstalled, locationOf, startRedis } from '../support/redis/redis-server.ts';
import { aliasRecord } from '../support/store-contract.ts';

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const start = Date.UTC(2027, 0, 1);
const key = Buffer.alloc(18, 7).toString('base64url');
const other = Buffer.alloc(18, 8).toString('base64url');
const reservation = (id: string) => ({ id, uses: [{ key, fingerprint: id }] });
const weekLong = aliasRecord({ createdAt: start, validForMs: 7 * day });
const undecided = (error: unknown) => error instanceof StoreError && /clock/.test(error.message);

test('LMDB: a clock that is eight days ahead for a while buries nothing and decides nothing', async (t) => {
  const time = { wall: start, elapsed: 0 };
  const { store, warnings } = open(temporaryFolder(t), time);
  t.after(() => store.close());
  await store.create(key, weekLong);
  await store.create(other, aliasRecord({ createdAt: start, validForMs: hour }));
  time.wall += 8 * day;
  assert.equal(await store.sweep(store.now()), 0);
  assert.throws(() => store.find(key), undecided);
  await assert.rejects(store.spend(reservation('m'), store.now()), undecided);
  assert.equal(warnings.length, 1);
  time.wall = start + minute;
  time.elapsed = minute;
  assert.equal(await store.sweep(store.now()), 0);
  assert.deepEqual(await store.spend(reservation('m'), store.now()), { verdict: 'spent', isLast: false });
  time.wall += 2 * hour;
  time.elapsed += 2 * hour;
  assert.equal(await store.sweep(store.now()), 1);
  assert.equal(await store.isTaken(other), true);
});

test('LMDB: a clock that is two days ahead for a while ends nothing that waits for an answer, and takes none', async (t) => {
  const time = { wall: start, elapsed: 0 };
  const { store } = open(temporaryFolder(t), time);
  t.after(() => store.close());
  const tokenHash = Buffer.alloc(16, 1);
  await store.create(key, aliasRecord({ createdAt: start, state: 'unconfirmed', tokenHash }));
  const unconfirmed = {
    state: 'unconfirmed',
    expiresAt: start + day,
    made: 0,
    kept: 0,
    sealed: tokenHash,
  } as const;
  await store.keys.create(other, unconfirmed);
  time.wall += 2 * day;
  assert.equal(await store.sweep(store.now()), 0);
  await assert.rejects(store.keys.find(other, store.now()), undecided);
  await assert.rejects(store.confirm(key, tokenHash, store.now()), undecided);
  time.wall = start + hour;
  time.elapsed = hour;
  assert.equal((await store.keys.find(other, store.now()))?.state, 'unconfirmed');
  assert.equal(await store.confirm(key, tokenHash, store.now()), true);
  time.wall += 2 * day;
  time.elapsed += 2 * day;
  assert.equal(await store.keys.find(other, store.now()), undefined);
});

test('LMDB: a start eight days later is doubted for an hour, and then believed', async (t) => {
  const folder = temporaryFolder(t);
  const before = open(folder, { wall: start, elapsed: 0 });
  await before.store.create(key, weekLong);
  await before.store.check();
  await before.store.close();
  const time = { wall: start + 8 * day, elapsed: 0 };
  const { store } = open(folder, time);
  t.after(() => store.close());
  assert.throws(() => store.find(key), undecided);
  assert.equal(await store.sweep(store.now()), 0);
  time.wall += hour;
  time.elapsed += hour;
  assert.notEqual(store.find(key), undefined);
  assert.equal(await store.sweep(store.now()), 1);
});

test('LMDB: what has expired stays expired when the clock is set back by three hours', async (t) => {
  const folder = temporaryFolder(t);
  const before = open(folder, { wall: start + 2 * hour, elapsed: 0 });
  await before.store.create(key, aliasRecord({ createdAt: start, validForMs: hour }));
  await before.store.check();
  await before.store.close();
  const { store } = open(folder, { wall: start - hour, elapsed: 0 });
  t.after(() => store.close());
  assert.throws(() => store.find(key), undecided);
  await assert.rejects(store.spend(reservation('m'), store.now()), undecided);
});

if (await isRedisInstalled())
  test('Redis: the clock of the server judges; a node that is off by a minute warns, by an hour refuses', async (t) => {
    const redis = await startRedis();
    t.after(() => redis.remove());
    const location = locationOf(redis);
    const node = async (offset: number) => {
      const warnings: string[] = [];
      const clock = { offset };
      const localClock = () => Date.now() + clock.offset;
      const store = await openRedisStore({ location, localClock, warn: (line) => warnings.push(line) });
      t.after(() => store.close());
      return { store, clock, clockWarnings: () => warnings.filter((line) => line.includes('clock')) };
    };
    const right = await node(0);
    await right.store.create(key, aliasRecord({ createdAt: Date.now(), validForMs: 7 * day }));
    for (const [offset, warned] of [
      [30_000, 0],
      [-10 * minute, 1],
      [50 * minute, 1],
    ] as const) {
      const { store, clockWarnings } = await node(offset);
      assert.ok(Math.abs(store.now() - Date.now()) < 20_000);
      assert.equal(clockWarnings().length, warned);
      await store.check();
      assert.notEqual(await store.find(key), undefined);
    }
    for (const offset of [8 * day, -2 * hour]) {
      const { store, clock, clockWarnings } = await node(offset);
      assert.equal(clockWarnings().length, 1);
      await assert.rejects(store.check(), undecided);
      await assert.rejects(async () => store.find(key), undecided);
      await assert.rejects(store.sweep(store.now()), undecided);
      await assert.rejects(store.spend(reservation('m'), store.now()), undecided);
      clock.offset = 0;
      await store.check();
      assert.equal(await store.sweep(store.now()), 0);
      assert.notEqual(await store.find(key), undefined);
    }
  });

function open(path: string, time: { readonly wall: number; readonly elapsed: number }) {
  const warnings: string[] = [];
  const clocks = { wall: () => time.wall, elapsed: () => time.elapsed };
  return { store: openLmdbStore({ path, time: clocks, warn: (line) => warnings.push(line) }), warnings };
}
