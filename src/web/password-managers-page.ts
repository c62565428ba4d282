// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import { copyButton } from './copy-button.ts';
import type { Html } from './html.ts';
import type { Page } from './page.ts';
import type { Visit } from './visit.ts';

/** How password managers and other people's extensions make aliases here. It takes no key: whoever has one enters it there. */
export function passwordManagersPage(visit: Visit): Page {
  const { managers } = visit.text;
  const body = html`<h1>${managers.title}</h1>
<p class="lead">${managers.lead}</p>
${formPicture(visit)}
${valuesToEnter(visit)}
${managers.clients.map(
  ({ id, name, steps, hint }) => html`<section id="${id}"><h2>${name}</h2>
<ol>${steps.map((step) => html`<li>${step}</li>`)}</ol>
${hint === undefined ? '' : html`<p class="hint">${hint}</p>`}</section>`,
)}
<section id="phone"><h2>${managers.phone}</h2>
<ol>${managers.phoneSteps.map((step) => html`<li>${step}</li>`)}</ol>
<p class="hint">${managers.phoneHint}</p></section>
<section id="limits"><h2>${managers.limits}</h2>
<p>${managers.limitsHint}</p>
<table class="stacked"><tbody>${managers.examples.map(
    ([limits, words]) =>
      html`<tr><th scope="row"><code>${limits}@${domainOf(visit)}</code></th><td>${words}</td></tr>`,
  )}</tbody></table></section>
<section id="differences"><h2>${managers.differences}</h2>
<ul>${managers.different.map((words) => html`<li>${words}</li>`)}</ul></section>`;
  return { title: managers.title, body };
}

/** The block that other pages may link to: what is entered in every client. */
function valuesToEnter(visit: Visit): Html {
  const { text, site } = visit;
  const { managers } = text;
  const copied = (value: string, words: string): Html =>
    html`<code>${value}</code> ${copyButton(text, value, words)}`;
  return html`<section class="card" id="values">
<h2>${managers.values}</h2>
<dl class="about">
<div><dt>${managers.server}</dt><dd>${copied(site.publicUrl(), managers.copyServer)}</dd></div>
<div><dt>${managers.key}</dt><dd><code>mayfly…</code> <a href="${visit.href('key')}">${text.key.open}</a><br>${managers.keyHint}</dd></div>
<div><dt>${managers.domain}</dt><dd>${copied(domainOf(visit), managers.copyDomain)}</dd></div>
</dl>
</section>`;
}

/** A form as clients have it, filled in with what belongs there. */
function formPicture(visit: Visit): Html {
  const { managers } = visit.text;
  const rows = [
    [managers.service, 'addy.io'],
    [managers.server, cut(visit.site.publicUrl())],
    [managers.key, 'mayfly••••••••••••••••'],
    [managers.domain, cut(`3x.7d@${domainOf(visit)}`)],
  ] as const;
  return html`<svg class="client-form" viewBox="0 0 420 268" width="420" height="268" role="img" aria-label="${managers.picture}">
<rect class="frame" x="1" y="1" width="418" height="266" rx="14"/>
${rows.map(
  ([label, value], row) =>
    html`<text class="label" x="24" y="${34 + row * 60}">${label}</text><rect class="input" x="24" y="${42 + row * 60}" width="372" height="32" rx="7"/><text x="36" y="${63 + row * 60}">${value}</text>`,
)}
<path class="pick" d="M374 54l6 7 6-7"/>
</svg>`;
}

/** As much as a field of the picture shows. */
function cut(text: string): string {
  return text.length <= 38 ? text : `${text.slice(0, 37)}…`;
}

function domainOf({ site }: Visit): string {
  return site.domains[0] ?? '';
}
