import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { parseDomain } from '../alias/domain.ts';
import { parseTarget } from '../alias/mailbox.ts';
import type { StoreLocation } from '../base/store-location.ts';
import { parseDirectTrial } from './direct-trial.ts';
import { parseNextHops } from './next-hop.ts';
import {
  type Parsed,
  parseDurationMs,
  parseLimit,
  parseList,
  parseListen,
  parseOctets,
  parseRanges,
  parseRate,
} from './parsers.ts';
import { parseRedisUrl } from './redis-url.ts';
import { parseRspamdUrl } from './rspamd-url.ts';

/** Every setting by its key in the file; in the environment it is `MAYFLY_` and the key in capitals. */
export const settings = z.strictObject({
  domains: setting(parseDomains).prefault('alias.localhost'),
  hostname: setting(parseHostname).optional(),
  http_listen: setting(parseListen).prefault('127.0.0.1:8080'),
  smtp_listen: setting(parseListen).prefault('127.0.0.1:2525'),
  public_url: setting(parsePublicUrl).optional(),
  next_hop: setting(parseNextHops).prefault(''),
  direct_trial: setting(parseDirectTrial).optional(),
  store: setting(parseStore).prefault('lmdb:./data/mayfly'),
  secret_file: setting(asWritten).prefault('./data/secret'),
  max_message_size: setting(parseOctets).prefault('26214400'),
  max_uses: setting((text) => parseLimit(text, 1_000_000_000, null)).prefault('100'),
  max_days: setting((text) => parseLimit(text, 36_500, null)).prefault('60'),
  rate_limit: setting(parseRate).prefault('30/minute'),
  postmaster: setting(parsePostmaster).optional(),
  return_path: setting(parseReturnPath).prefault('srs'),
  mail_fields: setting(parseSwitch).prefault('on'),
  smtp_command_timeout: setting(parseDurationMs).prefault('300s'),
  smtp_transaction_timeout: setting(parseDurationMs).prefault('15m'),
  smtp_data_timeout: setting(parseDurationMs).prefault('1h'),
  smtp_connections: setting(parseConnections).prefault('2000'),
  smtp_connections_per_client: setting(parseConnections).prefault('50'),
  smtp_errors_per_client: setting((text) => parseLimit(text, 1_000_000, Number.POSITIVE_INFINITY)).prefault(
    'off',
  ),
  metrics_listen: setting(parseListen).optional(),
  metrics_token: setting(parseToken).optional(),
  workers: setting(parseWorkers).prefault('1'),
  log_level: setting(parseLogLevel).prefault('info'),
  tls_cert: setting(asWritten).optional(),
  tls_key: setting(asWritten).optional(),
  trust_proxy: setting(parseRanges).prefault(''),
  proxy_peers: setting(parseRanges).prefault(''),
  dnsbl: setting(parseZones).prefault(''),
  dns_servers: setting(parseNameServers).prefault(''),
  dmarc: setting(parseDmarcMode).prefault('off'),
  rspamd: setting(parseRspamdUrl).optional(),
});

/** What the settings say, each by itself. */
export type Settings = z.output<typeof settings>;

/** How much is logged. */
export type LogLevel = (typeof logLevels)[number];

/** What is done with DMARC: nothing, its verdict is logged, or what its policy says. */
export type DmarcMode = (typeof dmarcModes)[number];

const dmarcModes = ['off', 'log', 'enforce'] as const;

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

function setting<T>(parse: (text: string) => Parsed<T>) {
  return z.string().transform((text, ctx) => {
    const parsed = parse(text.trim());
    if ('value' in parsed) return parsed.value;
    ctx.issues.push({ code: 'custom', message: parsed.fault, input: undefined });
    return z.NEVER;
  });
}

function asWritten(value: string): Parsed<string> {
  return { value };
}

function parseDomains(text: string): Parsed<readonly [string, ...string[]]> {
  const domains = parseList(text).map((entry) => parseDomain(entry));
  const wrong = domains.indexOf(undefined);
  if (wrong >= 0 && domains.length > 1) return { fault: `entry ${wrong + 1} must be a full domain name` };
  const [first, ...others] = domains.filter((domain) => domain !== undefined);
  if (first === undefined || wrong >= 0)
    return { fault: 'must be one or more full domain names separated by commas, such as alias.example' };
  return { value: [first, ...new Set(others.filter((domain) => domain !== first))] };
}

function parseZones(text: string): Parsed<readonly string[]> {
  const value = parseList(text).map((entry) => parseDomain(entry));
  if (value.every((zone) => zone !== undefined)) return { value };
  return { fault: 'must be zones of DNS blocklists separated by commas, such as zen.spamhaus.org' };
}

function parseNameServers(text: string): Parsed<readonly string[]> {
  const value = parseList(text);
  const isSound = (entry: string): boolean => ipaddr.isValid(entry) || isAddressWithPort(entry);
  if (value.every(isSound)) return { value };
  return { fault: 'must be addresses of name servers separated by commas, such as 192.0.2.53 or [::1]:5353' };
}

function isAddressWithPort(text: string): boolean {
  const parsed = parseListen(text);
  return 'value' in parsed && ipaddr.isValid(parsed.value.host) && parsed.value.port > 0;
}

function parseHostname(text: string): Parsed<string> {
  const value = parseDomain(text, 1);
  return value === undefined ? { fault: 'must be a host name, such as mx.alias.example' } : { value };
}

function parsePublicUrl(text: string): Parsed<string> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSound =
    url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  if (!isSound || url.search !== '' || url.hash !== '')
    return { fault: 'must be a URL such as https://alias.example, without user, query or fragment' };
  return { value: url.href.replace(/\/+$/, '') };
}

function parsePostmaster(text: string): Parsed<string> {
  const parsed = parseTarget(text, []);
  if ('mailbox' in parsed) return { value: parsed.mailbox };
  return { fault: 'must be a plain mail address, such as you@example.org' };
}

function parseSwitch(text: string): Parsed<boolean> {
  if (/^(?:on|off)$/i.test(text)) return { value: text.toLowerCase() === 'on' };
  return { fault: 'must be on or off' };
}

function parseReturnPath(text: string): Parsed<'srs' | 'keep'> {
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

function parseToken(text: string): Parsed<string> {
  // RFC 6750 §2.1, and too long to be guessed.
  return /^[\w.~+/-]{16,}=*$/.test(text)
    ? { value: text }
    : { fault: 'must be 16 or more letters, digits and -._~+/, such as `openssl rand -hex 16` makes' };
}

function parseConnections(text: string): Parsed<number> {
  return parseLimit(text, 1_000_000, Number.POSITIVE_INFINITY);
}

function parseWorkers(text: string): Parsed<number> {
  const value = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= mostWorkers
    ? { value }
    : { fault: `must be a number of processes from 1 to ${mostWorkers}` };
}

const mostWorkers = 128;

function parseDmarcMode(text: string): Parsed<DmarcMode> {
  const value = dmarcModes.find((mode) => mode === text.toLowerCase());
  return value === undefined ? { fault: `must be one of ${dmarcModes.join(', ')}` } : { value };
}

function parseLogLevel(text: string): Parsed<LogLevel> {
  const value = logLevels.find((level) => level === text.toLowerCase());
  return value === undefined ? { fault: `must be one of ${logLevels.join(', ')}` } : { value };
}
