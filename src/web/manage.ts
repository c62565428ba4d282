import { html } from 'hono/html';
import type { AliasView } from '../alias/service.ts';
import type { Html } from './page.ts';

/** An alias as its owner sees it. Reading it changes nothing, so link scanners do no harm. */
export function manage(view: AliasView): Html {
  const rows = [
    ['Passed on to', view.target],
    ['State', view.state],
    ['Messages left', view.usesLeft ?? 'no limit'],
    ['Delivered', view.delivered],
    ['Takes mail from', formatInstant(view.validFrom) ?? 'its making'],
    ['Dies on', formatInstant(view.validUntil) ?? 'its last message'],
    ['Note', view.note],
  ] as const;
  return html`<h1>${view.address}</h1>
<table>
${rows.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>\n`)}</table>
<p>Whoever has the link to this page can manage this alias.</p>`;
}

/** The same for unknown, dead, and a link that is not its own. */
export const noAlias: Html = html`<h1>No such alias</h1>
<p>It never was, is gone for good, or this is not the link that came with it.</p>`;

function formatInstant(at: number | null): Html | undefined {
  if (at === null) return undefined;
  const iso = new Date(at).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`;
}
