// SPDX-License-Identifier: MIT
/** What the processes of one service tell each other of aliases and of clients, so that all of them know it a moment later. */
import { z } from 'zod';
import { type AliasEvent, aliasEvents } from '../alias/events.ts';
import type { AliasKey } from '../alias/ports.ts';

/** What happened in one process in a short while. Holds hashes only, no address of anyone. */
export interface Broadcast {
  readonly aliases: readonly (readonly [AliasKey, AliasEvent])[];
  /** Clients, hashed, and how many errors each of them made. */
  readonly errors: readonly (readonly [string, number])[];
}

/** Takes a broadcast to the other processes. Loses it rather than wait or throw. */
export type SendBroadcast = (broadcast: Broadcast) => void;

/** Collects what happens in this process. */
export interface Broadcaster {
  tellAlias(key: AliasKey, event: AliasEvent): void;
  tellError(client: string): void;
  /** Sends what is collected, at once. */
  flush(): void;
}

/** What happens is collected for this long after the first, and goes out together, ms. */
const collectMs = 10;
/** Of more events or erring clients than these in that time, the others are not told of. */
const maxAtOnce = 2000;

/** Each event costs a place in a list; each `collectMs` in which something happened costs one message. */
export function createBroadcaster(carry: SendBroadcast): Broadcaster {
  let aliases: (readonly [AliasKey, AliasEvent])[] = [];
  let errors = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (aliases.length === 0 && errors.size === 0) return;
    const broadcast = { aliases, errors: [...errors] };
    aliases = [];
    errors = new Map();
    carry(broadcast);
  };
  const flushLater = (): void => {
    timer ??= setTimeout(flush, collectMs).unref();
  };
  return {
    tellAlias(key, event) {
      if (aliases.length >= maxAtOnce) return;
      aliases.push([key, event]);
      flushLater();
    },
    tellError(client) {
      const count = errors.get(client);
      if (count === undefined && errors.size >= maxAtOnce) return;
      errors.set(client, (count ?? 0) + 1);
      flushLater();
    },
    flush,
  };
}

/** A broadcast as text. `from` names the process, since what carries it may bring it back. */
export function formatBroadcast(from: string, broadcast: Broadcast): string {
  return JSON.stringify({ from, ...broadcast });
}

/** A broadcast from text, and whose; nothing when it is none, as from another version. */
export function parseBroadcast(text: string): (Broadcast & { readonly from: string }) | undefined {
  try {
    return broadcastSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const broadcastSchema = z.object({
  from: z.string(),
  aliases: z.array(z.tuple([z.string(), z.enum(aliasEvents)])),
  errors: z.array(z.tuple([z.string(), z.int().positive()])),
});
