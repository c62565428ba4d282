// SPDX-License-Identifier: MIT
import type { Context, Hono } from 'hono';
import { compress } from 'hono/compress';
import type { Asker } from '../alias/confirmations.ts';
import type { FieldFault } from '../alias/fault.ts';
import type { KeyAliasRequest, KeyPreset, KeyRefusal, OpenKey } from '../alias/key-service.ts';
import { errorPage } from './error-page.ts';
import { type FieldFaults, readForm, unitMs } from './form.ts';
import { type Made, madePage } from './made-page.ts';
import { formFaults, type MakeForm, readMakeForm, requestOf } from './make-form.ts';
import { makePage } from './make-page.ts';
import type { Answer } from './page.ts';
import { proofFailure } from './proof-field.ts';
import type { Site } from './site.ts';
import { targetDoubt } from './target-field.ts';
import { formatSpan } from './time.ts';
import { createVisit, type Visit, withLanguage } from './visit.ts';

/** The pages that make an alias. */
export function addMaking(routes: Hono, site: Site, answer: Answer): void {
  const { caps } = site;
  routes.get('/', compress(), (c) =>
    answer(c, (visit) => makePage(visit, { form: readMakeForm(new URL(c.req.url).searchParams, caps) })),
  );
  routes.get('/new', (c) => c.body(null, 303, { location: withLanguage('./', createVisit(c, site).chosen) }));
  routes.post('/new', async (c) => {
    const fields = await readForm(c);
    if (fields === undefined) return answer(c, (visit) => errorPage(visit, 415));
    return make(c, { site, answer, fields, visit: createVisit(c, site) });
  });
}

interface Making {
  readonly site: Site;
  readonly answer: Answer;
  readonly fields: URLSearchParams;
  readonly visit: Visit;
}

/** Answers with the alias itself and not with the way to it: its link must be in no path (RFC 9110 §15.4.4 or not). */
async function make(c: Context, { site, answer, fields, visit }: Making): Promise<Response> {
  const { text } = visit;
  const form = readMakeForm(fields, site.caps);
  const key = form.key === '' ? undefined : await site.keys.open(form.key);
  const again = (faults: FieldFaults, failure?: string, status?: 403 | 429) =>
    answer(c, () => ({
      ...makePage(visit, { form, faults, failure, key: key?.view }),
      ...(status && { status }),
    }));
  const wait = (waitMs: number, words: (wait: string) => string) => {
    c.header('retry-after', `${Math.ceil(waitMs / 1000)}`);
    return again({}, words(formatSpan(waitMs + 59_999, text)), 429);
  };

  const { request, faults: ownFaults } =
    key !== undefined && fields.has('quick')
      ? { request: { target: '', ...quickRequest(key.view.preset, fields) }, faults: {} }
      : requestOf(form, site.caps, text);
  const { target, ...rest } = request;
  const judged = key === undefined ? site.aliases.faultsOf(request) : key.faultsOf(rest);
  const certain = { ...formFaults(judged, text), ...ownFaults, ...keyFaults(form, key, visit) };
  const faults = { ...(key === undefined && targetDoubt(form, text)), ...certain };
  const isFaulty = Object.keys(faults).length > 0;
  const unproven = isFaulty || key !== undefined ? undefined : await proofFailure(visit, fields);
  if (unproven !== undefined) return again({}, unproven, 403);
  const waitMs = isFaulty
    ? await site.limits.faults(c)
    : await site.limits.creation(c, key?.view.target ?? target, key !== undefined);
  if (waitMs !== undefined) return wait(waitMs, text.errors.tooMany);
  if (isFaulty) {
    if (form.key === '') leaveToBack(c);
    return again(faults);
  }

  const made = await createWith(site, { key, keyText: form.key, request, asker: site.askerOf(c) });
  if ('faults' in made) return again(formFaults(made.faults, text));
  if (!('refused' in made)) return answer(c, () => madePage(visit, made));
  if (made.refused === 'tooManyToday') return wait(made.waitMs, text.errors.tooManyOfKey);
  return again({ key: made.refused === 'tooMany' ? text.key.full : text.key.unknown });
}

/**
 * A form that comes back with its mistakes as a page of its own, which is so without script, may be kept by the browser: else Back to it would ask whether to send it
 * again. It cannot be an address to go to, since that would have what was written in it, or lead to it.
 */
function leaveToBack(c: Context): void {
  if (c.req.header('sec-fetch-dest') === 'document') c.header('cache-control', 'private, no-cache');
}

/** What is wrong with the key that a form shows; with none, where one is needed. */
function keyFaults(form: MakeForm, key: OpenKey | undefined, { site, text }: Visit): FieldFaults {
  if (key !== undefined) return {};
  if (form.key !== '') return { key: text.key.unknown };
  return site.keysOnly ? { key: text.key.needed } : {};
}

/** What one click makes: what the key says, and where it says nothing of limits, what the first page offers. */
function quickRequest(
  { maxUses, validForMs, idleForMs }: KeyPreset,
  fields: URLSearchParams,
): KeyAliasRequest {
  const note = fields.get('note')?.trim() ?? '';
  const isLimited = maxUses !== undefined || validForMs !== undefined || idleForMs !== undefined;
  return {
    ...(!isLimited && { maxUses: 3, validForMs: 7 * unitMs.days }),
    ...(note !== '' && { note }),
  };
}

type MakingOutcome = Made | KeyRefusal | { readonly faults: readonly FieldFault[] };

/** Makes the alias, with a new key where there is none. */
async function createWith(
  site: Site,
  given: {
    readonly key: OpenKey | undefined;
    readonly keyText: string;
    readonly request: KeyAliasRequest & { readonly target: string };
    readonly asker: Asker;
  },
): Promise<MakingOutcome> {
  const { target, ...request } = given.request;
  if (given.key !== undefined) {
    const made = await given.key.createAlias(request);
    return 'view' in made ? { ...made, key: { text: given.keyText, isNew: false } } : made;
  }
  const made = await site.confirmations.createAlias(given.request, given.asker);
  if ('faults' in made) return made;
  // What was asked for first is what one click makes from now on.
  const { name: _, note: __, validFrom: ___, validUntil: ____, ...preset } = request;
  await (await site.keys.open(made.key))?.change(preset);
  return { ...made, key: { text: made.key, isNew: true } };
}
