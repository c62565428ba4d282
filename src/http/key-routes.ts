// SPDX-License-Identifier: MIT
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { aliasStates } from '../alias/alias.ts';
import type { Asker, Confirmations } from '../alias/confirmations.ts';
import { type KeyService, maxListed } from '../alias/key-service.ts';
import { ownTurn } from '../base/own-turn.ts';
import { formatAlias } from './alias-schema.ts';
import { isProven, solutionHeader } from './challenge-routes.ts';
import type { ClientLimits } from './client-limits.ts';
import {
  aliasListSchema,
  createdKeySchema,
  formatKey,
  keyRequestSchema,
  keySchema,
  keyUpdateSchema,
} from './key-schema.ts';
import { answerProblem, problems } from './problem.ts';
import type { ProofOfWork } from './proof-of-work.ts';
import { respell } from './request-faults.ts';
import {
  anybody,
  badBody,
  failures,
  noKey,
  openKey,
  problemResponse,
  tooMany,
  tooManyResponse,
  unknownKey,
} from './responses.ts';

/** What the calls on keys need. */
export interface KeyRoutesDeps {
  readonly keys: KeyService;
  readonly confirmations: Confirmations;
  askerOf(c: Context): Asker;
  /** Whether only the operator makes keys. */
  readonly keysOnly: boolean;
  /** What it takes to make one. */
  readonly proof: ProofOfWork | undefined;
  readonly limits: ClientLimits;
}

/** Adds the calls that make, show, change and revoke a key, and list its aliases. */
export function addKeyRoutes(
  app: OpenAPIHono,
  { keys, confirmations, askerOf, keysOnly, proof, limits }: KeyRoutesDeps,
): void {
  app.openapi(createKey, async (c) => {
    if (keysOnly) return answerProblem(c, problems.keysByOperator);
    const request = c.req.valid('json');
    if (!(await isProven(c, proof))) return answerProblem(c, problems.challenge);
    const waitMs = await limits.creation(c, request.target);
    if (waitMs !== undefined) return tooMany(c, waitMs);
    const created = await confirmations.createKey(request, askerOf(c));
    if ('faults' in created)
      return answerProblem(c, problems.invalid, { errors: respell(created.faults, await c.req.json()) });
    return c.json({ key: created.text, ...formatKey(created.view) }, 201);
  });

  app.openapi(showKey, async (c) => {
    const key = await openKey(keys, c);
    return key === undefined ? noKey(c) : c.json(formatKey(key.view), 200);
  });

  app.openapi(changeKey, async (c) => {
    const key = await openKey(keys, c);
    const changed = await key?.change(c.req.valid('json'));
    if (changed === undefined) return noKey(c);
    if ('faults' in changed)
      return answerProblem(c, problems.invalid, { errors: respell(changed.faults, await c.req.json()) });
    return c.json(formatKey(changed.view), 200);
  });

  app.openapi(revokeKey, async (c) => {
    const key = await openKey(keys, c);
    const { aliases = 'keep' } = c.req.valid('query');
    return (await key?.revoke(aliases)) ? c.body(null, 204) : noKey(c);
  });

  app.openapi(listAliases, async (c) => {
    const key = await openKey(keys, c);
    if (key === undefined) return noKey(c);
    const { limit = usualPage, after, state } = c.req.valid('query');
    await ownTurn();
    const { aliases, next } = await key.aliases({
      limit,
      ...(after !== undefined && { after }),
      ...(state !== undefined && { state }),
    });
    return c.json(
      { aliases: aliases.map(({ view }) => formatAlias(view)), next: next === undefined ? null : `${next}` },
      200,
    );
  });
}

const usualPage = 50;

/** A call that takes a key. */
const holder = { security: [{ key: [] }] };

const createKey = createRoute({
  method: 'post',
  path: '/keys',
  operationId: 'createKey',
  summary: 'Make a key',
  ...anybody,
  request: {
    headers: z.object(solutionHeader),
    body: { required: true, content: { 'application/json': { schema: keyRequestSchema } } },
  },
  responses: {
    201: {
      description: 'Made. The key is shown this once.',
      content: { 'application/json': { schema: createdKeySchema } },
    },
    ...badBody,
    403: problemResponse(
      problems.keysByOperator,
      'Keys are made by the operator here, the client is on a blocklist, or a solved challenge is missing.',
    ),
    429: tooManyResponse,
    ...failures,
  },
});

const showKey = createRoute({
  method: 'get',
  path: '/keys/self',
  operationId: 'showKey',
  summary: 'Show a key to its holder',
  ...holder,
  responses: { 200: keyResponse('The key.'), 401: unknownKey, ...failures },
});

const changeKey = createRoute({
  method: 'patch',
  path: '/keys/self',
  operationId: 'changeKey',
  summary: 'Change the label or the preset of a key',
  ...holder,
  request: { body: { required: true, content: { 'application/json': { schema: keyUpdateSchema } } } },
  responses: {
    200: keyResponse('The key after the change.'),
    ...badBody,
    401: unknownKey,
    429: tooManyResponse,
    ...failures,
  },
});

const revokeKey = createRoute({
  method: 'delete',
  path: '/keys/self',
  operationId: 'revokeKey',
  summary: 'Revoke a key',
  ...holder,
  request: {
    query: z.object({
      aliases: z.enum(['keep', 'destroy']).optional().openapi({
        description:
          '`destroy` ends the aliases made with it too; else they live on, managed by their own tokens.',
      }),
    }),
  },
  responses: {
    204: { description: 'Revoked.' },
    401: unknownKey,
    422: problemResponse(problems.invalid, 'A parameter has a mistake.'),
    429: tooManyResponse,
    ...failures,
  },
});

const listAliases = createRoute({
  method: 'get',
  path: '/aliases',
  operationId: 'listAliases',
  summary: 'List the living aliases of a key, the newest first',
  ...holder,
  request: {
    query: z.object({
      limit: z
        .string()
        .refine((text) => /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= maxListed, {
          message: 'outOfRange',
          params: { min: 1, max: maxListed },
        })
        .transform(Number)
        .optional()
        .openapi({ type: 'integer', description: `How many, up to ${maxListed}; ${usualPage} by default.` }),
      after: z
        .string()
        .regex(/^[1-9]\d{0,13}$/)
        .transform(Number)
        .optional()
        .openapi({ type: 'string', description: 'What `next` of the part before was.' }),
      state: z.enum(aliasStates).optional(),
    }),
  },
  responses: {
    200: { description: 'A part of them.', content: { 'application/json': { schema: aliasListSchema } } },
    401: unknownKey,
    422: problemResponse(problems.invalid, 'A parameter has a mistake.'),
    ...failures,
  },
});

function keyResponse(description: string) {
  return { description, content: { 'application/json': { schema: keySchema } } };
}
