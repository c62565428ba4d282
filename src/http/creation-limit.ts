import type { Context } from 'hono';
import { limitKey } from './client-address.ts';
import { createRateLimiter, type Rate } from './rate-limit.ts';

/** Counts the making of an alias for its client and its target; gives the ms to wait when it was one too many. */
export type CreationLimit = (c: Context, target: string) => Promise<number | undefined>;

/** One limit for REST and pages together. */
export function createCreationLimit(
  rate: Rate | undefined,
  clientAddress: (c: Context) => string,
): CreationLimit {
  const limit = createRateLimiter(rate);
  return async (c, target) =>
    (await limit(`client ${limitKey(clientAddress(c))}`)) ??
    (await limit(`target ${target.trim().toLowerCase()}`));
}
