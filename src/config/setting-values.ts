// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';
import ipaddr from 'ipaddr.js';
import { parseDomain } from '../alias/domain.ts';
import { parseTarget } from '../alias/mailbox.ts';
import { errorCodeOf } from '../base/error-code.ts';
import type { StoreLocation } from '../base/store-location.ts';
import { type Parsed, parseDurationMs, parseLimit, parseList, parseListen } from './parsers.ts';
import { parseRedisUrl } from './redis-url.ts';

/** How much is logged. */
export type LogLevel = (typeof logLevels)[number];

/** What is done with DMARC: nothing, its verdict is logged, or what its policy says. */
export type DmarcMode = (typeof dmarcModes)[number];

const dmarcModes = ['off', 'log', 'enforce'] as const;

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Any text. */
export function asWritten(value: string): Parsed<string> {
  return { value };
}

/** Full domain names, the first of which is the default; in normal form, each once. */
export function parseDomains(text: string): Parsed<readonly [string, ...string[]]> {
  const domains = parseList(text).map((entry) => parseDomain(entry));
  const wrong = domains.indexOf(undefined);
  if (wrong >= 0 && domains.length > 1) return { fault: `entry ${wrong + 1} must be a full domain name` };
  const [first, ...others] = domains.filter((domain) => domain !== undefined);
  if (first === undefined || wrong >= 0)
    return { fault: 'must be one or more full domain names separated by commas, such as alias.example' };
  return { value: [first, ...new Set(others.filter((domain) => domain !== first))] };
}

/** Zones of DNS blocklists. */
export function parseZones(text: string): Parsed<readonly string[]> {
  const value = parseList(text).map((entry) => parseDomain(entry));
  if (value.every((zone) => zone !== undefined)) return { value };
  return { fault: 'must be zones of DNS blocklists separated by commas, such as zen.spamhaus.org' };
}

/** Addresses of name servers, with a port or without. */
export function parseNameServers(text: string): Parsed<readonly string[]> {
  const value = parseList(text);
  const isSound = (entry: string): boolean => ipaddr.isValid(entry) || isAddressWithPort(entry);
  if (value.every(isSound)) return { value };
  return { fault: 'must be addresses of name servers separated by commas, such as 192.0.2.53 or [::1]:5353' };
}

function isAddressWithPort(text: string): boolean {
  const parsed = parseListen(text);
  return 'value' in parsed && ipaddr.isValid(parsed.value.host) && parsed.value.port > 0;
}

/** One host name. */
export function parseHostname(text: string): Parsed<string> {
  const value = parseDomain(text, 1);
  return value === undefined ? { fault: 'must be a host name, such as mx.alias.example' } : { value };
}

/** An HTTP URL without a slash at the end. */
export function parsePublicUrl(text: string): Parsed<string> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSound =
    url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  if (!isSound || url.search !== '' || url.hash !== '')
    return { fault: 'must be a URL such as https://alias.example, without user, query or fragment' };
  return { value: url.href.replace(/\/+$/, '') };
}

/** Address of the directory of an authority. */
export function parseDirectory(text: string): Parsed<string> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' && url.username === '' && url.password === '') return { value: url.href };
  return { fault: 'must be an https:// URL, such as https://acme-v02.api.letsencrypt.org/directory' };
}

/** Path of a PEM file with certificates; its text. */
export function parseAuthorities(path: string): Parsed<string> {
  try {
    const pem = readFileSync(path, 'utf8');
    if (pem.includes('-----BEGIN CERTIFICATE-----')) return { value: pem };
    return { fault: 'must name a file with certificates in PEM' };
  } catch (error) {
    return { fault: `cannot be read (${errorCodeOf(error) ?? 'unknown error'})` };
  }
}

/** One mailbox. */
export function parsePostmaster(text: string): Parsed<string> {
  const parsed = parseTarget(text, []);
  if ('mailbox' in parsed) return { value: parsed.mailbox };
  return { fault: 'must be a plain mail address, such as you@example.org' };
}

/** `off` or `proof-of-work`. */
export function parseChallenge(text: string): Parsed<'off' | 'proof-of-work'> {
  const value = text.toLowerCase();
  return value === 'off' || value === 'proof-of-work' ? { value } : { fault: 'must be off or proof-of-work' };
}

/** A mailbox, or a page. */
export function parseAbuse(text: string): Parsed<string> {
  if (text.startsWith('https://') && URL.canParse(text)) return { value: new URL(text).href };
  const parsed = parseTarget(text, []);
  if ('mailbox' in parsed) return { value: parsed.mailbox };
  return { fault: 'must be a plain mail address, such as abuse@home.example, or an https:// URL' };
}

/** A line of text. */
export function parseOperator(text: string): Parsed<string> {
  return text.length <= 300 && !/[\p{Cc}\u2028\u2029]/u.test(text)
    ? { value: text }
    : { fault: 'must be a line of text of at most 300 characters' };
}

/** A time of at least a second, or `off`. */
export function parseProbe(text: string): Parsed<number | undefined> {
  if (text.toLowerCase() === 'off') return { value: undefined };
  const parsed = parseDurationMs(text);
  return 'value' in parsed && parsed.value >= 1000
    ? parsed
    : { fault: 'must be a time from 1s to a day with its unit, such as 1m, or off' };
}

/** `anyone` or `keys`. */
export function parseCreate(text: string): Parsed<'anyone' | 'keys'> {
  const value = text.toLowerCase();
  return value === 'anyone' || value === 'keys' ? { value } : { fault: 'must be anyone or keys' };
}

/** Whose targets are asked before mail goes to them. */
export function parseConfirm(text: string): Parsed<'on' | 'off' | 'others'> {
  const value = (['on', 'off', 'others'] as const).find((one) => one === text.toLowerCase());
  return value === undefined ? { fault: 'must be on, off or others' } : { value };
}

/** Mailboxes and, with an `@` before them, domains, in lower case. */
export function parseTargets(text: string): Parsed<readonly string[]> {
  const value = parseList(text).map((entry) => {
    const parsed = parseTarget(entry.startsWith('@') ? `any${entry}` : entry, []);
    if ('fault' in parsed) return undefined;
    return (entry.startsWith('@') ? parsed.mailbox.slice('any'.length) : parsed.mailbox).toLowerCase();
  });
  const sound = value.filter((entry) => entry !== undefined);
  if (sound.length > 0 && sound.length === value.length) return { value: sound };
  return { fault: 'must be mailboxes, and domains with an @ before them, separated by commas' };
}

/** `on` or `off`. */
export function parseSwitch(text: string): Parsed<boolean> {
  if (/^(?:on|off)$/i.test(text)) return { value: text.toLowerCase() === 'on' };
  return { fault: 'must be on or off' };
}

/** `srs` or `keep`. */
export function parseReturnPath(text: string): Parsed<'srs' | 'keep'> {
  const value = text.toLowerCase();
  return value === 'srs' || value === 'keep' ? { value } : { fault: 'must be srs or keep' };
}

/** A store as `MAYFLY_STORE` names it. Faults never repeat what was given. */
export function parseStore(text: string): Parsed<StoreLocation> {
  if (text === 'memory:' || text === 'memory') return { value: { kind: 'memory' } };
  const path = /^lmdb:(?<path>.+)$/.exec(text)?.groups?.path;
  if (path !== undefined) return { value: { kind: 'lmdb', path } };
  if (/^rediss?(\+\w*)?:/.test(text)) {
    const redis = parseRedisUrl(text);
    return 'fault' in redis ? redis : { value: { kind: 'redis', location: redis.value } };
  }
  return { fault: 'must be lmdb: and a path, such as lmdb:./data/mayfly, redis://host, or memory:' };
}

/** A bearer token that cannot be guessed. */
export function parseToken(text: string): Parsed<string> {
  // RFC 6750 §2.1, and too long to be guessed.
  return /^[\w.~+/-]{16,}=*$/.test(text)
    ? { value: text }
    : { fault: 'must be 16 or more letters, digits and -._~+/, such as `openssl rand -hex 16` makes' };
}

/** A maximum number of connections; `off` is infinite. */
export function parseConnections(text: string): Parsed<number> {
  return parseLimit(text, 1_000_000, Number.POSITIVE_INFINITY);
}

/** A number of processes. */
export function parseWorkers(text: string): Parsed<number> {
  const value = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= maxWorkers
    ? { value }
    : { fault: `must be a number of processes from 1 to ${maxWorkers}` };
}

const maxWorkers = 128;

/** Who hears of mail that bounced. */
export function parseReports(text: string): Parsed<'vouched' | 'all'> {
  const value = (['vouched', 'all'] as const).find((one) => one === text.toLowerCase());
  return value === undefined ? { fault: 'must be one of vouched, all' } : { value };
}

/** A mode of DMARC. */
export function parseDmarcMode(text: string): Parsed<DmarcMode> {
  const value = dmarcModes.find((mode) => mode === text.toLowerCase());
  return value === undefined ? { fault: `must be one of ${dmarcModes.join(', ')}` } : { value };
}

/** A level of the log. */
export function parseLogLevel(text: string): Parsed<LogLevel> {
  const value = logLevels.find((level) => level === text.toLowerCase());
  return value === undefined ? { fault: `must be one of ${logLevels.join(', ')}` } : { value };
}

/** A DKIM selector: labels of a domain name (RFC 6376 §3.1). */
export function parseSelector(text: string): Parsed<string> {
  const value = parseDomain(text, 1);
  return value === undefined ? { fault: 'must be a DKIM selector, such as mayfly' } : { value };
}

/** Who may read what the sandbox received. */
export function parseSandbox(text: string): Parsed<'local' | 'public'> {
  const value = text.toLowerCase();
  return value === 'local' || value === 'public' ? { value } : { fault: 'must be local or public' };
}
