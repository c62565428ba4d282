// SPDX-License-Identifier: MIT
/**
 * The instant (ms) of an RFC 3339 date and time with an offset; nothing for other texts and for dates that no calendar
 * has. `t` and `z` may be small (§5.6), and second 60 is a leap second (§5.7): the same instant as the next minute.
 */
export function parseInstant(text: string): number | undefined {
  const parts = pattern.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const { date = '', hour = '', minute = '', second = '', fraction = '', offset = '' } = parts;
  const isLeap = second === '60';
  const written = `${date}T${hour}:${minute}:${isLeap ? '59' : second}${isLeap ? '' : fraction}${offset.toUpperCase()}`;
  const at = Date.parse(written);
  if (Number.isNaN(at) || !isOnCalendar(date)) return undefined;
  return isLeap ? at + 1000 : at;
}

const pattern =
  /^(?<date>\d{4}-\d{2}-\d{2})[Tt](?<hour>[01]\d|2[0-3]):(?<minute>[0-5]\d):(?<second>[0-5]\d|60)(?<fraction>\.\d+)?(?<offset>[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** `Date` takes 30 February for 2 March. */
function isOnCalendar(date: string): boolean {
  const at = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date);
}
