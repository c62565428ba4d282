// SPDX-License-Identifier: MIT
import type { Context } from 'hono';
import type { Asker } from '../alias/confirmations.ts';
import { parseLanguage, preferredLanguage } from '../web/language.ts';

/** Tells who comes with a request, for whoever is asked because of it. */
export function askerReader(clientAddress: (c: Context) => string): (c: Context) => Asker {
  return (c) => ({
    client: clientAddress(c),
    language: parseLanguage(c.req.query('lang')) ?? preferredLanguage(c.req.header('accept-language')),
  });
}
