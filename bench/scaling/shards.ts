// SPDX-License-Identifier: MIT
/** Redis servers of the bench: one alone, or a cluster of three primaries. */
import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'redis';
import { readQuietTree } from '../measure/process-tree.ts';
import { freePort, loopback } from '../network.ts';
import { end, pidOf, start } from '../processes.ts';

/** Servers that hold one store. */
export interface Shards {
  /** As `MAYFLY_STORE` has it. */
  readonly store: string;
  readonly ports: readonly number[];
  /** Begins to count anew. */
  reset(): Promise<void>;
  /** What each has done since. */
  used(): Promise<readonly ShardUsage[]>;
  /** Sends one command to each. */
  command(...command: string[]): Promise<readonly unknown[]>;
  /** Sends one command to the first. */
  ask(...command: string[]): Promise<unknown>;
  stop(): Promise<void>;
}

/** Of one server, since the last reset. */
interface ShardUsage {
  /** Time of the process, µs. */
  readonly cpuUs: number;
  /** Runs of the script, and the time that the server says they took, µs. */
  readonly scripts: number;
  readonly scriptUs: number;
  readonly memoryOctets: number;
  readonly keys: number;
}

/** Starts so many, with every write flushed to disk, or nothing kept. */
export async function startShards(
  folder: string,
  count: 1 | 3,
  keeps: 'everything' | 'nothing',
): Promise<Shards> {
  const servers = await Promise.all(
    Array.from({ length: count }, async (_, number) => {
      const port = await freePort();
      const directory = join(folder, `shard-${number}`);
      await mkdir(directory, { recursive: true });
      const place = ['--port', `${port}`, '--bind', loopback, '--dir', directory, '--save', ''];
      const kept = keeps === 'everything' ? ['--appendonly', 'yes', '--appendfsync', 'always'] : [];
      const cluster =
        count === 1 ? [] : ['--cluster-enabled', 'yes', '--cluster-port', `${await freePort()}`];
      const child = start('redis-server', [...place, ...kept, ...cluster], { stdio: 'ignore' });
      return { port, child, client: await connected(port) };
    }),
  );
  const ports = servers.map(({ port }) => port);
  const places = ports.map((port) => `${loopback}:${port}`);
  if (count > 1)
    execFileSync('redis-cli', ['--cluster', 'create', ...places, '--cluster-yes'], { stdio: 'ignore' });
  const command = (...words: string[]): Promise<readonly unknown[]> =>
    Promise.all(servers.map(({ client }) => client.sendCommand(words)));
  while (count > 1 && !(await command('CLUSTER', 'INFO')).every((info) => /state:ok/.test(String(info))))
    await delay(50);
  const cpuOf = async () =>
    Promise.all(servers.map(async ({ child }) => (await readQuietTree(pidOf(child))).cpuUs));
  let before = await cpuOf();
  return {
    store: count === 1 ? `redis://${places}` : `redis+cluster://${places}`,
    ports,
    command,
    ask: async (...words) => servers[0]?.client.sendCommand(words),
    async reset() {
      await command('CONFIG', 'RESETSTAT');
      before = await cpuOf();
    },
    async used() {
      const after = await cpuOf();
      const infos = (await command('INFO', 'everything')).map(String);
      const keys = (await command('DBSIZE')).map(Number);
      return infos.map((info, at): ShardUsage => {
        const scripts = /cmdstat_evalsha:calls=(\d+),usec=(\d+)/.exec(info);
        return {
          cpuUs: (after[at] ?? 0) - (before[at] ?? 0),
          scripts: Number(scripts?.[1] ?? 0),
          scriptUs: Number(scripts?.[2] ?? 0),
          memoryOctets: Number(/used_memory:(\d+)/.exec(info)?.[1]),
          keys: keys[at] ?? 0,
        };
      });
    },
    async stop() {
      for (const { client } of servers) client.destroy();
      await Promise.all(servers.map(({ child }) => end(child)));
    },
  };
}

async function connected(port: number) {
  const client = createClient({ socket: { host: loopback, port }, RESP: 2 }).on('error', () => {});
  await client.connect();
  return client;
}
