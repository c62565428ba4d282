// SPDX-License-Identifier: MIT
import type { Context } from 'hono';
import { type Language, languages, parseLanguage, preferredLanguage } from './language.ts';
import type { Site } from './site.ts';
import type { Messages } from './text/en.ts';

/** One request for a page. */
export interface Visit {
  readonly site: Site;
  readonly language: Language;
  readonly text: Messages;
  /** Relative path to the root, such as `./` or `../../`, so that pages work under any prefix. */
  readonly root: string;
  /** The path as asked for, without its leading slash. May hold a token: never shown, only kept for `?lang=`. */
  readonly path: string;
  /** A language that was chosen by `?lang=`, which links carry on. */
  readonly chosen: Language | undefined;
  /** A link to a page of ours, given from the root. */
  href(path: string): string;
}

/** Reads language and place from a request. */
export function createVisit(c: Context, site: Site): Visit {
  const chosen = parseLanguage(c.req.query('lang'));
  const language = chosen ?? preferredLanguage(c.req.header('accept-language'));
  const path = c.req.path.slice(1);
  const root = '../'.repeat(path.split('/').length - 1) || './';
  const href = (to: string): string => root + withLanguage(to, chosen);
  return { site, language, text: languages[language], root, path, chosen, href };
}

/** Adds a chosen language to a path that may have a query or a fragment. */
export function withLanguage(path: string, chosen: Language | undefined): string {
  if (chosen === undefined) return path;
  const [before = '', fragment] = path.split('#');
  const query = `${before.includes('?') ? '&' : '?'}lang=${chosen}`;
  return before + query + (fragment === undefined ? '' : `#${fragment}`);
}
