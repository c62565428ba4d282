// SPDX-License-Identifier: MIT
import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import type { KeyAliasRequest } from '../alias/key-service.ts';
import { noteOf, oneLine } from '../alias/note.ts';
import type { AliasView, OwnedAlias } from '../alias/service.ts';
import { addyAlias } from './addy-alias.ts';
import { addyList } from './addy-list.ts';
import { isRefusal, type Refusal } from './answers.ts';
import { type Body, bodyOf, type Call, type CompatDeps, withKey, withKeyToChange } from './call.ts';
import { idsOf } from './ids.ts';
import { aliasOf, noAlias, setActive, setPinned } from './listing.ts';
import { type FaultForm, make, refusalOf } from './making.ts';
import { makingPaths } from './paths.ts';
import { parseTypedDomain } from './typed-domain.ts';

/** Adds the calls of addy.io, which Bitwarden, Vaultwarden, Keyguard and its own extension make. */
export function addAddyRoutes(routes: Hono, deps: CompatDeps): void {
  addSetUp(routes, deps);
  routes.get(
    makingPaths.addy,
    withKey(deps, async (call) => call.c.json(await addyList(call))),
  );
  routes.post(makingPaths.addy, withKey(deps, create));
  routes.get('/api/v1/aliases/:id', withKey(deps, show));
  routes.patch('/api/v1/aliases/:id', withKeyToChange(deps, describe));
  routes.patch(
    '/api/v1/aliases/:id/restore',
    withKey(deps, ({ words }) => ({ status: 404, reason: words.noRestore })),
  );
  for (const path of ['/api/v1/aliases/:id', '/api/v1/aliases/:id/forget'])
    routes.delete(path, withKeyToChange(deps, destroy));
  for (const [path, set] of [
    ['/api/v1/active-aliases', setActive],
    ['/api/v1/pinned-aliases', setPinned],
  ] as const) {
    routes.post(
      path,
      withKeyToChange(deps, (call) => switchOn(call, set)),
    );
    routes.delete(
      `${path}/:id`,
      withKeyToChange(deps, (call) => switchOff(call, set)),
    );
  }
}

/** What a client asks to fill its forms, and whether its key is good. */
function addSetUp(routes: Hono, deps: CompatDeps): void {
  routes.get(
    '/api/v1/domain-options',
    withKey(deps, ({ c, key }) => {
      const { domain = deps.domains[0], style } = key.view.preset;
      return c.json({
        data: deps.domains,
        sharedDomains: deps.domains,
        defaultAliasDomain: domain,
        defaultAliasFormat: style === 'words' ? 'random_words' : 'random_characters',
      });
    }),
  );
  routes.get(
    '/api/v1/recipients',
    withKey(deps, ({ c, key, keyText }) =>
      c.json({ data: [{ id: idsOf(keyText, 'mailbox', key.view.target).uuid, email: key.view.target }] }),
    ),
  );
  routes.get(
    '/api/v1/api-token-details',
    // When a key was made is kept nowhere, and it has no end as long as it is used.
    withKey(deps, ({ c, key }) =>
      c.json({ name: key.view.label || 'Mayfly', created_at: null, expires_at: null }),
    ),
  );
}

const faultForm: FaultForm = {
  invalid: 422,
  taken: 422,
  isShort: true,
  takesLimits: true,
  // Limits stand before the domain.
  fieldNames: { name: 'local_part', note: 'description', maxUses: 'domain', validFor: 'domain' },
};

async function create(call: Call): Promise<Response | Refusal> {
  const body = await bodyOf(call);
  if (isRefusal(body)) return body;
  const request = requestOf(body, call);
  if (isRefusal(request)) return request;
  const made = await make(call, request, faultForm);
  // Exactly 201: the extension takes nothing else.
  return isRefusal(made) ? made : call.c.json({ data: addyAlias(call.keyText, made) }, 201);
}

function requestOf(body: Body, { words, deps }: Call): KeyAliasRequest | Refusal {
  const typed = parseTypedDomain(body.text('domain') ?? '');
  if (typed === undefined) {
    const reason = words.badDomain(deps.domains[0]);
    return { status: 422, reason, errors: { domain: [reason[1]] } };
  }
  const description = noteOf(body.text('description') ?? '');
  return {
    ...typed,
    ...nameOf(body),
    ...(description !== '' && { note: description }),
  };
}

/** How the name is made; nothing for a format that we do not know, and then the key says it. */
function nameOf(body: Body): Pick<KeyAliasRequest, 'name' | 'style'> {
  switch (body.text('format')) {
    case 'custom':
      return { name: (body.text('local_part') ?? '').trim() };
    case 'uuid':
      return { name: randomUUID() };
    case 'random_words':
      return { style: 'words' };
    case 'random_characters':
      return { style: 'random' };
    default:
      return {};
  }
}

async function show(call: Call): Promise<Response | Refusal> {
  const alias = await aliasOf(call, call.c.req.param('id') ?? '');
  return isRefusal(alias) ? alias : call.c.json({ data: addyAlias(call.keyText, alias.view) });
}

async function describe(call: Call): Promise<Response | Refusal> {
  const { c, keyText } = call;
  const body = await bodyOf(call);
  if (isRefusal(body)) return body;
  const alias = await aliasOf(call, c.req.param('id') ?? '');
  if (isRefusal(alias)) return alias;
  if (!body.has('description')) return c.json({ data: addyAlias(keyText, alias.view) });
  const changed = await alias.change({ note: oneLine(body.text('description') ?? '') });
  if (changed === undefined) return noAlias(call);
  if ('faults' in changed) return refusalOf(changed.faults, call, faultForm);
  return c.json({ data: addyAlias(keyText, changed.view) });
}

async function destroy(call: Call): Promise<Response | Refusal> {
  const alias = await aliasOf(call, call.c.req.param('id') ?? '');
  if (isRefusal(alias)) return alias;
  return (await alias.destroy()) ? call.c.body(null, 204) : noAlias(call);
}

type Switch = (call: Call, alias: OwnedAlias, isOn: boolean) => Promise<AliasView | Refusal>;

async function switchOn(call: Call, set: Switch): Promise<Response | Refusal> {
  const body = await bodyOf(call);
  if (isRefusal(body)) return body;
  const alias = await aliasOf(call, body.id('id'));
  if (isRefusal(alias)) return alias;
  const view = await set(call, alias, true);
  return isRefusal(view) ? view : call.c.json({ data: addyAlias(call.keyText, view) });
}

async function switchOff(call: Call, set: Switch): Promise<Response | Refusal> {
  const alias = await aliasOf(call, call.c.req.param('id') ?? '');
  if (isRefusal(alias)) return alias;
  const view = await set(call, alias, false);
  return isRefusal(view) ? view : call.c.body(null, 204);
}
