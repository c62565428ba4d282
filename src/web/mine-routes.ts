import type { Hono } from 'hono';
import { compress } from 'hono/compress';
import { errorPage } from './error-page.ts';
import { readForm } from './form.ts';
import { formatLink, type Held, openLink, parseHeld } from './held.ts';
import { type KeyList, type LooseAlias, listPage, minePage } from './mine-page.ts';
import type { Answer } from './page.ts';
import type { Site } from './site.ts';

/** Most keys and links that one request may ask about. */
const maxHeld = 500;
/** Aliases of a key on one page. */
const perPage = 100;

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
    const keys = await Promise.all(
      keysOf(held).map((text) => listOf(site, text, after === undefined ? undefined : Number(after))),
    );
    const listed = new Set(keys.flatMap(({ aliases }) => aliases.map(({ view }) => view.address)));
    const loose = await Promise.all(
      held.flatMap((one) => (one.kind === 'alias' && !listed.has(one.address) ? [looseOf(site, one)] : [])),
    );
    return answer(c, (visit) => listPage(visit, { keys, loose, isAsked: written !== '' }));
  });
}

function keysOf(held: readonly Held[]): string[] {
  return [...new Set(held.flatMap((one) => (one.kind === 'key' ? [one.text] : [])))];
}

async function listOf(site: Site, text: string, after: number | undefined): Promise<KeyList> {
  const key = await site.keys.open(text);
  if (key === undefined) return { text, view: undefined, aliases: [] };
  const page = await key.aliases({ limit: perPage, ...(after !== undefined && { after }) });
  return { text, view: key.view, ...page };
}

async function looseOf(
  site: Site,
  { address, token }: Extract<Held, { kind: 'alias' }>,
): Promise<LooseAlias> {
  const link = formatLink(address, token);
  const opened = await openLink(site, link);
  return { address, link, view: opened?.role === 'held' ? opened.alias.view : undefined };
}
