// SPDX-License-Identifier: MIT
import { parseDirectTrial } from './direct-trial.ts';
import { parseNextHops } from './next-hop.ts';
import {
  type Parsed,
  parseDurationMs,
  parseLimit,
  parseListen,
  parseOctets,
  parseRanges,
  parseRate,
} from './parsers.ts';
import { parseRspamdUrl } from './rspamd-url.ts';
import {
  asWritten,
  parseAbuse,
  parseAuthorities,
  parseChallenge,
  parseConfirm,
  parseConnections,
  parseCreate,
  parseDirectory,
  parseDmarcMode,
  parseDomains,
  parseHostname,
  parseLogLevel,
  parseNameServers,
  parseOperator,
  parsePostmaster,
  parseProbe,
  parsePublicUrl,
  parseReports,
  parseReturnPath,
  parseSandbox,
  parseSelector,
  parseStore,
  parseSwitch,
  parseTargets,
  parseToken,
  parseWorkers,
  parseZones,
} from './setting-values.ts';

/** One setting: all that is known of it. */
export interface Setting {
  /** Its value, or what is wrong with the text, which the fault must not repeat. */
  readonly parse: (text: string) => Parsed<unknown>;
  /** As it would be written. Without one the value is `undefined`. */
  readonly default?: string;
  /** In the documentation in place of the default, in Markdown. */
  readonly shownDefault?: string;
  /** The meaning for the documentation, in Markdown; links as they are in `docs/operations.md`. */
  readonly doc: string;
  /** Holds a credential: it may also be given as the path of a file, by the same name with `_FILE`. */
  readonly isSecret?: true;
  /** Among the few that the README shows. */
  readonly isEssential?: true;
}

/**
 * Every setting by its key in the file; in the environment it is `MAYFLY_` and the key in capitals. A new setting is a row here:
 * checking, the field of `Config` (in camel case) and the tables of README.md and docs/operations.md (`npm run docs`) follow from it.
 */
const settings = {
  domains: {
    parse: parseDomains,
    default: 'alias.localhost',
    doc: 'alias domains, comma separated; the first is the default',
    isEssential: true,
  },
  hostname: {
    parse: parseHostname,
    shownDefault: 'first domain',
    doc: 'our name in greeting, EHLO and trace',
  },
  http_listen: {
    parse: parseListen,
    default: '127.0.0.1:8080',
    doc: 'REST and pages; `[::1]:8080` for IPv6; port 0 picks one, and the log says which',
    isEssential: true,
  },
  https_listen: {
    parse: parseListen,
    shownDefault: 'none: a proxy speaks HTTPS',
    doc: 'the same over HTTPS, such as `[::]:443`, with the certificate of `MAYFLY_ACME` or `MAYFLY_TLS_CERT`. What then comes to `MAYFLY_HTTP_LISTEN` from other machines is led here ([TLS of its own](#of-its-own))',
  },
  smtp_listen: {
    parse: parseListen,
    default: '127.0.0.1:2525',
    doc: 'SMTP; `0.0.0.0:25` where mail comes from other machines',
    isEssential: true,
  },
  public_url: {
    parse: parsePublicUrl,
    shownDefault: 'from the HTTP address; with `MAYFLY_HTTPS_LISTEN`, `https://` and the first domain',
    doc: 'base of the links that are given out',
    isEssential: true,
  },
  next_hop: {
    parse: parseNextHops,
    default: '',
    shownDefault: 'unset: the sandbox',
    doc: "`smtp://[user:password@]host[:port]`, `smtps://…`; several, comma separated, are tried in order. `?tls=none\\|opportunistic\\|required`: with a password TLS is required, except on loopback; `?ca=FILE`: certificates of a private authority to trust, in PEM. Or `direct`: to the mail servers of each target's own domain ([what that takes](deliverability.md#direct-delivery))",
    isSecret: true,
    isEssential: true,
  },
  next_hop_probe: {
    parse: parseProbe,
    default: '1m',
    doc: 'between two looks whether each smarthost answers (connect, EHLO, STARTTLS where TLS is required, QUIT, without a login), for the metric `mayfly_next_hop_reachable`; `off`',
  },
  direct_trial: {
    parse: parseDirectTrial,
    shownDefault: 'none',
    doc: 'only for trying out [direct delivery](deliverability.md#direct-delivery) on one machine',
  },
  store: {
    parse: parseStore,
    default: 'lmdb:./data/mayfly',
    doc: '`lmdb:PATH`, `redis://…` and [its variants](nodes.md#redis-valkey-redis-cluster), or `memory:` for trying out',
    isSecret: true,
    isEssential: true,
  },
  secret_file: {
    parse: asWritten,
    default: './data/secret',
    doc: 'made on first start, mode 0600; one that others can read (a mounted secret of mode 0440 or 0444) is used with a warning, one that they can write is refused; several lines after a [rotation](#rotating-the-server-secret). Without it the store is worthless, to you too',
    isEssential: true,
  },
  max_message_size: { parse: parseOctets, default: '26214400', doc: 'octets; also `25MiB`' },
  max_uses: {
    parse: (text: string) => parseLimit(text, 1_000_000_000, null),
    default: '100',
    doc: 'maximum number of messages of an alias, and what it gets where its owner sets no such limit; `off` lifts it',
  },
  max_days: {
    parse: (text: string) => parseLimit(text, 36_500, null),
    default: '60',
    doc: 'maximum lifetime of an alias, and what it gets where its owner sets no such limit; `off` lifts it',
  },
  rate_limit: {
    parse: parseRate,
    default: '30/minute',
    doc: 'per client address (IPv6: per /64; twice that per /56, four times per /48): alias creations, as many requests with mistakes, as many changes; as many creations for one target per IPv4 address or IPv6 /48; and a hundred times as many creations without a key in all; `off`',
  },
  target_rate: {
    parse: parseRate,
    default: 'off',
    doc: 'messages that are passed on to one target, through whichever of its aliases, such as `300/hour`; beyond that senders get `450 4.2.1` and try again. For [public hosts](public-host.md); above `MAYFLY_MAX_USES`, so that one alias alone does not use it up',
  },
  challenge: {
    parse: parseChallenge,
    default: 'off',
    doc: '`proof-of-work`: who makes an alias or a key without a key has a puzzle to solve, which takes a second of computing ([by REST](api.md#proof-of-work)); the website does it by script',
  },
  create: {
    parse: parseCreate,
    default: 'anyone',
    doc: 'who may make aliases: `anyone`, or `keys`: only with a [key](api.md#keys), by REST or on the first page. `mayfly key create` makes one',
  },
  targets: {
    parse: parseTargets,
    shownDefault: 'any',
    doc: 'mailboxes, and domains with an `@` before them (their subdomains do not count), comma separated, that targets must be among, such as `you@home.example, @house.example`',
  },
  confirm: {
    parse: parseConfirm,
    shownDefault: '`on`; in the sandbox `off`',
    doc: 'whose targets are asked once, by mail, before anything is passed on to them: `on`, everybody who comes without a confirmed [key](api.md#keys); `off`, nobody; `others`, all but those of `MAYFLY_TARGETS`, and then a target need not be among those ([more](operations.md#confirmation))',
    isEssential: true,
  },
  questions_per_target: {
    parse: parseRate,
    default: '3/day',
    doc: 'such questions to one mailbox, whoever causes them, and never two within ten minutes; `off`. [Test messages](operations.md#confirmation) have the same limit for themselves, and never two within a minute',
  },
  questions_per_client: {
    parse: parseRate,
    default: '10/hour',
    doc: 'such questions caused by one client address (IPv6: per /64; twice that per /56, four times per /48); `off`. Test messages have the same limit for themselves',
  },
  questions: {
    parse: parseRate,
    default: '300/hour',
    doc: 'such questions in all; beyond that nobody is asked, and the log has an error; `off`. Test messages have the same limit for themselves',
  },
  trust_proxy: {
    parse: parseRanges,
    default: '',
    shownDefault: 'none',
    doc: 'addresses or CIDR ranges of HTTP proxies whose `X-Forwarded-For` is believed',
  },
  operator: {
    parse: parseOperator,
    shownDefault: 'none',
    doc: 'who runs this, on the page `/operator` of the website: a name, and where the law wants it an address, on one line',
  },
  abuse: {
    parse: parseAbuse,
    shownDefault: '`abuse@` your first domain, which reaches the postmaster',
    doc: 'where abuse is reported: a mailbox or an `https://` URL, which the page `/operator` and `/.well-known/security.txt` show to everybody. Mail to `abuse@` your domains goes to that mailbox, else to `MAYFLY_POSTMASTER`, which is shown nowhere',
  },
  postmaster: {
    parse: parsePostmaster,
    shownDefault: 'none; in the sandbox, the sandbox',
    doc: 'mailbox for mail to `postmaster@` your domains. Set it: RFC 5321 §4.5.1 requires it',
    isEssential: true,
  },
  mail_fields: {
    parse: parseSwitch,
    default: 'on',
    doc: 'a message to one alias alone is given `Mayfly-Alias`, `Mayfly-Uses-Left`, `Mayfly-Expires` and `Mayfly-Stop`, the last a link below `MAYFLY_PUBLIC_URL` whose page lets its reader pause or destroy the alias; `off`',
    isEssential: true,
  },
  list_unsubscribe: {
    parse: parseSwitch,
    default: 'on',
    doc: 'with `MAYFLY_MAIL_FIELDS`, a message whose sender neither has `List-Unsubscribe` nor has signed that there is none gets one, so that the button of the mail program leads to that page, or pauses the alias at once ([why](decisions.md)); `off`',
  },
  return_path: {
    parse: parseReturnPath,
    default: 'srs',
    doc: "the envelope sender towards the next hop: `srs`, an address of yours that [bounces come back to](deliverability.md#return-paths), so that SPF passes and bounces do not name the target; `keep`, the sender's own",
    isEssential: true,
  },
  reports: {
    parse: parseReports,
    default: 'vouched',
    doc: "who hears of mail that bounced after all: `vouched`, senders whose SPF passed when it came, and those whose client has no public address (a mail server of yours in front); `all`. The alias's owner sees it in any case ([why](decisions.md))",
  },
  smtp_command_timeout: {
    parse: parseDurationMs,
    default: '300s',
    doc: "wait for a client's next command",
  },
  smtp_transaction_timeout: {
    parse: parseDurationMs,
    default: '15m',
    doc: 'from MAIL to DATA, however active the client is: its recipients hold uses and a connection to the next hop',
  },
  smtp_data_timeout: {
    parse: parseDurationMs,
    default: '1h',
    doc: 'from DATA to the final dot, not counting the time in which the next hop held us back',
  },
  smtp_connections: {
    parse: parseConnections,
    default: '2000',
    doc: 'maximum number of connections at a time; `off` lifts it',
  },
  smtp_connections_per_client: {
    parse: parseConnections,
    default: '50',
    doc: 'the same per client address (IPv6: per /64; twice that per /56, four times per /48); `off` lifts it',
  },
  smtp_errors_per_client: {
    parse: (text: string) => parseLimit(text, 1_000_000, Number.POSITIVE_INFINITY),
    default: 'off',
    doc: 'refused recipients, bad commands and other 5xx replies per minute and client address (IPv6: per /64; twice that per /56, four times per /48), over all its connections, before 421 4.7.0; independently of that a session ends after 50',
  },
  proxy_peers: {
    parse: parseRanges,
    default: '',
    shownDefault: 'none',
    doc: 'addresses or CIDR ranges of proxies in front of SMTP, such as HAProxy with `send-proxy-v2`. From them a PROXY header (version 1 or 2) is required within 5 s, from anyone else it is a bad command. The client that it names is who is limited, looked up and named in `Received:`',
  },
  dnsbl: {
    parse: parseZones,
    default: '',
    shownDefault: 'none',
    doc: 'zones of DNS blocklists, comma separated, such as `zen.spamhaus.org`. Clients on one of them get `550 5.7.1` for every recipient but the postmaster, and 403 when they make an alias. The greeting does not wait for it; a zone that does not answer within 2 s, or answers 127.255.255.x (it does not serve your resolver), lists nobody and is logged. Local and private addresses are never looked up',
  },
  dns_servers: {
    parse: parseNameServers,
    default: '',
    shownDefault: 'those of the system',
    doc: 'name servers for blocklists, DMARC and direct delivery, `192.0.2.53` or `[::1]:5353`, comma separated. Blocklists often refuse public resolvers: use your own',
  },
  dmarc: {
    parse: parseDmarcMode,
    default: 'off',
    doc: '`log`: messages are judged by DMARC and the verdict is logged; `enforce`: what fails and is from a domain with `p=reject` gets `550 5.7.1` ([more](deliverability.md#dmarc))',
    isEssential: true,
  },
  rspamd: {
    parse: parseRspamdUrl,
    shownDefault: 'none',
    doc: '`http://[:password@]host[:port][/checkv2]`, `https://…`: a rspamd worker that judges each message ([more](deliverability.md#rspamd)). `?timeout=10s`; `?fail=defer` answers 451 when it gives no verdict, `?fail=pass` lets mail through',
    isSecret: true,
    isEssential: true,
  },
  tls_cert: {
    parse: asWritten,
    shownDefault: 'none',
    doc: 'PEM file of the certificate chain; with it and `MAYFLY_TLS_KEY`, STARTTLS is offered, TLS 1.2 or later. A new certificate is used within a minute, or at once on `SIGHUP`; one that cannot be used is logged, and the old one stays',
  },
  tls_key: { parse: asWritten, shownDefault: 'none', doc: 'PEM file of its key' },
  acme: {
    parse: parsePostmaster,
    shownDefault: 'none',
    doc: "your mailbox, for word from the authority: certificates are obtained and renewed without a proxy or certbot ([how](#of-its-own)), by Let's Encrypt, to whose terms you agree with it. In place of `MAYFLY_TLS_CERT`",
    isEssential: true,
  },
  acme_directory: {
    parse: parseDirectory,
    shownDefault: "that of Let's Encrypt",
    doc: 'address of the directory of another authority (RFC 8555), `https://…`',
  },
  acme_ca: {
    parse: parseAuthorities,
    shownDefault: 'those of Node',
    doc: 'PEM file of the certificates that the server of that authority is checked by, where it is a private one',
  },
  dkim_key: {
    parse: asWritten,
    shownDefault: 'none',
    doc: 'PEM file of the key that signs messages of our own, RSA or Ed25519; `mayfly dkim` makes one. [Its records](#dns) are at every alias domain',
  },
  dkim_selector: { parse: parseSelector, default: 'mayfly', doc: 'the selector of that key' },
  sandbox: {
    parse: parseSandbox,
    default: 'local',
    doc: '`public`: whoever reaches the service may read what the sandbox received, and it may listen beyond loopback ([for trying out](container.md#try-it-out))',
  },
  metrics_listen: {
    parse: parseListen,
    shownDefault: 'none: `/metrics` is at `MAYFLY_HTTP_LISTEN`',
    doc: 'an address for the metrics alone, such as `127.0.0.1:9464`; whoever reaches it may read them',
  },
  metrics_token: {
    parse: parseToken,
    shownDefault: 'none',
    doc: 'token that readers of the metrics must send, 16 characters or more; without it they are for this machine only ([monitoring](monitoring.md))',
    isSecret: true,
  },
  workers: {
    parse: parseWorkers,
    default: '1',
    doc: 'processes that share the sockets and the store, up to 128 ([more](nodes.md#several-workers)); [several nodes](nodes.md#several-nodes) share a Redis',
    isEssential: true,
  },
  log_level: { parse: parseLogLevel, default: 'info', doc: '`fatal` … `trace`, `silent`' },
} satisfies Readonly<Record<string, Setting>>;

/** The key of a setting. */
export type SettingKey = keyof typeof settings;

/** What the settings say, each by itself. */
export type Settings = {
  readonly [Key in SettingKey]: ValueOf<(typeof settings)[Key]>;
};

type ValueOf<Row extends Setting> =
  | Extract<ReturnType<Row['parse']>, { readonly value: unknown }>['value']
  | (Row extends { readonly default: string } ? never : undefined);

/** All keys, in the order of the table. */
export const settingKeys = Object.keys(settings) as readonly SettingKey[];

/** Whether a text is the key of a setting. */
export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(settings, key);
}

/** The row of a setting, whatever its value. */
export function settingOf(key: SettingKey): Setting {
  return settings[key];
}
