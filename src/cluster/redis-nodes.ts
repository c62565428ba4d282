// SPDX-License-Identifier: MIT
/** What a node shares with all others on its Redis: what happens to aliases and clients, and the count of alias creations. */
import { randomUUID } from 'node:crypto';
import type { Rate } from '../base/rate.ts';
import type { RedisLocation } from '../base/store-location.ts';
import { createRateLimiters, type RateLimiter } from '../http/rate-limit.ts';
import { openRedisBroadcast } from '../store/redis/broadcast.ts';
import { type Broadcast, formatBroadcast, parseBroadcast, type SendBroadcast } from './broadcast.ts';
import { createRedisLimiter } from './redis-limiter.ts';

/** The other nodes, as far as this one has to do with them. */
export interface RedisNodes {
  readonly carry: SendBroadcast;
  /** A limiter that all nodes share. */
  readonly limiter: (rate: Rate) => RateLimiter;
  close(): Promise<void>;
}

/** Joins the nodes on a Redis. Never rejects; while Redis is away, this node is alone. */
export async function joinRedisNodes(options: {
  readonly location: RedisLocation;
  /** Takes each broadcast of the other nodes. */
  readonly hear: (broadcast: Broadcast) => void;
  readonly warn: (line: string) => void;
}): Promise<RedisNodes> {
  const { location, warn } = options;
  const self = randomUUID();
  const redis = await openRedisBroadcast({
    location,
    warn,
    hear(text) {
      const broadcast = parseBroadcast(text);
      if (broadcast !== undefined && broadcast.from !== self) options.hear(broadcast);
    },
  });
  return {
    carry: (broadcast) => redis.publish(formatBroadcast(self, broadcast)),
    limiter: createRateLimiters((rate) => createRedisLimiter(rate, redis, location.prefix)),
    close: () => redis.close(),
  };
}
