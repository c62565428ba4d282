// SPDX-License-Identifier: MIT
/** `npm run bench:scaling`: what aliases and messages cost in Redis. What is measured, and what follows, is told in docs/scaling.md. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../report.ts';
import { measureNodes, type Setup } from './nodes.ts';
import { formatTable, type Row } from './row.ts';
import { measurePending, measureStore } from './store.ts';

const { values } = parseArgs({
  options: {
    aliases: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    dialogues: { type: 'string', default: '3000' },
  },
});
const [aliases, rounds, dialogues] = [values.aliases, values.rounds, values.dialogues].map(Number);
if (![aliases, rounds, dialogues].every((number) => number !== undefined && number > 0)) {
  process.stderr.write('npm run bench:scaling -- [--aliases 100000] [--rounds 3] [--dialogues 3000]\n');
  process.exit(2);
}

const root = await mkdtemp(join(tmpdir(), 'mayfly-scaling-'));
process.once('exit', () => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));
execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
const redis = execFileSync('redis-server', ['--version'], { encoding: 'utf8' });
process.stdout.write(`${describeMachine()}, Node ${process.versions.node}, ${redis.split(' sha')[0]}\n`);

const setups: readonly Pick<Setup, 'shards' | 'nodes'>[] = [
  { shards: 0, nodes: 1 },
  { shards: 1, nodes: 1 },
  { shards: 1, nodes: 2 },
  { shards: 1, nodes: 4 },
  { shards: 3, nodes: 1 },
  { shards: 3, nodes: 4 },
];
const stored: Row[] = [];
for (const count of [1, 3] as const)
  stored.push(await measureStore(join(root, `store-${count}`), count, aliases ?? 0));
process.stdout.write(formatTable('Aliases that nobody writes to', stored));
const inDoubt: Row[] = [];
for (const pending of [0, 10, 100])
  inDoubt.push(await measurePending(join(root, `pending-${pending}`), pending));
process.stdout.write(formatTable('Spend and refund on an alias with uses in doubt, each', inDoubt));
for (const { shards, nodes } of setups) {
  const setup = { shards, nodes, rounds: rounds ?? 0, dialogues: dialogues ?? 0 };
  const driven = await measureNodes(join(root, `nodes-${shards}-${nodes}`), setup);
  process.stdout.write(formatTable(`CPU time per dialogue, ${shards} shards, ${nodes} nodes`, driven));
}
process.exit();
