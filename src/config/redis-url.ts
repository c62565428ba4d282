// SPDX-License-Identifier: MIT
import { isIP } from 'node:net';
import type { RedisLocation } from '../base/store-location.ts';
import { isHost, type Parsed, parseList } from './parsers.ts';

/**
 * `redis://[[user]:password@]host[:port][/database]`, `redis+cluster://…host:port,host:port`,
 * `redis+sentinel://…host:port,host:port/primary`; `rediss` for TLS. Options: `?wait=replicas:ms`, `?waitaof=local:replicas:ms`,
 * `?prefix=name`. Faults never repeat what was given.
 */
export function parseRedisUrl(text: string): Parsed<RedisLocation> {
  const parts = urlShape.exec(text)?.groups;
  if (parts === undefined)
    return { fault: `${shape}; @ / ? # in the password are written as %40 %2F %3F %23` };
  const mode = parts.mode === 'cluster' || parts.mode === 'sentinel' ? parts.mode : 'single';
  const nodes = parseList(parts.nodes ?? '').map((node) =>
    parseNode(node, mode === 'sentinel' ? 26_379 : 6379),
  );
  if (nodes.length === 0 || nodes.includes(undefined))
    return { fault: `${shape}, with hosts as host or host:port` };
  if (mode === 'single' && nodes.length > 1)
    return { fault: 'must name one host; several are for redis+cluster:// and redis+sentinel://' };
  const login = parseLogin(parts.login);
  if ('fault' in login) return login;
  const path = parsePath(mode, parts.path ?? '');
  if ('fault' in path) return path;
  const options = parseOptions(parts.options ?? '');
  if ('fault' in options) return options;
  const known = nodes.filter((node) => node !== undefined);
  const tls = parts.scheme === 'rediss';
  return { value: { mode, nodes: known, tls, ...login.value, ...path.value, ...options.value } };
}

const shape =
  'must be redis://[user:password@]host[:port], rediss://… for TLS, redis+cluster://h1:p1,h2:p2 or redis+sentinel://h1:p1,h2:p2/primary';
const urlShape =
  /^(?<scheme>rediss?)(?:\+(?<mode>cluster|sentinel))?:\/\/(?:(?<login>[^@/?#\s]*)@)?(?<nodes>[^@/?#\s]+)(?:\/(?<path>[^?#\s]*))?(?:\?(?<options>[^#\s]*))?$/;

function parseNode(text: string, defaultPort: number): { host: string; port: number } | undefined {
  const parts = /^(?:\[(?<v6>[^\]]+)\]|(?<host>[^:[\]]+))(?::(?<port>\d{1,5}))?$/.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const port = parts.port === undefined ? defaultPort : Number(parts.port);
  const isSound = parts.v6 === undefined ? isHost(parts.host ?? '') : isIP(parts.v6) === 6;
  return isSound && port > 0 && port <= 65_535 ? { host: parts.v6 ?? parts.host ?? '', port } : undefined;
}

function parseLogin(text: string | undefined): Parsed<Pick<RedisLocation, 'user' | 'password'>> {
  if (text === undefined) return { value: {} };
  const [user = '', password = '', ...more] = text.split(':');
  if (password === '' || more.length > 0)
    return {
      fault: 'must have user:password or :password before the @, and a colon in either written as %3A',
    };
  try {
    const login = { password: decodeURIComponent(password) };
    return { value: user === '' ? login : { ...login, user: decodeURIComponent(user) } };
  } catch {
    return { fault: 'must have % in user and password written as %25' };
  }
}

function parsePath(
  mode: RedisLocation['mode'],
  path: string,
): Parsed<Pick<RedisLocation, 'database' | 'primary'>> {
  if (mode === 'sentinel') {
    if (!/^[\w.-]+$/.test(path))
      return { fault: 'must end in / and the name that the sentinels give the primary' };
    return { value: { database: 0, primary: path } };
  }
  if (path === '') return { value: { database: 0 } };
  if (mode === 'cluster') return { fault: 'must have no database after the hosts: a cluster has only one' };
  if (!/^\d{1,5}$/.test(path))
    return { fault: 'must have nothing but the number of a database after the host' };
  return { value: { database: Number(path) } };
}

function parseOptions(text: string): Parsed<Pick<RedisLocation, 'prefix' | 'confirm'>> {
  const options = new URLSearchParams(text);
  const names = [...options.keys()];
  if (
    names.some((name) => !['wait', 'waitaof', 'prefix'].includes(name)) ||
    new Set(names).size < names.length
  )
    return { fault: 'must have no options but wait, waitaof and prefix, each once' };
  const prefix = options.get('prefix') ?? 'mayfly';
  if (!/^[\w.-]{1,40}$/.test(prefix))
    return { fault: 'must have ?prefix= with letters, digits and ._- only' };
  const [wait, waitaof] = [options.get('wait'), options.get('waitaof')];
  if (wait !== null && waitaof !== null) return { fault: 'must have either ?wait= or ?waitaof=' };
  if (wait === null && waitaof === null) return { value: { prefix } };
  const numbers = (wait ?? waitaof ?? '')
    .split(':')
    .map((number) => (/^\d{1,4}$/.test(number) ? Number(number) : -1));
  const [timeoutMs = -1, replicas = -1, local] = numbers.toReversed();
  const isSound = numbers.length === (wait === null ? 3 : 2) && numbers.every((number) => number >= 0);
  if (!isSound || timeoutMs < 1 || timeoutMs > 4_000 || (local ?? 0) > 1)
    return {
      fault:
        'must have ?wait=replicas:ms, such as 1:500, or ?waitaof=local:replicas:ms, such as 1:0:500, with up to 4000 ms',
    };
  return { value: { prefix, confirm: { replicas, timeoutMs, ...(local !== undefined && { local }) } } };
}
