// SPDX-License-Identifier: MIT
/** What this process shares with others of the same service: limits, and what happens to aliases. Alone, nothing. */
import { type AliasEvents, createAliasEvents } from '../alias/events.ts';
import { type Broadcast, createBroadcaster } from '../cluster/broadcast.ts';
import { createRateLimiter, inShares, type SharedRateLimiter } from '../http/rate-limit.ts';
import type { RelayOptions } from '../relay/context.ts';
import type { ServerOptions } from '../smtp/server/server.ts';
import { isFirst, type ServiceContext } from './context.ts';

/** Hears the hashed name of a client and how many errors it made elsewhere. */
type ErrorListener = (client: string, errors: number) => void;

/** The shared sides of a process. */
export interface ClusterState {
  /** Hears and tells of what happens to aliases. */
  readonly events: AliasEvents;
  /** Counts alias creations. */
  readonly limiter: SharedRateLimiter;
  /** Counts what the relay limits; nothing where this process is the only one. */
  readonly sharedCounts: RelayOptions['sharedCounts'];
  readonly smtp: ServerOptions['shared'];
  /** Calls with the errors that clients made elsewhere. */
  onErrors(listener: ErrorListener): void;
}

/** Begins to share: with the nodes on one Redis, else with the workers of this machine, else with nobody. Never rejects. */
export async function joinCluster(context: ServiceContext): Promise<ClusterState> {
  const { config, vault, channel, now, stack } = context;
  const local = createRateLimiter(config.rateLimit);
  if (channel === undefined && config.store.kind !== 'redis')
    return {
      events: createAliasEvents(now),
      limiter: local,
      sharedCounts: undefined,
      smtp: undefined,
      onErrors: () => {},
    };

  const received = new Received();
  const nodes = await joinNodes(context, received);
  if (nodes === undefined) channel?.onBroadcast(received.take);
  const broadcaster = createBroadcaster((nodes ?? channel)?.carry ?? (() => {}));
  const events = createAliasEvents(now, { tell: broadcaster.tellAlias });
  received.listen((broadcast) => {
    for (const [key, event] of broadcast.aliases) events.hear(key, event);
  });
  stack.defer(() => broadcaster.flush());
  const limiterOf = nodes?.limiter ?? channel?.limiter;
  const count = limiterOf && inShares(config.rateLimit, limiterOf);
  return {
    events,
    limiter:
      count === undefined
        ? local
        : (key, share) => count(vault.digest('limit', [key]), share).catch(() => local(key, share)),
    sharedCounts:
      limiterOf &&
      (async ({ max, windowMs }, key) => {
        const limiter = limiterOf({ points: max, durationMs: windowMs });
        return (await limiter(vault.digest('limit', [key]))) === undefined;
      }),
    smtp: {
      connections: channel?.gate,
      errors: {
        nameOf: (client) => vault.digest('limit', ['client', client]),
        tell: broadcaster.tellError,
      },
    },
    onErrors: (listener) =>
      received.listen((broadcast) => {
        for (const [client, errors] of broadcast.errors) listener(client, errors);
      }),
  };
}

/** Broadcasts of the other processes, for whoever listens. */
class Received {
  readonly #listeners: ((broadcast: Broadcast) => void)[] = [];

  readonly take = (broadcast: Broadcast): void => {
    for (const listener of this.#listeners) listener(broadcast);
  };

  listen(listener: (broadcast: Broadcast) => void): void {
    this.#listeners.push(listener);
  }
}

async function joinNodes(context: ServiceContext, received: Received) {
  const { config, log, stack } = context;
  if (config.store.kind !== 'redis') return undefined;
  const { joinRedisNodes } = await import('../cluster/redis-nodes.ts');
  const nodes = await joinRedisNodes({
    location: config.store.location,
    hear: received.take,
    warn: (line) => (isFirst(context) ? log.warn(line) : undefined),
  });
  stack.defer(() => nodes.close());
  return nodes;
}
