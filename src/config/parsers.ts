// SPDX-License-Identifier: MIT
import ipaddr from 'ipaddr.js';
import type { Rate } from '../base/rate.ts';

/** A value, or what the text should have been, to stand after the name of its variable. */
export type Parsed<T> = { readonly value: T } | { readonly fault: string };

/** Where to listen. An IPv6 `host` is without brackets; port 0 picks one. */
export interface Listen {
  readonly host: string;
  readonly port: number;
}

/** `127.0.0.1:8080`, `[::1]:25`, `localhost:0`. */
export function parseListen(text: string): Parsed<Listen> {
  const fault = 'must be an address and a port, such as 127.0.0.1:8080 or [::1]:25';
  const parts = /^(?:\[(?<v6>[^\]]+)\]|(?<host>[^:[\]]+)):(?<port>\d{1,5})$/.exec(text)?.groups;
  if (parts === undefined || Number(parts.port) > 65_535) return { fault };
  const host = parts.v6 ?? parts.host ?? '';
  const isSound = parts.v6 === undefined ? isHost(host) : ipaddr.IPv6.isValid(host);
  return isSound ? { value: { host, port: Number(parts.port) } } : { fault };
}

/**
 * A host name, also of one label, or an IPv4 address in four decimal parts. Underscores are no letters of host names (RFC 1123 §2.1),
 * but of the names that compose files give.
 */
export function isHost(text: string): boolean {
  if (/^[\d.]+$/.test(text)) return ipaddr.IPv4.isValidFourPartDecimal(text);
  return text.length <= 253 && text.split('.').every((label) => hostLabel.test(label));
}

/** Addresses and CIDR ranges. */
export function parseRanges(text: string): Parsed<readonly string[]> {
  const value = parseList(text);
  if (value.every(isRange)) return { value };
  return { fault: 'must be addresses or CIDR ranges separated by commas, such as 127.0.0.1,10.0.0.0/8' };
}

/** An address or a CIDR range, IPv4 in four decimal parts. */
function isRange(text: string): boolean {
  const base = text.split('/', 1)[0] ?? '';
  const isAddress = base.includes(':') || ipaddr.IPv4.isValidFourPartDecimal(base);
  return isAddress && (ipaddr.isValid(text) || ipaddr.isValidCIDR(text));
}

/** The entries of a comma-separated list, without white space and empty entries. */
export function parseList(text: string): readonly string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** A whole number from 1 to `max`, or `off`, which becomes `lifted`. */
export function parseLimit<T>(text: string, max: number, lifted: T): Parsed<number | T> {
  if (text.toLowerCase() === 'off') return { value: lifted };
  const value = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= max
    ? { value }
    : { fault: `must be a whole number from 1 to ${max}, or off` };
}

/** Octets: `26214400`, `512KiB`, `25MiB`, `1GiB`. */
export function parseOctets(text: string): Parsed<number> {
  const parts = /^(\d{1,13}) ?(B|KiB|MiB|GiB)?$/i.exec(text);
  const value = Number(parts?.[1] ?? 0) * (octetsPer[(parts?.[2] ?? 'b').toLowerCase()] ?? 0);
  if (value >= 1 && value <= 2 ** 40) return { value };
  return { fault: 'must be a size in octets above 0, such as 26214400 or 25MiB' };
}

/** Milliseconds: `500ms`, `300s`, `5m`, `1h`, up to a day. */
export function parseDurationMs(text: string): Parsed<number> {
  const parts = /^(\d{1,9}) ?(ms|s|m|h)$/.exec(text);
  const value = Number(parts?.[1] ?? 0) * (msPer[parts?.[2] ?? ''] ?? 0);
  if (value >= 1 && value <= 86_400_000) return { value };
  return { fault: 'must be a time above 0 and up to a day with its unit, such as 300s or 5m' };
}

/** `30/minute`, or `off`, which becomes `undefined`. */
export function parseRate(text: string): Parsed<Rate | undefined> {
  if (text.toLowerCase() === 'off') return { value: undefined };
  const parts = /^(\d{1,9}) ?\/ ?(second|minute|hour|day)$/.exec(text);
  const points = Number(parts?.[1] ?? 0);
  if (points >= 1) return { value: { points, durationMs: msPer[parts?.[2] ?? ''] ?? 0 } };
  return { fault: 'must be a number per second, minute, hour or day, such as 30/minute, or off' };
}

const hostLabel = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i;

const octetsPer: Readonly<Record<string, number>> = { b: 1, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30 };

const msPer: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};
