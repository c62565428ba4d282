// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import type { Html } from './html.ts';
import type { Messages } from './text/en.ts';

/** Copies a value; the script shows it where the browser can. */
export function copyButton(
  { copied }: Messages,
  value: string,
  words: string,
  kind: 'quiet' | 'main' = 'quiet',
): Html {
  return html`<button type="button"${kind === 'quiet' && html` class="quiet"`} data-copy="${value}" data-done="${copied}" hidden>${words}</button>`;
}
