import { isIPv4 } from 'node:net';

/** An address as a socket tells it, without zone and without the prefix of an IPv4 address mapped into IPv6. */
export function normaliseAddress(address: string): string {
  const mapped = address.slice('::ffff:'.length);
  if (address.toLowerCase().startsWith('::ffff:') && isIPv4(mapped)) return mapped;
  const zone = address.indexOf('%');
  return zone === -1 ? address : address.slice(0, zone);
}

/** What counts as one client: an IPv4 address, or the /64 of an IPv6 address, since a client has all of that. */
export function clientKey(address: string): string {
  return address.includes(':') ? networkOf(address) : address;
}

/** The first four groups of an IPv6 address, without leading zeros. */
function networkOf(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? [] : tail.split(':');
    // A dotted tail stands for two groups.
    const present = groups.length + after.length + (tail.includes('.') ? 1 : 0);
    groups.push(...new Array<string>(8 - present).fill('0'), ...after);
  }
  const network = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
