// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import type { Html } from './html.ts';
import type { Page } from './page.ts';
import { formatInstant } from './time.ts';
import type { Visit } from './visit.ts';

/** A message in the list. */
interface Listed {
  readonly id: string;
  readonly receivedAt: number;
  readonly reversePath: string;
  readonly recipients: readonly string[];
  readonly size: number;
  readonly subject: string;
  readonly author: string;
  readonly alias: string | undefined;
}

/** A message on its page. */
interface Opened extends Listed {
  readonly header: readonly { readonly name: string; readonly value: string }[];
  readonly text: string | undefined;
  readonly html: string | undefined;
  readonly source: string;
  readonly cut: 'shown' | 'kept' | undefined;
}

/** The inbox of the sandbox, newest first. The script lists what arrives meanwhile. */
export function sandboxPage(visit: Visit, messages: readonly Listed[]): Page {
  const { text, href } = visit;
  const items = messages.map(
    (
      message,
    ) => html`<li><a href="${href(`sandbox/${message.id}`)}"><b dir="auto">${subjectOf(visit, message)}</b></a>
<span dir="ltr"><bdi>${senderOf(visit, message)}</bdi> → <bdi>${[...(message.alias === undefined ? [] : [message.alias]), message.recipients.join(', ')].join(' → ')}</bdi></span>
<span>${formatInstant(message.receivedAt, visit)}, ${text.sandbox.size(`${message.size}`)}</span></li>`,
  );
  const none = html`<p><b>${text.sandbox.none}</b><br>${text.sandbox.noneHint}</p>`;
  const body = html`<h1>${text.sandbox.title}</h1>
<p class="lead">${visit.site.isSandboxPublic ? text.sandbox.leadPublic : text.sandbox.lead}</p>
<div data-live="" data-events="${visit.root}sandbox/events"><section class="card" id="state" aria-label="${text.sandbox.title}">
${items.length === 0 ? none : html`<ul class="inbox">${items}</ul>`}
</section></div>
<p class="unseen" role="status" id="said"></p>`;
  return { title: text.sandbox.title, body, isPrivate: true };
}

/** One message as it came, header, text and source inert. */
export function sandboxMessagePage(visit: Visit, message: Opened): Page {
  const { text, href } = visit;
  const subject = subjectOf(visit, message);
  const facts: readonly (readonly [string, Html | string])[] = [
    [text.sandbox.from, html`<bdi>${senderOf(visit, message)}</bdi>`],
    ...(message.alias === undefined
      ? []
      : [[text.sandbox.through, html`<bdi>${message.alias}</bdi>`] as const]),
    [text.sandbox.to, html`<bdi>${message.recipients.join(', ')}</bdi>`],
    [text.sandbox.at, formatInstant(message.receivedAt, visit)],
  ];
  const cut = { shown: text.sandbox.cut, kept: text.sandbox.cutKept };
  const body = html`<p><a href="${href('sandbox')}">${text.sandbox.title}</a></p>
<h1 dir="auto">${subject}</h1>
<section class="card">
<dl class="about">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
${bodyOf(visit, message)}
</section>
<details><summary>${text.sandbox.header}</summary>
<dl class="about">${headerOf(message).map(({ name, value }) => html`<div><dt>${name}</dt><dd dir="auto">${value}</dd></div>`)}</dl></details>
<details${message.text === undefined && message.html === undefined ? html` open` : ''}><summary>${text.sandbox.source}</summary>
${message.cut === undefined ? '' : html`<p class="notice">${cut[message.cut]}</p>`}
<pre class="message" tabindex="0">${message.source}</pre></details>
<p class="actions"><a class="button quiet" href="${visit.root}sandbox/${message.id}.eml">${text.sandbox.download}</a></p>`;
  return { title: subject, body, isPrivate: true, hasFrame: message.html !== undefined };
}

function subjectOf({ text }: Visit, { subject }: Listed): string {
  return subject || text.sandbox.noSubject;
}

/** Text as text; HTML in a frame that may do nothing, whose own answer forbids it the same (`http/sandbox-routes.ts`). */
function bodyOf(visit: Visit, { id, text: plain, html: markup }: Opened): Html {
  const { text } = visit;
  if (plain === undefined && markup === undefined) return html`<p class="notice">${text.sandbox.noText}</p>`;
  const frame =
    markup !== undefined &&
    html`<iframe class="message" sandbox="" referrerpolicy="no-referrer" title="${text.sandbox.html}" src="${visit.root}sandbox/${id}/html"></iframe>
<p class="hint">${text.sandbox.htmlHint}</p>`;
  if (plain === undefined) return html`${frame || ''}`;
  return html`<pre class="message" tabindex="0" dir="auto">${plain}</pre>
${frame && html`<details><summary>${text.sandbox.html}</summary>${frame}</details>`}`;
}

/** With the envelope's sender on top, as a server that delivers writes it (RFC 5321 §4.4). */
function headerOf({ reversePath, header }: Opened): Opened['header'] {
  return [{ name: 'Return-Path', value: `<${reversePath}>` }, ...header];
}

/** Who wrote it; the envelope names a return path of ours. */
function senderOf({ text }: Visit, { author, reversePath }: Listed): string {
  const isBounce = reversePath === '';
  return [author || reversePath, isBounce ? text.sandbox.bounce : ''].filter((part) => part !== '').join(' ');
}
