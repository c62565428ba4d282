// SPDX-License-Identifier: MIT
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Asker, Confirmations } from '../alias/confirmations.ts';
import type { FieldFault } from '../alias/fault.ts';
import type { KeyAliasRequest, KeyService } from '../alias/key-service.ts';
import type { AliasService, CreatedAlias } from '../alias/service.ts';
import { tagged } from './alias-routes.ts';
import { aliasRequestSchema, createdAliasSchema, formatAlias } from './alias-schema.ts';
import { isProven, solutionHeader } from './challenge-routes.ts';
import type { ClientLimits } from './client-limits.ts';
import { bearerToken } from './credential.ts';
import { entityTagOf } from './entity-tag.ts';
import { answerProblem, problems } from './problem.ts';
import type { ProofOfWork } from './proof-of-work.ts';
import { allFaults, faultsOf, respell } from './request-faults.ts';
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

/** What the making of an alias needs. */
export interface CreationDeps {
  readonly aliases: AliasService;
  publicUrl(): string;
  readonly limits: ClientLimits;
  readonly keys: KeyService;
  readonly confirmations: Confirmations;
  /** Who asks, for whoever has to agree. */
  askerOf(c: Context): Asker;
  /** Whether an alias takes a key to make. */
  readonly keysOnly: boolean;
  /** What it takes to make one without a key. */
  readonly proof: ProofOfWork | undefined;
}

/** Adds the call that makes an alias, with a key or without. */
export function addCreation(app: OpenAPIHono, deps: CreationDeps): void {
  app.openapi(
    createAlias,
    async (c) => {
      const { target, ...request } = c.req.valid('json');
      if (bearerToken(c) !== undefined || deps.keysOnly)
        return (await createByKey(c, deps, { target, request })) ?? noKey(c);
      const faults = faultsWithout(deps, { target, request });
      if (faults.length > 0 || target === undefined)
        return refuse(c, deps, respell(faults, await c.req.json()));
      if (!(await isProven(c, deps.proof))) return answerProblem(c, problems.challenge);
      const waitMs = await deps.limits.creation(c, target);
      if (waitMs !== undefined) return tooMany(c, waitMs);
      const created = await deps.confirmations.createAlias({ target, ...request }, deps.askerOf(c));
      if ('faults' in created) return refuseMade(c, created.faults);
      return answerCreated(c, deps, created);
    },
    (result, c) => (result.success ? undefined : refuseMistakes(c, deps, result.error)),
  );
}

/** What is wrong with a request that shows no key, and so needs a target. */
function faultsWithout(
  { aliases }: CreationDeps,
  { target, request }: { readonly target: string | undefined; readonly request: KeyAliasRequest },
): readonly FieldFault[] {
  const faults = aliases.faultsOf({ target: target ?? anyTarget, ...request });
  return target === undefined ? [{ field: 'target', code: 'required', params: {} }, ...faults] : faults;
}

/** Stands for a target that is missing, so that the other fields can be judged. */
const anyTarget = 'name@target.example';

/** What a schema refuses does not hide what the service would; of a request with a key only the schema is asked. */
async function refuseMistakes(c: Context, deps: CreationDeps, error: z.ZodError) {
  const judge = (rest: object): readonly FieldFault[] => {
    const parsed = aliasRequestSchema.safeParse(rest);
    if (!parsed.success || bearerToken(c) !== undefined) return [];
    const { target, ...request } = parsed.data;
    return faultsWithout(deps, { target, request });
  };
  return refuse(c, deps, allFaults(faultsOf(error), await c.req.json(), judge));
}

/** What only the making of it has found: that a name is taken, or that nothing could be delivered to the target. */
function refuseMade(c: Context, errors: readonly FieldFault[]) {
  const isTaken = errors.every(({ code }) => code === 'nameTaken');
  return isTaken
    ? answerProblem(c, problems.taken, { errors })
    : answerProblem(c, problems.invalid, { errors });
}

/** Mistakes are bounded apart from what was made. */
async function refuse(c: Context, { limits }: CreationDeps, errors: readonly FieldFault[]) {
  const waitMs = await limits.faults(c);
  return waitMs === undefined ? answerProblem(c, problems.invalid, { errors }) : tooMany(c, waitMs);
}

/** Makes an alias with the key of a request; nothing when that shows none. */
async function createByKey(
  c: Context,
  deps: CreationDeps,
  { target, request }: { readonly target: string | undefined; readonly request: KeyAliasRequest },
) {
  const key = await openKey(deps.keys, c);
  if (key === undefined) return undefined;
  if (target !== undefined)
    return answerProblem(c, problems.invalid, {
      errors: [{ field: 'target', code: 'targetOfKey', params: {} }],
    });
  const faults = key.faultsOf(request);
  if (faults.length > 0) return refuse(c, deps, respell(faults, await c.req.json()));
  const waitMs = await deps.limits.creation(c, key.view.target, true);
  if (waitMs !== undefined) return tooMany(c, waitMs);
  const created = await key.createAlias(request, c.req.header('idempotency-key'));
  if ('faults' in created) return refuseMade(c, created.faults);
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

function answerCreated(
  c: Context,
  deps: CreationDeps,
  { view, manageToken, key }: CreatedAlias & { readonly key?: string },
) {
  const path = encodeAddress(view.address);
  const manageUrl = `${deps.publicUrl()}/m#${path}/${manageToken}`;
  return c.json({ ...formatAlias(view), manageToken, manageUrl, ...(key !== undefined && { key }) }, 201, {
    location: `${deps.publicUrl()}/aliases/${path}`,
    etag: entityTagOf(view),
  });
}

/** An address as one segment of a path, its `@` left readable (RFC 3986 §3.3 allows it there). */
function encodeAddress(address: string): string {
  return encodeURIComponent(address).replaceAll('%40', '@');
}

const createAlias = createRoute({
  method: 'post',
  path: '/aliases',
  operationId: 'createAlias',
  summary: 'Make an alias',
  security: [{}, { key: [] }],
  request: {
    headers: z.object({
      ...solutionHeader,
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
      headers: tagged.headers.extend({
        Location: z.string().openapi({ description: 'Where the alias is managed.' }),
      }),
      content: { 'application/json': { schema: createdAliasSchema } },
    },
    ...badBody,
    401: unknownKey,
    403: problemResponse(
      problems.listed,
      'The client is on a blocklist that the operator asks, the key has too many, or without a key a solved challenge is missing.',
    ),
    409: problemResponse(
      problems.taken,
      'The chosen name is taken, or what this Idempotency-Key made is gone.',
    ),
    429: tooManyResponse,
    ...failures,
  },
});
