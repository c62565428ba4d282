// SPDX-License-Identifier: MIT
import type { Context } from 'hono';
import ipaddr from 'ipaddr.js';
import { type AddressMatcher, matcherOf } from '../base/address-ranges.ts';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * Gives the address of the client behind a request: the peer of the connection or, where that is one of our proxies
 * (`trustProxy`: addresses and CIDR ranges), the right-most address of X-Forwarded-For that is not one of them.
 * IPv4-mapped addresses become IPv4. Throws at once when `trustProxy` has something that is neither address nor range.
 */
export function clientAddressReader(trustProxy: readonly string[]): (c: Context) => string {
  const isProxy = matcherOf(trustProxy);
  return (c) => resolveClientAddress(peerAddress(c), c.req.header('x-forwarded-for'), isProxy);
}

/** The same as a pure function. An entry that is no address ends the walk at the proxy that reported it. */
export function resolveClientAddress(
  peer: string,
  forwardedFor: string | undefined,
  isProxy: AddressMatcher,
): string {
  let client = parseAddress(peer);
  if (client === undefined) return unknownAddress;
  for (const entry of (forwardedFor ?? '').split(',').reverse()) {
    if (!isProxy(client.toString())) break;
    const before = parseAddress(withoutPort(entry.trim()));
    if (before === undefined) break;
    client = before;
  }
  return client.toString();
}

/** Address of the other end of the connection; empty for requests made in process. */
export function peerAddress(c: Context): string {
  const incoming: { socket?: { remoteAddress?: string } } | undefined = c.env?.incoming;
  return incoming?.socket?.remoteAddress ?? '';
}

const unknownAddress = 'unknown';

function parseAddress(text: string): Address | undefined {
  const address = text.replace(/%.*$/, '');
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) && !ipaddr.IPv6.isValid(address)) return undefined;
  return ipaddr.process(address);
}

/** Some proxies add the client's port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(text: string): string {
  return /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
}
