// SPDX-License-Identifier: MIT
import type { Context, Hono } from 'hono';
import type { OpenKey } from '../alias/key-service.ts';
import { errorPage } from './error-page.ts';
import { readForm } from './form.ts';
import { parseHeld } from './held.ts';
import { presetUpdateOf, readPresetForm } from './key-form.ts';
import { type HeldKey, keyPage, openKeyPage, revokedPage, revokePage } from './key-page.ts';
import { formFaults } from './make-form.ts';
import type { Answer } from './page.ts';
import { isOverLimit, type Site } from './site.ts';
import { createVisit } from './visit.ts';

/** The page of a key, whose text comes as a field of a form and is in no path. */
export function addKeyPages(routes: Hono, site: Site, answer: Answer): void {
  routes.get('/key', (c) => answer(c, (visit) => openKeyPage(visit)));
  routes.post('/key', async (c) => {
    const fields = await readForm(c);
    if (fields === undefined) return answer(c, (visit) => errorPage(visit, 415));
    const deed = fields.get('do') ?? '';
    const isChange = ['preset', 'revoke', 'revokeAll'].includes(deed);
    if (isChange && (await isOverLimit(site, c))) return answer(c, (visit) => errorPage(visit, 429));
    const held = parseHeld(fields.get('key') ?? '');
    const key = held?.kind === 'key' ? await site.keys.open(held.text) : undefined;
    if (held?.kind !== 'key' || key === undefined)
      return answer(c, (visit) => openKeyPage(visit, visit.text.key.unknown));
    const { text } = held;
    if (deed === 'ask') return answer(c, (visit) => revokePage(visit, { text, view: key.view }));
    if (deed === 'preset') return changePreset(c, { answer, key, text, fields, site });
    if (!isChange) return answer(c, (visit) => keyPage(visit, { text, view: key.view }));
    await key.revoke(deed === 'revokeAll' ? 'destroy' : 'keep');
    return answer(c, (visit) => revokedPage(visit, text, deed === 'revokeAll'));
  });
}

interface PresetChange {
  readonly site: Site;
  readonly answer: Answer;
  readonly key: OpenKey;
  readonly text: HeldKey['text'];
  readonly fields: URLSearchParams;
}

async function changePreset(
  c: Context,
  { site, answer, key, text, fields }: PresetChange,
): Promise<Response> {
  const words = createVisit(c, site).text;
  const form = readPresetForm(fields);
  const wanted = presetUpdateOf(form, words);
  const changed = 'faults' in wanted ? undefined : await key.change(wanted.update);
  if (changed !== undefined && 'view' in changed)
    return answer(c, (visit) => keyPage(visit, { text, view: changed.view }, { isSaved: true }));
  if (!('faults' in wanted) && changed === undefined)
    return answer(c, (visit) => openKeyPage(visit, visit.text.key.unknown));
  const faults =
    'faults' in wanted ? wanted.faults : formFaults(changed !== undefined ? changed.faults : [], words);
  return answer(c, (visit) => keyPage(visit, { text, view: key.view }, { faulty: { form, faults } }));
}
