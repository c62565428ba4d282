// SPDX-License-Identifier: MIT
import type { Context } from 'hono';
import { normaliseMailbox, parseTarget } from '../alias/mailbox.ts';
import { networksOf, ownerNetwork } from '../base/client-network.ts';
import type { SharedRateLimiter } from './rate-limit.ts';

/** What a client may do in a while, for REST and pages together. Each gives the ms to wait when it was one too many. */
export interface ClientLimits {
  /** Counts the making of an alias for a target. `byKey`: who has one has limits besides, and is not kept out by all who have none. */
  creation(c: Context, target: string, byKey?: boolean): Promise<number | undefined>;
  /** Counts a request that was refused for its mistakes; apart from what was made, so that typos use up nothing. */
  faults(c: Context): Promise<number | undefined>;
  /** Counts a change of an alias or a key, or its end. */
  change(c: Context): Promise<number | undefined>;
}

/** What all who have no key may make, in clients that make as much as they may. */
const shareOfAll = 100;

/** Each kind has as much as `limit` allows: a client, twice that the /56 of IPv6 about it, four times the /48. */
export function createClientLimits(
  limit: SharedRateLimiter,
  clientAddress: (c: Context) => string,
): ClientLimits {
  const ofClient = async (kind: string, c: Context): Promise<number | undefined> => {
    for (const [at, network] of networksOf(clientAddress(c)).entries()) {
      const waitMs = await limit(`${kind} ${network}`, 2 ** at);
      if (waitMs !== undefined) return waitMs;
    }
    return undefined;
  };
  return {
    async creation(c, target, byKey = false) {
      const waitMs = await ofClient('client', c);
      if (waitMs !== undefined) return waitMs;
      const mailbox = mailboxKey(target);
      // By who asks, or a stranger could use up what the owner of the mailbox may make.
      const ofTarget =
        mailbox === undefined
          ? undefined
          : await limit(`target ${ownerNetwork(clientAddress(c))} ${mailbox}`);
      return ofTarget === undefined && !byKey ? limit('creations', shareOfAll) : ofTarget;
    },
    faults: (c) => ofClient('faults', c),
    change: (c) => ofClient('change', c),
  };
}

/** The same for all spellings of a mailbox: case, scripts of its domain, and tags. */
function mailboxKey(target: string): string | undefined {
  const parsed = parseTarget(target.trim(), []);
  return 'mailbox' in parsed ? normaliseMailbox(parsed.mailbox) : undefined;
}
