// SPDX-License-Identifier: MIT
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
  return address.includes(':') ? `${groupsOf(address).slice(0, 4).join(':')}::/64` : address;
}

/**
 * The wider networks that one owner of IPv6 addresses may have at no cost: the /56 and the /48, in this order. None of an IPv4
 * address. What is limited by client is limited by these too, at a multiple.
 */
export function widerNetworks(address: string): readonly string[] {
  if (!address.includes(':')) return none;
  const groups = groupsOf(address);
  const site = groups.slice(0, 3).join(':');
  const subnet = (Number.parseInt(groups[3] ?? '0', 16) & 0xff00).toString(16);
  return [`${site}:${subnet}::/56`, `${site}::/48`];
}

/** The client, and the wider networks about it. */
export function networksOf(address: string): readonly [string, ...string[]] {
  return [clientKey(address), ...widerNetworks(address)];
}

/** The widest of these: what one owner has at no cost, and so no more than one client where that decides who waits for whom. */
export function ownerNetwork(address: string): string {
  return address.includes(':') ? `${groupsOf(address).slice(0, 3).join(':')}::/48` : address;
}

const none: readonly string[] = [];

/** The groups of an IPv6 address, without leading zeros; an IPv4 address at its end stays one. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? [] : tail.split(':');
    // A dotted tail stands for two groups.
    const present = groups.length + after.length + (tail.includes('.') ? 1 : 0);
    groups.push(...new Array<string>(8 - present).fill('0'), ...after);
  }
  return groups.map((group) => (group.includes('.') ? group : Number.parseInt(group, 16).toString(16)));
}
