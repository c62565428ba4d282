import { type Context, Hono } from 'hono';
import { compress } from 'hono/compress';
import type { EndedAlias, OwnedAlias } from '../alias/service.ts';
import { apiPage } from './api-page.ts';
import { loadAssets } from './assets.ts';
import { noAliasPage } from './ended-page.ts';
import { errorPage } from './error-page.ts';
import { type FieldFaults, readForm } from './form.ts';
import { languages } from './language.ts';
import { madePage } from './made-page.ts';
import { formFaults, type MakeForm, readMakeForm, requestOf } from './make-form.ts';
import { makePage } from './make-page.ts';
import { type ManageAction, manageActions, updateOf } from './manage-form.ts';
import { destroyPage, type ManageNews, managePage } from './manage-page.ts';
import { minePage } from './mine-page.ts';
import { operatorPage } from './operator-page.ts';
import { answerPage, type Page, type PageStatus } from './page.ts';
import { passwordManagersPage } from './password-managers-page.ts';
import { sameSiteOnly } from './same-site.ts';
import { formatSecurityTxt } from './security-txt.ts';
import { openAlias, type Site, type WebDeps } from './site.ts';
import { gonePage, howPage, operatorsPage, privacyPage, problemsPage } from './static-pages.ts';
import { addStopping } from './stop-routes.ts';
import { formatSpan } from './time.ts';
import { createVisit, type Visit, withLanguage } from './visit.ts';

/** The website. */
export interface Web {
  readonly routes: Hono;
  /** Answers with an error as a page. */
  answerError(c: Context, status: number): Promise<Response>;
  /** Answers a form that makes an alias where that takes a key. */
  answerNeedsKey(c: Context): Promise<Response>;
  /** Answers with a page that somebody else has made. */
  answerPage(c: Context, page: (visit: Visit) => Page): Promise<Response>;
}

/** The pages for people and their assets. */
export function createWeb(deps: WebDeps): Web {
  const site: Site = { ...deps, assets: loadAssets(), startedAt: deps.now() };
  const answer = (c: Context, page: (visit: Visit) => Page): Promise<Response> => {
    const visit = createVisit(c, site);
    return answerPage(c, visit, page(visit));
  };
  const answerError = (c: Context, status: number): Promise<Response> =>
    answer(c, (visit) => errorPage(visit, status as PageStatus));

  const answerNeedsKey = (c: Context): Promise<Response> =>
    answer(c, (visit) => errorPage(visit, 403, visit.text.errors.needsKey));

  const routes = new Hono();
  addPublicPages(routes, answer);
  addSecurityTxt(routes, site);
  const ownForms = sameSiteOnly(site.publicUrl, (c) =>
    answer(c, (visit) => errorPage(visit, 403, visit.text.errors.foreign)),
  );
  routes.use('/new', ownForms);
  routes.use('/m/*', ownForms);
  // What a mail program posts to the link itself comes from anywhere (RFC 8058); who has the link may.
  routes.use('/stop/:address/:link/:action', ownForms);
  addMaking(routes, site, answer);
  addManaging(routes, site, answer);
  addStopping(routes, site, answer);
  routes.route('/', site.assets.routes);
  return { routes, answerError, answerNeedsKey, answerPage: answer };
}

type Answer = Web['answerPage'];

/** Pages that are the same for everybody; they hold no secret that compression could give away. */
function addPublicPages(routes: Hono, answer: Answer): void {
  const pages = {
    '/mine': minePage,
    '/how': howPage,
    '/privacy': privacyPage,
    '/api': apiPage,
    '/operators': operatorsPage,
    '/operator': operatorPage,
    '/gone': gonePage,
    '/problems': problemsPage,
    '/password-managers': passwordManagersPage,
    // Where SimpleLogin's extension leads once it is installed.
    '/onboarding': passwordManagersPage,
  };
  for (const [path, page] of Object.entries(pages)) routes.get(path, compress(), (c) => answer(c, page));
}

/** Where nobody is named there is none: a file without a contact is not one (RFC 9116 §2.5.3). */
function addSecurityTxt(routes: Hono, { operator: { contact }, publicUrl, now }: Site): void {
  if (contact === undefined) return;
  routes.get('/.well-known/security.txt', (c) =>
    c.text(
      formatSecurityTxt({ contact, publicUrl: publicUrl(), languages: Object.keys(languages), now: now() }),
    ),
  );
}

function addMaking(routes: Hono, site: Site, answer: Answer): void {
  const { aliases, caps } = site;
  routes.get('/', compress(), (c) =>
    answer(c, (visit) => makePage(visit, readMakeForm(new URL(c.req.url).searchParams, caps))),
  );
  routes.get('/new', (c) => seeOther(c, withLanguage('./', createVisit(c, site).chosen)));
  routes.post('/new', async (c) => {
    const fields = await readForm(c);
    if (fields === undefined) return answer(c, (visit) => errorPage(visit, 415));
    const visit = createVisit(c, site);
    const form = readMakeForm(fields, caps);
    const again = (faults: FieldFaults, failure?: string) =>
      answer(c, () => makePage(visit, form, faults, failure));

    const { request, faults: ownFaults } = requestOf(form, caps, visit.text);
    const faults = { ...formFaults(aliases.faultsOf(request), visit.text), ...ownFaults };
    const isFaulty = Object.keys(faults).length > 0;
    const waitMs = isFaulty ? await site.limits.faults(c) : await site.limits.creation(c, request.target);
    if (waitMs !== undefined) return tooMany(c, answer, { visit, form, waitMs });
    if (isFaulty) return again(faults);
    const created = await site.confirmations.createAlias(request, site.askerOf(c));
    if ('faults' in created) return again(formFaults(created.faults, visit.text));
    return seeOther(c, withLanguage(`m/${created.view.address}/${created.manageToken}/made`, visit.chosen));
  });
}

async function tooMany(
  c: Context,
  answer: Answer,
  { visit, form, waitMs }: { readonly visit: Visit; readonly form: MakeForm; readonly waitMs: number },
): Promise<Response> {
  c.header('retry-after', `${Math.ceil(waitMs / 1000)}`);
  const failure = visit.text.errors.tooMany(formatSpan(waitMs + 59_999, visit.text));
  return answer(c, () => ({ ...makePage(visit, form, {}, failure), status: 429 }));
}

function addManaging(routes: Hono, site: Site, answer: Answer): void {
  const noAlias = (c: Context, ended?: EndedAlias) =>
    answer(c, (visit) => noAliasPage(visit, ended, 'owner'));
  const owned = async (c: Context): Promise<OwnedAlias | Response> => {
    const alias = await openAlias(site, c);
    if (alias?.role === 'owner') return alias;
    return noAlias(c, alias?.role === 'ended' ? alias : undefined);
  };
  const path = '/m/:address/:token';

  routes.get(path, async (c) => {
    const alias = await owned(c);
    if (alias instanceof Response) return alias;
    return answer(c, (visit) => managePage(visit, alias, { done: doneOf(visit, c.req.query('done')) }));
  });
  routes.get(`${path}/made`, async (c) => {
    const alias = await owned(c);
    if (alias instanceof Response) return alias;
    return answer(c, (visit) => madePage(visit, alias.view, c.req.param('token')));
  });
  routes.get(`${path}/destroy`, async (c) => {
    const alias = await owned(c);
    return alias instanceof Response ? alias : answer(c, (visit) => destroyPage(visit, alias.view));
  });
  routes.post(`${path}/destroy`, async (c) => {
    const alias = await owned(c);
    if (alias instanceof Response) return alias;
    if (!(await alias.destroy())) return noAlias(c);
    const visit = createVisit(c, site);
    return seeOther(c, visit.href('gone'));
  });
  for (const action of manageActions)
    routes.post(`${path}/${action}`, async (c) => {
      const alias = await owned(c);
      if (alias instanceof Response) return alias;
      const fields = await readForm(c);
      if (fields === undefined) return answer(c, (visit) => errorPage(visit, 415));
      return applyForm(c, { site, answer, noAlias, action, fields, alias });
    });
}

async function applyForm(
  c: Context,
  given: {
    readonly site: Site;
    readonly answer: Answer;
    readonly noAlias: (c: Context) => Promise<Response>;
    readonly action: ManageAction;
    readonly fields: URLSearchParams;
    readonly alias: OwnedAlias;
  },
): Promise<Response> {
  const { site, action, fields, alias } = given;
  const visit = createVisit(c, site);
  const again = (faults: FieldFaults) =>
    given.answer(c, () => managePage(visit, alias, { faulty: { action, faults, fields } }));
  const wanted = updateOf(action, fields, { view: alias.view, text: visit.text });
  if ('faults' in wanted) return again(wanted.faults);
  const changed = await alias.change(wanted.update);
  if (changed === undefined) return given.noAlias(c);
  if ('faults' in changed) return again(formFaults(changed.faults, visit.text));
  const done = action === 'pause' ? 'paused' : action === 'resume' ? 'resumed' : action;
  // Nothing was asked for, so nothing was done.
  const news = Object.keys(wanted.update).length === 0 ? '' : `?done=${done}`;
  return seeOther(c, withLanguage(`../${c.req.param('token')}${news}`, visit.chosen));
}

function doneOf(visit: Visit, asked: string | undefined): ManageNews['done'] {
  return (Object.keys(visit.text.manage.done) as NonNullable<ManageNews['done']>[]).find(
    (done) => done === asked,
  );
}

/** On to a page that may be reloaded without sending the form again (RFC 9110 §15.4.4). Paths are relative. */
function seeOther(c: Context, path: string): Response {
  return c.body(null, 303, { location: path });
}
