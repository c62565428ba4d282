import type { Context } from 'hono';
import { normaliseMailbox, parseTarget } from '../alias/mailbox.ts';
import { clientKey, widerNetworks } from '../base/client-network.ts';
import type { RateLimiter } from './rate-limit.ts';

/** What a client may do in a while, for REST and pages together. Each gives the ms to wait when it was one too many. */
export interface ClientLimits {
  /** Counts the making of an alias for a target. */
  creation(c: Context, target: string): Promise<number | undefined>;
  /** Counts a request that was refused for its mistakes; apart from what was made, so that typos use up nothing. */
  faults(c: Context): Promise<number | undefined>;
  /** Counts a change of an alias or a key, or its end. */
  change(c: Context): Promise<number | undefined>;
}

/** Each kind has as much as `limit` allows. */
export function createClientLimits(limit: RateLimiter, clientAddress: (c: Context) => string): ClientLimits {
  const clientOf = (c: Context): string => clientKey(clientAddress(c));
  return {
    async creation(c, target) {
      const waitMs = await limit(`client ${clientOf(c)}`);
      if (waitMs !== undefined) return waitMs;
      const mailbox = mailboxKey(target);
      // By who asks, or a stranger could use up what the owner of the mailbox may make.
      return mailbox === undefined ? undefined : limit(`target ${networkOf(clientAddress(c))} ${mailbox}`);
    },
    faults: (c) => limit(`faults ${clientOf(c)}`),
    change: (c) => limit(`change ${clientOf(c)}`),
  };
}

/** The same for all spellings of a mailbox: case, scripts of its domain, and tags. */
function mailboxKey(target: string): string | undefined {
  const parsed = parseTarget(target.trim(), []);
  return 'mailbox' in parsed ? normaliseMailbox(parsed.mailbox) : undefined;
}

/** An IPv4 address, or an IPv6 /48, which is the most that one site is given as a rule (RFC 6177). */
function networkOf(address: string): string {
  return widerNetworks(address).at(-1) ?? address;
}
