// SPDX-License-Identifier: MIT
import { ar } from './text/ar.ts';
import { de } from './text/de.ts';
import { en, type Messages } from './text/en.ts';
import { es } from './text/es.ts';
import { fr } from './text/fr.ts';
import { it } from './text/it.ts';
import { ja } from './text/ja.ts';
import { nl } from './text/nl.ts';
import { pl } from './text/pl.ts';
import { pt } from './text/pt.ts';

/** Languages that the pages speak, the one for everybody else first. */
export const languages = { en, de, fr, es, it, nl, pl, pt, ja, ar } as const satisfies Record<
  string,
  Messages
>;

/** One of them, as an RFC 5646 tag. */
export type Language = keyof typeof languages;

/** Which way its script runs. */
export function directionOf(language: Language): 'ltr' | 'rtl' {
  const script = new Intl.Locale(language).maximize().script ?? '';
  return ['Arab', 'Hebr'].includes(script) ? 'rtl' : 'ltr';
}

/** Reads a tag such as `de-AT`; nothing for a language that we do not speak. */
export function parseLanguage(tag: string | undefined): Language | undefined {
  const primary = tag?.trim().toLowerCase().split('-')[0];
  return (Object.keys(languages) as Language[]).find((language) => language === primary);
}

/** The language of ours that an Accept-Language field asks for first (RFC 9110 §12.5.4), else English. */
export function preferredLanguage(field: string | undefined): Language {
  const wishes = (field ?? '').split(',', 50).map((wish) => {
    const [tag, weight] = wish.split(';');
    return { language: parseLanguage(tag), weight: Number(/q=([\d.]+)/.exec(weight ?? '')?.[1] ?? 1) };
  });
  const spoken = wishes.filter(({ language, weight }) => language !== undefined && weight > 0);
  return spoken.sort((a, b) => b.weight - a.weight)[0]?.language ?? 'en';
}
