// SPDX-License-Identifier: MIT
import { isDeepStrictEqual } from 'node:util';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { AliasEvent } from '../alias/events.ts';
import type { AliasService, AliasView, OwnedAlias } from '../alias/service.ts';
import { byAddress, openOwned, owner, unopened } from './alias-routes.ts';
import { formatAlias } from './alias-schema.ts';
import { credentialOfToken } from './credential.ts';
import { eventStreamHeaders, type OpenStream } from './event-stream.ts';
import { answerProblem, problems } from './problem.ts';
import { anybody, badBody, failures, tooMany, tooManyResponse } from './responses.ts';

/**
 * Adds the calls that tell what happens to aliases while it happens. Time that ends an alias, and what another
 * process does to it that cannot tell us, shows at the next beat.
 */
export function addEventRoutes(app: OpenAPIHono, aliases: AliasService, openStream: OpenStream): void {
  app.openapi(followAlias, async (c) => {
    const alias = await openOwned(aliases, c);
    if ('refusal' in alias) return alias.refusal;
    if (c.req.method === 'HEAD') return c.body(null, 200, eventStreamHeaders);
    const report = createReport(alias, (event, data) => {
      stream?.send(event, data);
      if (event === 'destroyed') stream?.end();
    });
    const look = inTurn(report, () => stream?.end());
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

  app.openapi(followAliases, async (c) => {
    const asked = c.req.valid('json').aliases;
    const opened = await Promise.all(asked.map(({ address, token }) => openByToken(aliases, address, token)));
    const looks = opened.map((alias, i) =>
      alias === undefined
        ? undefined
        : inTurn(
            createReport(alias, (event, data) =>
              stream?.send(event, { address: asked[i]?.address, ...data }),
            ),
            () => stream?.end(),
          ),
    );
    const stream = openStream(c, () => {
      for (const look of looks) look?.();
    });
    if (stream === undefined) return tooMany(c, retryMs);
    for (const [i, alias] of opened.entries()) {
      const look = looks[i];
      if (alias === undefined || look === undefined) {
        stream.send('destroyed', { address: asked[i]?.address });
        continue;
      }
      const stop = alias.follow(look);
      if (stop === undefined) {
        stream.end();
        return answerProblem(c, problems.unavailable);
      }
      void stream.ended.then(stop);
    }
    return c.body(stream.body, 200, eventStreamHeaders);
  });
}

async function openByToken(
  aliases: AliasService,
  address: string,
  token: string,
): Promise<OwnedAlias | undefined> {
  const alias = await aliases.open(address, credentialOfToken(token));
  return alias?.role === 'owner' ? alias : undefined;
}

type Send = (event: AliasEvent | 'changed' | 'destroyed', data: object) => void;

/** Looks at an alias, and tells of an event or of what is different from before; no more when it is gone. */
function createReport(alias: OwnedAlias, send: Send): (event: AliasEvent | undefined) => Promise<void> {
  let last = alias.view;
  let isGone = false;
  return async (event) => {
    if (isGone) return;
    const view = await alias.look();
    // The alias is gone by what is not told yet: a message that was refused since then may be told of before the one that was
    // delivered. That is the next event, or at the latest the next beat.
    if (view === undefined && event !== undefined && !endings.has(event)) return;
    if (view === undefined) {
      isGone = true;
      if (event === 'settled')
        send('settled', brief({ ...last, delivered: last.delivered + 1, usesLeft: 0 }));
      return send('destroyed', {});
    }
    if (event !== undefined || !isDeepStrictEqual(view, last)) send(event ?? 'changed', brief(view));
    last = view;
  };
}

/** One report after the other. */
function inTurn(
  report: (event: AliasEvent | undefined) => Promise<void>,
  onFailure: () => void,
): (event?: AliasEvent) => void {
  let looking: Promise<void> = Promise.resolve();
  return (event) => {
    looking = looking.then(() => report(event)).catch(onFailure);
  };
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

/** Most aliases that one stream tells of. */
const maxFollowed = 50;

const followAliases = createRoute({
  method: 'post',
  path: '/events',
  operationId: 'followAliases',
  summary: 'Follow several aliases in one stream',
  ...anybody,
  request: {
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z
            .strictObject({
              aliases: z
                .array(z.strictObject({ address: z.string().max(320), token: z.string().max(100) }))
                .min(1)
                .max(maxFollowed),
            })
            .openapi('Followed', {
              description: `Up to ${maxFollowed} aliases, each with its manage token or the key that made it.`,
              examples: [
                { aliases: [{ address: 'q3v7k2m9x4c8r5tz@alias.example', token: 'Zk3vQ0yZbq1k2l0xw7m4cA' }] },
              ],
            }),
        },
      },
    },
  },
  responses: {
    200: {
      description:
        'Server-sent events as for one alias, each with its `address`. One that is unknown, dead or not its token’s is `destroyed` at once.',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...badBody,
    429: tooManyResponse,
    ...failures,
  },
});
