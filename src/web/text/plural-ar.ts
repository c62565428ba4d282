// SPDX-License-Identifier: MIT
const rules = new Intl.PluralRules('ar');

/** A number for people, in the digits of all our pages. */
export function numberAr(n: number): string {
  return n.toLocaleString('ar-u-nu-latn');
}

/** A count as it stands after a preposition: one and two are words of their own, and 3 to 10, 11 to 99 and 100 each take another form. */
export function countAr(
  n: number,
  one: string,
  two: string,
  few: string,
  many: string,
  other: string,
): string {
  const form = rules.select(n);
  if (form === 'one') return one;
  if (form === 'two') return two;
  return `${numberAr(n)} ${{ few, many, zero: other, other }[form]}`;
}

/** Keeps what runs from left to right together and in its order, amid Arabic words (U+2066 to U+2069). */
export function ltr(text: string): string {
  return `\u2066${text}\u2069`;
}
