// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import type { Happening } from '../alias/history.ts';
import type { AliasView } from '../alias/service.ts';
import type { TestOutcome } from '../alias/test-messages.ts';
import { askedCard } from './asked-card.ts';
import { copyButton } from './copy-button.ts';
import { faultSummary, spanField, textField } from './field.ts';
import { type FieldFaults, parseUnit, unitMs } from './form.ts';
import type { HeldAlias } from './held.ts';
import type { Html } from './html.ts';
import { linkForm } from './link-form.ts';
import { addressWithBreaks } from './made-page.ts';
import type { ManageAction } from './manage-form.ts';
import type { Page } from './page.ts';
import { timePicture, usesPicture } from './picture.ts';
import { proofAttribute, proofField } from './proof-field.ts';
import { readTarget, targetField } from './target-field.ts';
import { testForm, testNews } from './test-form.ts';
import { formatInstant, formatSpan } from './time.ts';
import type { Visit } from './visit.ts';

/** What came back to the page with the last form. */
export interface ManageNews {
  /** A form that did what it should. */
  readonly done?: keyof Visit['text']['manage']['done'] | undefined;
  /** What became of a test message. */
  readonly test?: TestOutcome | undefined;
  /** The new target whose owner has to agree, and was asked. */
  readonly asked?: string | undefined;
  /** A form that had mistakes, with what was written. */
  readonly faulty?: {
    readonly action: ManageAction;
    readonly faults: FieldFaults;
    readonly fields: URLSearchParams;
    /** Why nothing was done though the form is right. */
    readonly failure?: string | undefined;
  };
}

/** An alias as its owner sees it. Reading it changes nothing, so link scanners do no harm. */
export function managePage(visit: Visit, held: HeldAlias, news: ManageNews = {}): Page {
  const { text } = visit;
  const { alias, link } = held;
  const { view } = alias;
  const body = html`<p class="kicker">${text.manage.kicker}</p>
<h1 class="address">${addressWithBreaks(view.address)}</h1>
<div class="actions">${copyButton(text, view.address, text.copy.address)}
${linkForm(visit, link, html`<button class="quiet">${text.manage.refresh}</button>`, html` data-noscript`)}
<span class="live" data-script hidden title="${text.manage.liveHint}">${text.manage.live}</span></div>
${tellNews(visit, news)}
<div data-live="${link}" data-events="${visit.root}events" data-page="${visit.href('m')}">
${view.state === 'unconfirmed' ? askedCard(visit, view.target) : state(visit, view, view.state)}
</div>
<p class="unseen" role="status" id="said"></p>
<div id="gone" class="card" hidden><h2>${text.gone.title}</h2><p>${text.manage.goneForGood}</p><p><a class="button" href="${visit.href('')}">${text.gone.again}</a></p></div>
<section class="card" id="actions">
${switchForm(visit, held)}
${testForm(visit, alias.view, link)}
${extendForm(visit, held)}
${limitsForm(visit, held, news)}
${noteForm(visit, held, news)}
${targetForm(visit, held, news)}
${linkForm(visit, link, html`<button class="danger" name="do" value="ask">${text.manage.destroy}</button><p class="hint">${text.manage.destroyHint}</p>`, html` class="row"`)}
</section>
${history(visit, alias.recent())}`;
  return {
    title: text.manage.title(view.address),
    body,
    place: `m#${link}`,
    isPrivate: true,
    hasForm: true,
    isFaulty: news.faulty !== undefined,
    status: news.faulty ? (news.faulty.failure === undefined ? 422 : 403) : 200,
  };
}

/** What came of the last form. */
function tellNews({ text }: Visit, { faulty, done, asked, test }: ManageNews): Html {
  const { limitUses: uses, limitTime: time, note, newTarget: target, targetAsked } = text.manage;
  const good = (words: Html | string): Html => html`<p class="notice good" role="status">${words}</p>`;
  if (faulty !== undefined)
    return faultSummary(faulty.failure ?? text.make.faults, faulty.faults, { uses, time, note, target });
  if (test !== undefined) return testNews(text, test);
  if (asked !== undefined) return good(targetAsked(html`<b dir="auto">${asked}</b>`));
  return done === undefined ? html`` : good(text.manage.done[done]);
}

/** What changes while mail arrives; the script fetches it anew when told that something happened. */
function state(visit: Visit, view: AliasView, is: 'active' | 'paused'): Html {
  const { text, site } = visit;
  const now = site.now();
  const isEarly = view.validFrom !== null && now < view.validFrom;
  const life = is === 'active' && isEarly ? 'notYet' : is;
  return html`<section class="card state ${life}" id="state">
<p class="life">${text.manage[life]}</p>
<div class="columns">
<div><h2>${text.manage.left}</h2>
${usesPicture(view, text)}
<p>${text.manage.delivered(view.delivered)}</p></div>
<div><h2>${text.manage.time}</h2>
${timePicture(view, visit, now)}
${isEarly && view.validFrom !== null ? html`<p>${text.manage.notBefore} ${formatInstant(view.validFrom, visit)}</p>` : ''}</div>
</div>
<dl class="about">
<div><dt>${text.manage.target}</dt><dd dir="auto">${view.target}</dd></div>
<div><dt>${text.manage.made}</dt><dd>${formatInstant(view.createdAt, visit)}</dd></div>
${view.note === '' ? '' : html`<div><dt>${text.manage.note}</dt><dd dir="auto">${view.note}</dd></div>`}
</dl>
</section>`;
}

function switchForm(visit: Visit, { alias, link }: HeldAlias): Html {
  const { manage } = visit.text;
  if (alias.view.state === 'unconfirmed') return html`<div id="switch"></div>`;
  const [deed, words, hint] =
    alias.view.state === 'paused'
      ? (['resume', manage.resume, ''] as const)
      : (['pause', manage.pause, html`<p class="hint">${manage.pauseHint}</p>`] as const);
  return linkForm(
    visit,
    link,
    html`<button name="do" value="${deed}">${words}</button>${hint}`,
    html` class="row" id="switch"`,
  );
}

/** Buttons for the wish that is the most common; only those that make the life longer. */
function extendForm(visit: Visit, { alias, link }: HeldAlias): Html {
  const { text, site } = visit;
  const { maxDays } = site.caps;
  const { validUntil } = alias.view;
  const daysLeft = validUntil === null ? Infinity : (validUntil - site.now()) / unitMs.days;
  const spans = [1, 7, 30].filter((days) => days > daysLeft + 0.02 && (maxDays === null || days <= maxDays));
  if (spans.length === 0 || alias.view.state === 'unconfirmed') return html``;
  const fields = html`<h2 id="extend">${text.manage.extend}</h2>
<input type="hidden" name="do" value="limits"><input type="hidden" name="timeUnit" value="days">
<div class="chips">${spans.map((days) => html`<button class="quiet" name="time" value="${days}">${text.manage.extendTo(formatSpan(days * unitMs.days, text))}</button>`)}</div>`;
  return linkForm(visit, link, fields, html` aria-labelledby="extend"`);
}

function limitsForm(visit: Visit, { link }: HeldAlias, { faulty }: ManageNews): Html {
  const { text } = visit;
  const isMine = faulty?.action === 'limits';
  const written = (name: string): string => (isMine ? (faulty.fields.get(name) ?? '') : '');
  const faults = isMine ? faulty.faults : {};
  const unit = parseUnit(isMine ? faulty.fields.get('timeUnit') : null);
  const fields = html`<details${isMine ? html` open` : ''}><summary>${text.manage.limits}</summary>
<p class="hint">${text.manage.unchanged}</p>
${textField({
  name: 'uses',
  label: text.manage.limitUses,
  value: written('uses'),
  fault: faults.uses,
  attributes: html` inputmode="numeric" maxlength="12"`,
})}
${spanField(text.make, { label: text.manage.limitTime, value: written('time'), unit, fault: faults.time })}
<button name="do" value="limits">${text.manage.save}</button>
</details>`;
  return linkForm(visit, link, fields, html``);
}

function history(visit: Visit, recent: readonly Happening[]): Html {
  const { text, site } = visit;
  const { manage } = text;
  const items = recent.map(
    ({ at, ending }) =>
      html`<li class="${ending}">${formatInstant(at, visit)}<br><b>${manage.outcomes[ending]}</b></li>`,
  );
  return html`<section id="history"><h2>${manage.history}</h2>
<p class="hint">${manage.historyHint(formatInstant(site.startedAt, visit))}</p>
${items.length === 0 ? html`<p>${manage.historyNone}</p>` : html`<ol class="history">${items}</ol>`}</section>`;
}

function noteForm(visit: Visit, { alias, link }: HeldAlias, { faulty }: ManageNews): Html {
  const { text } = visit;
  const isMine = faulty?.action === 'note';
  const fields = html`<details${isMine ? html` open` : ''}><summary>${text.manage.relabel}</summary>
${textField({
  name: 'note',
  label: text.manage.note,
  value: isMine ? (faulty.fields.get('note') ?? '') : alias.view.note,
  hint: text.make.noteHint,
  fault: isMine ? faulty.faults.note : undefined,
  attributes: html` maxlength="400" autocomplete="off" dir="auto"`,
})}
<button name="do" value="note">${text.manage.save}</button>
</details>`;
  return linkForm(visit, link, fields, html``);
}

/** Sends mail elsewhere; only who gets the mail of an alias that waits can agree to it, so that one is left as it is. */
function targetForm(visit: Visit, { alias, link }: HeldAlias, { faulty }: ManageNews): Html {
  const { text } = visit;
  if (alias.view.state === 'unconfirmed') return html``;
  const isMine = faulty?.action === 'target';
  const { newTarget: label, newTargetHint: hint, newTargetAsIs: asIs } = text.manage;
  const fields = html`<input type="hidden" name="do" value="target">
<details${isMine ? html` open` : ''}><summary>${text.manage.retarget}</summary>
${targetField(text, {
  label,
  hint,
  asIs,
  value: isMine ? readTarget(faulty.fields).target : '',
  fault: isMine ? faulty.faults.target : undefined,
})}
${proofField(visit)}
<button>${text.manage.save}</button>
</details>`;
  return linkForm(visit, link, fields, proofAttribute(visit, isMine ? faulty.failure : undefined));
}

/** Asks before an alias is destroyed, and where to by a form of whoever asks. */
export function destroyPage({ text }: Visit, address: string, form: Html): Page {
  const body = html`<section class="card ask">
<h1>${text.destroy.title}</h1>
<p class="lead">${text.destroy.lead(html`<b>${addressWithBreaks(address)}</b>`)}</p>
${form}</section>`;
  return { title: text.destroy.title, body, isPrivate: true, hasForm: true };
}

/** Asks the owner. */
export function askPage(visit: Visit, { alias, link }: HeldAlias): Page {
  const { destroy } = visit.text;
  const fields = html`<button class="danger" name="do" value="destroy">${destroy.yes}</button>
<button class="quiet">${destroy.no}</button>`;
  const form = linkForm(visit, link, fields, html` class="actions"`);
  return { ...destroyPage(visit, alias.view.address, form), place: `m#${link}` };
}

/** Where a link leads: its secret is behind `#`, so the script posts it, or without script the visitor. */
export function openLinkPage(visit: Visit): Page {
  const { text, href } = visit;
  const body = html`<section class="card ask">
<h1>${text.manage.open}</h1>
<p class="lead">${text.manage.openHint}</p>
<form class="open" id="hold" method="post" action="${href('m')}">
${textField({ name: 'link', label: text.made.link, value: '', attributes: html` required autocomplete="off" autocapitalize="none" spellcheck="false"` })}
<button>${text.manage.openDo}</button>
</form></section>`;
  return { title: text.manage.open, body, isPrivate: true, hasForm: true };
}
