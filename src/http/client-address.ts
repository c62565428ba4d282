import type { Context } from 'hono';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = readonly [Address, number];

/**
 * Gives the address of the client behind a request: the peer of the connection or, where that is one of our proxies
 * (`trustProxy`: addresses and CIDR ranges), the right-most address of X-Forwarded-For that is not one of them.
 * IPv4-mapped addresses become IPv4. Throws at once when `trustProxy` has something that is neither address nor range.
 */
export function clientAddressReader(trustProxy: readonly string[]): (c: Context) => string {
  const proxies = trustProxy.map(parseRange);
  return (c) => resolveClientAddress(peerAddress(c), c.req.header('x-forwarded-for'), proxies);
}

/** The same as a pure function. An entry that is no address ends the walk at the proxy that reported it. */
export function resolveClientAddress(
  peer: string,
  forwardedFor: string | undefined,
  proxies: readonly Range[],
): string {
  let client = parseAddress(peer);
  if (client === undefined) return unknownAddress;
  for (const entry of (forwardedFor ?? '').split(',').reverse()) {
    if (!isWithin(client, proxies)) break;
    const before = parseAddress(withoutPort(entry.trim()));
    if (before === undefined) break;
    client = before;
  }
  return client.toString();
}

/** What shares one limit: an IPv4 address, or an IPv6 /64, since that is what one subscriber gets. */
export function limitKey(address: string): string {
  const parsed = parseAddress(address);
  if (parsed === undefined || parsed.kind() === 'ipv4') return address;
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${withoutZone(address)}/64`).toString()}/64`;
}

/** Parses an address or a CIDR range; throws when it is neither. */
export function parseRange(text: string): Range {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

/** Address of the other end of the connection; empty for requests made in process. */
export function peerAddress(c: Context): string {
  const incoming: { socket?: { remoteAddress?: string } } | undefined = c.env?.incoming;
  return incoming?.socket?.remoteAddress ?? '';
}

const unknownAddress = 'unknown';

function parseAddress(text: string): Address | undefined {
  const address = withoutZone(text);
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return undefined;
  return ipaddr.process(address);
}

function isWithin(address: Address, ranges: readonly Range[]): boolean {
  return ranges.some(([base, bits]) => base.kind() === address.kind() && address.match(base, bits));
}

function withoutZone(text: string): string {
  return text.replace(/%.*$/, '');
}

/** Some proxies add the client's port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(text: string): string {
  return /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
}
