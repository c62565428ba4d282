// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import type { KeyView } from '../alias/key-service.ts';
import type { AliasView, CreatedAlias } from '../alias/service.ts';
import { formatLink } from './held.ts';
import type { Html } from './html.ts';
import { quickForm } from './key-page.ts';
import { addressWithBreaks, keyForm, lengthClass } from './made-page.ts';
import type { Page } from './page.ts';
import { formatInstant } from './time.ts';
import type { Visit } from './visit.ts';

/** What a key has made; without a view it is no key, or none any more. */
export interface KeyList {
  readonly text: string;
  readonly view: KeyView | undefined;
  readonly aliases: readonly CreatedAlias[];
  readonly next?: number;
}

/** An alias of which only the link is known; without a view it is gone. */
export interface LooseAlias {
  readonly address: string;
  readonly link: string;
  readonly view: AliasView | undefined;
}

/** What was asked about. */
interface Lists {
  readonly keys: readonly KeyList[];
  readonly loose: readonly LooseAlias[];
  readonly isAsked: boolean;
}

/** Before anything was asked: the script asks with what the browser remembers, or without script the visitor with what they paste. */
export function minePage(visit: Visit): Page {
  return listPage(visit, { keys: [], loose: [], isAsked: false });
}

/** The aliases of keys and links. */
export function listPage(visit: Visit, { keys, loose, isAsked }: Lists): Page {
  const { text } = visit;
  const { mine } = text;
  const isEmpty = keys.length === 0 && loose.length === 0;
  const body = html`<h1>${mine.title}</h1>
<p class="lead">${mine.lead}</p>
<div id="mine"${isAsked && html` data-asked`}>
${keys.map((list) => keyCard(visit, list))}
${loose.length === 0 ? '' : html`<section class="card"><h2>${mine.loose}</h2><p class="hint">${mine.looseHint}</p>${table(visit, loose, true)}</section>`}
<p class="none" hidden>${mine.none} <a href="${visit.href('')}">${mine.make}</a></p>
${askForm(visit, isAsked && isEmpty)}
${browserList(visit)}
</div>`;
  return {
    title: mine.title,
    body,
    entry: 'mine',
    hasForm: true,
    ...(isAsked && { place: 'mine', isPrivate: true }),
  };
}

function keyCard(visit: Visit, list: KeyList): Html {
  const { mine, key } = visit.text;
  const { text, view, next } = list;
  if (view === undefined)
    return html`<section class="card" data-dead-key="${text}"><p>${mine.deadKey}</p>
<p data-script hidden><button type="button" class="quiet" data-do="forgetKey">${mine.forget}</button></p></section>`;
  const name = view.label === '' ? view.target : view.label;
  const rows = list.aliases.map(({ view: alias, manageToken }) => ({
    address: alias.address,
    link: formatLink(alias.address, manageToken),
    view: alias,
  }));
  return html`<section class="card" data-listed-key="${text}"><h2>${mine.of(html`<bdi>${name}</bdi>`)}</h2>
<div class="actions">${quickForm(visit, text, html``)}
${keyForm(visit, text, html`<button class="quiet">${key.title}</button>`)}</div>
${rows.length === 0 ? html`<p>${mine.noneOfKey}</p>` : table(visit, rows)}
${next === undefined ? '' : html`<form class="more" method="post" action="${visit.href('mine')}"><input type="hidden" name="held" value="${text}"><input type="hidden" name="after" value="${next}"><button class="quiet">${mine.more}</button></form>`}
</section>`;
}

/** Those that only the browser knows can be forgotten there. */
function table(visit: Visit, rows: readonly LooseAlias[], isForgettable = false): Html {
  const { mine } = visit.text;
  return html`<table class="stacked aliases"><caption class="unseen">${mine.title}</caption>
<thead><tr><th scope="col">${mine.address}</th><th scope="col">${mine.label}</th><th scope="col">${mine.state}</th><th scope="col">${mine.ends}</th>${isForgettable && html`<th scope="col" data-script hidden>${mine.actions}</th>`}</tr></thead>
<tbody>${rows.map((row) => rowOf(visit, row, isForgettable))}</tbody></table>`;
}

function rowOf(visit: Visit, { address, link, view }: LooseAlias, isForgettable: boolean): Html {
  const { mine } = visit.text;
  const name =
    view === undefined
      ? html`<span class="${lengthClass(address)}">${addressWithBreaks(address)}</span>`
      : html`<form method="post" action="${visit.href('m')}"><button class="plain ${lengthClass(address)}" name="link" value="${link}" title="${mine.manage}">${addressWithBreaks(address)}</button></form>`;
  const ends = view?.validUntil ?? null;
  return html`<tr data-address="${address}" data-state="${view?.state ?? 'gone'}"><th scope="row">${name}</th>
<td data-label="${mine.label}">${view !== undefined && view.note !== '' ? html`<bdi>${view.note}</bdi>` : ''}</td>
<td data-label="${mine.state}">${stateOf(visit, view)}</td>
<td data-label="${mine.ends}">${ends === null ? '' : formatInstant(ends, visit)}</td>
${isForgettable && html`<td data-script hidden><button type="button" class="quiet forget" aria-label="${mine.forget} ${address}" hidden>${mine.forget}</button></td>`}</tr>`;
}

function stateOf({ text }: Visit, view: AliasView | undefined): string {
  const { states } = text.mine;
  if (view === undefined) return states.gone;
  if (view.state !== 'active') return states[view.state];
  return view.usesLeft === null ? states.unlimited : states.active(text.messages(view.usesLeft));
}

/** Without script the visitor says what the browser would. */
function askForm({ text, href }: Visit, isFruitless: boolean): Html {
  const { mine } = text;
  return html`<form class="card" id="hold" method="post" action="${href('mine')}" data-noscript>
<p data-noscript>${mine.noScript}</p>
${isFruitless ? html`<p class="fault">${mine.fruitless}</p>` : ''}
<div class="field"><label for="held">${mine.held}</label>
<p class="hint" id="held-hint">${mine.heldHint}</p>
<textarea id="held" name="held" rows="3" dir="ltr" aria-describedby="held-hint" autocomplete="off" autocapitalize="none" spellcheck="false"></textarea></div>
<button>${mine.show}</button></form>`;
}

/** What is done with the list that the browser keeps. */
function browserList({ text }: Visit): Html {
  const { mine } = text;
  return html`<div data-script hidden>
<p class="actions">
<button type="button" class="quiet" data-do="export">${mine.export}</button>
<label class="button quiet">${mine.import}<input type="file" accept="application/json,.json" class="unseen"></label>
<button type="button" class="quiet" data-do="forgetGone">${mine.forgetGone}</button>
<button type="button" class="quiet danger" data-do="forgetAll" data-sure="${mine.forgetAllSure}">${mine.forgetAll}</button>
</p>
<p class="actions"><span role="status" data-imported="${mine.imported}" data-failed="${mine.importFailed}" data-forgotten="${mine.forgotten}" data-restored="${mine.restored}"></span>
<button type="button" class="quiet" data-do="undo" hidden>${mine.undo}</button></p>
</div>`;
}
