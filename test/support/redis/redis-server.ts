// SPDX-License-Identifier: MIT
/** Real Redis servers on free loopback ports, each with a folder of its own, ended with the test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createClient } from 'redis';
import type { RedisLocation } from '../../../src/base/store-location.ts';
import { freePort } from '../free-port.ts';
import { need } from '../program/real-clients.ts';

/** Only a fault waits so long, however busy the machine is. */
const startDeadlineMs = 60_000;
/** Another program of the same kind may stand in for it: `MAYFLY_TEST_REDIS=valkey-server`. */
const program = process.env.MAYFLY_TEST_REDIS ?? 'redis-server';

/** A server that can be killed and started again on its port and its files. */
export interface RedisServer {
  readonly port: number;
  readonly folder: string;
  start(): Promise<void>;
  /** Ends it with SIGKILL, as a crash would. */
  kill(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Sends one command over a connection of its own. */
  command(...command: string[]): Promise<unknown>;
  remove(): Promise<void>;
}

/** Whether there is a `redis-server` to test with; a missing one is a loud line, and fails in CI. */
export async function isRedisInstalled(): Promise<boolean> {
  let isInstalled = false;
  await test('a real redis-server is there to test with', (context) => {
    isInstalled = need(context, program);
  });
  return isInstalled;
}

/** Starts `redis-server` with every write flushed, unless the settings say otherwise. */
export async function startRedis(
  settings: readonly string[] = [],
  login = '',
  transport: 'plain' | 'tls' = 'plain',
): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'mayfly-redis-'));
  const port = await freePort();
  const isSentinel = settings.includes('--sentinel');
  const usual = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
  const ports = transport === 'tls' ? ['--tls-port', `${port}`, '--port', '0'] : ['--port', `${port}`];
  const args = [...ports, '--bind', '127.0.0.1', '--dir', folder, '--daemonize', 'no', '--logfile', ''];
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    if (isSentinel) await writeFile(join(folder, 'sentinel.conf'), '');
    const command = isSentinel ? [join(folder, 'sentinel.conf'), ...args] : [...args, ...usual];
    const started = spawn(program, [...command, ...settings], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child = started;
    await isListening(started);
  };
  const kill = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  };
  await start();
  return {
    port,
    folder,
    start,
    kill,
    signal: (signal) => void child?.kill(signal),
    async command(...command) {
      const client = createClient({ url: `redis://${login}127.0.0.1:${port}`, RESP: 2 });
      client.on('error', () => {});
      await client.connect();
      try {
        return await client.sendCommand(command);
      } finally {
        client.destroy();
      }
    },
    async remove() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Where a store on these servers is; several are a cluster. */
export function locationOf(...servers: readonly { readonly port: number }[]): RedisLocation {
  return {
    mode: servers.length > 1 ? 'cluster' : 'single',
    nodes: servers.map(({ port }) => ({ host: '127.0.0.1', port })),
    tls: false,
    database: 0,
    prefix: 'mayfly',
  };
}

/** A cluster on loopback: three primaries, each with a third of the slots, then as many replicas, if there are any. */
export async function startRedisCluster(
  replicas: 0 | 3 = 0,
  more: readonly string[] = [],
): Promise<readonly RedisServer[]> {
  const settings = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '1000', ...more];
  const starts = await Promise.allSettled(
    Array.from({ length: 3 + replicas }, async () =>
      startRedis([...settings, '--cluster-port', `${await freePort()}`]),
    ),
  );
  const all = starts.filter((start) => start.status === 'fulfilled').map(({ value }) => value);
  const failed = starts.find((start) => start.status === 'rejected');
  if (failed !== undefined) {
    for (const server of all) await server.remove();
    throw failed.reason;
  }
  const servers = all.slice(0, 3);
  const bounds = [0, 5461, 10923, 16384];
  const [first] = servers;
  for (const [at, server] of servers.entries()) {
    const slots = [`${bounds[at]}`, `${(bounds[at + 1] ?? 0) - 1}`];
    await server.command('CLUSTER', 'ADDSLOTSRANGE', ...slots);
    await server.command('CLUSTER', 'SET-CONFIG-EPOCH', `${at + 1}`);
  }
  for (const server of all) {
    const bus = String(await server.command('CONFIG', 'GET', 'cluster-port')).split(',')[1] ?? '';
    if (server !== first) await first?.command('CLUSTER', 'MEET', '127.0.0.1', `${server.port}`, bus);
  }
  for (const server of all) await eventually(() => isServed(server, all.length));
  for (const [at, replica] of all.slice(3).entries()) {
    const primary = String(await servers[at]?.command('CLUSTER', 'MYID'));
    await replica.command('CLUSTER', 'REPLICATE', primary);
    await eventually(async () =>
      /master_link_status:up/.test(String(await replica.command('INFO', 'replication'))),
    );
  }
  return all;
}

/** Waits until something holds; rejects after a deadline. */
export async function eventually(holds: () => Promise<boolean>, deadlineMs = startDeadlineMs): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`did not come to hold: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Has a sentinel watch a primary by the name of `main`, and waits until it knows that it is one: before, it says that there is none. */
export async function monitorPrimary(
  sentinel: RedisServer,
  primary: { readonly port: number },
): Promise<void> {
  await sentinel.command('SENTINEL', 'MONITOR', 'main', '127.0.0.1', `${primary.port}`, '1');
  await eventually(async () =>
    /flags,master,/.test(String(await sentinel.command('SENTINEL', 'MASTER', 'main'))),
  );
}

async function isServed(server: RedisServer, nodes: number): Promise<boolean> {
  const info = String(await server.command('CLUSTER', 'INFO'));
  return info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${nodes}`);
}

async function isListening(child: ChildProcess): Promise<void> {
  let said = '';
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const deadline = setTimeout(
    () => reject(new Error(`redis-server did not start:\n${said}`)),
    startDeadlineMs,
  );
  child.once('exit', () => reject(new Error(`redis-server ended:\n${said}`)));
  child.stdout?.on('data', (octets: Buffer) => {
    said += octets.toString();
    if (/Ready to accept connections|monitor|Running mode=sentinel/.test(said)) resolve();
  });
  await promise.finally(() => clearTimeout(deadline));
}
