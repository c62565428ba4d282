// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import type { KeyView } from '../alias/key-service.ts';
import { copyButton } from './copy-button.ts';
import { domainSelect, faultSummary, radio, spanField, textField } from './field.ts';
import type { FieldFaults } from './form.ts';
import type { Html } from './html.ts';
import { type PresetForm, presetFormOf } from './key-form.ts';
import { keyForm } from './made-page.ts';
import type { Page } from './page.ts';
import { qrCode } from './qr.ts';
import type { Visit } from './visit.ts';

/** A key that its text has opened. */
export interface HeldKey {
  readonly text: string;
  readonly view: KeyView;
}

/** What came back to the page with the last form. */
export interface KeyNews {
  readonly isSaved?: boolean;
  readonly faulty?: { readonly form: PresetForm; readonly faults: FieldFaults };
}

/** A key as its holder sees it. Reading it changes nothing. */
export function keyPage(visit: Visit, key: HeldKey, news: KeyNews = {}): Page {
  const { text } = visit;
  const { view } = key;
  const words = text.key;
  const body = html`<p class="kicker">${words.kicker}</p>
<h1>${view.label === '' ? words.title : html`<bdi>${view.label}</bdi>`}</h1>
<p class="lead">${words.lead(html`<b dir="auto">${view.target}</b>`)}</p>
${news.faulty === undefined ? '' : faultSummary(text.make.faults, news.faulty.faults, presetLabels(visit))}
${view.state === 'unconfirmed' ? html`<p class="notice">${words.unconfirmed}</p>` : ''}
${news.isSaved ? html`<p class="notice good" role="status">${words.saved}</p>` : ''}
<div class="actions">${quickForm(visit, key.text, html``)}${listForm(visit, key.text)}</div>
<section class="card" id="key" data-key="${key.text}" data-target="${view.target}" data-label="${view.label}">
<h2>${words.here}</h2>
<div data-script hidden>
<p class="kept">${words.kept}</p><p class="unkept">${words.unkept}</p>
<p class="hint">${text.make.rememberHint}</p>
<p class="actions"><button type="button" class="quiet unkept" data-do="remember">${words.remember}</button>
<button type="button" class="quiet kept" data-do="forget">${words.forget}</button></p>
</div>
<p data-noscript>${words.noScript}</p>
</section>
${elsewhere(visit, key)}
${presetCard(visit, key, news)}
<section class="card"><h2>${words.revoke}</h2><p>${words.revokeHint}</p>
${keyForm(visit, key.text, html`<button class="danger" name="do" value="ask">${words.revokeAsk}</button>`, html` class="actions"`)}</section>`;
  return {
    title: words.title,
    body,
    place: 'key',
    isPrivate: true,
    hasForm: true,
    isFaulty: news.faulty !== undefined,
    status: news.faulty ? 422 : 200,
  };
}

/** Makes an alias with one click. */
export function quickForm({ href, text }: Visit, key: string, attributes: Html): Html {
  return html`<form method="post" action="${href('new')}"${attributes}><input type="hidden" name="key" value="${key}"><button name="quick" value="1">${text.key.quick}</button></form>`;
}

function listForm({ href, text }: Visit, key: string): Html {
  return html`<form method="post" action="${href('mine')}"><input type="hidden" name="held" value="${key}"><button class="quiet">${text.mine.title}</button></form>`;
}

/** The secret of its link is behind `#`: scanned or pasted, it is sent to nobody. */
function elsewhere({ text, site }: Visit, key: HeldKey): Html {
  const link = `${site.publicUrl()}/key#${key.text}`;
  return html`<section class="card made"><div>
<h2>${text.key.elsewhere}</h2>
<p>${text.key.elsewhereHint}</p>
<p class="secret"><code>${link}</code> ${copyButton(text, link, text.copy.link)}
${copyButton(text, key.text, text.copy.key)}</p>
</div>
${qrCode(link, text.key.qr)}
</section>`;
}

function presetLabels({ text: { key, make } }: Visit): Record<string, string> {
  return { label: key.label, uses: key.uses, time: key.time, domain: make.domain };
}

function presetCard(visit: Visit, key: HeldKey, { faulty }: KeyNews): Html {
  const { text, site } = visit;
  const form = faulty?.form ?? presetFormOf(key.view);
  const faults = faulty?.faults ?? {};
  const style = (value: 'random' | 'words', label: string, hint: string): Html =>
    radio({
      name: 'style',
      value,
      label: html`${label} <small>${hint}</small>`,
      isChecked: form.style === value,
    });
  const fields = html`
${textField({ name: 'label', label: text.key.label, value: form.label, hint: text.key.labelHint, fault: faults.label, attributes: html` maxlength="400" autocomplete="off" dir="auto"` })}
${textField({ name: 'uses', label: text.key.uses, value: form.uses, hint: text.key.none, fault: faults.uses, attributes: html` inputmode="numeric" maxlength="12"` })}
${spanField(text.make, { label: text.key.time, value: form.time, unit: form.timeUnit, hint: text.key.none, fault: faults.time })}
<fieldset><legend>${text.make.style}</legend><div class="chips">
${style('random', text.make.random, text.make.randomHint)}
${style('words', text.make.words, text.make.wordsHint)}
</div></fieldset>
${domainSelect(site.domains, { label: text.make.domain, chosen: form.domain, fault: faults.domain })}
<button name="do" value="preset">${text.manage.save}</button>`;
  return html`<section class="card"><h2>${text.key.preset}</h2><p>${text.key.presetHint}</p>
<p><a href="${visit.href('password-managers#values')}">${text.managers.title}</a></p>
${keyForm(visit, key.text, fields)}</section>`;
}

/** Asks before a key ends, and what shall become of its aliases. */
export function revokePage(visit: Visit, key: HeldKey): Page {
  const words = visit.text.key;
  const fields = html`<button class="danger" name="do" value="revoke">${words.revokeKeep}</button>
<button class="danger" name="do" value="revokeAll">${words.revokeAll}</button>
<button class="quiet">${words.revokeNot}</button>`;
  const body = html`<section class="card ask" id="revoke">
<h1>${words.revokeTitle}</h1>
<p class="lead">${words.revokeLead}</p>
${keyForm(visit, key.text, fields, html` class="actions"`)}</section>`;
  return { title: words.revokeTitle, body, place: 'key', isPrivate: true, hasForm: true };
}

/** After a key has ended; the script forgets it. */
export function revokedPage(visit: Visit, text: string, isAll: boolean): Page {
  const words = visit.text.key;
  const body = html`<section class="card ask" data-forget="${text}">
<h1>${words.revoked}</h1>
<p class="lead">${isAll ? words.revokedAll : words.revokedKeep}</p>
<p class="actions"><a class="button" href="${visit.href('')}">${visit.text.errors.home}</a></p></section>`;
  return { title: words.revoked, body, place: 'key', isPrivate: true };
}

/** Where a key is shown: the script takes it from the browser or from behind `#`, or without script the visitor pastes it. */
export function openKeyPage(visit: Visit, fault?: string): Page {
  const { text, href } = visit;
  const words = text.key;
  const body = html`<section class="card ask">
<h1>${words.open}</h1>
<p class="lead">${words.openHint}</p>
<form class="open" id="hold" method="post" action="${href('key')}">
${textField({ name: 'key', label: text.make.key, value: '', fault, attributes: html` required autocomplete="off" autocapitalize="none" spellcheck="false"` })}
<button>${words.openDo}</button>
</form></section>`;
  return {
    title: words.open,
    body,
    isPrivate: true,
    hasForm: true,
    ...(fault !== undefined && { place: 'key', isFaulty: true, status: 404 }),
  };
}
