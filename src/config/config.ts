// SPDX-License-Identifier: MIT
import { readFile } from 'node:fs/promises';
import { isWithin } from '../alias/domain.ts';
import { isLoopback } from '../base/loopback.ts';
import type { NextHops } from './next-hop.ts';
import type { Listen } from './parsers.ts';
import { isSettingKey, type SettingKey, type Settings, settingKeys, settingOf } from './settings.ts';
import { namesOfSettings, prefix, type ReadText, readSources } from './sources.ts';
import { suggest } from './suggest.ts';

/**
 * How one Mayfly runs: everything checked, defaults filled in. Each setting is here under its key in camel case, as `settings`
 * describes it; those of `Grouped` together instead, in the shape that their users take.
 */
export type Config = Omit<CamelCased<Settings>, GroupedField> & Grouped;

interface Grouped {
  /** Our name in greeting and EHLO. */
  readonly hostname: string;
  /** None: the sandbox, and then both listeners are on loopback, unless it is public. */
  readonly nextHops: NextHops;
  /** Whose targets are asked before mail goes to them. */
  readonly confirm: 'on' | 'off' | 'others';
  readonly maxMessageSizeOctets: number;
  /** The operator's limits of an alias; `null` lifts one. */
  readonly caps: { readonly maxUses: number | null; readonly maxDays: number | null };
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
  /** Where `/metrics` is, if not at `httpListen`, and the token that it takes, if any. */
  readonly metrics: { readonly listen: Listen | undefined; readonly token: string | undefined };
  /** Paths of PEM files for STARTTLS and HTTPS. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** Where certificates are obtained, if they are; `ca`: what its server is checked by, PEM. */
  readonly acme:
    | { readonly contact: string; readonly directory: string; readonly ca: string | undefined }
    | undefined;
}

type GroupedField = (typeof groupedFields)[number];

const groupedFields = [
  'hostname',
  'nextHop',
  'confirm',
  'maxMessageSize',
  'maxUses',
  'maxDays',
  'smtpCommandTimeout',
  'smtpTransactionTimeout',
  'smtpDataTimeout',
  'smtpConnections',
  'smtpConnectionsPerClient',
  'smtpErrorsPerClient',
  'metricsListen',
  'metricsToken',
  'tlsCert',
  'tlsKey',
  'acme',
  'acmeDirectory',
  'acmeCa',
] as const satisfies readonly (keyof CamelCased<Settings>)[];

type CamelCased<T> = { readonly [Key in keyof T as CamelCase<Key & string>]: T[Key] };

type CamelCase<Text extends string> = Text extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Text;

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
export function loadConfig(
  env: Readonly<Record<string, string | undefined>>,
  tomlText = '',
  readText?: ReadText,
): Config {
  const { sources, mistakes: unreadable } = readSources(env, tomlText, readText);
  const nameOf = (key: string): string => sources.get(key)?.name ?? prefix + key.toUpperCase();
  const mistakes = [...unreadable];
  const values: Partial<Record<SettingKey, unknown>> = {};
  for (const key of settingKeys) {
    const { parse, default: byDefault } = settingOf(key);
    const text = sources.get(key)?.text.trim() ?? byDefault;
    if (text === undefined) continue;
    const parsed = parse(text);
    if ('value' in parsed) values[key] = parsed.value;
    else mistakes.push(`${nameOf(key)}: ${parsed.fault}`);
  }
  for (const key of sources.keys()) if (!isSettingKey(key)) mistakes.push(unknownSetting(key, nameOf));
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  // Each key has a value of its row's own `parse` now, or is absent where there is no default.
  const all = values as Settings;
  const contradicting = contradictions(all, nameOf);
  if (contradicting.length > 0) throw new ConfigError(contradicting);
  return configOf(all);
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

function unknownSetting(key: string, nameOf: NameOf): string {
  const meant = suggest(key, namesOfSettings());
  const spelled = nameOf(key).startsWith(prefix) ? `${prefix}${meant?.toUpperCase()}` : meant;
  return `${nameOf(key)}: is not a setting${meant === undefined ? '' : `; did you mean ${spelled}?`}`;
}

/** What no single setting can know. */
function contradictions(all: Settings, nameOf: NameOf): string[] {
  const mistakes: string[] = [];
  const isSandbox = all.next_hop.length === 0;
  for (const key of ['http_listen', 'https_listen', 'smtp_listen'] as const)
    if (isSandbox && all.sandbox === 'local' && !isLoopback(all[key]?.host ?? 'localhost'))
      mistakes.push(
        `${nameOf(key)}: must be on loopback, such as 127.0.0.1:0, while ${nameOf('next_hop')} is not set (sandbox)`,
      );
  if (all.sandbox === 'public' && !isSandbox)
    mistakes.push(`${nameOf('sandbox')}: has a meaning only while ${nameOf('next_hop')} is not set`);
  if (all.direct_trial !== undefined && all.next_hop !== 'direct')
    mistakes.push(`${nameOf('direct_trial')}: has a meaning only where ${nameOf('next_hop')} is direct`);
  mistakes.push(...certificateMistakes(all, nameOf));
  if (all.workers > 1 && all.store.kind === 'memory')
    mistakes.push(
      `${nameOf('workers')}: must be 1 with ${nameOf('store')} memory:, which no processes share`,
    );
  if (all.confirm === 'others' && all.targets === undefined)
    mistakes.push(`${nameOf('confirm')}: others takes ${nameOf('targets')}, which says who is not asked`);
  for (const key of ['postmaster', 'abuse'] as const)
    if (isWithin(all[key]?.split('@').at(-1) ?? '', all.domains))
      mistakes.push(`${nameOf(key)}: must not be at an alias domain`);
  return mistakes;
}

/** Where the certificates come from must be said once, and be known where they are needed. */
function certificateMistakes(all: Settings, nameOf: NameOf): string[] {
  const mistakes: string[] = [];
  if ((all.tls_cert === undefined) !== (all.tls_key === undefined))
    mistakes.push(
      `${nameOf(all.tls_cert === undefined ? 'tls_key' : 'tls_cert')}: must be given with its other half`,
    );
  if (all.acme !== undefined && all.tls_cert !== undefined)
    mistakes.push(`${nameOf('acme')}: must not be given with ${nameOf('tls_cert')}, for which it stands`);
  if (all.https_listen !== undefined && all.acme === undefined && all.tls_cert === undefined)
    mistakes.push(
      `${nameOf('https_listen')}: needs a certificate: set ${nameOf('acme')}, or ${nameOf('tls_cert')} and ${nameOf('tls_key')}`,
    );
  if (all.https_listen !== undefined && all.public_url?.startsWith('http:'))
    mistakes.push(
      `${nameOf('public_url')}: must be https:// with ${nameOf('https_listen')}, to which visitors are led`,
    );
  for (const key of ['acme_directory', 'acme_ca'] as const)
    if (all[key] !== undefined && all.acme === undefined)
      mistakes.push(`${nameOf(key)}: has a meaning only where ${nameOf('acme')} is set`);
  return mistakes;
}

/** Of Let's Encrypt. */
const usualDirectory = 'https://acme-v02.api.letsencrypt.org/directory';

function configOf(all: Settings): Config {
  const { acme: contact, acme_directory: directory = usualDirectory, acme_ca: ca } = all;
  return {
    ...camelCased(all),
    publicUrl: all.public_url ?? (all.https_listen === undefined ? undefined : `https://${all.domains[0]}`),
    acme: contact === undefined ? undefined : { contact, directory, ca },
    hostname: all.hostname ?? all.domains[0],
    nextHops: all.next_hop,
    confirm: all.confirm ?? (all.next_hop.length === 0 ? 'off' : 'on'),
    maxMessageSizeOctets: all.max_message_size,
    caps: { maxUses: all.max_uses, maxDays: all.max_days },
    smtp: {
      commandTimeoutMs: all.smtp_command_timeout,
      transactionTimeoutMs: all.smtp_transaction_timeout,
      mailDataTimeoutMs: all.smtp_data_timeout,
      connections: all.smtp_connections,
      connectionsPerClient: all.smtp_connections_per_client,
      errorsPerClient: all.smtp_errors_per_client,
    },
    metrics: { listen: all.metrics_listen, token: all.metrics_token },
    tls:
      all.tls_cert !== undefined && all.tls_key !== undefined
        ? { certFile: all.tls_cert, keyFile: all.tls_key }
        : undefined,
  };
}

/** Absent settings are there as `undefined`; grouped ones are left out. */
function camelCased(all: Settings): Omit<CamelCased<Settings>, GroupedField> {
  const fields = settingKeys
    .map((key) => [key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()), all[key]] as const)
    .filter(([field]) => !groupedFields.some((grouped) => grouped === field));
  return Object.fromEntries(fields) as unknown as Omit<CamelCased<Settings>, GroupedField>;
}
