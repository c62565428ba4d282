// SPDX-License-Identifier: MIT
/**
 * A few hundred runs of the fault harness (docs/crash-proof.md); thousands more with `npm run crash`. Every run is a plan made
 * from its seed, and a violation prints how to run it again.
 */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type AttackOptions, attack, plannedBy, type Report } from '../crash/attack.ts';
import type { FaultKind } from '../crash/plan.ts';
import { skipLoudly } from '../support/program/skip.ts';
import { isRedisInstalled } from '../support/redis/redis-server.ts';

const hasRedis = await isRedisInstalled();
/**
 * Seeds whose plans hold every kind of fault twice at least, which a test below holds them to. The kinds that there are follow from the
 * world, whose number is an eighth of the seed: with LMDB it has a small disk if that is even, else files that can be frozen,
 * and a clock if it is 0 or 1 modulo 4; workers of one process are in a container if it is 2. Files are frozen under one process without workers alone, since else a writer's lock may be
 * orphaned (docs/crash-proof.md, "Known limits"), which costs half a minute.
 */
const attacks: readonly (AttackOptions & { readonly name: string })[] = [
  { name: 'one process on LMDB', store: 'lmdb', processes: 1, runs: 75, seed: 2284 },
  {
    name: 'two workers on one LMDB, in a container',
    store: 'lmdb',
    processes: 1,
    workers: 2,
    runs: 75,
    seed: 2865,
  },
  { name: 'two processes on one Redis', store: 'redis', processes: 2, runs: 75, seed: 2603 },
  {
    name: 'two processes of two workers on one LMDB',
    store: 'lmdb',
    processes: 2,
    workers: 2,
    runs: 50,
    seed: 2578,
  },
  { name: 'four processes on one LMDB', store: 'lmdb', processes: 4, runs: 50, seed: 2337 },
  { name: 'two processes on a Redis Cluster', store: 'cluster', processes: 2, runs: 50, seed: 1341 },
];
const kinds: readonly FaultKind[] = [
  ...([
    'kill service',
    'kill container',
    'stop service',
    'kill worker',
    'stop worker',
    'kill next hop',
    'stop next hop',
  ] as const),
  ...(['disk full', 'data read-only', 'file size limited', 'move clock', 'lose store'] as const),
  ...(hasRedis ? (['kill store', 'stop store', 'pause store'] as const) : []),
];

suite('No crash breaks a promise', async () => {
  const reports: Report[] = [];
  // Much of the time of a round is waiting.
  await suite('under every fault', { concurrency: 3 }, () => {
    for (const { name, ...options } of attacks) {
      if (options.store !== 'lmdb' && !hasRedis) continue;
      test(`${name}: the next hop, the originators and the store agree after every fault`, async (t) => {
        const report = await attack(options);
        reports.push(report);
        assert.deepEqual(report.violations, [], report.text);
        assert.deepEqual(report.idle, [], report.text);
        t.diagnostic(report.text);
      });
    }
  });

  test('every kind of fault is planned twice at least', () => {
    const plans = attacks.filter(({ store }) => store === 'lmdb' || hasRedis).map(plannedBy);
    const times = (kind: FaultKind): number =>
      plans.reduce((sum, planned) => sum + (planned.get(kind) ?? 0), 0);
    assert.deepEqual(
      kinds.filter((kind) => times(kind) < 2),
      [],
    );
  });

  test('every kind of fault has happened', (t) => {
    const missing = new Set(reports.flatMap((report) => report.missing));
    const happened = (kind: FaultKind): boolean => reports.some(({ faults }) => (faults.get(kind) ?? 0) > 0);
    assert.deepEqual(
      kinds.filter((kind) => !happened(kind) && !missing.has(kind)),
      [],
    );
    if (missing.size > 0) skipLoudly(t, `no ${[...missing].join(', no ')}: takes root and Debian's faketime`);
  });
});
