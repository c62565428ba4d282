// SPDX-License-Identifier: MIT
import type { Context, Hono } from 'hono';
import { isTakingMail } from '../alias/test-messages.ts';
import { noAliasPage } from './ended-page.ts';
import { errorPage } from './error-page.ts';
import { type FieldFaults, readForm } from './form.ts';
import { formatLink, type HeldAlias, openLink } from './held.ts';
import { formFaults } from './make-form.ts';
import { type ManageAction, manageActions, updateOf } from './manage-form.ts';
import { askPage, managePage, openLinkPage } from './manage-page.ts';
import type { Answer } from './page.ts';
import { proofFailure } from './proof-field.ts';
import { isOverLimit, type Site } from './site.ts';
import { createVisit } from './visit.ts';

/**
 * The page of an alias. The link to it has its secret behind `#`, which no browser sends: the script, or the visitor, posts it as a
 * field. Links of before, which have it in their path, still show the page.
 */
export function addManaging(routes: Hono, site: Site, answer: Answer): void {
  const show = (c: Context, held: Opened) =>
    answer(c, (visit) =>
      held?.role === 'held' ? managePage(visit, held) : noAliasPage(visit, held, 'owner'),
    );

  routes.get('/m', (c) => answer(c, openLinkPage));
  for (const path of ['/m/:address/:token', '/m/:address/:token/made'])
    routes.get(path, async (c) =>
      show(c, await openLink(site, formatLink(c.req.param('address') ?? '', c.req.param('token') ?? ''))),
    );
  routes.post('/m', async (c) => {
    const fields = await readForm(c);
    if (fields === undefined) return answer(c, (visit) => errorPage(visit, 415));
    const deed = fields.get('do') ?? '';
    if (isChange(deed) && (await isOverLimit(site, c))) return answer(c, (visit) => errorPage(visit, 429));
    const held = await openLink(site, fields.get('link') ?? '');
    if (held?.role !== 'held' || (deed !== 'ask' && !isChange(deed))) return show(c, held);
    if (deed === 'test') return test(c, { site, answer, held });
    if (deed === 'ask') return answer(c, (visit) => askPage(visit, held));
    if (deed !== 'destroy') return change(c, { site, answer, held, fields, action: deed });
    return (await held.alias.destroy())
      ? c.body(null, 303, { location: createVisit(c, site).href('gone') })
      : show(c, await openLink(site, held.link));
  });
}

type Opened = Awaited<ReturnType<typeof openLink>>;

function isChange(deed: string): deed is ManageAction | 'destroy' | 'test' {
  return deed === 'destroy' || deed === 'test' || manageActions.some((action) => action === deed);
}

interface Deed {
  readonly site: Site;
  readonly answer: Answer;
  readonly held: HeldAlias;
}

async function test(c: Context, { site, answer, held }: Deed): Promise<Response> {
  const { view } = held.alias;
  const outcome = isTakingMail(view, site.now())
    ? await site.testMessages.send(view, site.askerOf(c))
    : undefined;
  return answer(c, (visit) => managePage(visit, held, { test: outcome }));
}

interface Change extends Deed {
  readonly fields: URLSearchParams;
  readonly action: ManageAction;
}

/** What comes of a form shows on the page at once. */
async function change(c: Context, { site, answer, held, fields, action }: Change): Promise<Response> {
  const { alias, link } = held;
  const visit = createVisit(c, site);
  const { text } = visit;
  const again = (faults: FieldFaults, failure?: string) =>
    answer(c, (page) => managePage(page, held, { faulty: { action, faults, fields, failure } }));
  const wanted = updateOf(action, fields, { view: alias.view, text });
  if ('faults' in wanted) return again(wanted.faults);
  const { update } = wanted;
  const judged = alias.faultsOf(update);
  if (judged.length > 0) return again(formFaults(judged, text));
  const unproven =
    update.target !== undefined && update.target !== alias.view.target
      ? await proofFailure(visit, fields)
      : undefined;
  if (unproven !== undefined) return again({}, unproven);
  const changed = await site.confirmations.changeAlias({ ...alias, acts: alias }, update, site.askerOf(c));
  if (changed !== undefined && 'faults' in changed) return again(formFaults(changed.faults, text));
  const fresh = await openLink(site, link);
  if (fresh?.role !== 'held') return answer(c, (page) => noAliasPage(page, fresh, 'owner'));
  if (changed?.isAsked) return answer(c, (page) => managePage(page, fresh, { asked: update.target }));
  // Nothing was asked for, so nothing was done.
  const isDone =
    Object.keys(update).some((name) => name !== 'target') || fresh.alias.view.target !== alias.view.target;
  return answer(c, (page) => managePage(page, fresh, { done: isDone ? newsOf[action] : undefined }));
}

const newsOf = {
  pause: 'paused',
  resume: 'resumed',
  limits: 'limits',
  note: 'note',
  target: 'target',
} as const;
