// SPDX-License-Identifier: MIT
/**
 * What a person writes into the field for the domain, the only one that clients of addy.io leave to them: a domain of ours, with
 * limits before it where others than those of the key are wanted.
 *
 *     typed  = [ [ limits ] "@" ] [ domain ]      without a domain: that of the key
 *     limits = limit [ "." limit ]                one of each kind, in any order
 *     limit  = number "x"                         messages
 *            / number ( "h" / "d" / "w" )         hours, days, weeks
 *
 * `3x.7d@alias.example`: three messages, seven days. Case does not matter.
 */
export interface TypedDomain {
  readonly domain?: string;
  readonly maxUses?: number;
  readonly validForMs?: number;
}

/** Reads it; nothing where it is not written so. Whether domain and numbers are possible only the service knows. */
export function parseTypedDomain(text: string): TypedDomain | undefined {
  const written = text.trim().toLowerCase();
  const at = written.lastIndexOf('@');
  const domain = written.slice(at + 1).trim();
  const limits = at > 0 ? parseLimits(written.slice(0, at).trim()) : {};
  return limits && { ...limits, ...(domain !== '' && { domain }) };
}

const hourMs = 3_600_000;
const unitMs: Readonly<Record<string, number>> = { h: hourMs, d: 24 * hourMs, w: 7 * 24 * hourMs };

function parseLimits(text: string): Omit<TypedDomain, 'domain'> | undefined {
  let limits: Omit<TypedDomain, 'domain'> = {};
  for (const part of text.split('.')) {
    const [, number, unit = ''] = /^(\d{1,9})([xhdw])$/.exec(part) ?? [];
    if (number === undefined) return undefined;
    const count = Number(number);
    const limit = unit === 'x' ? { maxUses: count } : { validForMs: count * (unitMs[unit] ?? 0) };
    if (Object.keys(limit).some((kind) => kind in limits)) return undefined;
    limits = { ...limits, ...limit };
  }
  return limits;
}
