/**
 * A few hundred runs of the fault harness (docs/crash-proof.md); thousands more with `npm run crash`. Every run is a plan made
 * from its seed, and a violation prints how to run it again.
 */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type AttackOptions, attack } from './crash/attack.ts';
import { isRedisInstalled } from './redis-server.ts';

const hasRedis = await isRedisInstalled();
const attacks: readonly (AttackOptions & { readonly name: string })[] = [
  { name: 'one process on LMDB', store: 'lmdb', processes: 1, runs: 50, seed: 104 },
  { name: 'two processes on one LMDB', store: 'lmdb', processes: 2, runs: 75, seed: 200 },
  { name: 'four processes on one LMDB', store: 'lmdb', processes: 4, runs: 50, seed: 300 },
  { name: 'two processes on one Redis', store: 'redis', processes: 2, runs: 50, seed: 400 },
  { name: 'two processes on a Redis Cluster', store: 'cluster', processes: 2, runs: 50, seed: 500 },
];

suite('No crash breaks a promise', { timeout: 300_000 }, () => {
  for (const { name, ...options } of attacks) {
    if (options.store !== 'lmdb' && !hasRedis) continue;
    test(`${name}: the next hop, the originators and the store agree after every fault`, async (t) => {
      const report = await attack({ ...options, without: ['data read-only'] });
      assert.deepEqual(report.violations, [], report.text);
      t.diagnostic(report.text);
    });
  }
});
