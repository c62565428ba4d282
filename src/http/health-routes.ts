// SPDX-License-Identifier: MIT
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { anybody } from './responses.ts';

/** What the service depends on, and whether each of them works. */
export interface Readiness {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, 'ok' | 'failed'>>;
}

/** Adds `/healthz` (the process answers) and `/readyz` (so does what it depends on). */
export function addHealthRoutes(app: OpenAPIHono, ready: () => Promise<Readiness>): void {
  app.openapi(healthz, (c) => c.json({ ok: true as const }, 200));
  app.openapi(readyz, async (c) => {
    const { ok, checks } = await ready();
    return ok ? c.json({ ok, checks }, 200) : c.json({ ok, checks }, 503);
  });
}

const readinessSchema = z
  .object({ ok: z.boolean(), checks: z.record(z.string(), z.enum(['ok', 'failed'])) })
  .openapi('Readiness', { examples: [{ ok: true, checks: { store: 'ok', nextHop: 'ok' } }] });

const healthz = createRoute({
  method: 'get',
  path: '/healthz',
  operationId: 'healthz',
  summary: 'Whether the process answers',
  ...anybody,
  responses: {
    200: {
      description: 'It does.',
      content: { 'application/json': { schema: z.object({ ok: z.literal(true) }) } },
    },
  },
});

const readyz = createRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'readyz',
  summary: 'Whether the store and the next hop work',
  ...anybody,
  responses: {
    200: { description: 'Ready.', content: { 'application/json': { schema: readinessSchema } } },
    503: {
      description: 'Not ready: `checks` says what failed.',
      content: { 'application/json': { schema: readinessSchema } },
    },
  },
});
