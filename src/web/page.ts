// SPDX-License-Identifier: MIT
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Html } from './html.ts';
import { directionOf, type Language, languages } from './language.ts';
import { mayfly } from './mayfly.ts';
import type { Visit } from './visit.ts';

/** What differs from page to page. */
export interface Page {
  readonly title: string;
  readonly body: Html;
  readonly status?: PageStatus;
  /** Holds the capability of an alias or somebody's mail: no search engine may keep it. */
  readonly isPrivate?: boolean;
  /** Shows a form with its mistakes; the title says so first. */
  readonly isFaulty?: boolean;
  /** Where the script shows it to be: a form's answer has no address of its own. Given from the root; may have a secret behind `#`. */
  readonly place?: string;
  /** Has a form that posts. */
  readonly hasForm?: boolean;
  /** Shows an answer of ours in a frame. */
  readonly hasFrame?: boolean;
  /** Which entry of the menu this is. */
  readonly entry?: 'make' | 'mine' | 'how' | 'api';
}

/** Statuses that a page may have. */
export type PageStatus =
  | 200
  | 400
  | 403
  | 404
  | 405
  | 409
  | 410
  | 412
  | 413
  | 415
  | 421
  | 422
  | 429
  | 500
  | 503;

/** Answers a request with a page. */
export type Answer = (c: Context, page: (visit: Visit) => Page) => Promise<Response>;

/** Answers with a whole page. Nothing inline, nothing from elsewhere and no frame but one of ours is allowed to it. */
export async function answerPage(c: Context, visit: Visit, page: Page): Promise<Response> {
  return c.html(await frame(visit, page), page.status ?? 200, {
    'content-security-policy': page.hasFrame === true ? `${policy}; frame-src 'self'` : policy,
    'content-language': visit.language,
    vary: 'accept-language',
  });
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  // One policy, for the address of the service worker.
  'trusted-types mayfly',
].join('; ');

function frame(visit: Visit, page: Page): Html {
  const { site, text, root, language } = visit;
  const asset = (name: string): string => root + site.assets.path(name);
  return html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.isFaulty ? `${text.faulty}: ` : ''}${page.title} · Mayfly</title>
${page.hasForm ? sameOriginReferrer : ''}
${page.isPrivate ? html`<meta name="robots" content="noindex">` : social(visit, page)}
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#f6f3ea" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#0f1d22" media="(prefers-color-scheme: dark)">
<link rel="icon" href="${asset('favicon.svg')}" type="image/svg+xml">
<link rel="apple-touch-icon" href="${asset('icon.png')}">
<link rel="manifest" href="${asset(`manifest-${language}.webmanifest`)}">
<link rel="stylesheet" href="${asset('mayfly.css')}">
<script type="module" src="${asset('mayfly.js')}"></script>
${site.proof !== undefined ? html`<script type="module" src="${asset('proof.js')}"></script>` : ''}
</head>
<body>
<a class="skip" href="#content">${text.skip}</a>
<header class="top">
<a class="brand" href="${visit.href('')}">${mayfly('small')}<span>Mayfly</span></a>
${menu(visit, page)}
</header>
${site.isSandbox ? sandboxNote(visit) : ''}
<p class="notice bad" id="away" role="alert" hidden>${text.errors.away}</p>
<main id="content" tabindex="-1"${page.place !== undefined && html` data-place="${visit.href(page.place)}"`}>
${page.body}
</main>
${foot(visit, page.place !== undefined)}
</body>
</html>
`;
}

/**
 * Under `no-referrer` a browser sends `Origin: null` with our own forms, which could then not be told from foreign ones
 * where it sends no Sec-Fetch-Site (plain HTTP). Other sites still get nothing.
 */
const sameOriginReferrer = html`<meta name="referrer" content="same-origin">`;

function sandboxNote({ site, text, href }: Visit): Html {
  const link = (words: string): Html => html`<a href="${href('sandbox')}">${words}</a>`;
  const note = site.isSandboxPublic ? text.publicSandboxNote(link) : text.sandboxNote(link);
  return html`<aside class="trial" aria-label="${text.sandbox.title}">${note}</aside>`;
}

function social({ site, text }: Visit, page: Page): Html {
  return html`<meta name="description" content="${text.make.lead}">
<meta property="og:title" content="${page.title}">
<meta property="og:description" content="${text.tagline}">
<meta property="og:image" content="${site.publicUrl()}/${site.assets.path('social.png')}">
<meta name="twitter:card" content="summary_large_image">`;
}

function menu({ text, href }: Visit, page: Page): Html {
  const { label, ...entries } = text.menu;
  const paths = { make: '', mine: 'mine', how: 'how', api: 'api' } as const;
  const items = (Object.keys(paths) as (keyof typeof paths)[]).map(
    (entry) =>
      html`<li><a href="${href(paths[entry])}"${page.entry === entry ? html` aria-current="page"` : ''}>${entries[entry]}</a></li>`,
  );
  return html`<nav aria-label="${label}"><ul>${items}</ul></nav>`;
}

function foot(visit: Visit, isAnswer: boolean): Html {
  const { text, href } = visit;
  return html`<footer class="foot">
<p>${text.foot.source}</p>
<nav aria-label="${text.foot.label}"><ul>
<li><a href="${href('password-managers')}">${text.foot.managers}</a></li>
<li><a href="${href('privacy')}">${text.foot.privacy}</a></li>
<li><a href="${href('operator')}">${text.foot.operator}</a></li>
<li><a href="${href('operators')}">${text.foot.operators}</a></li>
</ul></nav>
${languageChoice(visit, isAnswer)}
</footer>`;
}

/** Opens without script. But without one, another language would lose what was posted. */
function languageChoice({ text, language }: Visit, isAnswer: boolean): Html {
  const items = (Object.keys(languages) as Language[]).map(
    (one) =>
      html`<li><a href="?lang=${one}" lang="${one}" dir="${directionOf(one)}" hreflang="${one}"${one === language && html` aria-current="true"`}>${languages[one].name}</a></li>`,
  );
  return html`<nav aria-label="${text.foot.language}"${isAnswer && html` data-script hidden`}><details class="languages"><summary>${globe} ${text.name}</summary><ul>${items}</ul></details></nav>`;
}

const globe = html`<svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" focusable="false"><circle cx="12" cy="12" r="10"/><path d="M2 12h20M12 2c5.500 6 5.500 14 0 20M12 2c-5.500 6-5.500 14 0 20"/></svg>`;
