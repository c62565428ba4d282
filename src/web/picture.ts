// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import type { AliasView } from '../alias/service.ts';
import type { Html } from './html.ts';
import type { Messages } from './text/en.ts';
import { formatInstant, formatSpan } from './time.ts';
import type { Visit } from './visit.ts';

/** Maximum number of messages of which each is drawn. */
const maxDrawn = 20;

/** How many messages are left, to be seen at a glance and to be read. */
export function usesPicture(view: Pick<AliasView, 'usesLeft' | 'maxUses'>, text: Messages): Html {
  const { usesLeft, maxUses } = view;
  if (usesLeft === null || maxUses === null) return html`<p class="big">${text.manage.unlimited}</p>`;
  const label = text.manage.leftOf(usesLeft, maxUses);
  return html`${maxUses <= maxDrawn ? envelopes(usesLeft, maxUses) : bar(usesLeft / maxUses)}
<p class="big" id="uses-left">${label}</p>`;
}

/** How much time is left at `now` (ms). The script keeps it moving. */
export function timePicture(
  view: Pick<AliasView, 'validUntil' | 'createdAt' | 'validFrom'>,
  visit: Visit,
  now: number,
): Html {
  const { text } = visit;
  const { validUntil } = view;
  if (validUntil === null) return html`<p class="big">${text.manage.noEnd}</p>`;
  const start = Math.max(view.createdAt, view.validFrom ?? 0);
  const share = Math.min(1, (validUntil - now) / (validUntil - start));
  return html`${bar(share, html` data-from="${start}" data-until="${validUntil}"`)}
<p class="big" data-left="${validUntil}" data-words="${text.manage.timeLeft('{left}')}">${text.manage.timeLeft(formatSpan(validUntil - now, text))}</p>
<p>${text.manage.dies} ${formatInstant(validUntil, visit)}</p>`;
}

function envelopes(left: number, of: number): Html {
  const perRow = Math.min(of, 10);
  const drawn = Array.from({ length: of }, (_, i) => {
    const [x, y] = [(i % perRow) * 40, Math.floor(i / perRow) * 32];
    const shape = `M${x + 2} ${y + 2}h34v24h-34z`;
    return i < left
      ? html`<path class="use" d="${shape}m0 0 17 14 17-14"/>`
      : html`<path class="use spent" d="${shape}"/>`;
  });
  const [width, height] = [perRow * 40, Math.ceil(of / perRow) * 32];
  return html`<svg class="uses" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true" focusable="false">${drawn}</svg>`;
}

function bar(share: number, attributes: Html = html``): Html {
  const width = Math.max(0, Math.min(1000, Math.round(share * 1000)));
  return html`<svg class="bar" viewBox="0 0 1000 40" width="320" height="14" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="track" width="1000" height="40" rx="20"/><rect class="fill" width="${width}" height="40" rx="20"${attributes}/></svg>`;
}
