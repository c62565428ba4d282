/** What this process shares with others of the same service: limits, and the news of aliases. Alone, nothing. */
import { type AliasEvents, createAliasEvents } from './alias/events.ts';
import type { Vault } from './alias/ports.ts';
import type { Config } from './config/config.ts';
import { createNewsroom, type News } from './fleet/news.ts';
import type { Team } from './fleet/team.ts';
import { createRateLimiter, type RateLimiter } from './http/rate-limit.ts';
import type { ServerOptions } from './smtp/server.ts';

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
  /** The clock, ms since the epoch. */
  readonly now: () => number;
}

/** Begins to share. */
export function startSharing({ config, vault, team, now }: SharingOptions): Sharing {
  const local = createRateLimiter(config.rateLimit);
  if (team === undefined)
    return {
      events: createAliasEvents(now),
      limiter: local,
      smtp: undefined,
      onErrors: () => {},
      close: async () => {},
    };
  const newsroom = createNewsroom(team.carry);
  const events = createAliasEvents(now, { tell: newsroom.tellAlias });
  const errorListeners: ((client: string, errors: number) => void)[] = [];
  const hear = (news: News): void => {
    for (const [key, event] of news.aliases) events.hear(key, event);
    for (const [client, errors] of news.errors) for (const listen of errorListeners) listen(client, errors);
  };
  team.onNews(hear);
  return {
    events,
    limiter: config.rateLimit === undefined ? local : (key) => team.limit(key).catch(() => local(key)),
    smtp: {
      connections: team.door,
      errors: {
        nameOf: (client) => vault.digest('limit', ['client', client]),
        tell: newsroom.tellError,
      },
    },
    onErrors: (listener) => void errorListeners.push(listener),
    close: async () => newsroom.flush(),
  };
}
