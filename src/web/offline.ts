// SPDX-License-Identifier: MIT
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { html } from 'hono/html';
import { type Language, languages } from './language.ts';
import { lifePictures } from './mayfly.ts';
import type { Page } from './page.ts';
import type { Site } from './site.ts';
import { type Visit, withLanguage } from './visit.ts';

/** What the installed site shows where the server cannot be reached. The link leads to whatever page was asked for. */
export function offlinePage({ text }: Visit): Page {
  const body = html`<section class="card ask">${lifePictures[4] ?? ''}<h1>${text.offline.title}</h1>
<p class="lead">${text.offline.lead}</p>
<p class="actions"><a class="button" href="">${text.offline.again}</a></p></section>`;
  return { title: text.offline.title, body };
}

/** The same visit for a page that is shown under any path of ours, so that its links are whole. */
export function underAnyPath(visit: Visit): Visit {
  const root = `${new URL(visit.site.publicUrl()).pathname.replace(/\/$/, '')}/`;
  return { ...visit, root, href: (to) => root + withLanguage(to, visit.chosen) };
}

const script = readFileSync(new URL('./assets/offline-worker.js', import.meta.url), 'utf8');

/** The service worker: what it keeps, and how. Paths are relative to it. */
export function offlineWorker({ assets }: Site): string {
  const pages = Object.fromEntries(
    (Object.keys(languages) as Language[]).map((language) => [language, `offline?lang=${language}`]),
  );
  const looks = ['mayfly.css', 'favicon.svg'].map(assets.path);
  // Made anew whenever a word or a colour of the page has changed.
  const words = Object.values(languages).map(({ name, skip, offline, menu, foot }) => ({
    name,
    skip,
    offline,
    menu,
    foot,
  }));
  const version = createHash('sha256')
    .update(JSON.stringify({ words, looks }))
    .digest('base64url')
    .slice(0, 12);
  return `const version = ${JSON.stringify(version)};\nconst kept = ${JSON.stringify({ pages, looks })};\n${script}`;
}

/** A worker is held to a policy of its own: it may ask this site, and nothing else. */
export const workerHeaders = {
  'content-type': 'text/javascript; charset=utf-8',
  'content-security-policy': "default-src 'none'; connect-src 'self'",
  'cache-control': 'no-cache',
} as const;
