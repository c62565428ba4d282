// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import { toldUntil } from '../alias/end.ts';
import type { EndedAlias, OpenAlias } from '../alias/service.ts';
import { errorPage } from './error-page.ts';
import { addressWithBreaks } from './made-page.ts';
import { lifePictures } from './mayfly.ts';
import type { Page } from './page.ts';
import { formatInstant } from './time.ts';
import type { Visit } from './visit.ts';

/** Where there is no living alias: what became of it, for whoever could open it; the same for everybody else. */
export function noAliasPage(visit: Visit, alias: EndedAlias | undefined, reader: OpenAlias['role']): Page {
  return alias === undefined
    ? errorPage(visit, 404, visit.text.errors.noAlias)
    : endedPage(visit, alias, reader);
}

function endedPage(visit: Visit, { end }: EndedAlias, reader: OpenAlias['role']): Page {
  const { text, href } = visit;
  const { address, cause, endedAt, used, maxUses } = end;
  const how = cause === 'destroyedByOwner' && reader === 'owner' ? 'destroyedByYou' : cause;
  const body = html`<section class="card ask">${lifePictures[4] ?? ''}<h1>${text.gone.title}</h1>
<p class="lead"><b>${addressWithBreaks(address)}</b></p>
<p id="how">${text.ended.how[how](formatInstant(endedAt, visit))} ${text.ended.used(used, maxUses)}</p>
<p class="hint">${text.ended.hint(formatInstant(toldUntil(end), visit))}</p>
<p class="actions"><a class="button" href="${href('')}">${text.gone.again}</a></p></section>`;
  return { title: text.gone.title, body, status: 410, isPrivate: true };
}
