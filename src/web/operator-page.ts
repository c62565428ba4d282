// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import type { Html } from './html.ts';
import type { Page } from './page.ts';
import type { Visit } from './visit.ts';

/** Who runs this service, and where to report its abuse. */
export function operatorPage({ text, site, href }: Visit): Page {
  const { operator } = text;
  const { name, contact } = site.operator;
  const body = html`<h1>${operator.title}</h1>
<p class="lead">${name === undefined ? operator.nameless(site.domains[0] ?? '') : operator.runBy(name)}</p>
<h2>${operator.abuse}</h2>
<p>${contact === undefined ? operator.noContact : operator.report(linkTo(contact))}</p>
<ul>${operator.reportHints.map((words) => html`<li>${words}</li>`)}</ul>
<h2>${operator.unwanted}</h2>
<p>${operator.unwantedHint}</p>
<h2>${operator.refused}</h2>
<p>${operator.refusedHint}</p>
<p class="actions"><a class="button" href="${href('privacy')}">${text.foot.privacy}</a></p>`;
  return { title: operator.title, body };
}

function linkTo(contact: string): Html {
  return html`<a href="${contactUrl(contact)}">${contact}</a>`;
}

/** A mailbox as a URI (RFC 6068), or the URL that the contact is. */
export function contactUrl(contact: string): string {
  return contact.startsWith('https://')
    ? contact
    : `mailto:${contact.split('@').map(encodeURIComponent).join('@')}`;
}
