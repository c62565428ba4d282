// SPDX-License-Identifier: MIT
import { Hono } from 'hono';
import { addAddyRoutes } from './addy-routes.ts';
import type { CompatDeps } from './call.ts';
import { addSimpleLoginRoutes } from './simplelogin-routes.ts';

/** The calls of addy.io and SimpleLogin, for clients that were made for those services: docs/password-managers.md. */
export function compatRoutes(deps: CompatDeps): Hono {
  const routes = new Hono();
  addAddyRoutes(routes, deps);
  addSimpleLoginRoutes(routes, deps);
  return routes;
}
