import { html } from 'hono/html';
import type { Html } from './page.ts';

/** What this is, with calls that work as pasted. */
export function landing(publicUrl: string, domains: readonly string[]): Html {
  const create = `curl ${publicUrl}/aliases --json '{"target": "you@your-mail.example", "maxUses": 3, "days": 7}'`;
  const manage = `curl ${publicUrl}/aliases/ADDRESS -H 'Authorization: Bearer TOKEN'`;
  return html`<h1>Mayfly</h1>
<p>Email addresses that self-destruct. Ask for an alias of your real address, say for how many messages or how long it
may live, and hand it out. Mail to it is passed on to you; when the time or the messages run out, it is gone for good.</p>
<p>Aliases here end in ${domains.map((domain) => `@${domain}`).join(', ')}.</p>
<h2>Make one</h2>
<pre><code>${create}</code></pre>
<p>The answer has the address to hand out, and the token that manages it. Keep the token: it is shown once.</p>
<h2>Look after it</h2>
<pre><code>${manage}
${manage} -X PATCH --json '{"state": "paused"}'
${manage} -X DELETE</code></pre>
<p>Everything else is in the <a href="openapi.json">OpenAPI document</a>.</p>`;
}
