/** Whom reports of undelivered mail go to. */
import { isPublicAddress } from '../direct/public-address.ts';
import type { RelayOptions } from '../relay/context.ts';
import type { ServiceContext } from './context.ts';

/**
 * Senders are vouched for by SPF. It says nothing of clients without a public address: machines of the operator, such as a mail
 * server in front, or a container's network that hides who connects. Nothing where reports go to all.
 */
export async function createVouching({
  config,
  log,
  stack,
}: ServiceContext): Promise<RelayOptions['isVouched']> {
  if (config.reports === 'all' || config.returnPath === 'keep') return undefined;
  const { createDnsLookup } = await import('../inspect/dmarc/dns-lookup.ts');
  const { createSpfVouching } = await import('../inspect/dmarc/spf.ts');
  const lookup = createDnsLookup(config.dnsServers);
  stack.defer(() => lookup.close());
  const check = createSpfVouching(lookup, (error) => log.error({ err: error }, 'SPF failed'));
  return (session, sender) => !isPublicAddress(session.remoteAddress) || check(session, sender);
}
