// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import type { Html } from './html.ts';

/** A mayfly, in the colours of the page around it. It says nothing that the words do not. */
export function mayfly(size: 'small' | 'large'): Html {
  const [width, height] = size === 'large' ? [240, 180] : [52, 39];
  return html`<svg class="mayfly ${size}" viewBox="0 0 240 180" width="${width}" height="${height}" aria-hidden="true" focusable="false">
${size === 'large' ? water : ''}
<g class="insect">
<path class="wing" d="M96 92C84 62 92 22 122 8c16-6 26 6 25 24-1 24-21 48-45 62z"/>
<path class="wing" d="M104 93c12-10 30-16 41-10 7 5 2 14-9 15-12 2-24-1-33-3z"/>
${size === 'large' ? veins : ''}
<path class="body" d="M76 88c4-9 17-11 26-5 20 12 46 21 70 15-22 14-52 9-75-2-10 4-22 1-21-8z"/>
<circle class="body" cx="73" cy="86" r="7"/>
<circle class="eye" cx="70.500" cy="83.500" r="2.600"/>
<path class="line" d="M170 99c24-3 44-14 62-34M170 99c24 2 44-2 64-13M170 99c22 7 42 9 60 6M71 80c-6-8-10-12-18-15M73 79c-3-8-5-14-10-20M82 94c-14-6-28-4-44-16M84 96c-12 6-20 16-34 20M92 98c0 10-6 18-6 30"/>
</g>
</svg>`;
}

const veins = html`<path class="vein" d="M97 90C96 62 108 32 128 12M98 91c6-26 22-48 44-60M99 92c10-18 24-32 46-42M92 68c16-6 34-12 54-20M95 46c14-2 30-6 50-8M106 93c12-6 22-8 36-7"/>`;

const water = html`<path class="ripple" d="M40 150c26-7 62-7 88 0s62 7 88 0M76 166c18-5 40-5 58 0s40 5 58 0M16 134c14-4 30-4 44 0"/>`;

/** Five pictures for the life of an alias, in order. */
export const lifePictures: readonly Html[] = [
  picture(
    html`<path class="wing" d="M32 18c7 0 11 9 11 17s-5 12-11 12-11-4-11-12 4-17 11-17z"/><path class="vein" d="M27 27c-2 3-3 6-3 9"/><path class="ripple" d="M8 56c8-4 16-4 24 0s16 4 24 0"/>`,
  ),
  picture(
    html`<rect class="wing" x="10" y="18" width="44" height="28" rx="5"/><circle class="line" cx="24" cy="32" r="3.500"/><path class="line" d="M27.500 28.500v5c0 3 4.500 3 4.500-2 0-5-4-8-8-8-5 0-8.500 4-8.500 8.500s3.500 8.500 8.500 8.500M38 28h10M38 36h7"/>`,
  ),
  picture(
    html`<path class="wing" d="M30 36C22 22 28 8 40 6c8 2 4 20-8 30z"/><path class="body" d="M20 36c8-4 24 6 34 4-10 6-28 4-34-4z"/><path class="line" d="M54 40c4-2 6-5 8-9M54 40c4 0 6 0 9-2M8 30l8 2M6 38l10-1M8 46l8-3"/>`,
  ),
  picture(
    html`<path class="wing" d="M30 30C22 16 28 6 38 4c8 2 6 16-6 26z"/><path class="body" d="M20 30c8-4 24 6 34 8-12 4-28 0-34-8z"/><path class="line dashed" d="M10 14c6 30 18 40 44 36"/><path class="ripple" d="M8 58c8-4 16-4 24 0s16 4 24 0"/>`,
  ),
  picture(
    html`<ellipse class="ripple" cx="32" cy="42" rx="26" ry="8"/><ellipse class="ripple" cx="32" cy="42" rx="16" ry="5"/><ellipse class="ripple" cx="32" cy="42" rx="6" ry="2"/>`,
  ),
];

function picture(shapes: Html): Html {
  return html`<svg viewBox="0 0 64 64" width="64" height="64" aria-hidden="true" focusable="false">${shapes}</svg>`;
}
