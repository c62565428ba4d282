// SPDX-License-Identifier: MIT
import ipaddr from 'ipaddr.js';
import type { RecordType, RecordTypes } from '../dns/message.ts';
import { createResolver } from '../dns/resolver.ts';

/** Questions to DNS. Each gives nothing where there is nothing, and rejects with `DnsError` where nobody answers. */
export interface Lookup {
  /** Mail exchangers, most wanted first; `''` is a null MX (RFC 7505). */
  mx(domain: string): Promise<readonly string[]>;
  /** IPv4 and IPv6 addresses. */
  addresses(host: string): Promise<readonly string[]>;
  /** Each record in one piece. */
  txt(name: string): Promise<readonly string[]>;
  /** Names of an address. */
  names(address: string): Promise<readonly string[]>;
}

/** Asks the given name servers, or those of the system when there are none. Each question has a deadline of some seconds. */
export function createLookup(servers: readonly string[]): Lookup {
  const resolver = createResolver({ servers, now: () => performance.now() });
  const ask = async <T extends RecordType>(name: string, type: T): Promise<readonly RecordTypes[T][]> =>
    (await resolver.resolve(name, type)).records;
  return {
    async mx(domain) {
      const records = await ask(domain, 'MX');
      return records.toSorted((a, b) => a.preference - b.preference).map(({ exchange }) => exchange);
    },
    addresses: async (host) => (await Promise.all([ask(host, 'A'), ask(host, 'AAAA')])).flat(),
    txt: (name) => ask(name, 'TXT'),
    names: (address) => ask(reverseName(address), 'PTR'),
  };
}

/** RFC 1035 §3.5, RFC 3596 §2.5. */
function reverseName(address: string): string {
  const parsed = ipaddr.process(address);
  const octets = parsed.toByteArray();
  if (parsed.kind() === 'ipv4') return `${octets.toReversed().join('.')}.in-addr.arpa`;
  return `${[...Buffer.from(octets).toString('hex')].toReversed().join('.')}.ip6.arpa`;
}
