/** What a node shares with all others on its Redis: news, and the count of alias creations. */
import { randomUUID } from 'node:crypto';
import type { Rate, RateLimiter } from '../http/rate-limit.ts';
import { openRedisBroadcast } from '../store/redis/broadcast.ts';
import type { RedisLocation } from '../store/redis/location.ts';
import { type Carry, formatNews, type News, parseNews } from './broadcast.ts';
import { createRedisLimiter } from './redis-limiter.ts';

/** The other nodes, as far as this one has to do with them. */
export interface RedisNodes {
  readonly carry: Carry;
  limiter(rate: Rate): RateLimiter;
  close(): Promise<void>;
}

/** Joins the nodes on a Redis. Never rejects; while Redis is away, this node is alone. */
export async function joinRedisNodes(options: {
  readonly location: RedisLocation;
  /** Takes the news of the other nodes. */
  readonly hear: (news: News) => void;
  readonly warn: (line: string) => void;
}): Promise<RedisNodes> {
  const { location, warn } = options;
  const self = randomUUID();
  const broadcast = await openRedisBroadcast({
    location,
    warn,
    hear(text) {
      const news = parseNews(text);
      if (news !== undefined && news.from !== self) options.hear(news);
    },
  });
  return {
    carry: (news) => broadcast.publish(formatNews(self, news)),
    limiter: (rate) => createRedisLimiter(rate, broadcast, location.prefix),
    close: () => broadcast.close(),
  };
}
