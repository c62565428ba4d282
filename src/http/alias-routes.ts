import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { FieldFault } from '../alias/fault.ts';
import type { KeyAliasRequest, KeyService } from '../alias/key-service.ts';
import type { AliasService, CreatedAlias, OwnedAlias } from '../alias/service.ts';
import {
  aliasRequestSchema,
  aliasSchema,
  aliasUpdateSchema,
  createdAliasSchema,
  formatAlias,
  respell,
} from './alias-schema.ts';
import type { CreationLimit } from './creation-limit.ts';
import { bearerToken, credentialOf } from './credential.ts';
import { answerProblem, problems } from './problem.ts';
import {
  badBody,
  failures,
  noKey,
  openKey,
  problemResponse,
  tooMany,
  tooManyResponse,
  unknownKey,
} from './responses.ts';

/** What the calls on aliases need. */
export interface AliasRoutesDeps {
  readonly aliases: AliasService;
  publicUrl(): string;
  readonly limitCreation: CreationLimit;
  readonly keys: KeyService;
  /** Whether an alias takes a key to make. */
  readonly keysOnly: boolean;
}

/** Adds the calls that create, show, change and destroy an alias. */
export function addAliasRoutes(app: OpenAPIHono, deps: AliasRoutesDeps): void {
  const { aliases } = deps;

  app.openapi(createAlias, async (c) => {
    const { target, ...request } = c.req.valid('json');
    if (bearerToken(c) !== undefined || deps.keysOnly)
      return (await createByKey(c, deps, { target, request })) ?? noKey(c);
    if (target === undefined)
      return answerProblem(c, problems.invalid, {
        errors: [{ field: 'target', code: 'required', params: {} }],
      });
    const waitMs = await deps.limitCreation(c, target);
    if (waitMs !== undefined) return tooMany(c, waitMs);
    const created = await aliases.create({ target, ...request });
    return 'faults' in created ? answerFaults(c, created.faults) : answerCreated(c, deps, created);
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

/** Makes an alias with the key of a request; nothing when that shows none. */
async function createByKey(
  c: Context,
  deps: AliasRoutesDeps,
  { target, request }: { readonly target: string | undefined; readonly request: KeyAliasRequest },
) {
  const key = await openKey(deps.keys, c);
  if (key === undefined) return undefined;
  if (target !== undefined)
    return answerProblem(c, problems.invalid, {
      errors: [{ field: 'target', code: 'targetOfKey', params: {} }],
    });
  const waitMs = await deps.limitCreation(c, key.view.target);
  if (waitMs !== undefined) return tooMany(c, waitMs);
  const created = await key.createAlias(request, c.req.header('idempotency-key'));
  if ('faults' in created) return answerFaults(c, created.faults);
  if (!('refused' in created)) return answerCreated(c, deps, created);
  switch (created.refused) {
    case 'gone':
      return undefined;
    case 'tooManyToday':
      return tooMany(c, created.waitMs);
    case 'tooMany':
      return answerProblem(c, problems.fullKey);
    case 'differs':
      return answerProblem(c, problems.repeatDiffers);
    case 'over':
      return answerProblem(c, problems.repeatOver);
  }
}

async function answerFaults(c: Context, faults: readonly FieldFault[]) {
  const errors = respell(faults, await c.req.json());
  return faults.every((fault) => fault.code === 'nameTaken')
    ? answerProblem(c, problems.taken, { errors })
    : answerProblem(c, problems.invalid, { errors });
}

function answerCreated(c: Context, deps: AliasRoutesDeps, { view, manageToken }: CreatedAlias) {
  const path = encodeAddress(view.address);
  const manageUrl = `${deps.publicUrl()}/m/${path}/${manageToken}`;
  return c.json({ ...formatAlias(view), manageToken, manageUrl }, 201, {
    location: `${deps.publicUrl()}/aliases/${path}`,
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
export const owner = { security: [{ manageToken: [] }, { key: [] }] };

/** The alias that a path names. */
export const byAddress = {
  params: z.object({ address: z.string().openapi({ examples: ['q3v7k2m9x4c8r5tz@alias.example'] }) }),
};

/** The same for every stranger. */
export const noAlias = problemResponse(
  problems.noAlias,
  'Unknown, gone, or the token is missing or not its own: all the same.',
);
const createAlias = createRoute({
  method: 'post',
  path: '/aliases',
  operationId: 'createAlias',
  summary: 'Make an alias',
  security: [{}, { key: [] }],
  request: {
    headers: z.object({
      'Idempotency-Key': z
        .string()
        .min(1)
        .max(255)
        .optional()
        .openapi({ description: 'With a key: a request that comes again within a day gets the same alias.' }),
    }),
    body: { required: true, content: { 'application/json': { schema: aliasRequestSchema } } },
  },
  responses: {
    201: {
      description: 'Made. The token is shown this once.',
      headers: z.object({ Location: z.string().openapi({ description: 'Where the alias is managed.' }) }),
      content: { 'application/json': { schema: createdAliasSchema } },
    },
    ...badBody,
    401: unknownKey,
    403: problemResponse(
      problems.listed,
      'The client is on a blocklist that the operator asks, or the key has too many.',
    ),
    409: problemResponse(
      problems.taken,
      'The chosen name is taken, or what this Idempotency-Key made is gone.',
    ),
    429: tooManyResponse,
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
