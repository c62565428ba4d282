// SPDX-License-Identifier: MIT
import type { Context, MiddlewareHandler } from 'hono';
import { isLoopback } from '../base/loopback.ts';
import { hostOf, isHttp10 } from './local-only.ts';
import { type Problem, problems } from './problem.ts';

/** Names that a request may ask for beside those of this machine, and how others are answered. */
interface HostsOptions {
  /** In lower case, without port. */
  names(): readonly string[];
  refuse(c: Context, problem: Problem): Response | Promise<Response>;
}

/**
 * Refuses requests over a loopback connection that ask for a host of which we know nothing: a page from elsewhere whose
 * name was made to lead to this machine (DNS rebinding) asks under that name, and its browser takes our answers for its
 * own site's. Browsers do not speak HTTP/1.0, but proxies that were told nothing about the host do. A second Host field
 * is refused whoever sends it: readers of the first and readers of the second would disagree (RFC 9112 §3.2).
 */
export function knownHosts({ names, refuse }: HostsOptions): MiddlewareHandler {
  return async (c, next) => {
    if (hostFields(c) > 1) return refuse(c, problems.twoHosts);
    if (!isLoopback(localAddress(c)) || isHttp10(c)) return next();
    const host = hostOf(c);
    return isLoopback(host) || names().includes(host) ? next() : refuse(c, problems.unknownHost);
  };
}

/** Address at our end of the connection; empty for requests made in process. */
function localAddress(c: Context): string {
  const incoming: { readonly socket?: { readonly localAddress?: string } } | undefined = c.env?.incoming;
  return incoming?.socket?.localAddress ?? '';
}

function hostFields(c: Context): number {
  const incoming: { readonly rawHeaders?: readonly string[] } | undefined = c.env?.incoming;
  const names = (incoming?.rawHeaders ?? []).filter((_, i) => i % 2 === 0);
  return names.filter((name) => name.toLowerCase() === 'host').length;
}
