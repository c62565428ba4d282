// SPDX-License-Identifier: MIT
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, Env, Hono, Schema } from 'hono';
import { bearerToken } from './credential.ts';
import { isFromHere } from './local-only.ts';

/** The metrics of the service, and who may read them. */
export interface MetricsDeps {
  /** In the text exposition format of Prometheus, with the media type to say so. */
  render(): Promise<{ readonly text: string; readonly mediaType: string }>;
  readonly access: MetricsAccess;
}

/**
 * `token`: whoever has it. `local`: requests from this machine that no proxy has passed on. `anyone`: on a listener that only the right ones can reach.
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
      return isFromHere(c);
  }
}

/** In a time that tells nothing of the token. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
