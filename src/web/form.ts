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

/** A whole number of 1 or more, or what is wrong with it. */
export function parseCount(written: string, text: Messages): number | { readonly fault: string } {
  const trimmed = written.trim();
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
  const number = /^\d{0,9}(?:[.,]\d{1,6})?$/.test(written.trim())
    ? Number(written.trim().replace(',', '.'))
    : 0;
  return number > 0 ? Math.round(number * unitMs[unit]) : { fault: text.faults.span };
}
