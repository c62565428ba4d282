import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, Env, Hono, Schema } from 'hono';
import ipaddr from 'ipaddr.js';
import { peerAddress } from './client-address.ts';
import { bearerToken } from './credential.ts';

/** The figures of the service, and who may read them. */
export interface MetricsDeps {
  /** In the text exposition format of Prometheus, with the media type to say so. */
  render(): Promise<{ readonly text: string; readonly mediaType: string }>;
  readonly access: MetricsAccess;
}

/**
 * `token`: whoever has it. `local`: requests from this machine that no proxy has passed on, since behind a proxy everyone
 * comes from there. `anyone`: on a listener that only the right ones can reach.
 */
type MetricsAccess =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'local' }
  | { readonly kind: 'anyone' };

/** Adds `/metrics`; to those who may not read it there is nothing there. */
export function addMetricsRoute<E extends Env, S extends Schema>(
  app: Hono<E, S>,
  { render, access }: MetricsDeps,
): void {
  app.get('/metrics', async (c) => {
    if (!mayRead(c, access)) return c.notFound();
    const { text, mediaType } = await render();
    return c.body(text, 200, { 'content-type': mediaType });
  });
}

function mayRead(c: Context, access: MetricsAccess): boolean {
  switch (access.kind) {
    case 'anyone':
      return true;
    case 'token':
      return isSame(bearerToken(c) ?? '', access.token);
    case 'local':
      return isStraightFromHere(c);
  }
}

/** In a time that tells nothing of the token. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

/** The host is looked at too: a page from elsewhere whose name was made to lead here asks under that name. */
function isStraightFromHere(c: Context): boolean {
  if (isHttp10(c) || marksOfProxies.some((name) => c.req.header(name) !== undefined)) return false;
  return isLoopback(peerAddress(c)) && isLoopback(new URL(c.req.url).hostname.replace(/^\[|\]$/g, ''));
}

/** What nginx speaks where it is told nothing else; it then adds no field either, and asks for the host that it connects to. */
function isHttp10(c: Context): boolean {
  const incoming: { readonly httpVersion?: string } | undefined = c.env?.incoming;
  return incoming?.httpVersion === '1.0';
}

/** Header fields that proxies add, whatever they are (RFC 7239, RFC 9110 §7.6.3, and the customary ones). */
const marksOfProxies = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
];

function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  return ipaddr.isValid(host) && ipaddr.process(host).range() === 'loopback';
}
