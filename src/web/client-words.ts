// SPDX-License-Identifier: MIT
import type { Context } from 'hono';
import { languages, preferredLanguage } from './language.ts';
import { formatSpan } from './time.ts';

/** What other people's clients show of an answer, in the language that a request asks for. */
export function clientWords(c: Context) {
  const text = languages[preferredLanguage(c.req.header('accept-language'))];
  return {
    ...text.clients,
    fault: text.fault,
    tooMany: (waitMs: number) => text.clients.tooMany(formatSpan(waitMs + 59_999, text)),
  };
}
