/**
 * A few hundred runs of the fault harness (docs/crash-proof.md); thousands more with `npm run crash`. Every run is a plan made
 * from its seed, and a violation prints how to run it again.
 */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type AttackOptions, attack, type Report } from './crash/attack.ts';
import type { FaultKind } from './crash/plan.ts';
import { isRedisInstalled } from './redis-server.ts';

const hasRedis = await isRedisInstalled();
/** A world of LMDB has a small disk if its number, an eighth of the seed, is even, and a clock if it is 0 or 1 modulo 4. */
const attacks: readonly (AttackOptions & { readonly name: string })[] = [
  { name: 'one process on LMDB', store: 'lmdb', processes: 1, runs: 75, seed: 76 },
  { name: 'two processes on one LMDB', store: 'lmdb', processes: 2, runs: 75, seed: 64 },
  { name: 'two workers on one LMDB', store: 'lmdb', processes: 1, workers: 2, runs: 50, seed: 17 },
  { name: 'four processes on one LMDB', store: 'lmdb', processes: 4, runs: 25, seed: 43 },
  { name: 'two processes on one Redis', store: 'redis', processes: 2, runs: 50, seed: 134 },
  { name: 'two processes on a Redis Cluster', store: 'cluster', processes: 2, runs: 25, seed: 18 },
];
/** Every kind must have happened to some of them. */
const kinds: readonly FaultKind[] = [
  ...([
    'kill service',
    'stop service',
    'kill worker',
    'stop worker',
    'kill next hop',
    'stop next hop',
  ] as const),
  ...(['disk full', 'data read-only', 'file size limited', 'move clock'] as const),
  ...(hasRedis ? (['kill store', 'stop store', 'pause store'] as const) : []),
];

suite('No crash breaks a promise', { timeout: 300_000 }, async () => {
  const reports: Report[] = [];
  // Much of the time of a round is waiting.
  await suite('under every fault', { concurrency: 3 }, () => {
    for (const { name, ...options } of attacks) {
      if (options.store !== 'lmdb' && !hasRedis) continue;
      test(`${name}: the next hop, the originators and the store agree after every fault`, async (t) => {
        const report = await attack(options);
        reports.push(report);
        assert.deepEqual(report.violations, [], report.text);
        t.diagnostic(report.text);
      });
    }
  });

  test('every kind of fault has happened', (t) => {
    const missing = new Set(reports.flatMap((report) => report.missing));
    const happened = (kind: FaultKind): boolean => reports.some(({ faults }) => (faults.get(kind) ?? 0) > 0);
    assert.deepEqual(
      kinds.filter((kind) => !happened(kind) && !missing.has(kind)),
      [],
    );
    if (missing.size === 0) return;
    const line = `SKIPPED: no ${[...missing].join(', no ')}: takes root and Debian's faketime`;
    assert.notEqual(process.env.CI, 'true', line);
    console.error(`\n*** ${line} ***\n`);
    t.skip(line);
  });
});
