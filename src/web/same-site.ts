// SPDX-License-Identifier: MIT
import type { Context, MiddlewareHandler } from 'hono';

/**
 * Lets a form through only from our own pages. Browsers say where it comes from: by Sec-Fetch-Site, or where that is
 * missing by Origin. What says neither is no browser, and has no visitor whose wish it could fake.
 */
export function sameSiteOnly(
  publicUrl: () => string,
  refuse: (c: Context) => Response | Promise<Response>,
): MiddlewareHandler {
  return (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    return isForeign(c, publicUrl()) ? Promise.resolve(refuse(c)) : next();
  };
}

function isForeign(c: Context, publicUrl: string): boolean {
  const site = c.req.header('sec-fetch-site');
  // `none`: the visitor's own doing, such as reloading the answer to a form.
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const origin = c.req.header('origin');
  if (origin === undefined) return false;
  if (!URL.canParse(origin)) return true;
  const { host } = new URL(origin);
  // The scheme may differ, since TLS may end before us.
  return host !== new URL(c.req.url).host && host !== new URL(publicUrl).host;
}
