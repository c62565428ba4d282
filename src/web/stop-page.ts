// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import type { OpenAlias } from '../alias/service.ts';
import { addressWithBreaks } from './made-page.ts';
import { destroyPage } from './manage-page.ts';
import type { Page } from './page.ts';
import { timePicture, usesPicture } from './picture.ts';
import type { Visit } from './visit.ts';

/** What a form of the page did. */
export type StopNews = 'paused' | 'resumed' | undefined;

/**
 * What the reader of a message sees behind its link: how the alias stands, and two ways to stop it. It tells neither
 * target nor label, since a message may be passed on with its link. Reading it changes nothing.
 */
export function stopPage(visit: Visit, { view }: OpenAlias, done: StopNews): Page {
  const { text } = visit;
  const isPaused = view.state === 'paused';
  const body = html`<p class="kicker">${text.stop.kicker}</p>
<h1 class="address">${addressWithBreaks(view.address)}</h1>
${done === undefined ? '' : html`<p class="notice good" role="status">${text.manage.done[done]}</p>`}
<section class="card state ${isPaused ? 'paused' : 'active'}">
<p class="life">${isPaused ? text.manage.paused : text.manage.active}</p>
<div class="columns">
<div><h2>${text.manage.left}</h2>
${usesPicture(view, text)}</div>
<div><h2>${text.manage.time}</h2>
${timePicture(view, visit, visit.site.now())}</div>
</div>
</section>
<section class="card" id="actions">
<form class="row" method="post" action="${formPath(visit, isPaused ? 'resume' : 'pause')}">
<button type="submit">${isPaused ? text.manage.resume : text.manage.pause}</button>${isPaused ? '' : html`<p class="hint">${text.manage.pauseHint}</p>`}
</form>
<div class="row"><a class="button danger" href="${formPath(visit, 'destroy')}">${text.manage.destroy}</a><p class="hint">${text.destroy.lead(html`<b>${addressWithBreaks(view.address)}</b>`)}</p></div>
</section>
<p class="hint">${text.stop.hint}</p>`;
  return { title: text.manage.title(view.address), body, isPrivate: true, hasForm: true };
}

/** Asks before the alias is destroyed. */
export function askPage(visit: Visit, { view }: OpenAlias): Page {
  const { destroy } = visit.text;
  const form = html`<form class="actions" method="post" action="${formPath(visit, 'destroy')}">
<button class="danger" type="submit">${destroy.yes}</button>
<a class="button quiet" href="${visit.href(linkPath(visit))}">${destroy.no}</a>
</form>`;
  return destroyPage(visit, view.address, form);
}

/** Below the link of the message. */
function formPath(visit: Visit, action: string): string {
  return visit.href(`${linkPath(visit)}/${action}`);
}

function linkPath({ path }: Visit): string {
  return path.split('/', 3).join('/');
}
