/** What this process shares with others of the same service: limits, and the news of aliases. Alone, nothing. */
import { type AliasEvents, createAliasEvents } from '../alias/events.ts';
import type { Vault } from '../alias/ports.ts';
import { type Carry, createNewsroom, type News } from '../cluster/broadcast.ts';
import type { Team } from '../cluster/worker-channel.ts';
import type { Config } from '../config/config.ts';
import { createRateLimiter, type RateLimiter } from '../http/rate-limit.ts';
import type { ServerOptions } from '../smtp/server/server.ts';

/** The shared sides of a process. */
export interface Sharing {
  /** Hears and tells of what happens to aliases. */
  readonly events: AliasEvents;
  /** Counts alias creations. */
  readonly limiter: RateLimiter;
  readonly smtp: ServerOptions['shared'];
  /** Calls with the hashed name of a client and how many errors it made elsewhere. */
  onErrors(listener: (client: string, errors: number) => void): void;
  close(): Promise<void>;
}

export interface SharingOptions {
  readonly config: Config;
  readonly vault: Vault;
  readonly team: Team | undefined;
  /** Takes a line about what cannot be shared. */
  readonly warn: (line: string) => void;
  /** The clock, ms since the epoch. */
  readonly now: () => number;
}

/** Begins to share: with the nodes on one Redis, else with the workers of this machine, else with nobody. Never rejects. */
export async function startSharing(options: SharingOptions): Promise<Sharing> {
  const { config, vault, team, now, warn } = options;
  const local = createRateLimiter(config.rateLimit);
  if (team === undefined && config.store.kind !== 'redis') return alone(now, local);

  const carrier: { carry: Carry | undefined } = { carry: undefined };
  const newsroom = createNewsroom((news) => carrier.carry?.(news));
  const events = createAliasEvents(now, { tell: newsroom.tellAlias });
  const errorListeners: ((client: string, errors: number) => void)[] = [];
  const hear = (news: News): void => {
    for (const [key, event] of news.aliases) events.hear(key, event);
    for (const [client, errors] of news.errors) for (const listen of errorListeners) listen(client, errors);
  };
  const nodes = await nodesOf(config, { hear, warn });
  if (nodes === undefined) team?.onNews(hear);
  carrier.carry = (nodes ?? team)?.carry;
  const count = nodes && config.rateLimit ? nodes.limiter(config.rateLimit) : team?.limit;
  return {
    events,
    limiter:
      config.rateLimit === undefined || count === undefined
        ? local
        : (key) => count(vault.digest('limit', [key])).catch(() => local(key)),
    smtp: {
      connections: team?.door,
      errors: { nameOf: (client) => vault.digest('limit', ['client', client]), tell: newsroom.tellError },
    },
    onErrors: (listener) => void errorListeners.push(listener),
    async close() {
      newsroom.flush();
      await nodes?.close();
    },
  };
}

function alone(now: () => number, limiter: RateLimiter): Sharing {
  const events = createAliasEvents(now);
  return { events, limiter, smtp: undefined, onErrors: () => {}, close: async () => {} };
}

async function nodesOf(
  { store }: Config,
  ends: { readonly hear: (news: News) => void; readonly warn: (line: string) => void },
) {
  if (store.kind !== 'redis') return undefined;
  const { joinRedisNodes } = await import('../cluster/redis-nodes.ts');
  return joinRedisNodes({ location: store.location, ...ends });
}
