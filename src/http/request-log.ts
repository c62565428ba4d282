// SPDX-License-Identifier: MIT
import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';

/** All that is ever logged of a request: no path, no query, no address, no token, no client. */
export interface RequestLine {
  readonly method: string;
  /** Pattern of the route, such as `/aliases/:address`; `/*` when nothing is there. */
  readonly route: string;
  readonly status: number;
  readonly ms: number;
}

/** Where the HTTP side reports. */
export interface HttpLog {
  answered(line: RequestLine): void;
  /** An error that was answered 500 or 503 without detail. */
  failed(error: Error): void;
}

/** Reports every answer with its route pattern and duration. */
export function logRequests(log: HttpLog | undefined, now: () => number): MiddlewareHandler {
  return async (c, next) => {
    const startedAt = now();
    await next();
    log?.answered({
      method: c.req.method,
      route: routePath(c, -1),
      status: c.res.status,
      ms: now() - startedAt,
    });
  };
}
