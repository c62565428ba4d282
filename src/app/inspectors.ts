// SPDX-License-Identifier: MIT
/** Who judges messages, by the configuration. */
import type { Inspector } from '../inspect/inspector.ts';
import type { ServiceContext } from './context.ts';

/** Makes the inspectors that are configured. What none of them needs is not even loaded. */
export async function createInspectors(context: ServiceContext): Promise<readonly Inspector[]> {
  const inspectors = await Promise.all([dmarcOf(context), rspamdOf(context)]);
  return inspectors.filter((inspector) => inspector !== undefined);
}

async function dmarcOf({ config, log, stack }: ServiceContext): Promise<Inspector | undefined> {
  if (config.dmarc === 'off') return undefined;
  const { createDnsLookup } = await import('../inspect/dmarc/dns-lookup.ts');
  const { createDmarcInspector } = await import('../inspect/dmarc/dmarc-inspector.ts');
  const { resolve, close } = createDnsLookup(config.dnsServers);
  stack.defer(() => close());
  return createDmarcInspector({
    mode: config.dmarc,
    resolve,
    onVerdict: ({ result, ...verdict }) => log.info({ ...verdict, dmarc: result }, 'dmarc'),
    onError: (error) => log.error({ err: error }, 'dmarc failed'),
  });
}

async function rspamdOf({ config, log }: ServiceContext): Promise<Inspector | undefined> {
  if (config.rspamd === undefined) return undefined;
  const { createRspamdInspector } = await import('../inspect/rspamd/rspamd-inspector.ts');
  return createRspamdInspector({
    ...config.rspamd,
    now: () => performance.now(),
    onVerdict: (verdict) => log.info(verdict, 'rspamd'),
    onFailure: (code) => log.warn({ code }, 'rspamd gives no verdict'),
  });
}
