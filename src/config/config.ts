import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { isWithin } from '../alias/domain.ts';
import { isLoopback } from '../base/loopback.ts';
import type { Rate } from '../base/rate.ts';
import type { StoreLocation } from '../base/store-location.ts';
import type { DirectTrial } from './direct-trial.ts';
import type { NextHops } from './next-hop.ts';
import type { Listen } from './parsers.ts';
import type { RspamdLocation } from './rspamd-url.ts';
import { type DmarcMode, type LogLevel, type Settings, settings } from './schema.ts';
import { gather, prefix } from './sources.ts';
import { suggest } from './suggest.ts';

/** How one Mayfly runs: everything checked, defaults filled in. */
export interface Config {
  /** The alias domains in normal form. */
  readonly domains: readonly [string, ...string[]];
  /** Our name in greeting and EHLO. */
  readonly hostname: string;
  readonly httpListen: Listen;
  readonly smtpListen: Listen;
  /** Without a slash at the end; from the HTTP address when absent. */
  readonly publicUrl: string | undefined;
  /** None: the sandbox, and then both listeners are on loopback. */
  readonly nextHops: NextHops;
  /** For trying direct delivery out on one machine. */
  readonly directTrial: DirectTrial | undefined;
  readonly store: StoreLocation;
  readonly secretFile: string;
  readonly maxMessageSizeOctets: number;
  /** The most that an alias may get; `null` lifts a cap. */
  readonly caps: { readonly maxUses: number | null; readonly maxDays: number | null };
  /** Alias creations per client; absent when there is no limit. */
  readonly rateLimit: Rate | undefined;
  /** Mailbox that mail to postmaster goes to. */
  readonly postmaster: string | undefined;
  /** Whether messages get fields that tell of their alias, with a link to stop it. */
  readonly mailFields: boolean;
  /** What the next hop is told as reverse path: one of ours, or the sender's own. */
  readonly returnPath: 'srs' | 'keep';
  /** Limits of the SMTP server; `Infinity` lifts one. */
  readonly smtp: {
    readonly commandTimeoutMs: number;
    /** From MAIL to DATA. */
    readonly transactionTimeoutMs: number;
    /** From DATA to the final dot. */
    readonly mailDataTimeoutMs: number;
    readonly connections: number;
    readonly connectionsPerClient: number;
    /** Refused recipients and bad commands per minute and client address. */
    readonly errorsPerClient: number;
  };
  /** Processes that serve; with more than one, the first only watches over the others. */
  readonly workers: number;
  /** Where `/metrics` is, if not at `httpListen`, and the token that it takes, if any. */
  readonly metrics: { readonly listen: Listen | undefined; readonly token: string | undefined };
  readonly logLevel: LogLevel;
  /** Paths of PEM files for STARTTLS. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** Addresses and CIDR ranges of proxies whose X-Forwarded-For is believed. */
  readonly trustProxy: readonly string[];
  /** The same of proxies in front of SMTP, which must send a PROXY header. */
  readonly proxyPeers: readonly string[];
  /** Zones of DNS blocklists that clients are looked up in. */
  readonly dnsbl: readonly string[];
  /** Name servers as `address` or `address:port`; none: those of the system. */
  readonly dnsServers: readonly string[];
  readonly dmarc: DmarcMode;
  /** The spam filter that is asked about each message. */
  readonly rspamd: RspamdLocation | undefined;
}

/** What is wrong with a configuration: a line for each mistake, which names its setting and repeats no value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(mistakes.join('\n'));
    this.mistakes = mistakes;
  }
}

/**
 * The configuration that environment and, where the environment says nothing, TOML text make together. An empty
 * variable counts as absent. Throws `ConfigError` with every mistake.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>, tomlText = ''): Config {
  const { given, mistakes: misread } = gather(env, tomlText);
  const nameOf = (key: string): string => given.get(key)?.name ?? prefix + key.toUpperCase();
  const parsed = settings.safeParse(Object.fromEntries([...given].map(([key, { text }]) => [key, text])));
  const mistakes = parsed.success
    ? [...misread, ...contradictions(parsed.data, nameOf)]
    : [...misread, ...parsed.error.issues.flatMap((issue) => explain(issue, nameOf))];
  if (mistakes.length > 0 || !parsed.success) throw new ConfigError(mistakes);
  return configOf(parsed.data);
}

/** The same with TOML from a file, if a path is given; a file that cannot be read is a mistake too. */
export async function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  path: string | undefined,
): Promise<Config> {
  if (path === undefined) return loadConfig(env);
  const tomlText = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError([`configuration file: cannot be read (${error.code})`]);
  });
  return loadConfig(env, tomlText);
}

type NameOf = (key: string) => string;

function explain(issue: z.core.$ZodIssue, nameOf: NameOf): string[] {
  if (issue.code !== 'unrecognized_keys') return [`${nameOf(String(issue.path[0]))}: ${issue.message}`];
  return issue.keys.map((key) => {
    const meant = suggest(key, Object.keys(settings.shape));
    const spelled = nameOf(key).startsWith(prefix) ? `${prefix}${meant?.toUpperCase()}` : meant;
    return `${nameOf(key)}: is not a setting${meant === undefined ? '' : `; did you mean ${spelled}?`}`;
  });
}

/** What no single setting can know. */
function contradictions(all: Settings, nameOf: NameOf): string[] {
  const mistakes: string[] = [];
  const isSandbox = all.next_hop.length === 0;
  for (const key of ['http_listen', 'smtp_listen'] as const)
    if (isSandbox && !isLoopback(all[key].host))
      mistakes.push(
        `${nameOf(key)}: must be on loopback, such as 127.0.0.1:0, while ${nameOf('next_hop')} is not set (sandbox)`,
      );
  if (all.direct_trial !== undefined && all.next_hop !== 'direct')
    mistakes.push(`${nameOf('direct_trial')}: has a meaning only where ${nameOf('next_hop')} is direct`);
  if ((all.tls_cert === undefined) !== (all.tls_key === undefined))
    mistakes.push(
      `${nameOf(all.tls_cert === undefined ? 'tls_key' : 'tls_cert')}: must be given with its other half`,
    );
  if (all.workers > 1 && all.store.kind === 'memory')
    mistakes.push(
      `${nameOf('workers')}: must be 1 with ${nameOf('store')} memory:, which no processes share`,
    );
  if (
    all.postmaster !== undefined &&
    isWithin(all.postmaster.slice(all.postmaster.lastIndexOf('@') + 1), all.domains)
  )
    mistakes.push(`${nameOf('postmaster')}: must not be at an alias domain`);
  return mistakes;
}

function configOf(all: Settings): Config {
  return {
    domains: all.domains,
    hostname: all.hostname ?? all.domains[0],
    httpListen: all.http_listen,
    smtpListen: all.smtp_listen,
    publicUrl: all.public_url,
    nextHops: all.next_hop,
    directTrial: all.direct_trial,
    store: all.store,
    secretFile: all.secret_file,
    maxMessageSizeOctets: all.max_message_size,
    caps: { maxUses: all.max_uses, maxDays: all.max_days },
    rateLimit: all.rate_limit,
    postmaster: all.postmaster,
    returnPath: all.return_path,
    mailFields: all.mail_fields,
    smtp: {
      commandTimeoutMs: all.smtp_command_timeout,
      transactionTimeoutMs: all.smtp_transaction_timeout,
      mailDataTimeoutMs: all.smtp_data_timeout,
      connections: all.smtp_connections,
      connectionsPerClient: all.smtp_connections_per_client,
      errorsPerClient: all.smtp_errors_per_client,
    },
    workers: all.workers,
    metrics: { listen: all.metrics_listen, token: all.metrics_token },
    logLevel: all.log_level,
    tls:
      all.tls_cert !== undefined && all.tls_key !== undefined
        ? { certFile: all.tls_cert, keyFile: all.tls_key }
        : undefined,
    trustProxy: all.trust_proxy,
    proxyPeers: all.proxy_peers,
    dnsbl: all.dnsbl,
    dnsServers: all.dns_servers,
    dmarc: all.dmarc,
    rspamd: all.rspamd,
  };
}
