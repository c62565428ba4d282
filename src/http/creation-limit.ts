import type { Context } from 'hono';
import { parseTarget } from '../alias/mailbox.ts';
import { clientKey } from '../base/client-network.ts';
import type { RateLimiter } from './rate-limit.ts';

/** Counts the making of an alias for its client and its target; gives the ms to wait when it was one too many. */
export type CreationLimit = (c: Context, target: string) => Promise<number | undefined>;

/** One limit for REST and pages together. */
export function createCreationLimit(
  limit: RateLimiter,
  clientAddress: (c: Context) => string,
): CreationLimit {
  return async (c, target) => {
    const waitMs = await limit(`client ${clientKey(clientAddress(c))}`);
    if (waitMs !== undefined) return waitMs;
    // The mailbox, since its domain can be written in many scripts; what is none gets no alias.
    const parsed = parseTarget(target.trim(), []);
    return 'mailbox' in parsed ? limit(`target ${parsed.mailbox.toLowerCase()}`) : undefined;
  };
}
