// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import { maxListed } from '../alias/key-service.ts';
import { maxMailbox } from '../alias/mailbox.ts';
import { nameLengths } from '../alias/name.ts';
import { maxNote } from '../alias/note.ts';
import type { Caps } from '../alias/policy.ts';
import { lifePictures } from './mayfly.ts';
import type { Page } from './page.ts';
import { enFaults } from './text/faults-en.ts';
import type { Visit } from './visit.ts';

/** The life of an alias as a drawing, and questions that people ask. */
export function howPage({ text, href }: Visit): Page {
  const { how } = text;
  const body = html`<h1>${how.title}</h1>
<p class="lead">${how.lead}</p>
<h2 class="unseen">${how.lifeTitle}</h2>
<ol class="life-of">
${how.life.map(([title, words], step) => html`<li>${lifePictures[step] ?? ''}<div><h3>${title}</h3><p>${words}</p></div></li>`)}
</ol>
<p class="actions"><a class="button" href="${href('')}">${text.key.quick}</a></p>
<h2>${how.why}</h2>
<dl class="questions">
${how.questions.map(([question, reply]) => html`<div><dt>${question}</dt><dd>${reply}</dd></div>`)}
</dl>`;
  return { title: how.title, body, entry: 'how' };
}

/** What is kept, where and for how long. */
export function privacyPage({ text }: Visit): Page {
  const { privacy } = text;
  const body = html`<h1>${privacy.title}</h1>
<p class="lead">${privacy.lead}</p>
<table class="stacked">
<thead><tr><th scope="col">${privacy.what}</th><th scope="col">${privacy.where}</th><th scope="col">${privacy.until}</th></tr></thead>
<tbody>
${privacy.kept.map(
  ([what, where, until]) =>
    html`<tr><th scope="row">${what}</th><td data-label="${privacy.where}">${where}</td><td data-label="${privacy.until}">${until}</td></tr>`,
)}
</tbody></table>
<h2>${privacy.not}</h2>
<ul>${privacy.nots.map((words) => html`<li>${words}</li>`)}</ul>
<h2>${privacy.others}</h2>
<p>${privacy.othersHint}</p>`;
  return { title: privacy.title, body };
}

/** What it takes to run this, and what this one grants. */
export function operatorsPage({ text, site, href }: Visit): Page {
  const { operators } = text;
  const { maxUses, maxDays } = site.caps;
  const limits = [
    [operators.domains, html`<bdi>${site.domains.map((domain) => `@${domain}`).join(', ')}</bdi>`],
    [operators.maxUses, maxUses === null ? operators.none : text.messages(maxUses)],
    [operators.maxTime, maxDays === null ? operators.none : text.duration.day(maxDays)],
  ];
  const body = html`<h1>${operators.title}</h1>
<p class="lead">${operators.lead}</p>
<ol class="steps">
${operators.steps.map(([title, words]) => html`<li><h2>${title}</h2><p>${words}</p></li>`)}
</ol>
<h2>${operators.example}</h2>
<pre tabindex="0"><code>MAYFLY_DOMAINS=alias.example \\
MAYFLY_NEXT_HOP='smtp://user:password@smarthost.example:587?tls=required' \\
MAYFLY_SMTP_LISTEN=0.0.0.0:25 \\
MAYFLY_PUBLIC_URL=https://alias.example \\
MAYFLY_POSTMASTER=you@home.example npm start</code></pre>
<h2>${operators.limits}</h2>
<dl class="about">${limits.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<p><a href="${href('operator')}">${operators.abuse}</a></p>`;
  return { title: operators.title, body };
}

/** What each kind of problem of the API means; `type` of a problem leads here. */
export function problemsPage({ text, site }: Visit): Page {
  const body = html`<h1>${text.problems.title}</h1>
<p class="lead">${text.problems.lead}</p>
<dl class="questions" lang="en">
${site.problemTypes.map(([id, { status, title, detail }]) => html`<div id="${id}"><dt>${status} ${title}: <code>${id}</code></dt><dd>${detail}</dd></div>`)}
</dl>
<h2>${text.problems.codes}</h2>
<p>${text.problems.codesLead}</p>
<table class="stacked"><tbody>${Object.entries(enFaults).map(([code, words]) => html`<tr id="code-${code}"><th scope="row"><code>${code}</code></th><td lang="en">${words(exampleParams(code, site.caps))}</td></tr>`)}</tbody></table>`;
  return { title: text.problems.title, body };
}

/** What the words of a code may name: the limits as they are, and an ellipsis for what depends on the request. */
function exampleParams(code: string, { maxUses, maxDays }: Caps) {
  const longest: Readonly<Record<string, number>> = {
    addressTooLong: maxMailbox,
    nameLength: nameLengths.max,
    noteTooLong: maxNote,
    outOfRange: maxListed,
  };
  return {
    values: ['…'],
    domains: ['…'],
    other: '…',
    min: code === 'outOfRange' ? 1 : nameLengths.min,
    max: longest[code] ?? maxUses ?? 100,
    maxDays: maxDays ?? 60,
  };
}

/** After an alias was destroyed. */
export function gonePage({ text, href }: Visit): Page {
  const body = html`<section class="card ask">${lifePictures[4] ?? ''}<h1>${text.gone.title}</h1>
<p class="lead">${text.gone.lead}</p>
<p class="actions"><a class="button" href="${href('')}">${text.gone.again}</a></p></section>`;
  return { title: text.gone.title, body, place: 'gone' };
}
