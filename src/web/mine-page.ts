import { html } from 'hono/html';
import type { Page } from './page.ts';
import type { Visit } from './visit.ts';

/** The aliases made in this browser. The list is the browser's own; the server sends words and an empty row. */
export function minePage(visit: Visit): Page {
  const { text } = visit;
  const { mine } = text;
  const body = html`<h1>${mine.title}</h1>
<p class="lead">${mine.lead}</p>
<p class="notice" data-noscript>${mine.noScript}</p>
<div id="mine" data-root="${visit.root}" data-suffix="${visit.chosen === undefined ? '' : `?lang=${visit.chosen}`}" data-states="${JSON.stringify({ ...mine.states, one: text.make.oneMessage, many: text.make.manyMessages })}" hidden>
<p class="none">${mine.none} <a href="${visit.href('')}">${mine.make}</a></p>
<table hidden><caption class="unseen">${mine.title}</caption>
<thead><tr><th scope="col">${mine.address}</th><th scope="col">${mine.label}</th><th scope="col">${mine.state}</th><th scope="col">${mine.ends}</th><th scope="col">${mine.actions}</th></tr></thead>
<tbody></tbody></table>
<template><tr><th scope="row"><a class="address" title="${mine.manage}"></a></th><td dir="auto" data-label="${mine.label}"></td><td data-label="${mine.state}">${mine.states.asking}</td><td data-label="${mine.ends}"></td>
<td><button type="button" class="quiet forget">${mine.forget}</button></td></tr></template>
<p class="actions">
<button type="button" class="quiet" data-do="export">${mine.export}</button>
<label class="button quiet">${mine.import}<input type="file" accept="application/json,.json" class="unseen"></label>
<button type="button" class="quiet" data-do="forgetGone">${mine.forgetGone}</button>
<button type="button" class="quiet danger" data-do="forgetAll" data-sure="${mine.forgetAllSure}">${mine.forgetAll}</button>
</p>
<p class="actions"><span role="status" data-imported="${mine.imported}" data-failed="${mine.importFailed}" data-forgotten="${mine.forgotten}" data-restored="${mine.restored}"></span>
<button type="button" class="quiet" data-do="undo" hidden>${mine.undo}</button></p>
</div>`;
  return { title: mine.title, body, entry: 'mine' };
}
