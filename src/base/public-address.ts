// SPDX-License-Identifier: MIT
import ipaddr from 'ipaddr.js';

/**
 * Whether an address is someone's on the public Internet: global unicast (RFC 4291 §2.4, IPv6 within 2000::/3) and in no
 * block of special use (RFC 6890). Forms of IPv6 that carry an IPv4 address are none, with one exception: the prefix of
 * NAT64 (RFC 6052), which hosts with IPv6 only need; such an address is judged by the one that it carries.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address) || address.includes('%')) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.kind() === 'ipv4')
    return ipaddr.IPv4.isValidFourPartDecimal(address) && parsed.range() === 'unicast';
  const octets = parsed.toByteArray();
  if (parsed.match(ipaddr.parseCIDR('64:ff9b::/96'))) return isPublicAddress(octets.slice(12).join('.'));
  return parsed.range() === 'unicast' && ((octets[0] ?? 0) & 0xe0) === 0x20;
}

/** One form for every way to write an address. */
export function normalAddress(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.parse(address).toString() : address;
}
