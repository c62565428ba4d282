// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import type { Page, PageStatus } from './page.ts';
import type { Visit } from './visit.ts';

/** A refusal in words for people; `words` in place of those that belong to the status. */
export function errorPage(
  { text, href }: Visit,
  status: PageStatus,
  words: readonly [title: string, lead: string] = text.errors.byStatus[status] ?? text.errors.other,
): Page {
  const [title, lead] = words;
  const body = html`<section class="card ask">
<p class="kicker">${status}</p>
<h1>${title}</h1>
<p class="lead">${lead}</p>
<p class="actions"><a class="button" href="${href('')}">${text.errors.home}</a></p></section>`;
  return { title, body, status, isPrivate: true };
}
