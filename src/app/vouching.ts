// SPDX-License-Identifier: MIT
/** Whom reports of undelivered mail go to. */
import { isLoopback } from '../base/loopback.ts';
import { isPublicAddress } from '../base/public-address.ts';
import type { RelayOptions } from '../relay/context.ts';
import type { ServiceContext } from './context.ts';

/**
 * Senders are vouched for by SPF. It says nothing of clients without a public address: machines of the operator, such as a mail
 * server in front, or a container's network that hides who connects. Nothing where reports go to all. What asks SPF is loaded for
 * the first client with a public address: the sandbox never needs it.
 */
export function createVouching(context: ServiceContext): RelayOptions['isVouched'] {
  const { reports, returnPath } = context.config;
  if (reports === 'all' || returnPath === 'keep') return undefined;
  let loaded: ReturnType<typeof loadSpf> | undefined;
  context.stack.defer(async () => (await loaded)?.close());
  return (session, sender) => {
    const { remoteAddress } = session;
    if (isLoopback(remoteAddress) || !isPublicAddress(remoteAddress)) return true;
    loaded ??= loadSpf(context);
    return loaded.then((spf) => spf.check(session, sender));
  };
}

async function loadSpf({ config, log }: ServiceContext) {
  const { createDnsLookup } = await import('../inspect/dmarc/dns-lookup.ts');
  const { createSpfVouching } = await import('../inspect/dmarc/spf.ts');
  const lookup = createDnsLookup(config.dnsServers);
  const check = createSpfVouching(lookup, (error) => log.error({ err: error }, 'SPF failed'));
  return { check, close: () => lookup.close() };
}
