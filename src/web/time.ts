// SPDX-License-Identifier: MIT
import { html } from 'hono/html';
import type { Html } from './html.ts';
import type { Language } from './language.ts';
import type { Messages } from './text/en.ts';

/** An instant (ms) for people, in UTC; the script turns it into the visitor's time zone. */
export function formatInstant(at: number, { language, text }: { language: Language; text: Messages }): Html {
  const date = new Intl.DateTimeFormat(language, {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone: 'UTC',
    numberingSystem: 'latn',
  });
  return html`<time datetime="${new Date(at).toISOString()}">${date.format(at)} ${text.utc}</time>`;
}

/** A span (ms) in its two largest units, cut to whole minutes: `2 days and 3 hours`. */
export function formatSpan(ms: number, text: Messages): string {
  const minutes = Math.max(1, Math.floor(ms / 60_000));
  const parts = [
    { unit: 'day', count: Math.floor(minutes / 1440) },
    { unit: 'hour', count: Math.floor(minutes / 60) % 24 },
    { unit: 'minute', count: minutes % 60 },
  ] as const;
  const first = parts.findIndex(({ count }) => count > 0);
  const [larger, smaller] = parts
    .slice(first)
    .map(({ unit, count }) => ({ count, words: text.duration[unit](count) }));
  return smaller === undefined || smaller.count === 0
    ? (larger?.words ?? '')
    : text.and(larger?.words ?? '', smaller.words);
}
