// SPDX-License-Identifier: MIT
import type { Hono } from 'hono';
import { offlinePage, offlineWorker, underAnyPath, workerHeaders } from './offline.ts';
import { answerPage } from './page.ts';
import { labelOfShared } from './share.ts';
import type { Site } from './site.ts';
import { createVisit, withLanguage } from './visit.ts';

/** What only the installed site asks for. */
export function addInstalled(routes: Hono, site: Site): void {
  routes.get('/offline', (c) => {
    const visit = underAnyPath(createVisit(c, site));
    return answerPage(c, visit, offlinePage(visit));
  });
  routes.get('/offline-worker.js', (c) => c.body(offlineWorker(site), 200, workerHeaders));
  // Nothing is made or kept of what is shared: its label goes into the form, whose address then has that and nothing more.
  routes.get('/share', (c) => {
    const note = labelOfShared(new URL(c.req.url).searchParams);
    const query = note === '' ? '' : `?${new URLSearchParams({ note })}`;
    const location = withLanguage(`./${query}`, createVisit(c, site).chosen);
    return c.body(null, 303, { location });
  });
}
