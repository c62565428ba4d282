// SPDX-License-Identifier: MIT
import type { Context } from 'hono';
import type { Messages } from './text/en.ts';

/** What is wrong with a form, by the name of its field. */
export type FieldFaults = Readonly<Record<string, string>>;

/** The fields of a posted form; nothing when the body is not one. */
export async function readForm(c: Context): Promise<URLSearchParams | undefined> {
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded *(?:;|$)/i.test(type)) return undefined;
  return new URLSearchParams(await c.req.text());
}

/** Units in which a span is written. */
export const unitMs = { hours: 3_600_000, days: 86_400_000, weeks: 604_800_000 } as const;

/** A unit by its name; days for anything else. */
export function parseUnit(text: string | null): keyof typeof unitMs {
  return text === 'hours' || text === 'weeks' ? text : 'days';
}

/** A number as it is typed by whoever writes Japanese or Arabic, in the digits and with the point that programs read. */
function plainNumber(written: string): string {
  return written
    .normalize('NFKC')
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => `${digit.charCodeAt(0) & 0xf}`)
    .replace('\u066b', '.')
    .trim();
}

/** A whole number of 1 or more, or what is wrong with it. */
export function parseCount(written: string, text: Messages): number | { readonly fault: string } {
  const trimmed = plainNumber(written);
  return /^\d{1,12}$/.test(trimmed) && Number(trimmed) > 0
    ? Number(trimmed)
    : { fault: text.fault({ code: 'notACount', params: {} }) };
}

/** A span in ms, its decimals after a dot or a comma, or what is wrong with it. */
export function parseSpan(
  written: string,
  unit: keyof typeof unitMs,
  text: Messages,
): number | { readonly fault: string } {
  const plain = plainNumber(written);
  const number = /^\d{0,9}(?:[.,]\d{1,6})?$/.test(plain) ? Number(plain.replace(',', '.')) : 0;
  return number > 0 ? Math.round(number * unitMs[unit]) : { fault: text.faults.span };
}
