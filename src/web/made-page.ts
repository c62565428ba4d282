// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import type { AliasView, CreatedAlias } from '../alias/service.ts';
import { askedCard } from './asked-card.ts';
import { copyButton } from './copy-button.ts';
import { formatLink } from './held.ts';
import type { Html } from './html.ts';
import type { Page } from './page.ts';
import { qrCode } from './qr.ts';
import { testForm } from './test-form.ts';
import { formatInstant } from './time.ts';
import type { Visit } from './visit.ts';

/** A new alias, and the key that made it. */
export interface Made extends CreatedAlias {
  readonly key: { readonly text: string; readonly isNew: boolean };
}

/** What is shown right after an alias was made. */
export function madePage(visit: Visit, { view, manageToken, key }: Made): Page {
  const { text, site } = visit;
  const link = formatLink(view.address, manageToken);
  const forScript = {
    key: key.text,
    target: view.target,
  };
  const isAsked = view.state === 'unconfirmed';
  const title = isAsked ? text.made.titleAsked : text.made.title;
  const body = html`<h1${isAsked && html` data-agreed="${text.made.title}"`}>${title}</h1>
${isAsked ? askedNotice(visit, view, link) : ''}
<section class="card made" data-made="${JSON.stringify(forScript)}">
<div class="handout">
<h2 class="kicker" id="handout">${text.made.address}</h2>
<p class="address" id="address">${addressWithBreaks(view.address)}</p>
<p>${copyButton(text, view.address, text.copy.address, 'main')}</p>
<p>${text.made.takes} <b dir="auto">${view.target}</b>${isAsked ? html`<span id="once-agreed" data-stop="${stop(text)}">${text.made.onceAgreed}</span>` : html`${stop(text)} ${lifeOf(view, visit)}`}</p>
${view.note === '' ? '' : html`<p>${text.manage.note}: <bdi>${view.note}</bdi></p>`}
${testForm(visit, view, link)}
</div>
${qrCode(view.address, text.made.qr)}
</section>
${keyCard(visit, { key: key.text, link, isNew: key.isNew })}
<div class="actions">
${againForm(visit, view, key.text)}
<a class="button quiet" href="${visit.href('')}">${text.made.different}</a>
</div>
<div class="columns">
<section><h2>${text.made.sees}</h2><p>${text.made.seesHint}</p></section>
<section class="draggable"><h2>${text.made.bookmark}</h2><p>${text.made.bookmarkHint}</p>
<p><a class="button quiet" id="bookmarklet" href="${bookmarklet(site.publicUrl())}" data-clicked="${text.made.bookmarkClicked}">${text.made.bookmarklet}</a></p></section>
</div>`;
  return { title, body, place: `m#${link}`, isPrivate: true, hasForm: true };
}

/** Says that nothing is passed on yet; the script puts the alive alias in its place once the question was answered. */
function askedNotice(visit: Visit, { target }: AliasView, link: string): Html {
  const { text, root, href } = visit;
  return html`<div data-live="${link}" data-events="${root}events" data-page="${href('m')}">
${askedCard(visit, target)}
</div>
<p class="unseen" role="status" id="said"></p>
<div id="gone" class="card" hidden><h2>${text.gone.title}</h2><p>${text.made.askedInVain}</p></div>`;
}

/** The way back to an alias and to all others of its key; the way to it alone is less, and stands behind. */
function keyCard(
  visit: Visit,
  { key, link, isNew }: { readonly key: string; readonly link: string; readonly isNew: boolean },
): Html {
  const { made } = visit.text;
  const url = visit.site.publicUrl();
  return html`<section class="card key">
<h2>${isNew ? made.key : made.keyKnown}</h2>
<p>${isNew ? made.keyHint : made.keyKnownHint}</p>
${isNew ? secret(visit, key, visit.text.copy.key) : ''}
<div class="actions">${manageForm(visit, link)}
${keyForm(visit, key, html`<button class="quiet">${visit.text.key.title}</button>`)}</div>
<p class="hint" id="kept" hidden>${made.keyKept}</p>
<details><summary>${made.alone}</summary><p>${made.aloneHint}</p>
${secret(visit, `${url}/m#${link}`, visit.text.copy.link)}</details>
</section>`;
}

function secret({ text }: Visit, shown: string, copy: string): Html {
  return html`<p class="secret"><code>${shown}</code>
${copyButton(text, shown, copy)}</p>`;
}

function manageForm({ href, text }: Visit, link: string): Html {
  return html`<form method="post" action="${href('m')}"><button class="quiet" name="link" value="${link}">${text.made.manage}</button></form>`;
}

/** A form that goes to the page of a key. */
export function keyForm({ href }: Visit, key: string, fields: Html, attributes: Html = html``): Html {
  return html`<form method="post" action="${href('key')}"${attributes} novalidate><input type="hidden" name="key" value="${key}">${fields}</form>`;
}

function stop({ fullStop = '.' }: Visit['text']): string {
  return fullStop;
}

/** The limits of an alias as a sentence. */
function lifeOf(view: AliasView, visit: Visit): Html {
  const { text } = visit;
  const { maxUses, validUntil } = view;
  const uses = maxUses === null ? undefined : text.made.after(text.messages(maxUses));
  if (validUntil === null) return html`${uses ?? ''}${stop(text)}`;
  const date = formatInstant(validUntil, visit);
  if (uses === undefined) return html`${text.manage.dies} ${date}${stop(text)}`;
  return html`${uses}${text.made.or} ${text.made.on} ${date}${text.made.first}`;
}

/** Makes another alias with the limits of this one. */
function againForm(visit: Visit, view: AliasView, key: string): Html {
  const { text } = visit;
  const hours = view.validUntil === null ? undefined : (view.validUntil - view.createdAt) / 3_600_000;
  const fields = {
    key,
    ...(view.maxUses === null ? { uses: 'max' } : { uses: 'other', usesOther: `${view.maxUses}` }),
    ...(hours === undefined
      ? { time: 'max' }
      : { time: 'other', timeOther: `${Number(hours.toFixed(6))}`, timeUnit: 'hours' }),
    note: view.note,
    domain: view.address.slice(view.address.lastIndexOf('@') + 1),
  };
  return html`<form method="post" action="${visit.href('new')}">
${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button type="submit" class="quiet">${text.made.again}</button>
</form>`;
}

/** Breaks a long address before its domain rather than anywhere. */
export function addressWithBreaks(address: string): Html {
  const at = address.lastIndexOf('@');
  return html`<bdi>${address.slice(0, at)}<wbr>${address.slice(at)}</bdi>`;
}

/** For an address of usual length, whose halves stay whole in a list. */
export function lengthClass(address: string): string {
  return address.split('@').some((half) => half.length > 26) ? 'address' : 'address whole';
}

/** Opens the form with the name of the site as the label. */
function bookmarklet(publicUrl: string): string {
  const base = JSON.stringify(`${publicUrl}/?note=`);
  return `javascript:void open(${encodeURI(base)}+encodeURIComponent(location.hostname))`;
}
