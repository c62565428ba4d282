import { isDeepStrictEqual } from 'node:util';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { AliasEvent } from '../alias/events.ts';
import type { AliasService, AliasView } from '../alias/service.ts';
import { byAddress, openOwned, owner, unopened } from './alias-routes.ts';
import { formatAlias } from './alias-schema.ts';
import { eventStreamHeaders, type OpenStream } from './event-stream.ts';
import { answerProblem, problems } from './problem.ts';
import { failures, tooMany, tooManyResponse } from './responses.ts';

/**
 * Adds the call that tells what happens to an alias while it happens. Time that ends an alias, and what another
 * process does to it that cannot tell us, shows at the next beat.
 */
export function addEventRoutes(app: OpenAPIHono, aliases: AliasService, openStream: OpenStream): void {
  app.openapi(followAlias, async (c) => {
    const alias = await openOwned(aliases, c);
    if ('refusal' in alias) return alias.refusal;
    let last = alias.view;
    if (c.req.method === 'HEAD') return c.body(null, 200, eventStreamHeaders);

    let looking: Promise<void> = Promise.resolve();
    const look = (event?: AliasEvent): void => {
      looking = looking.then(() => report(event)).catch(() => stream?.end());
    };
    const report = async (event: AliasEvent | undefined): Promise<void> => {
      const view = await alias.look();
      // The alias is gone by what is not told yet: a message that was refused since then may be told of before the one that was
      // delivered. That is the next event, or at the latest the next beat.
      if (view === undefined && event !== undefined && !endings.has(event)) return;
      if (view === undefined) {
        if (event === 'settled')
          stream?.send('settled', brief({ ...last, delivered: last.delivered + 1, usesLeft: 0 }));
        stream?.send('destroyed', {});
        return stream?.end();
      }
      if (event !== undefined || !isDeepStrictEqual(view, last))
        stream?.send(event ?? 'changed', brief(view));
      last = view;
    };
    const stream = openStream(c, () => look());
    if (stream === undefined) return tooMany(c, retryMs);
    const stop = alias.follow(look);
    if (stop === undefined) {
      stream.end();
      return answerProblem(c, problems.unavailable);
    }
    void stream.ended.then(stop);
    return c.body(stream.body, 200, eventStreamHeaders);
  });
}

/** After which an alias may be gone. */
const endings: ReadonlySet<AliasEvent> = new Set(['settled', 'destroyed']);

/** Until a client that has its share of streams may ask again. */
const retryMs = 30_000;

function brief(view: AliasView) {
  const { state, maxUses, usesLeft, delivered, validUntil } = formatAlias(view);
  return { state, maxUses, usesLeft, delivered, validUntil };
}

const followAlias = createRoute({
  method: 'get',
  path: '/aliases/{address}/events',
  operationId: 'followAlias',
  summary: 'Follow an alias while mail arrives',
  ...owner,
  request: byAddress,
  responses: {
    200: {
      description:
        'Server-sent events: `spent`, `settled`, `refunded`, `doubted`, `refused`, `bounced`, `changed`, `destroyed`.',
      content: {
        'text/event-stream': {
          schema: z.string().openapi({
            description: 'Each `data` is JSON: state, maxUses, usesLeft, delivered, validUntil.',
          }),
        },
      },
    },
    ...unopened,
    429: tooManyResponse,
    ...failures,
  },
});
