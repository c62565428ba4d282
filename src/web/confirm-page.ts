// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import type { OpenQuestion, QuestionState } from '../alias/questions.ts';
import type { Html } from './html.ts';
import { addressWithBreaks } from './made-page.ts';
import type { Page } from './page.ts';
import type { Visit } from './visit.ts';

/**
 * What the owner of a target sees behind the link of a question: how it stands, and two buttons. It names the alias where its name was made by us,
 * and never the target, since a message may be passed on with its link. Reading it changes nothing.
 */
export function confirmPage(visit: Visit, question: OpenQuestion, state: QuestionState): Page {
  const { text } = visit;
  const [title, lead] = text.confirm.states[state];
  const body = html`<section class="card ask" id="question">
<p class="kicker">${text.confirm.kicker}</p>
<h1>${title}</h1>
${question.address === undefined ? '' : html`<p class="address">${addressWithBreaks(question.address)}</p>`}
<p class="lead"${state === 'asked' ? '' : html` role="status"`}>${lead}</p>
${state === 'asked' ? button(visit, '', text.confirm.agree, '') : ''}
${state === 'never' ? '' : html`${button(visit, '/never', text.confirm.never, 'quiet')}<p class="hint">${text.confirm.neverHint}</p>`}
</section>`;
  return { title, body, status: statuses[state], isPrivate: true, hasForm: true };
}

const statuses = { asked: 200, agreed: 200, never: 200, late: 410 } as const satisfies Record<
  QuestionState,
  Page['status']
>;

function button(visit: Visit, action: string, words: string, kind: string): Html {
  const path = visit.path.split('/', 2).join('/');
  return html`<form class="actions" method="post" action="${visit.href(`${path}${action}`)}">
<button type="submit" class="${kind}">${words}</button>
</form>`;
}
