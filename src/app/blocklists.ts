// SPDX-License-Identifier: MIT
/** The DNS blocklists that are configured. */
import { createBlocklist } from '../dns/blocklist.ts';
import type { ServiceContext } from './context.ts';

/** Whether the address of a client is on one of them; nothing where none is configured. */
export function openBlocklists({ config, log, stack }: ServiceContext) {
  if (config.dnsbl.length === 0) return undefined;
  const blocklist = createBlocklist({
    zones: config.dnsbl,
    servers: config.dnsServers,
    now: () => performance.now(),
    onFailure: (zone, code) => log.warn({ zone, code }, 'blocklist gives no usable answer'),
  });
  stack.defer(() => blocklist.close());
  return (address: string) => blocklist.isListed(address);
}
