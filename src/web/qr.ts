// SPDX-License-Identifier: MIT
import { html, raw } from 'hono/html';
import { generate } from 'lean-qr';
import type { Html } from './html.ts';

/**
 * A QR code (ISO/IEC 18004) as markup inside the page, dark on light in every theme, since many readers need it so.
 * Never a URL of its own: what it says could then be cached.
 */
export function qrCode(content: string, label: string): Html {
  const code = generate(content);
  const quiet = 4;
  const runs: string[] = [];
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) {
      if (!code.get(x, y)) continue;
      const start = x;
      while (code.get(x + 1, y)) x++;
      runs.push(`M${start} ${y}h${x - start + 1}v1H${start}z`);
    }
  }
  const side = code.size + 2 * quiet;
  return html`<svg class="qr" role="img" aria-label="${label}" viewBox="${-quiet} ${-quiet} ${side} ${side}" width="176" height="176" shape-rendering="crispEdges"><path class="paper" d="M${-quiet} ${-quiet}h${side}v${side}H${-quiet}z"/><path class="ink" d="${raw(runs.join(''))}"/></svg>`;
}
