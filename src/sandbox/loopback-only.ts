import type { Context, MiddlewareHandler } from 'hono';
import ipaddr from 'ipaddr.js';

/**
 * Hides routes from everyone but this machine: the peer must be on loopback, must not be a proxy that speaks for
 * somebody else, and must ask for a loopback name, since a page from elsewhere could point a name of its own at us.
 */
export const loopbackOnly: MiddlewareHandler = async (c, next) => {
  if (!isLocal(c)) return c.notFound();
  return next();
};

function isLocal(c: Context): boolean {
  const incoming: { socket?: { remoteAddress?: string } } | undefined = c.env?.incoming;
  const peer = incoming?.socket?.remoteAddress ?? '';
  if (!ipaddr.isValid(peer) || ipaddr.process(peer).range() !== 'loopback') return false;
  if (proxyFields.some((field) => c.req.header(field) !== undefined)) return false;
  return loopbackName.test(new URL(c.req.url).hostname);
}

const proxyFields = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];
const loopbackName = /^(?:(?:[a-z0-9-]+\.)*localhost|127(?:\.\d+){3}|\[::1\])$/;
