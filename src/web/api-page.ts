// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import type { Html } from './html.ts';
import { methods, type OpenApi, type Operation, resolve, type Schema } from './openapi.ts';
import type { Page } from './page.ts';
import type { Visit } from './visit.ts';

/** The calls of the API, made from our own OpenAPI document. */
export function apiPage(visit: Visit): Page {
  const { text, site, root } = visit;
  const document = site.document();
  const calls = Object.entries(document.paths ?? {}).flatMap(([path, operations]) =>
    methods.flatMap((method) => {
      const operation = operations[method];
      return operation === undefined ? [] : [{ method: method.toUpperCase(), path, operation }];
    }),
  );
  const body = html`<h1>${text.api.title}</h1>
<p class="lead">${text.api.lead((words) => html`<a href="${root}openapi.json">${words}</a>`)}</p>
<h2>${text.api.start}</h2>
<p>${text.api.startHint}</p>
<pre tabindex="0" id="example"><code>${example(site.publicUrl())}</code></pre>
<p>${text.api.errors}</p>
<h2>${text.api.calls}</h2>
${calls.map((call) => callOf(visit, document, call))}`;
  return { title: text.api.title, body, entry: 'api' };
}

/** Works as pasted into a POSIX shell: makes an alias, shows, pauses and destroys it. */
function example(url: string): string {
  return `new=$(curl -sS ${url}/aliases -H 'content-type: application/json' \\
  -d '{"target": "you@example.org", "maxUses": 3, "days": 7}')
echo "$new"
alias=${url}/aliases/$(echo "$new" | sed 's/.*"address":"\\([^"]*\\)".*/\\1/')
token=$(echo "$new" | sed 's/.*"manageToken":"\\([^"]*\\)".*/\\1/')

curl -sS "$alias" -H "Authorization: Bearer $token"
curl -sS "$alias" -H "Authorization: Bearer $token" -X PATCH \\
  -H 'content-type: application/json' -d '{"state": "paused"}'
curl -sS "$alias" -H "Authorization: Bearer $token" -X DELETE`;
}

function callOf(
  { text }: Visit,
  document: OpenApi,
  {
    method,
    path,
    operation,
  }: { readonly method: string; readonly path: string; readonly operation: Operation },
): Html {
  const schema = operation.requestBody?.content['application/json']?.schema;
  return html`<details class="call" id="${operation.operationId ?? ''}"><summary><code><b>${method}</b> ${path}</code> <span class="says">${operation.summary ?? ''}</span></summary>
${credentialNote(text, operation)}
${schema === undefined ? '' : bodyOf(text, document, resolve(document, schema))}
<h3>${text.api.answers}</h3>
<dl class="about">${Object.entries(operation.responses ?? {}).map(
    ([status, { description }]) => html`<div><dt>${status}</dt><dd>${withCode(description)}</dd></div>`,
  )}</dl>
</details>`;
}

/** What a call has to be sent with; nothing where it may come without. */
function credentialNote({ api }: Visit['text'], { security = [] }: Operation): Html | '' {
  const takes = (scheme: string): boolean => security.some((one) => scheme in one);
  if (takes('manageToken')) return html`<p>${api.token}</p>`;
  const isOptional = security.some((one) => Object.keys(one).length === 0);
  return takes('key') && !isOptional ? html`<p>${api.key}</p>` : '';
}

function bodyOf({ api }: Visit['text'], document: OpenApi, schema: Schema): Html {
  const rows = Object.entries(schema.properties ?? {}).map(([name, given]) => {
    const field = resolve(document, given);
    const isRequired = schema.required?.includes(name) ?? false;
    return html`<tr><th scope="row"><code>${name}</code></th><td data-label="${api.type}">${typeOf(field)}${isRequired ? `, ${api.required}` : ''}</td><td data-label="${api.meaning}">${withCode(field.description)}</td></tr>`;
  });
  return html`<h3>${api.body}</h3>
<table class="stacked"><thead><tr><th scope="col">${api.field}</th><th scope="col">${api.type}</th><th scope="col">${api.meaning}</th></tr></thead>
<tbody>${rows}</tbody></table>
${schema.examples?.map((given) => html`<pre tabindex="0"><code>${JSON.stringify(given)}</code></pre>`) ?? ''}`;
}

function typeOf({ type, format, enum: values }: Schema): string {
  if (values !== undefined) return values.join(' | ');
  const types = typeof type === 'string' ? type : (type?.join(' | ') ?? '');
  return format === undefined ? types : `${types} (${format})`;
}

/** Words of a description in backquotes are names. */
function withCode(description = ''): Html {
  return html`${description.split('`').map((part, i) => (i % 2 === 0 ? part : html`<code>${part}</code>`))}`;
}
