import { html } from 'hono/html';
import type { AliasView } from '../alias/service.ts';
import type { Html } from './html.ts';
import type { Page } from './page.ts';
import { qrCode } from './qr.ts';
import { formatInstant } from './time.ts';
import type { Visit } from './visit.ts';

/** What is shown once, right after an alias was made. */
export function madePage(visit: Visit, view: AliasView, token: string): Page {
  const { text, site } = visit;
  const managePath = `m/${view.address}/${token}`;
  const body = html`<h1>${text.made.title}</h1>
<section class="card made" data-made="${view.address}">
<div class="handout">
<h2 class="kicker" id="handout">${text.made.address}</h2>
<p class="address" id="address">${addressWithBreaks(view.address)}</p>
<p><button type="button" class="copy" data-copy="${view.address}" data-done="${text.copied}" hidden>${text.copy.address}</button></p>
<p>${text.made.takes} <b dir="auto">${view.target}</b>. ${lifeOf(view, visit)}</p>
${view.note === '' ? '' : html`<p>${text.manage.note}: <bdi>${view.note}</bdi></p>`}
</div>
${qrCode(view.address, text.made.qr)}
</section>
<section class="card key">
<h2>${text.made.link}</h2>
<p>${text.made.linkHint}</p>
<p class="secret"><code>${`${site.publicUrl()}/${managePath}`}</code>
<button type="button" class="copy quiet" data-copy="${`${site.publicUrl()}/${managePath}`}" data-done="${text.copied}" hidden>${text.copy.link}</button></p>
<p class="actions"><a class="button quiet" href="${visit.href(managePath)}">${text.made.manage}</a></p>
<p class="hint" data-script hidden>${text.made.kept}</p>
</section>
<div class="actions">
${againForm(visit, view)}
<a class="button quiet" href="${visit.href('')}">${text.made.different}</a>
</div>
<div class="columns">
<section><h2>${text.made.sees}</h2><p>${text.made.seesHint}</p></section>
<section><h2>${text.made.bookmark}</h2><p>${text.made.bookmarkHint}</p>
<p><a class="button quiet" id="bookmarklet" href="${bookmarklet(site.publicUrl())}" data-clicked="${text.made.bookmarkClicked}">${text.made.bookmarklet}</a></p></section>
</div>`;
  return { title: text.made.title, body, isPrivate: true, hasForm: true };
}

/** The limits of an alias as a sentence. */
function lifeOf(view: AliasView, visit: Visit): Html {
  const { text } = visit;
  const { maxUses, validUntil } = view;
  const uses = maxUses === null ? undefined : text.made.after(text.messages(maxUses));
  if (validUntil === null) return html`${uses ?? ''}.`;
  const date = formatInstant(validUntil, visit);
  if (uses === undefined) return html`${text.manage.dies} ${date}.`;
  return html`${uses}${text.made.or} ${text.made.on} ${date}${text.made.first}`;
}

/** Makes another alias with the limits of this one. */
function againForm(visit: Visit, view: AliasView): Html {
  const { text } = visit;
  const hours = view.validUntil === null ? undefined : (view.validUntil - view.createdAt) / 3_600_000;
  const fields = {
    target: view.target,
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
  return html`${address.slice(0, at)}<wbr>${address.slice(at)}`;
}

/** Opens the form with the name of the site as the label. */
function bookmarklet(publicUrl: string): string {
  const base = JSON.stringify(`${publicUrl}/?note=`);
  return `javascript:void open(${encodeURI(base)}+encodeURIComponent(location.hostname))`;
}
