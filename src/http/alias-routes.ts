import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { AliasService, OwnedAlias } from '../alias/service.ts';
import {
  aliasRequestSchema,
  aliasSchema,
  aliasUpdateSchema,
  createdAliasSchema,
  formatAlias,
  respell,
} from './alias-schema.ts';
import type { CreationLimit } from './creation-limit.ts';
import { credentialOf } from './credential.ts';
import { answerProblem, problemSchema, problems, problemType } from './problem.ts';

/** What the calls on aliases need. */
export interface AliasRoutesDeps {
  readonly aliases: AliasService;
  publicUrl(): string;
  readonly limitCreation: CreationLimit;
}

/** Adds the calls that create, show, change and destroy an alias. */
export function addAliasRoutes(app: OpenAPIHono, deps: AliasRoutesDeps): void {
  const { aliases } = deps;

  app.openapi(createAlias, async (c) => {
    const request = c.req.valid('json');
    const waitMs = await deps.limitCreation(c, request.target);
    if (waitMs !== undefined)
      return answerProblem(c, problems.tooMany, {
        headers: { 'retry-after': `${Math.ceil(waitMs / 1000)}` },
      });

    const created = await aliases.create(request);
    if ('faults' in created) {
      const errors = respell(created.faults, await c.req.json());
      const isTaken = created.faults.every((fault) => fault.code === 'nameTaken');
      return isTaken
        ? answerProblem(c, problems.taken, { errors })
        : answerProblem(c, problems.invalid, { errors });
    }
    const { view, manageToken } = created;
    const path = encodeAddress(view.address);
    const manageUrl = `${deps.publicUrl()}/m/${path}/${manageToken}`;
    return c.json({ ...formatAlias(view), manageToken, manageUrl }, 201, {
      location: `${deps.publicUrl()}/aliases/${path}`,
    });
  });

  app.openapi(showAlias, async (c) => {
    const alias = await openOwned(aliases, c);
    return alias === undefined ? answerProblem(c, problems.noAlias) : c.json(formatAlias(alias.view), 200);
  });

  app.openapi(changeAlias, async (c) => {
    const alias = await openOwned(aliases, c);
    const changed = await alias?.change(c.req.valid('json'));
    if (changed === undefined) return answerProblem(c, problems.noAlias);
    if ('faults' in changed)
      return answerProblem(c, problems.invalid, { errors: respell(changed.faults, await c.req.json()) });
    return c.json(formatAlias(changed.view), 200);
  });

  app.openapi(destroyAlias, async (c) => {
    const alias = await openOwned(aliases, c);
    return (await alias?.destroy()) ? c.body(null, 204) : answerProblem(c, problems.noAlias);
  });
}

/** The alias of a request, if it comes from its owner. */
export async function openOwned(aliases: AliasService, c: Context): Promise<OwnedAlias | undefined> {
  const credential = credentialOf(c) ?? { kind: 'token', token: '' };
  const alias = await aliases.open(c.req.param('address') ?? '', credential);
  return alias?.role === 'owner' ? alias : undefined;
}

/** An address as one segment of a path, its `@` left readable (RFC 3986 §3.3 allows it there). */
function encodeAddress(address: string): string {
  return encodeURIComponent(address).replaceAll('%40', '@');
}

/** A call that only the owner may make. */
export const owner = { security: [{ manageToken: [] }] };

/** The alias that a path names. */
export const byAddress = {
  params: z.object({ address: z.string().openapi({ examples: ['q3v7k2m9x4c8r5tz@alias.example'] }) }),
};

/** The same for every stranger. */
export const noAlias = problemResponse(
  problems.noAlias,
  'Unknown, gone, or the token is missing or not its own: all the same.',
);
const badBody = {
  400: problemResponse(problems.malformed, 'Not well-formed JSON.'),
  413: problemResponse(problems.tooLarge, 'Larger than 16 KiB.'),
  415: problemResponse(problems.notJson, 'Not JSON.'),
  422: problemResponse(problems.invalid, 'Some fields have mistakes.'),
};

/** What any call may answer. */
export const failures = {
  500: problemResponse(problems.internal, 'A fault of the service.'),
  503: problemResponse(problems.unavailable, 'The store cannot answer now.'),
};

const createAlias = createRoute({
  method: 'post',
  path: '/aliases',
  operationId: 'createAlias',
  summary: 'Make an alias',
  request: { body: { required: true, content: { 'application/json': { schema: aliasRequestSchema } } } },
  responses: {
    201: {
      description: 'Made. The token is shown this once.',
      headers: z.object({ Location: z.string().openapi({ description: 'Where the alias is managed.' }) }),
      content: { 'application/json': { schema: createdAliasSchema } },
    },
    ...badBody,
    403: problemResponse(problems.listed, 'The client is on a blocklist that the operator asks.'),
    409: problemResponse(problems.taken, 'The chosen name is taken.'),
    429: {
      ...problemResponse(problems.tooMany, 'Too many for this client or this target.'),
      headers: z.object({ 'Retry-After': z.string().openapi({ description: 'Seconds to wait.' }) }),
    },
    ...failures,
  },
});

const showAlias = createRoute({
  method: 'get',
  path: '/aliases/{address}',
  operationId: 'showAlias',
  summary: 'Show an alias to its owner',
  ...owner,
  request: byAddress,
  responses: { 200: aliasResponse('The alias.'), 404: noAlias, ...failures },
});

const changeAlias = createRoute({
  method: 'patch',
  path: '/aliases/{address}',
  operationId: 'changeAlias',
  summary: 'Pause, resume, extend or shorten an alias, or change its note',
  ...owner,
  request: {
    ...byAddress,
    body: { required: true, content: { 'application/json': { schema: aliasUpdateSchema } } },
  },
  responses: { 200: aliasResponse('The alias after the change.'), ...badBody, 404: noAlias, ...failures },
});

const destroyAlias = createRoute({
  method: 'delete',
  path: '/aliases/{address}',
  operationId: 'destroyAlias',
  summary: 'Destroy an alias now and for ever',
  ...owner,
  request: byAddress,
  responses: { 204: { description: 'Gone.' }, 404: noAlias, ...failures },
});

function aliasResponse(description: string) {
  return { description, content: { 'application/json': { schema: aliasSchema } } };
}

function problemResponse(problem: (typeof problems)[keyof typeof problems], description: string) {
  const example = { type: 'about:blank', ...problem };
  return { description, content: { [problemType]: { schema: problemSchema, example } } };
}
