// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';
import { errorCodeOf } from '../base/error-code.ts';
import { isLoopback } from '../base/loopback.ts';
import { isHost, type Parsed, parseList } from './parsers.ts';

/** A server that messages are passed on to. Has the shape of the SMTP client's options. */
interface NextHop {
  /** Name or address; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** `implicit` is smtps. */
  readonly tls: 'none' | 'opportunistic' | 'required' | 'implicit';
  readonly auth?: { readonly user: string; readonly password: string };
  /** Certificates of authorities to trust in place of the system's, in PEM. */
  readonly ca?: string;
}

/** Smarthosts, the most wanted first, or the mail servers of each target's own domain. */
export type NextHops = readonly NextHop[] | 'direct';

/**
 * `direct`, or `smtp://[user:password@]host[:port][?tls=none|opportunistic|required]` or `smtps://…`, several separated by
 * commas. Ports are 25 and 465 by default. TLS is used where it is offered and, with credentials, required: an opportunistic
 * session would give them to whoever stands in between. Faults tell which entry is meant, never what is in it.
 */
export function parseNextHops(text: string): Parsed<NextHops> {
  const entries = parseList(text);
  if (entries.some((entry) => entry.toLowerCase() === 'direct'))
    return entries.length === 1
      ? { value: 'direct' }
      : { fault: 'must be either direct or smarthosts, not both' };
  const hops: NextHop[] = [];
  for (const [at, entry] of entries.entries()) {
    const hop = parseNextHop(entry);
    if ('fault' in hop) return { fault: entries.length === 1 ? hop.fault : `entry ${at + 1}: ${hop.fault}` };
    hops.push(hop.value);
  }
  return { value: hops };
}

const shape = 'must be smtp://[user:password@]host[:port], smtps://…, or direct';

function parseNextHop(text: string): Parsed<NextHop> {
  const url = /[\s\p{C}]/u.test(text) || !URL.canParse(text) ? undefined : new URL(text);
  if (url === undefined || !/^smtps?:$/.test(url.protocol)) return { fault: shape };
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (url.hostname === host && !isHost(host))
    return {
      fault: `${shape}; characters such as @ / ? # , in the password are written as %40 %2F %3F %23 %2C`,
    };
  if (!/^\/?$/.test(url.pathname) || url.hash !== '')
    return { fault: `${shape}, and nothing after that but ?tls= and ?ca=` };
  if (url.port === '0') return { fault: 'must not have port 0' };
  const auth = credentialsOf(url);
  if ('fault' in auth) return auth;
  const names = [...url.searchParams.keys()];
  if (names.some((name) => name !== 'tls' && name !== 'ca') || new Set(names).size < names.length)
    return { fault: 'must have no options but one ?tls= and one ?ca=' };
  const tls = tlsOf(url, host, auth.value !== undefined);
  if ('fault' in tls) return tls;
  const ca = authoritiesOf(url, tls.value);
  if ('fault' in ca) return ca;
  const port = url.port === '' ? (url.protocol === 'smtps:' ? 465 : 25) : Number(url.port);
  return { value: { host, port, tls: tls.value, ...(auth.value && { auth: auth.value }), ...ca.value } };
}

function credentialsOf(url: URL): Parsed<NextHop['auth']> {
  if (url.username === '' && url.password === '') return { value: undefined };
  if (url.username === '' || url.password === '')
    return { fault: 'must have both user and password, or neither' };
  try {
    return { value: { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) } };
  } catch {
    return { fault: 'must have % in user and password written as %25' };
  }
}

function tlsOf(url: URL, host: string, hasCredentials: boolean): Parsed<NextHop['tls']> {
  const tls = url.searchParams.get('tls') ?? undefined;
  if (url.protocol === 'smtps:')
    return tls === undefined ? { value: 'implicit' } : { fault: 'must not have ?tls= with smtps://' };
  const isExposed = hasCredentials && !isLoopback(host);
  if (tls === undefined) return { value: isExposed ? 'required' : 'opportunistic' };
  if (tls !== 'none' && tls !== 'opportunistic' && tls !== 'required')
    return { fault: 'must have ?tls= with none, opportunistic or required' };
  if (isExposed && tls !== 'required') return { fault: 'must have ?tls=required with a password' };
  return { value: tls };
}

/** `?ca=FILE`: a certificate that nobody checks would need no authority. */
function authoritiesOf(url: URL, tls: NextHop['tls']): Parsed<Pick<NextHop, 'ca'>> {
  const path = url.searchParams.get('ca');
  if (path === null) return { value: {} };
  if (tls !== 'required' && tls !== 'implicit')
    return { fault: 'must have ?ca= only with smtps:// or ?tls=required, which check certificates' };
  try {
    const ca = readFileSync(path, 'utf8');
    if (ca.includes('-----BEGIN CERTIFICATE-----')) return { value: { ca } };
    return { fault: 'must have in ?ca= a file with certificates in PEM' };
  } catch (error) {
    return { fault: `has a file in ?ca= that cannot be read (${errorCodeOf(error) ?? 'unknown error'})` };
  }
}
