// SPDX-License-Identifier: MIT
import { getPath } from 'hono/utils/url';

/** Paths of the calls that make an alias. */
export const makingPaths = {
  addy: '/api/v1/aliases',
  random: '/api/alias/random/new',
  custom: ['/api/v2/alias/custom/new', '/api/v3/alias/custom/new'],
} as const;

/** Whether a path is that of a call of other people's clients. `/api` itself is a page of ours. */
export function isClientCall(path: string): boolean {
  return path.startsWith('/api/');
}

/**
 * The path that a request is routed by. Some clients keep the final slash of the address that their user typed and ask for
 * `//api/…`, and none of them follows a redirect: so slashes count once there. The URL must not be parsed again after that: a path
 * that begins with two slashes reads as a host.
 */
export function routedPath(request: Request): string {
  const path = getPath(request);
  if (!repeated.test(path)) return path;
  const collapsed = path.replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');
  return isClientCall(collapsed) ? collapsed : path;
}

/** Repeated slashes, or a final one. */
const repeated = /\/\/|.\/$/;
