// SPDX-License-Identifier: MIT
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Asker, Confirmations } from '../alias/confirmations.ts';
import type { FieldFault } from '../alias/fault.ts';
import { rememberedEndings } from '../alias/history.ts';
import type { AliasService, AliasUpdate, OwnedAlias } from '../alias/service.ts';
import { aliasSchema, aliasUpdateSchema, formatAlias } from './alias-schema.ts';
import { isProven, solutionHeader } from './challenge-routes.ts';
import { credentialOf } from './credential.ts';
import { answerEnded, endedResponse } from './ended.ts';
import { allowedActs, entityTagOf, isKnown } from './entity-tag.ts';
import { answerProblem, problems } from './problem.ts';
import type { ProofOfWork } from './proof-of-work.ts';
import { allFaults, faultsOf, respell } from './request-faults.ts';
import { badBody, failures, noToken, problemResponse, tooManyResponse } from './responses.ts';

/** What the calls on an alias need. */
interface AliasRoutesDeps {
  readonly aliases: AliasService;
  readonly confirmations: Confirmations;
  /** Who asks, for whoever has to agree. */
  askerOf(c: Context): Asker;
  /** What it takes to have somebody asked. */
  readonly proof: ProofOfWork | undefined;
}

/** Adds the calls that show, change and destroy an alias. */
export function addAliasRoutes(
  app: OpenAPIHono,
  { aliases, confirmations, askerOf, proof }: AliasRoutesDeps,
): void {
  app.openapi(showAlias, async (c) => {
    const alias = await openOwned(aliases, c);
    if ('refusal' in alias) return alias.refusal;
    const { view } = alias;
    const headers = { etag: entityTagOf(view) };
    return isKnown(c, view) ? c.body(null, 304, headers) : c.json(formatAlias(view), 200, headers);
  });

  const refuseMistakes = async (c: Context, error: z.ZodError) => {
    const alias = await openOwned(aliases, c);
    if ('refusal' in alias) return alias.refusal;
    const judge = (rest: object): readonly FieldFault[] => {
      const parsed = aliasUpdateSchema.safeParse(rest);
      return parsed.success ? alias.faultsOf(parsed.data) : [];
    };
    const errors = allFaults(faultsOf(error), await c.req.json(), judge);
    return answerProblem(c, problems.invalid, { errors });
  };
  app.openapi(
    changeAlias,
    async (c) => {
      const alias = await openOwned(aliases, c);
      if ('refusal' in alias) return alias.refusal;
      const acts = allowedActs(c, alias);
      if (acts === undefined) return answerProblem(c, problems.changedMeanwhile);
      const update = c.req.valid('json');
      if (mayAsk(alias, update) && !(await isProven(c, proof))) return answerProblem(c, problems.challenge);
      const changed = await confirmations.changeAlias({ ...alias, acts }, update, askerOf(c));
      if (changed === undefined) return answerProblem(c, await whyNot(alias));
      if ('faults' in changed)
        return answerProblem(c, problems.invalid, { errors: respell(changed.faults, await c.req.json()) });
      const headers = { etag: entityTagOf(changed.view) };
      return c.json(formatAlias(changed.view), changed.isAsked ? 202 : 200, headers);
    },
    (result, c) => (result.success ? undefined : refuseMistakes(c, result.error)),
  );

  app.openapi(destroyAlias, async (c) => {
    const alias = await openOwned(aliases, c);
    if ('refusal' in alias) return alias.refusal;
    const acts = allowedActs(c, alias);
    if (acts === undefined) return answerProblem(c, problems.changedMeanwhile);
    return (await acts.destroy()) ? c.body(null, 204) : answerProblem(c, await whyNot(alias));
  });

  app.openapi(showHistory, async (c) => {
    const alias = await openOwned(aliases, c);
    if ('refusal' in alias) return alias.refusal;
    const history = alias.recent().map(({ at, ending }) => ({ at: new Date(at).toISOString(), ending }));
    return c.json({ history }, 200);
  });
}

/** The alias of a request that comes from its owner, or how the request is refused. */
export async function openOwned(aliases: AliasService, c: Context) {
  const credential = credentialOf(c);
  if (credential === undefined) return { refusal: noToken(c) };
  const alias = await aliases.open(c.req.param('address') ?? '', credential);
  if (alias?.role === 'ended') return { refusal: answerEnded(c, alias) };
  return alias?.role === 'owner' ? alias : { refusal: answerProblem(c, problems.noAlias) };
}

/** Whether the owner of a target may have to be asked because of a change, which as a rule takes a proof; mistakes take none. */
function mayAsk(alias: OwnedAlias, update: AliasUpdate): boolean {
  const { target } = update;
  return target !== undefined && target !== alias.view.target && alias.faultsOf(update).length === 0;
}

/** Why an act on an alias was not done: it has died since it was opened, or is another one than was seen. */
async function whyNot(alias: OwnedAlias) {
  return (await alias.look()) === undefined ? problems.noAlias : problems.changedMeanwhile;
}

/** A call that only the owner may make. */
export const owner = { security: [{ manageToken: [] }, { key: [] }] };

/** The alias that a path names. */
export const byAddress = {
  params: z.object({ address: z.string().openapi({ examples: ['q3v7k2m9x4c8r5tz@alias.example'] }) }),
};

/** What there is for whoever may not open the alias, the same for every stranger, and where there is none to open. */
export const unopened = {
  401: problemResponse(problems.noToken, 'There is no token.'),
  404: problemResponse(problems.noAlias, 'Unknown, gone, or the token is not its own: all the same.'),
  410: endedResponse,
};

/** Header fields of an alias as it is shown. */
export const tagged = {
  headers: z.object({ ETag: z.string().openapi({ description: 'For `If-Match` and `If-None-Match`.' }) }),
};

const changedMeanwhile = problemResponse(problems.changedMeanwhile, 'It is not what `If-Match` says.');

const showAlias = createRoute({
  method: 'get',
  path: '/aliases/{address}',
  operationId: 'showAlias',
  summary: 'Show an alias to its owner',
  ...owner,
  request: byAddress,
  responses: {
    200: { ...aliasResponse('The alias.'), ...tagged },
    304: { description: 'It is what `If-None-Match` says.' },
    ...unopened,
    ...failures,
  },
});

const changeAlias = createRoute({
  method: 'patch',
  path: '/aliases/{address}',
  operationId: 'changeAlias',
  summary: 'Pause, resume, extend or shorten an alias, or change its note or its target',
  ...owner,
  request: {
    ...byAddress,
    headers: z.object(solutionHeader),
    body: { required: true, content: { 'application/json': { schema: aliasUpdateSchema } } },
  },
  responses: {
    200: { ...aliasResponse('The alias after the change.'), ...tagged },
    202: {
      ...aliasResponse('The owner of the new target is asked; all else is changed.'),
      ...tagged,
    },
    ...badBody,
    ...unopened,
    403: problemResponse(problems.challenge, 'A solved challenge is missing, which another target takes.'),
    412: changedMeanwhile,
    429: tooManyResponse,
    ...failures,
  },
});

const destroyAlias = createRoute({
  method: 'delete',
  path: '/aliases/{address}',
  operationId: 'destroyAlias',
  summary: 'Destroy an alias now and for ever',
  ...owner,
  request: byAddress,
  responses: {
    204: { description: 'Gone.' },
    ...unopened,
    412: changedMeanwhile,
    429: tooManyResponse,
    ...failures,
  },
});

const historySchema = z
  .object({
    history: z
      .array(z.object({ at: z.iso.datetime(), ending: z.enum(rememberedEndings) }))
      .openapi({ description: 'Newest first, as far as this process remembers.' }),
  })
  .openapi('History', {
    examples: [{ history: [{ at: '2027-01-29T08:00:00.000Z', ending: 'delivered' }] }],
  });

const showHistory = createRoute({
  method: 'get',
  path: '/aliases/{address}/history',
  operationId: 'showHistory',
  summary: 'When messages to an alias came, and how they ended',
  ...owner,
  request: byAddress,
  responses: {
    200: { description: 'The last ones.', content: { 'application/json': { schema: historySchema } } },
    ...unopened,
    ...failures,
  },
});

function aliasResponse(description: string) {
  return { description, content: { 'application/json': { schema: aliasSchema } } };
}
