/**
 * Attacks the real program with seeded faults: `npm run crash -- --runs 2000 --store lmdb|redis|cluster --processes 1|2|4
 * --seed N`. Ends with 1 at the first violation, which it prints with its seed, plan and books. docs/crash-proof.md.
 */
import { parseArgs } from 'node:util';
import { attack } from '../test/crash/attack.ts';
import type { StoreKind } from '../test/crash/store.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    store: { type: 'string', default: 'lmdb' },
    processes: { type: 'string', default: '2' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
if (!['lmdb', 'redis', 'cluster'].includes(values.store))
  throw new Error('--store is lmdb, redis or cluster');
const report = await attack({
  runs: Number(values.runs),
  store: values.store as StoreKind,
  processes: Number(values.processes),
  seed: Number(values.seed),
  onRound: (line) => console.log(line),
});
console.log(report.text);
process.exit(report.violations.length === 0 ? 0 : 1);
