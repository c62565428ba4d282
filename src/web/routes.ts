// SPDX-License-Identifier: MIT
import { type Context, Hono } from 'hono';
import { compress } from 'hono/compress';
import { apiPage } from './api-page.ts';
import { loadAssets } from './assets.ts';
import { addConfirming } from './confirm-routes.ts';
import { errorPage } from './error-page.ts';
import { addInstalled } from './installed-routes.ts';
import { addKeyPages } from './key-routes.ts';
import { addMaking } from './making-routes.ts';
import { addManaging } from './manage-routes.ts';
import { addMine } from './mine-routes.ts';
import { operatorPage } from './operator-page.ts';
import { type Answer, answerPage, type PageStatus } from './page.ts';
import { passwordManagersPage } from './password-managers-page.ts';
import { sameSiteOnly } from './same-site.ts';
import { formatSecurityTxt } from './security-txt.ts';
import type { Site, WebDeps } from './site.ts';
import { gonePage, howPage, operatorsPage, privacyPage, problemsPage } from './static-pages.ts';
import { addStopping } from './stop-routes.ts';
import { createVisit } from './visit.ts';

/** The website. */
export interface Web {
  readonly routes: Hono;
  /** Answers with an error as a page. */
  answerError(c: Context, status: number): Promise<Response>;
  /** Answers with a page that somebody else has made. */
  readonly answerPage: Answer;
}

/** The pages for people and their assets. */
export function createWeb(deps: WebDeps): Web {
  const site: Site = { ...deps, assets: loadAssets(), startedAt: deps.now() };
  const answer: Answer = (c, page) => {
    const visit = createVisit(c, site);
    return answerPage(c, visit, page(visit));
  };
  const answerError = (c: Context, status: number): Promise<Response> =>
    answer(c, (visit) => errorPage(visit, status as PageStatus));

  const routes = new Hono();
  addPublicPages(routes, answer);
  addSecurityTxt(routes, site);
  addInstalled(routes, site);
  const ownForms = sameSiteOnly(site.publicUrl, (c) =>
    answer(c, (visit) => errorPage(visit, 403, visit.text.errors.foreign)),
  );
  // What a mail program posts to the link itself comes from anywhere (RFC 8058); who has the link may.
  for (const path of ['/new', '/m', '/key', '/mine', '/stop/:address/:link/:action'])
    routes.use(path, ownForms);
  addMaking(routes, site, answer);
  addManaging(routes, site, answer);
  addKeyPages(routes, site, answer);
  addMine(routes, site, answer);
  addStopping(routes, site, answer);
  addConfirming(routes, site, answer);
  routes.route('/', site.assets.routes);
  return { routes, answerError, answerPage: answer };
}

/** Pages that are the same for everybody; they hold no secret that compression could give away. */
function addPublicPages(routes: Hono, answer: Answer): void {
  const pages = {
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

/** In which a report of a weakness is understood; the pages speak more. */
const reportLanguages = ['en', 'de'];

/** Where nobody is named there is none: a file without a contact is not one (RFC 9116 §2.5.3). */
function addSecurityTxt(routes: Hono, { operator: { contact }, publicUrl, now }: Site): void {
  if (contact === undefined) return;
  routes.get('/.well-known/security.txt', (c) =>
    c.text(formatSecurityTxt({ contact, publicUrl: publicUrl(), languages: reportLanguages, now: now() })),
  );
}
