// SPDX-License-Identifier: MIT
import { BlockList, isIPv4, isIPv6 } from 'node:net';

const addresses = new BlockList();
// Also of IPv4 addresses that are mapped into IPv6.
addresses.addSubnet('127.0.0.0', 8, 'ipv4');
addresses.addAddress('::1', 'ipv6');

/**
 * Whether a host is this machine itself: 127.0.0.0/8 (also mapped into IPv6), `::1`, with or without brackets, or a name that always
 * stands for one of them (`localhost` and names below it, RFC 6761 §6.3).
 */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  const address = name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
  if (!address.includes(':')) return address.startsWith('127.') && isIPv4(address);
  return isIPv6(address) && addresses.check(address, 'ipv6');
}
