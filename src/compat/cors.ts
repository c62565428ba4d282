// SPDX-License-Identifier: MIT
import type { MiddlewareHandler } from 'hono';
import { isClientCall } from './paths.ts';

/**
 * Lets pages and extensions of any origin make these calls, and read every answer, errors too. There are no cookies, so a page from
 * elsewhere can do nothing with it but what the key allows that it has to show. Everything else of ours stays closed to them.
 */
export const openToAll: MiddlewareHandler = async (c, next) => {
  if (!isClientCall(c.req.path)) return next();
  if (c.req.method === 'OPTIONS') return c.body(null, 204, { ...anyOrigin, ...preflight });
  await next();
  for (const [name, value] of Object.entries(anyOrigin)) c.res.headers.set(name, value);
};

const anyOrigin = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'retry-after',
};

const preflight = {
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
  // By name, since `*` does not cover Authorization.
  'access-control-allow-headers':
    'authorization, authentication, content-type, accept, x-requested-with, x-requested-from',
  'access-control-max-age': '7200',
};
