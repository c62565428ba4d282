import { html } from 'hono/html';
import { fieldBody, headerOf } from './header.ts';
import type { ReceivedMessage } from './inbox.ts';

type Html = ReturnType<typeof html>;

/** What has arrived, newest first. */
export function listPage(messages: readonly ReceivedMessage[]): Html {
  const rows = messages.toReversed().map(
    (message) => html`<tr>
<td>${formatInstant(message.receivedAt)}</td>
<td>${message.recipients.join(', ')}</td>
<td>${message.reversePath === '' ? '<>' : message.reversePath}</td>
<td><a href="sandbox/${message.id}">${subjectOf(message)}</a></td>
<td>${message.size}</td>
</tr>
`,
  );
  const table = html`<table>
<thead><tr><th scope="col">Time</th><th scope="col">Recipient</th><th scope="col">Sender</th><th scope="col">Subject</th><th scope="col">Octets</th></tr></thead>
<tbody>
${rows}</tbody>
</table>`;
  const body = html`<h1>Sandbox</h1>
<p>No next hop is configured: messages end here, in memory, and go nowhere. Only this machine can see them.</p>
${rows.length === 0 ? html`<p>Nothing has arrived.</p>` : table}`;
  return page('Sandbox', './', body);
}

/** One message as it came, header and text inert. */
export function messagePage(message: ReceivedMessage): Html {
  const shown = message.octets.toString('utf8', 0, shownOctets);
  const isPart = message.isCut || message.octets.length > shownOctets;
  const body = html`<p><a href="../sandbox">Sandbox</a></p>
<h1>${subjectOf(message)}</h1>
<p>${formatInstant(message.receivedAt)}, from &lt;${message.reversePath}&gt; to ${message.recipients.join(', ')}, ${message.size} octets.
<a href="${message.id}.eml">Download</a></p>
${isPart ? html`<p>Too long to be shown whole${message.isCut ? ', and too long to be kept whole' : ''}.</p>` : ''}
<pre class="message">${shown}</pre>`;
  return page(subjectOf(message), '../', body);
}

/** Forbids the pages all but our own stylesheet, whatever a message holds. */
export const pagePolicy =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const shownOctets = 262_144;

function page(title: string, root: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${root}assets/mayfly.css">
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

function subjectOf(message: ReceivedMessage): string {
  return fieldBody(headerOf(message.octets), 'Subject') || '(no subject)';
}

function formatInstant(at: number): Html {
  const iso = new Date(at).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')}</time>`;
}
