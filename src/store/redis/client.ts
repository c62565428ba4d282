// SPDX-License-Identifier: MIT
/** The three kinds of `redis` clients behind one face. */
import { createClient, createCluster, createSentinel, RESP_TYPES } from 'redis';
import type { RedisLocation } from '../../base/store-location.ts';

/** What Redis answers, texts as octets. */
export type RedisReply = Buffer | string | number | null | readonly RedisReply[];

export type RedisArguments = readonly (string | Buffer)[];

/** Sends a command to one server. */
type Ask = (command: RedisArguments) => Promise<RedisReply>;

/** A client that connects again by itself when it is lost. Rejects with whatever the client library gives. */
export interface RedisClient {
  connect(): Promise<unknown>;
  isReady(): boolean;
  /** Sends to whoever holds the key. Without a connection it waits for one for `graceMs`, and is then not sent at all. */
  send(key: string, command: RedisArguments): Promise<RedisReply>;
  /** Sends on the connection that the last write to this key went over, so that WAIT speaks of that write. */
  sendBeside(key: string, command: RedisArguments): Promise<RedisReply>;
  /** What stands for the server that writes to this key go to; another one after a failover, or when its slot has moved. */
  holderOf(key: string): Promise<unknown>;
  /** A way to ask each primary by itself. */
  primaries(): Promise<readonly Ask[]>;
  destroy(): Promise<void>;
}

/** What a client tells, and asks, while it lives. */
export interface ClientEvents {
  /** Whether to go on trying to connect, or to give up at the first failure, as at start. */
  isPatient(): boolean;
  onReady(): void;
  /** A connection was lost, or could not be made. */
  onLost(error: unknown): void;
}

/** How long commands wait for a connection, ms; up to `graceStepMs` longer. */
export const graceMs = 1_000;
const graceStepMs = 100;
const connectTimeoutMs = 4_000;
const pingEveryMs = 4_000;
/** Between two questions to the sentinels, which also tell of some changes by themselves. */
const sentinelsEveryMs = 2_000;
const silenceMs = 10_000;
/** More commands than these do not wait; they fail at once. */
const queueLength = 20_000;

/** A client that is not connected yet. */
export function createRedisClient(location: RedisLocation, events: ClientEvents): RedisClient {
  if (location.mode === 'cluster') return clusterClient(location, events);
  return location.mode === 'sentinel' ? sentinelClient(location, events) : singleClient(location, events);
}

/** `timeout`, which ends when a command is written, is off: it sets a timer for each command, and lets all of them run out. */
const commandOptions = { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer }, timeout: 0 };

/** Gives what ends the wait of a command for a connection: one signal for all commands of a moment. */
function createGrace(): () => { readonly abortSignal: AbortSignal } {
  let grace = { abortSignal: AbortSignal.abort() };
  let renewAt = Number.NEGATIVE_INFINITY;
  return () => {
    const now = performance.now();
    if (now >= renewAt) {
      renewAt = now + graceStepMs;
      grace = { abortSignal: AbortSignal.timeout(graceMs + graceStepMs) };
    }
    return grace;
  };
}

/** Settings of one connection, for each kind of client. */
export function clientOptions({ user, password, tls }: RedisLocation, isPatient: () => boolean) {
  return {
    ...(user !== undefined && { username: user }),
    ...(password !== undefined && { password }),
    socket: {
      connectTimeout: connectTimeoutMs,
      socketTimeout: silenceMs,
      reconnectStrategy: (retries: number, cause: Error) => (isPatient() ? backoffMs(retries) : cause),
      ...(tls && { tls: true as const }),
    },
    pingInterval: pingEveryMs,
    commandsQueueMaxLength: queueLength,
    maintNotifications: 'disabled' as const,
  };
}

/** Doubles up to two seconds, with some chance in it, so that many nodes do not come back at one instant. */
function backoffMs(retries: number): number {
  return Math.min(2_000, 25 * 2 ** Math.min(retries, 7)) * (0.5 + Math.random() / 2);
}

function singleClient(location: RedisLocation, { isPatient, onReady, onLost }: ClientEvents): RedisClient {
  const options = clientOptions(location, isPatient);
  const [node] = location.nodes;
  const client = createClient({
    ...options,
    RESP: 2,
    database: location.database,
    socket: { ...options.socket, ...node },
    commandOptions,
  });
  client.on('error', onLost).on('ready', onReady);
  const grace = createGrace();
  const send = async (command: RedisArguments) => (await client.sendCommand(command, grace())) as RedisReply;
  return {
    connect: () => client.connect(),
    isReady: () => client.isReady,
    send: (_key, command) => send(command),
    sendBeside: (_key, command) => send(command),
    holderOf: async () => client,
    primaries: async () => [send],
    destroy: async () => client.destroy(),
  };
}

function clusterClient(location: RedisLocation, { isPatient, onReady, onLost }: ClientEvents): RedisClient {
  let isConnected = false;
  const defaults = clientOptions(location, isPatient);
  const cluster = createCluster({
    RESP: 2,
    rootNodes: location.nodes.map((node) => ({ ...defaults, socket: { ...defaults.socket, ...node } })),
    defaults,
    commandOptions,
    topologyRefreshOnReconnectionAttemptStrategy: 500,
  });
  cluster.on('error', onLost).on('node-error', onLost);
  const grace = createGrace();
  return {
    async connect() {
      await cluster.connect();
      isConnected = true;
      onReady();
    },
    isReady: () => isConnected,
    send: async (key, command) =>
      (await cluster.sendCommand(key, false, [...command], grace())) as RedisReply,
    async sendBeside(key, command) {
      const client = await cluster.getNodeClientForKey(key);
      return (await client.sendCommand(command, grace())) as RedisReply;
    },
    holderOf: async (key) => cluster.getNodeClientForKey(key),
    primaries: async () =>
      cluster.masters.map(
        (master): Ask =>
          async (command) => {
            const client = await cluster.nodeClient(master);
            return (await client.sendCommand(command, grace())) as RedisReply;
          },
      ),
    destroy: async () => cluster.destroy(),
  };
}

function sentinelClient(location: RedisLocation, { isPatient, onReady, onLost }: ClientEvents): RedisClient {
  const sentinel = createSentinel({
    RESP: 2,
    name: location.primary ?? '',
    sentinelRootNodes: location.nodes.map((node) => ({ ...node })),
    nodeClientOptions: { ...clientOptions(location, isPatient), database: location.database },
    sentinelClientOptions: clientOptions({ ...location, user: undefined, password: undefined }, isPatient),
    commandOptions,
    scanInterval: sentinelsEveryMs,
    // Without a client of its own, one call of a burst waits until none of the others is under way.
    reserveClient: true,
    // The library would send a command again to the next primary without telling it that it is a repetition.
    maxCommandRediscovers: 0,
    // Else the loss of a primary that comes back is not told, and WAIT would speak of the next connection.
    passthroughClientErrorEvents: true,
  });
  sentinel
    .on('error', onLost)
    .on('topology-change', () => onLost(new Error('The sentinels have changed their minds')))
    .on('ready', onReady);
  const grace = createGrace();
  const send = async (command: RedisArguments) =>
    (await sentinel.sendCommand(false, [...command], grace())) as RedisReply;
  return {
    connect: () => sentinel.connect(),
    isReady: () => sentinel.isReady,
    send: (_key, command) => send(command),
    sendBeside: (_key, command) => send(command),
    holderOf: async () => sentinel,
    primaries: async () => [send],
    destroy: () => sentinel.destroy(),
  };
}

/** The texts of a list that Redis answered. */
export function textsOf(reply: RedisReply): readonly string[] {
  return Array.isArray(reply) ? reply.map(String) : [];
}
