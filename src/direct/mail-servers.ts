// SPDX-License-Identifier: MIT
import type { DnsAnswer } from '../dns/message.ts';
import type { Resolver } from '../dns/resolver.ts';
import { ClientError } from '../smtp/client/error.ts';

/** A server that takes mail for a domain. */
export interface MailServer {
  /** As the MX record names it, or the domain itself where there is no MX. */
  readonly name: string;
  /** Addresses that may be connected to, the most wanted first; at least one. */
  readonly addresses: readonly string[];
  /** Where CNAMEs led; the name itself without them. */
  readonly canonicalName: string;
  /** Whether DNSSEC vouches for the way here: the MX records and the addresses (RFC 7672 §2.2). */
  readonly isAuthentic: boolean;
}

/** What a search needs from outside. */
export interface SearchOptions {
  readonly resolver: Pick<Resolver, 'resolve'>;
  /** Whether an address may be connected to. */
  readonly mayConnect: (address: string) => boolean;
  /** Whether a host name or an address is our own: mail must not come back to us (RFC 5321 §5.1). */
  readonly isOurs: (nameOrAddress: string) => boolean;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** Hosts that are looked up for a domain, and addresses of one host. IPv4 first: IPv6 is where senders more often lack a PTR. */
const maxHosts = 10;
const maxAddresses = { ipv4: 2, ipv6: 1 };

interface Host {
  readonly name: string;
  readonly preference: number;
}

/**
 * The mail servers of a domain, the most wanted first, those of equal preference in random order (RFC 5321 §5.1). Rejects
 * with `ClientError`: `undeliverable` where the domain does not exist, has neither mail servers nor an address, or takes
 * no mail (null MX, RFC 7505); `unreachable` where that cannot be known now or every server is out of bounds.
 */
export async function findMailServers(
  domain: string,
  options: SearchOptions,
): Promise<readonly MailServer[]> {
  if (domain.length > 253 || !isHostName(domain)) throw undeliverable('no domain name');
  const mx = await lookUp(() => options.resolver.resolve(domain, 'MX'));
  if (!mx.exists) throw undeliverable('no such domain');
  const isImplicit = mx.records.length === 0;
  const hosts = isImplicit ? [{ name: domain, preference: 0 }] : inOrder(mx, options.random);
  if (hosts.length === 0) throw undeliverable('null MX');
  const found = await Promise.all(
    hosts
      .slice(0, maxHosts)
      .map(async (host) => ({ host, addresses: await addressesOf(host.name, options) })),
  );
  if (isImplicit && found.every(({ addresses }) => addresses?.all.length === 0))
    throw undeliverable('no mail server and no address');
  const ourPreference = Math.min(
    ...found
      .filter(({ host, addresses }) => options.isOurs(host.name) || addresses?.all.some(options.isOurs))
      .map(({ host }) => host.preference),
  );
  const servers = found.flatMap(({ host, addresses }): MailServer[] => {
    if (addresses === undefined || host.preference >= ourPreference) return [];
    const { all, canonicalName, isAuthentic } = addresses;
    const open = fewOf(all.filter(options.mayConnect));
    if (open.length === 0) return [];
    return [{ name: host.name, addresses: open, canonicalName, isAuthentic: isAuthentic && mx.isAuthentic }];
  });
  if (servers.length > 0) return servers;
  const isKnown = found.some(({ addresses }) => (addresses?.all.length ?? 0) > 0);
  throw unreachable(
    isKnown ? 'no mail server at an address that may be connected to' : 'no address of a mail server',
  );
}

/** A null MX is nobody, also among others, where it has no meaning (RFC 7505 §3). What is no host name is passed over. */
function inOrder(mx: DnsAnswer<'MX'>, random: () => number): Host[] {
  const hosts = mx.records
    .map(({ exchange, preference }) => ({ name: exchange, preference, chance: random() }))
    .toSorted((one, other) => one.preference - other.preference || one.chance - other.chance);
  const names = new Set<string>();
  const isNew = ({ name }: Host): boolean => names.size < names.add(name).size;
  const sound = hosts.filter((host) => isHostName(host.name) && isNew(host));
  if (sound.length === 0 && hosts.some(({ name }) => name !== '')) throw unreachable('MX with no host name');
  return sound;
}

/** Underscores are no letters of host names, but are there. A last label of digits would be an address. */
function isHostName(name: string): boolean {
  return /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name);
}

interface Addresses {
  readonly all: readonly string[];
  readonly canonicalName: string;
  readonly isAuthentic: boolean;
}

/** Both families; nothing when neither can be told, and no addresses when there are none. */
async function addressesOf(name: string, { resolver }: SearchOptions): Promise<Addresses | undefined> {
  const [ipv4, ipv6] = await Promise.allSettled([
    resolver.resolve(name, 'A'),
    resolver.resolve(name, 'AAAA'),
  ]);
  const answers = [ipv4, ipv6].flatMap((it) => (it.status === 'fulfilled' ? [it.value] : []));
  const [first] = answers;
  const all = answers.flatMap(({ records }) => records);
  if (first === undefined || (all.length === 0 && answers.length < 2)) return undefined;
  const isAuthentic = answers.every((answer) => answer.isAuthentic);
  return { all, canonicalName: first.canonicalName, isAuthentic };
}

/** One host with many addresses must not keep us from the next host. */
function fewOf(addresses: readonly string[]): string[] {
  const isIpv6 = (address: string): boolean => address.includes(':');
  return [
    ...addresses.filter((address) => !isIpv6(address)).slice(0, maxAddresses.ipv4),
    ...addresses.filter(isIpv6).slice(0, maxAddresses.ipv6),
  ];
}

async function lookUp<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw unreachable(error instanceof Error ? error.message : 'no answer');
  }
}

function undeliverable(detail: string): ClientError {
  return new ClientError('undeliverable', 'lookup', { detail });
}

function unreachable(detail: string): ClientError {
  return new ClientError('unreachable', 'lookup', { detail });
}
