// SPDX-License-Identifier: MIT
import { randomInt, randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import type { KeyAliasRequest } from '../alias/key-service.ts';
import { noteOf, oneLine } from '../alias/note.ts';
import { words as wordList } from '../alias/words.ts';
import { hostOf } from '../base/site-host.ts';
import { answerRefusal, isRefusal, type Refusal } from './answers.ts';
import { type Body, badKey, bodyOf, type Call, type CompatDeps, withKey, withKeyToChange } from './call.ts';
import { aliasOf, allAliases, isFound, noAlias, pinnedFirst, setActive } from './listing.ts';
import { type FaultForm, make, refusalOf } from './making.ts';
import { prefixFor } from './name-prefix.ts';
import { makingPaths } from './paths.ts';
import { mailboxOf, simpleLoginAlias } from './simplelogin-alias.ts';

const pageSize = 20;

/** Adds the calls of SimpleLogin, which Bitwarden, Vaultwarden and its own extension make. */
export function addSimpleLoginRoutes(routes: Hono, deps: CompatDeps): void {
  addSetUp(routes, deps);
  addLogin(routes, deps);
  routes.on(['GET', 'POST'], '/api/v2/aliases', withKey(deps, list));
  routes.post(makingPaths.random, withKey(deps, createRandom));
  for (const path of makingPaths.custom) routes.post(path, withKey(deps, createCustom));
  routes.get('/api/aliases/:id', withKey(deps, show));
  routes.on(['PUT', 'PATCH'], '/api/aliases/:id', withKeyToChange(deps, change));
  routes.delete('/api/aliases/:id', withKeyToChange(deps, destroy));
  routes.post('/api/aliases/:id/toggle', withKeyToChange(deps, toggle));
  routes.get(
    '/api/aliases/:id/contacts',
    withKey(deps, ({ c }) => c.json({ contacts: [] })),
  );
  routes.post(
    '/api/aliases/:id/contacts',
    withKey(deps, ({ words }) => ({ status: 403, reason: words.noReplies })),
  );
}

/** What a client asks to fill its forms, and whether its key is good. */
function addSetUp(routes: Hono, deps: CompatDeps): void {
  routes.get(
    '/api/user_info',
    withKey(deps, ({ c, key }) =>
      c.json({
        name: key.view.label || 'Mayfly',
        email: key.view.target,
        profile_picture_url: null,
        is_premium: true,
        in_trial: false,
        can_create_reverse_alias: false,
      }),
    ),
  );
  for (const path of ['/api/mailboxes', '/api/v2/mailboxes'])
    routes.get(
      path,
      withKey(deps, ({ c, key, keyText }) => {
        const mailbox = mailboxOf(keyText, key.view.target);
        return c.json({ mailboxes: [{ ...mailbox, default: true, verified: true }] });
      }),
    );
  routes.get(
    '/api/v4/alias/options',
    withKey(deps, (call) => {
      const suffixes = suffixesOf(call).map((suffix) => [suffix, suffix]);
      return call.c.json({ can_create: true, suffixes, prefix_suggestion: prefixOf(call) });
    }),
  );
  routes.get(
    '/api/v5/alias/options',
    withKey(deps, (call) => {
      const suffixes = suffixesOf(call).map((suffix) => ({
        suffix,
        signed_suffix: suffix,
        is_custom: false,
        is_premium: false,
      }));
      return call.c.json({ can_create: true, suffixes, prefix_suggestion: prefixOf(call) });
    }),
  );
}

/** Without accounts there is nothing to log in to. A client that hopes for a session shows its own form at 401. */
function addLogin(routes: Hono, deps: CompatDeps): void {
  routes.post('/api/api_key', (c) => answerRefusal(c, badKey(deps.words(c))));
  // The client forgets its key by itself.
  routes.get('/api/logout', (c) => c.json({}));
  routes.post('/api/auth/*', (c) => answerRefusal(c, { status: 403, reason: deps.words(c).noPasswords }));
}

const faultForm: FaultForm = {
  invalid: 400,
  taken: 409,
  isShort: false,
  takesLimits: false,
  fieldNames: { name: 'alias_prefix', domain: 'signed_suffix' },
};

/** An ending for each domain, that of the key first: something with it that keeps names apart, so that short ones are free, or nothing. */
function suffixesOf({ deps, key }: Call): readonly string[] {
  const { domain } = key.view.preset;
  const domains = [...new Set([...(domain === undefined ? [] : [domain.toLowerCase()]), ...deps.domains])];
  const word = wordList[randomInt(wordList.length)];
  const number = `${randomInt(10_000)}`.padStart(4, '0');
  return domains.flatMap((at) => [`.${word}${number}@${at}`, `@${at}`]);
}

function prefixOf({ c }: Call): string {
  return prefixFor(hostOf(c.req.query('hostname') ?? ''));
}

async function list(call: Call): Promise<Response | Refusal> {
  const { c, key } = call;
  const body = c.req.method === 'POST' ? await bodyOf(call) : undefined;
  if (body !== undefined && isRefusal(body)) return body;
  const search = body?.text('query') ?? c.req.query('query') ?? '';
  const page = Number(/^\d{1,6}$/.exec(c.req.query('page_id') ?? '')?.[0] ?? 0);
  const [enabled, disabled, pinned] = ['enabled', 'disabled', 'pinned'].map(
    (flag) => c.req.query(flag) !== undefined,
  );
  const found = pinnedFirst(await allAliases(key)).filter((view) => {
    if (pinned && !view.isPinned) return false;
    if (enabled !== disabled && enabled !== (view.state === 'active')) return false;
    return isFound(view, search);
  });
  const shown = found.slice(page * pageSize, (page + 1) * pageSize);
  return c.json({ aliases: shown.map((view) => simpleLoginAlias(call.keyText, view)) });
}

async function createRandom(call: Call): Promise<Response | Refusal> {
  const body = await bodyOf(call);
  if (isRefusal(body)) return body;
  return answerMade(call, { ...nameBy(call.c.req.query('mode')), ...labelFor(call, body) });
}

/** How the name is made; nothing where the key says it. */
function nameBy(mode: string | undefined): Pick<KeyAliasRequest, 'name' | 'style'> {
  if (mode === 'uuid') return { name: randomUUID() };
  return mode === 'word' ? { style: 'words' } : {};
}

async function createCustom(call: Call): Promise<Response | Refusal> {
  const body = await bodyOf(call);
  if (isRefusal(body)) return body;
  const suffix = body.text('signed_suffix') ?? '';
  const at = suffix.lastIndexOf('@');
  if (at < 0) return { status: 412, reason: call.words.badSuffix };
  const name = `${(body.text('alias_prefix') ?? '').trim()}${suffix.slice(0, at)}`;
  return answerMade(call, { name, domain: suffix.slice(at + 1), ...labelFor(call, body) });
}

async function answerMade(call: Call, request: KeyAliasRequest): Promise<Response | Refusal> {
  const made = await make(call, request, faultForm);
  return isRefusal(made) ? made : call.c.json(simpleLoginAlias(call.keyText, made), 201);
}

/** What the client writes, or else the host that it says it is for. */
function labelFor({ c }: Call, body: Body): Pick<KeyAliasRequest, 'note'> {
  const note = noteOf(body.text('note') ?? '') || hostOf(c.req.query('hostname') ?? '');
  return note === undefined ? {} : { note };
}

async function show(call: Call): Promise<Response | Refusal> {
  const alias = await aliasOf(call, call.c.req.param('id') ?? '');
  return isRefusal(alias) ? alias : call.c.json(simpleLoginAlias(call.keyText, alias.view));
}

async function change(call: Call): Promise<Response | Refusal> {
  const body = await bodyOf(call);
  if (isRefusal(body)) return body;
  const alias = await aliasOf(call, call.c.req.param('id') ?? '');
  if (isRefusal(alias)) return alias;
  const pinned = body.flag('pinned');
  const update = {
    ...(body.has('note') && { note: oneLine(body.text('note') ?? '') }),
    ...(pinned !== undefined && { isPinned: pinned }),
  };
  if (Object.keys(update).length === 0) return call.c.json({ ok: true });
  const changed = await alias.change(update);
  if (changed === undefined) return noAlias(call);
  return 'faults' in changed ? refusalOf(changed.faults, call, faultForm) : call.c.json({ ok: true });
}

async function destroy(call: Call): Promise<Response | Refusal> {
  const alias = await aliasOf(call, call.c.req.param('id') ?? '');
  if (isRefusal(alias)) return alias;
  return (await alias.destroy()) ? call.c.json({ deleted: true }) : noAlias(call);
}

async function toggle(call: Call): Promise<Response | Refusal> {
  const alias = await aliasOf(call, call.c.req.param('id') ?? '');
  if (isRefusal(alias)) return alias;
  const view = await setActive(call, alias, alias.view.state === 'paused');
  return isRefusal(view) ? view : call.c.json({ enabled: view.state === 'active' });
}
