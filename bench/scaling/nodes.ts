// SPDX-License-Identifier: MIT
/** What dialogues cost nodes of Mayfly and the servers of their store. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild } from '../child.ts';
import type {
  DialogueShape,
  GeneratorAnswer,
  GeneratorRequest,
  SinkAnswer,
  SinkRequest,
} from '../load/plan.ts';
import { readQuietTree } from '../measure/process-tree.ts';
import { median } from '../measure/statistics.ts';
import { createMayfly } from '../peers/mayfly.ts';
import type { Server } from '../peers/peer.ts';
import { domain, localParts, recipients, strangers } from '../setting.ts';
import { type Row, sum } from './row.ts';
import { type Shards, startShards } from './shards.ts';

/** What is set up: servers of the store, 0 for the embedded one, and processes of Mayfly. */
export interface Setup {
  readonly shards: 0 | 1 | 3;
  readonly nodes: number;
  readonly rounds: number;
  /** In each round, by each node. */
  readonly dialogues: number;
}

const concurrency = 24;
const message = { octets: 4096, columns: 76 };
const loads: readonly (readonly [string, DialogueShape])[] = [
  ['refused', { kind: 'refusal', recipients: strangers, recipientsPerDialogue: 1, isPipelined: false }],
  ['message', { kind: 'delivery', recipients, message }],
  ['message, one alias', { kind: 'delivery', recipients: recipients.slice(0, 1), message }],
];

/** Measures every kind of dialogue; medians of the rounds, after one that does not count. */
export async function measureNodes(folder: string, setup: Setup): Promise<readonly Row[]> {
  await mkdir(folder, { recursive: true });
  const shards = setup.shards === 0 ? undefined : await startShards(folder, setup.shards, 'everything');
  const sink = startChild<SinkRequest, SinkAnswer>(new URL('../load/sink.ts', import.meta.url));
  const generators = Array.from({ length: setup.nodes }, () =>
    startChild<GeneratorRequest, GeneratorAnswer>(new URL('../load/generator.ts', import.meta.url)),
  );
  const servers: Server[] = [];
  try {
    const { port: sinkPort } = await sink.ask({ kind: 'status' });
    const mayfly = createMayfly('mayfly', { store: shards?.store });
    for (let node = 0; node < setup.nodes; node++) {
      const known = node === 0 ? localParts : [];
      const connections = concurrency + 50;
      servers.push(
        await mayfly.start({
          folder: join(folder, 'mayfly'),
          domain,
          localParts: known,
          sinkPort,
          connections,
        }),
      );
    }
    const rows: Row[] = [];
    for (const [name, dialogue] of loads) {
      const samples: Sample[] = [];
      for (let round = 0; round <= setup.rounds; round++) {
        await sink.ask({ kind: 'reset', octetsPerSecond: 0 });
        samples.push(
          await measure({ setup, dialogue, servers, shards }, (node, request) =>
            generators[node]?.ask(request),
          ),
        );
      }
      const counted = samples.slice(1);
      const middle = (figure: keyof Sample): number => median(counted.map((sample) => sample[figure]));
      rows.push({
        dialogue: name,
        'mayfly µs': middle('mayflyUs'),
        'redis µs': middle('redisUs'),
        scripts: middle('scripts'),
        'script µs': middle('scriptUs'),
        'busiest shard': middle('busiestShare'),
      });
    }
    return rows;
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all([sink.end(), ...generators.map((generator) => generator.end())]);
    await shards?.stop();
  }
}

/** Each per dialogue. */
interface Sample {
  readonly mayflyUs: number;
  readonly redisUs: number;
  readonly scripts: number;
  readonly scriptUs: number;
  /** Part of all time of the servers that the busiest of them took. */
  readonly busiestShare: number;
}

interface Stage {
  readonly setup: Setup;
  readonly dialogue: DialogueShape;
  readonly servers: readonly Server[];
  readonly shards: Shards | undefined;
}

async function measure(
  { setup, dialogue, servers, shards }: Stage,
  ask: (node: number, request: GeneratorRequest) => Promise<GeneratorAnswer> | undefined,
): Promise<Sample> {
  const cpu = async (): Promise<number> =>
    sum(await Promise.all(servers.map(({ pid }) => readQuietTree(pid))), 'cpuUs');
  await shards?.reset();
  const before = await cpu();
  const stopAfter = { dialogues: setup.dialogues };
  const answers = await Promise.all(
    servers.map(({ port }, node) =>
      ask(node, { kind: 'run', load: { port, concurrency: concurrency / setup.nodes, stopAfter, dialogue } }),
    ),
  );
  let dialogues = 0;
  for (const answer of answers) {
    if (answer === undefined || answer.failures > 0)
      throw new Error(`dialogues failed: ${answer?.examples.join('; ')}`);
    dialogues += answer.dialogues;
  }
  const mayflyUs = ((await cpu()) - before) / dialogues;
  const used = (await shards?.used()) ?? [];
  const redisUs = sum(used, 'cpuUs');
  return {
    mayflyUs,
    redisUs: redisUs / dialogues,
    scripts: sum(used, 'scripts') / dialogues,
    scriptUs: sum(used, 'scriptUs') / Math.max(1, sum(used, 'scripts')),
    busiestShare: used.length === 0 ? 0 : Math.max(...used.map(({ cpuUs }) => cpuUs)) / redisUs,
  };
}
