// SPDX-License-Identifier: MIT
import type { Context, MiddlewareHandler } from 'hono';
import { isLoopback } from '../base/loopback.ts';
import { peerAddress } from './client-address.ts';

/** Hides routes from everyone but this machine: to others there is nothing there. */
export const localOnly: MiddlewareHandler = async (c, next) => {
  if (!isFromHere(c)) return c.notFound();
  return next();
};

/**
 * Whether a request comes from this machine and no proxy passed it on, since behind a proxy everyone comes from there.
 * The host is looked at too: a page from elsewhere whose name was made to lead here asks under that name.
 */
export function isFromHere(c: Context): boolean {
  if (isHttp10(c) || proxyFields.some((name) => c.req.header(name) !== undefined)) return false;
  return isLoopback(peerAddress(c)) && isLoopback(hostOf(c));
}

/** The host that a request asks for, without port and brackets. */
export function hostOf(c: Context): string {
  return new URL(c.req.url).hostname.replace(/^\[|\]$/g, '');
}

/** What nginx speaks where it is told nothing else; it then adds no field either, and asks for the host that it connects to. */
export function isHttp10(c: Context): boolean {
  const incoming: { readonly httpVersion?: string } | undefined = c.env?.incoming;
  return incoming?.httpVersion === '1.0';
}

/** Header fields that proxies add, whatever they are (RFC 7239, RFC 9110 §7.6.3, and the customary ones). */
const proxyFields = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
];
