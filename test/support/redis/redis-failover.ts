// SPDX-License-Identifier: MIT
/** Primaries with replicas that take over, and ways between them that can be cut. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { eventually, monitorPrimary, type RedisServer, startRedis } from './redis-server.ts';

/** A replica looks after its primary, and is taken for online, without the usual pauses. */
const eager = ['--repl-diskless-sync-delay', '0', '--repl-ping-replica-period', '1'];

/** A shorter silence is that of a busy machine. */
const downAfterMs = 1_500;
/** A failover that fails, as where everything is slow, is tried again after twice this time. */
const failoverMs = 10_000;

/** A server that ends with the test. */
export async function startServer(t: TestContext, ...settings: string[]): Promise<RedisServer> {
  const server = await startRedis([...eager, ...settings]);
  t.after(() => server.remove(), { timeout: 60_000 });
  return server;
}

/** A server that has everything the primary has, which it reaches at `primary.port`. */
export async function startReplica(t: TestContext, primary: { readonly port: number }): Promise<RedisServer> {
  const replica = await startServer(t, '--replicaof', `127.0.0.1 ${primary.port}`);
  await eventually(async () =>
    /master_link_status:up/.test(String(await replica.command('INFO', 'replication'))),
  );
  return replica;
}

/** A sentinel that knows the primary by the name of `main`, and so many replicas, and replaces it when it is silent. */
export async function startSentinel(
  t: TestContext,
  primary: RedisServer,
  count: number,
): Promise<RedisServer> {
  const sentinel = await startRedis(['--sentinel']);
  t.after(() => sentinel.remove(), { timeout: 60_000 });
  await monitorPrimary(sentinel, primary);
  await sentinel.command('SENTINEL', 'SET', 'main', 'down-after-milliseconds', `${downAfterMs}`);
  await sentinel.command('SENTINEL', 'SET', 'main', 'failover-timeout', `${failoverMs}`);
  await eventually(async () => {
    const replicas = await sentinel.command('SENTINEL', 'REPLICAS', 'main');
    return Array.isArray(replicas) && replicas.length === count;
  });
  return sentinel;
}

/** A port that leads to a server, as an address that moves does. */
export interface Way {
  readonly port: number;
  /** Leads new connections elsewhere; those that are there stay. */
  lead(server: { readonly port: number }): void;
  /** Hangs up on everyone, and lets nobody through any more. */
  cut(): void;
}

/** A way to the server, open at first. */
export async function startWay(t: TestContext, server: { readonly port: number }): Promise<Way> {
  let end: number | undefined = server.port;
  const sockets = new Set<Socket>();
  const hangUp = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const way = createServer((client) => {
    if (end === undefined) return void client.destroy();
    const far = connect(end, '127.0.0.1');
    for (const socket of [client, far]) {
      sockets.add(socket);
      socket
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(socket);
          client.destroy();
          far.destroy();
        });
    }
    client.pipe(far).pipe(client);
  }).listen(0, '127.0.0.1');
  await once(way, 'listening');
  t.after(() => {
    way.close();
    hangUp();
  });
  const address = way.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    lead(other) {
      end = other.port;
    },
    cut() {
      end = undefined;
      hangUp();
    },
  };
}
