/** Whom reports of undelivered mail go to. */
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { isPublicAddress } from '../direct/public-address.ts';
import type { RelayOptions } from '../relay/context.ts';

/** Who is vouched for, and its life. */
export interface Vouching {
  readonly isVouched: RelayOptions['isVouched'];
  close(): void;
}

/**
 * Senders are vouched for by SPF. It says nothing of clients without a public address: machines of the operator, such as a mail
 * server in front, or a container's network that hides who connects.
 */
export async function createVouchingOf(config: Config, log: Logger): Promise<Vouching> {
  const isOff = config.reports === 'all' || config.returnPath === 'keep';
  if (isOff) return { isVouched: undefined, close: () => {} };
  const { createDnsLookup } = await import('../inspect/dmarc/dns-lookup.ts');
  const { createVouching } = await import('../inspect/dmarc/spf.ts');
  const lookup = createDnsLookup(config.dnsServers);
  const check = createVouching(lookup, (error) => log.error({ err: error }, 'SPF failed'));
  return {
    isVouched: (session, sender) => !isPublicAddress(session.remoteAddress) || check(session, sender),
    close: () => lookup.close(),
  };
}
