// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import type { AliasView } from '../alias/service.ts';
import { isTakingMail, type TestOutcome } from '../alias/test-messages.ts';
import type { Html } from './html.ts';
import { linkForm } from './link-form.ts';
import type { Messages } from './text/en.ts';
import type { Visit } from './visit.ts';

/**
 * Has a test message sent. The place is there also where the alias passes nothing on, so that the script can fill it once it does; with script what
 * comes of it shows right here.
 */
export function testForm(visit: Visit, view: AliasView, link: string): Html {
  const { test } = visit.text;
  if (!isTakingMail(view, visit.site.now())) return html`<div id="test"></div>`;
  const fields = html`<button class="quiet" name="do" value="test">${test.send}</button><p class="hint">${test.hint}</p>
<p role="status"></p>`;
  return html`<div id="test">${linkForm(visit, link, fields, html` class="row" data-test`)}</div>`;
}

/** What became of one. */
export function testNews({ test }: Messages, outcome: TestOutcome): Html {
  const isGood = outcome === 'accepted' || outcome === 'onItsWay';
  return html`<p class="notice ${isGood ? 'good' : 'bad'}" role="status" id="tested">${test.outcomes[outcome]}</p>`;
}
