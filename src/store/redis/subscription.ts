// SPDX-License-Identifier: MIT
import { createClient, createCluster, createSentinel, ErrorReply } from 'redis';
import { formatPlace, type RedisLocation } from '../../base/store-location.ts';
import { clientOptions } from './client.ts';

/** Listens on channels of a Redis over a connection of its own, which is made again when it is lost. */
export interface RedisSubscription {
  /** Rejects when there is no connection; a server that forbids it is warned of, and never listened to. */
  listen(channel: string, hear: (text: string) => void): Promise<void>;
  destroy(): Promise<void>;
}

/** The part of the three kinds of clients that listening takes. */
interface Subscriber {
  readonly isOpen: boolean;
  connect(): Promise<unknown>;
  subscribe(channel: string, hear: (text: string) => void): Promise<unknown>;
  destroy(): unknown;
}

/** A subscription that is not connected yet. */
export function createSubscription(
  location: RedisLocation,
  { isPatient, warn }: { readonly isPatient: () => boolean; readonly warn: (line: string) => void },
): RedisSubscription {
  const subscriber = subscriberOf(location, isPatient);
  return {
    async listen(channel, hear) {
      try {
        if (!subscriber.isOpen) await subscriber.connect();
        await subscriber.subscribe(channel, hear);
      } catch (error) {
        if (!(error instanceof ErrorReply)) throw error;
        warn(
          `The Redis store ${formatPlace(location)} does not let this user subscribe to ${channel}: what other nodes deliver shows late on pages and event streams`,
        );
      }
    },
    destroy: async () => void (await subscriber.destroy()),
  };
}

/** Ordinary channels, on a cluster too: sharded ones need Redis 7. */
function subscriberOf(location: RedisLocation, isPatient: () => boolean): Subscriber {
  const options = clientOptions(location, isPatient);
  if (location.mode === 'cluster') {
    const rootNodes = location.nodes.map((node) => ({ ...options, socket: { ...options.socket, ...node } }));
    const cluster = createCluster({ RESP: 2, rootNodes, defaults: options });
    return cluster.on('error', ignore).on('node-error', ignore);
  }
  if (location.mode === 'sentinel')
    return createSentinel({
      RESP: 2,
      name: location.primary ?? '',
      sentinelRootNodes: location.nodes.map((node) => ({ ...node })),
      nodeClientOptions: options,
      sentinelClientOptions: clientOptions({ ...location, user: undefined, password: undefined }, isPatient),
    }).on('error', ignore);
  const [node] = location.nodes;
  return createClient({ ...options, RESP: 2, socket: { ...options.socket, ...node } }).on('error', ignore);
}

/** A lost connection is made again by the library. */
function ignore(): void {}
