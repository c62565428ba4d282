// SPDX-License-Identifier: MIT
/**
 * Attacks the real program with seeded faults: `npm run crash -- --runs 2000 --store lmdb|redis|cluster --processes 1|2|4
 * --workers N --seed N`. Ends with 1 at the first violation, which it prints with its seed, plan and books, and when a kind of fault
 * was planned and never happened; with CI=true also when one cannot be done here. docs/crash-proof.md.
 */
import { parseArgs } from 'node:util';
import { attack } from '../test/crash/attack.ts';
import type { StoreKind } from '../test/crash/store.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    store: { type: 'string', default: 'lmdb' },
    processes: { type: 'string', default: '2' },
    workers: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(
    'npm run crash -- --runs 200 --store lmdb|redis|cluster --processes 1|2|4 --workers 1 --seed N; see docs/crash-proof.md',
  );
  process.exit(0);
}
if (!['lmdb', 'redis', 'cluster'].includes(values.store))
  throw new Error('--store is lmdb, redis or cluster');
const report = await attack({
  runs: Number(values.runs),
  store: values.store as StoreKind,
  processes: Number(values.processes),
  workers: Number(values.workers),
  seed: Number(values.seed),
  onRound: (line) => console.log(line),
});
console.log(report.text);
const isMissing = process.env.CI === 'true' && report.missing.length > 0;
process.exit(report.violations.length > 0 || report.idle.length > 0 || isMissing ? 1 : 0);
