// SPDX-License-Identifier: MIT
import type { Hono } from 'hono';
import { compress } from 'hono/compress';
import type { AliasPage } from '../alias/key-service.ts';
import { ownTurn } from '../base/own-turn.ts';
import { errorPage } from './error-page.ts';
import { readForm } from './form.ts';
import { formatLink, type Held, openLink, parseHeld } from './held.ts';
import { type KeyList, type LooseAlias, listPage, minePage } from './mine-page.ts';
import type { Answer } from './page.ts';
import type { Site } from './site.ts';

/** Most keys and links that one request may ask about. */
const maxHeld = 500;
/** Aliases of a key on one page; and of all keys together, but for one of each. */
const perPage = 100;
const maxListed = 500;
/** Links that are looked at in one turn of the event loop. */
const perTurn = 25;

/**
 * The aliases of a visitor. The server has no list of them: the browser, or the visitor, posts keys and links, and is told of all in
 * one answer. Links that are none, unknown or dead are told of alike.
 */
export function addMine(routes: Hono, site: Site, answer: Answer): void {
  routes.get('/mine', compress(), (c) => answer(c, minePage));
  routes.post('/mine', async (c) => {
    const fields = await readForm(c);
    if (fields === undefined) return answer(c, (visit) => errorPage(visit, 415));
    const written = (fields.get('held') ?? '').trim();
    const held = written.split(/\s+/, maxHeld).flatMap((text) => parseHeld(text) ?? []);
    const after = /^[1-9]\d{0,13}$/.exec(fields.get('after') ?? '')?.[0];
    const keys = await listsOf(site, keysOf(held), after === undefined ? undefined : Number(after));
    const listed = new Set(keys.flatMap(({ aliases }) => aliases.map(({ view }) => view.address)));
    const loose = await looseOnes(
      site,
      held.flatMap((one) => (one.kind === 'alias' && !listed.has(one.address) ? [one] : [])),
    );
    return answer(c, (visit) => listPage(visit, { keys, loose, isAsked: written !== '' }));
  });
}

function keysOf(held: readonly Held[]): string[] {
  return [...new Set(held.flatMap((one) => (one.kind === 'key' ? [one.text] : [])))];
}

/** One after the other, each in a turn of its own: who posts hundreds of keys must not hold up mail. */
async function listsOf(site: Site, texts: readonly string[], after: number | undefined): Promise<KeyList[]> {
  const lists: KeyList[] = [];
  let left = maxListed;
  for (const text of texts) {
    await ownTurn();
    const list = await listOf(site, text, {
      limit: Math.max(1, Math.min(perPage, left)),
      ...(after !== undefined && { after }),
    });
    left -= list.aliases.length;
    lists.push(list);
  }
  return lists;
}

async function listOf(site: Site, text: string, part: AliasPage): Promise<KeyList> {
  const key = await site.keys.open(text);
  if (key === undefined) return { text, view: undefined, aliases: [] };
  return { text, view: key.view, ...(await key.aliases(part)) };
}

type HeldLink = Extract<Held, { kind: 'alias' }>;

async function looseOnes(site: Site, links: readonly HeldLink[]): Promise<LooseAlias[]> {
  const loose: LooseAlias[] = [];
  for (let at = 0; at < links.length; at += perTurn) {
    await ownTurn();
    loose.push(...(await Promise.all(links.slice(at, at + perTurn).map((one) => looseOf(site, one)))));
  }
  return loose;
}

async function looseOf(site: Site, { address, token }: HeldLink): Promise<LooseAlias> {
  const link = formatLink(address, token);
  const opened = await openLink(site, link);
  return { address, link, view: opened?.role === 'held' ? opened.alias.view : undefined };
}
