// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import type { Html } from './html.ts';
import type { Visit } from './visit.ts';

/** How an alias stands whose target was asked and has yet to agree; the same while it is so, on whatever page. */
export function askedCard({ text: { made } }: Visit, target: string): Html {
  return html`<section class="card state unconfirmed" id="state" aria-labelledby="asked">
<h2 id="asked">${made.asked(html`<span dir="auto">${target}</span>`)}</h2>
<p>${made.askedHint}</p>
<p class="hint">${made.askedLate}</p>
</section>`;
}
