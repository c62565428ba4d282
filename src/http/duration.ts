// SPDX-License-Identifier: MIT
/** A duration in ms, or the code of what is wrong with its text. */
export type ParsedDuration =
  | { readonly ms: number }
  | { readonly fault: 'notADuration' | 'calendarDuration' };

/**
 * Parses an ISO 8601 duration of weeks, days, hours, minutes and seconds in that order, such as `P3D` or `PT1H30M`.
 * A fraction is taken in the smallest unit given, after a dot or a comma. Deviates from ISO 8601 in two ways: weeks may
 * stand beside other units, and years and months are refused because their length varies. Rounds to whole ms.
 */
export function parseDuration(text: string): ParsedDuration {
  const parts = pattern.exec(text)?.slice(1);
  if (parts === undefined) return { fault: isCalendar.test(text) ? 'calendarDuration' : 'notADuration' };
  const written = parts.filter((part) => part !== undefined);
  if (written.length === 0 || written.slice(0, -1).some((part) => fraction.test(part)))
    return { fault: 'notADuration' };
  const ms = parts.reduce(
    (sum, part, unit) => sum + Number((part ?? '0').replace(',', '.')) * (unitMs[unit] ?? 0),
    0,
  );
  return { ms: Math.round(ms) };
}

/** A duration in ms as ISO 8601, in days, hours, minutes and seconds. */
export function formatDuration(ms: number): string {
  const parts = units.map(({ letter, ms: unit, within }) => {
    const count = letter === 'S' ? (ms % within) / unit : Math.floor((ms % within) / unit);
    return count === 0 ? '' : `${count}${letter}`;
  });
  const [days, ...time] = parts;
  const rest = time.join('');
  return days === '' && rest === '' ? 'PT0S' : `P${days}${rest === '' ? '' : `T${rest}`}`;
}

const units = [
  { letter: 'D', ms: 86_400_000, within: Number.POSITIVE_INFINITY },
  { letter: 'H', ms: 3_600_000, within: 86_400_000 },
  { letter: 'M', ms: 60_000, within: 3_600_000 },
  { letter: 'S', ms: 1000, within: 60_000 },
];

const number = String.raw`(\d{1,12}(?:[.,]\d{1,9})?)`;
const pattern = new RegExp(
  `^P(?:${number}W)?(?:${number}D)?(?:T(?=\\d)(?:${number}H)?(?:${number}M)?(?:${number}S)?)?$`,
);
const unitMs = [604_800_000, 86_400_000, 3_600_000, 60_000, 1000];
const fraction = /[.,]/;
/** Years, or an M before the T. */
const isCalendar = /^P[^T]*\d[YM]/;
