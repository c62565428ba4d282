import { html } from 'hono/html';
import type { Happening } from '../alias/history.ts';
import type { AliasView, OwnedAlias } from '../alias/service.ts';
import { faultOf, faultSummary, textField, unitSelect } from './field.ts';
import { type FieldFaults, parseUnit, unitMs } from './form.ts';
import type { Html } from './html.ts';
import { addressWithBreaks } from './made-page.ts';
import type { ManageAction } from './manage-form.ts';
import type { Page } from './page.ts';
import { timePicture, usesPicture } from './picture.ts';
import { formatInstant, formatSpan } from './time.ts';
import type { Visit } from './visit.ts';

/** What came back to the page with the last form. */
export interface ManageNews {
  /** A form that did what it should. */
  readonly done?: keyof Visit['text']['manage']['done'] | undefined;
  /** A form that had mistakes, with what was written. */
  readonly faulty?: {
    readonly action: ManageAction;
    readonly faults: FieldFaults;
    readonly fields: URLSearchParams;
  };
}

/** An alias as its owner sees it. Reading it changes nothing, so link scanners do no harm. */
export function managePage(visit: Visit, alias: OwnedAlias, news: ManageNews = {}): Page {
  const { text } = visit;
  const { view } = alias;
  const body = html`<p class="kicker">${text.manage.kicker}</p>
<h1 class="address">${addressWithBreaks(view.address)}</h1>
<p class="actions"><button type="button" class="copy quiet" data-copy="${view.address}" data-done="${text.copied}" hidden>${text.copy.address}</button>
<a class="button quiet" href="${pagePath(visit)}" data-noscript>${text.manage.refresh}</a>
<span class="live" data-script hidden title="${text.manage.liveHint}">${text.manage.live}</span></p>
${news.faulty === undefined ? '' : faultSummary(text.make.faults, news.faulty.faults, { uses: text.manage.limitUses, time: text.manage.limitTime, note: text.manage.note })}
${news.done === undefined ? '' : html`<p class="notice good" role="status">${text.manage.done[news.done]}</p>`}
<div data-live="${visit.root}aliases/${view.address}/events" data-page="${pagePath(visit)}">
${state(visit, view)}
</div>
<p class="unseen" role="status" id="said"></p>
<div id="gone" class="card" hidden><h2>${text.gone.title}</h2><p>${text.manage.goneUsedUp}</p><p><a class="button" href="${visit.href('')}">${text.gone.again}</a></p></div>
<section class="card" id="actions">
${switchForm(visit, view)}
${extendForm(visit, view)}
${limitsForm(visit, news)}
${noteForm(visit, view, news)}
<div class="row"><a class="button danger" href="${formPath(visit, 'destroy')}">${text.manage.destroy}</a><p class="hint">${text.manage.destroyHint}</p></div>
</section>
${history(visit, alias.recent())}`;
  return {
    title: text.manage.title(view.address),
    body,
    isPrivate: true,
    hasForm: true,
    isFaulty: news.faulty !== undefined,
    status: news.faulty ? 422 : 200,
  };
}

/** What changes while mail arrives; the script fetches it anew when told that something happened. */
function state(visit: Visit, view: AliasView): Html {
  const { text, site } = visit;
  const now = site.now();
  const isEarly = view.validFrom !== null && now < view.validFrom;
  const life = view.state !== 'active' ? view.state : isEarly ? 'notYet' : 'active';
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

function switchForm(visit: Visit, view: AliasView): Html {
  const { text } = visit;
  if (view.state === 'unconfirmed') return html``;
  const isPaused = view.state === 'paused';
  return html`<form class="row" id="switch" method="post" action="${formPath(visit, isPaused ? 'resume' : 'pause')}">
<button type="submit">${isPaused ? text.manage.resume : text.manage.pause}</button><p class="hint">${text.manage.pauseHint}</p>
</form>`;
}

/** Buttons for the wish that is the most common; only those that make the life longer. */
function extendForm(visit: Visit, { validUntil }: AliasView): Html {
  const { text, site } = visit;
  const { maxDays } = site.caps;
  const daysLeft = validUntil === null ? Infinity : (validUntil - site.now()) / unitMs.days;
  const spans = [1, 7, 30].filter((days) => days > daysLeft + 0.02 && (maxDays === null || days <= maxDays));
  if (spans.length === 0) return html``;
  return html`<form method="post" action="${formPath(visit, 'limits')}" aria-labelledby="extend">
<h2 id="extend">${text.manage.extend}</h2>
<input type="hidden" name="timeUnit" value="days">
<div class="chips">${spans.map((days) => html`<button class="quiet" name="time" value="${days}">${text.manage.extendTo(formatSpan(days * unitMs.days, text))}</button>`)}</div>
</form>`;
}

function limitsForm(visit: Visit, { faulty }: ManageNews): Html {
  const { text } = visit;
  const isMine = faulty?.action === 'limits';
  const written = (name: string): string => (isMine ? (faulty.fields.get(name) ?? '') : '');
  const faults = isMine ? faulty.faults : {};
  const unit = parseUnit(isMine ? faulty.fields.get('timeUnit') : null);
  return html`<form method="post" action="${formPath(visit, 'limits')}" novalidate>
<details${isMine ? html` open` : ''}><summary>${text.manage.limits}</summary>
<p class="hint">${text.manage.unchanged}</p>
${textField({
  name: 'uses',
  label: text.manage.limitUses,
  value: written('uses'),
  fault: faults.uses,
  attributes: html` inputmode="numeric" maxlength="12"`,
})}
<div class="field"><label for="time">${text.manage.limitTime}</label>
<span class="other"><input id="time" name="time" value="${written('time')}" inputmode="decimal" maxlength="12" size="6"${faults.time && html` aria-invalid="true" aria-describedby="time-fault"`}>
${unitSelect('timeUnit', unit, text.make.units, text.make.unit)}</span>
${faultOf('time', faults.time)}</div>
<button type="submit">${text.manage.save}</button>
</details></form>`;
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

function noteForm(visit: Visit, view: AliasView, { faulty }: ManageNews): Html {
  const { text } = visit;
  const isMine = faulty?.action === 'note';
  return html`<form method="post" action="${formPath(visit, 'note')}" novalidate>
<details${isMine ? html` open` : ''}><summary>${text.manage.relabel}</summary>
${textField({
  name: 'note',
  label: text.manage.note,
  value: isMine ? (faulty.fields.get('note') ?? '') : view.note,
  hint: text.make.noteHint,
  fault: isMine ? faulty.faults.note : undefined,
  attributes: html` maxlength="400" autocomplete="off" dir="auto"`,
})}
<button type="submit">${text.manage.save}</button>
</details></form>`;
}

/** Where a form of this alias goes: below the link that carries the capability. */
function formPath(visit: Visit, action: string): string {
  return visit.href(`${capability(visit)}/${action}`);
}

function pagePath(visit: Visit): string {
  return visit.href(capability(visit));
}

function capability({ path }: Visit): string {
  return path.split('/', 3).join('/');
}

/** Asks before an alias is destroyed. */
export function destroyPage(visit: Visit, { address }: Pick<AliasView, 'address'>): Page {
  const { text } = visit;
  const body = html`<section class="card ask">
<h1>${text.destroy.title}</h1>
<p class="lead">${text.destroy.lead(html`<b>${addressWithBreaks(address)}</b>`)}</p>
<form class="actions" method="post" action="${formPath(visit, 'destroy')}">
<button class="danger" type="submit">${text.destroy.yes}</button>
<a class="button quiet" href="${pagePath(visit)}">${text.destroy.no}</a>
</form></section>`;
  return { title: text.destroy.title, body, isPrivate: true, hasForm: true };
}
