import { Resolver } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';

/** Questions to DNS. Each gives nothing where there is nothing, and rejects with `LookupError` where nobody answers. */
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

/** DNS gave no usable answer; `code` is that of the resolver. */
export class LookupError extends Error {
  override readonly name = 'LookupError';
  readonly code: string;

  constructor(code: string) {
    super(`DNS gives no answer (${code})`);
    this.code = code;
  }
}

/** Asks the given name servers, or those of the system when there are none. Each question has a deadline of some seconds. */
export function createLookup(servers: readonly string[]): Lookup {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  if (servers.length > 0) resolver.setServers(servers);
  return {
    async mx(domain) {
      const records = await orNothing(resolver.resolveMx(domain));
      return records.toSorted((a, b) => a.priority - b.priority).map(({ exchange }) => lower(exchange));
    },
    async addresses(host) {
      const [v4, v6] = [orNothing(resolver.resolve4(host)), orNothing(resolver.resolve6(host))];
      return (await Promise.all([v4, v6])).flat();
    },
    txt: async (name) => (await orNothing(resolver.resolveTxt(name))).map((parts) => parts.join('')),
    names: async (address) => (await orNothing(resolver.resolvePtr(reverseName(address)))).map(lower),
  };
}

/** RFC 1035 §3.5, RFC 3596 §2.5. `Resolver.reverse` would look into the hosts file, which others do not see. */
function reverseName(address: string): string {
  const parsed = ipaddr.process(address);
  const octets = parsed.toByteArray();
  if (parsed.kind() === 'ipv4') return `${octets.toReversed().join('.')}.in-addr.arpa`;
  return `${[...Buffer.from(octets).toString('hex')].toReversed().join('.')}.ip6.arpa`;
}

async function orNothing<T>(asked: Promise<T[]>): Promise<T[]> {
  try {
    return await asked;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
    if (code === 'ENOTFOUND' || code === 'ENODATA') return [];
    throw new LookupError(code);
  }
}

/** A name as it is compared: lower case, no dot at its end. */
function lower(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
