// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ConfigError, loadConfig, readConfig } from './config.ts';
import { certificateHosts } from './own-hosts.ts';
import { settingKeys } from './settings.ts';

const hop = { MAYFLY_NEXT_HOP: 'smtp://mx.example' };

function mistakesOf(env: Record<string, string>, tomlText = ''): readonly string[] {
  try {
    loadConfig(env, tomlText);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

describe('configuration', () => {
  it('of an empty environment is the sandbox on loopback', () => {
    assert.deepEqual(loadConfig({ PATH: '/bin', MAYFLY_NEXT_HOP: '' }), {
      domains: ['alias.localhost'],
      hostname: 'alias.localhost',
      httpListen: { host: '127.0.0.1', port: 8080 },
      smtpListen: { host: '127.0.0.1', port: 2525 },
      publicUrl: undefined,
      nextHops: [],
      directTrial: undefined,
      sandbox: 'local',
      dkimKey: undefined,
      dkimSelector: 'mayfly',
      store: { kind: 'lmdb', path: './data/mayfly' },
      secretFile: './data/secret',
      maxMessageSizeOctets: 26_214_400,
      caps: { maxUses: 100, maxDays: 60 },
      rateLimit: { points: 30, durationMs: 60_000 },
      targetRate: undefined,
      challenge: 'off',
      create: 'anyone',
      targets: undefined,
      operator: undefined,
      abuse: undefined,
      confirm: 'off',
      questionsPerTarget: { points: 3, durationMs: 86_400_000 },
      questionsPerClient: { points: 10, durationMs: 3_600_000 },
      questions: { points: 300, durationMs: 3_600_000 },
      postmaster: undefined,
      mailFields: true,
      listUnsubscribe: true,
      returnPath: 'srs',
      reports: 'vouched',
      smtp: {
        commandTimeoutMs: 300_000,
        transactionTimeoutMs: 900_000,
        mailDataTimeoutMs: 3_600_000,
        connections: 2000,
        connectionsPerClient: 50,
        errorsPerClient: Number.POSITIVE_INFINITY,
      },
      workers: 1,
      metrics: { listen: undefined, token: undefined },
      logLevel: 'info',
      tls: undefined,
      acme: undefined,
      nextHopProbe: 60_000,
      httpsListen: undefined,
      trustProxy: [],
      proxyPeers: [],
      dnsbl: [],
      dnsServers: [],
      dmarc: 'off',
      rspamd: undefined,
    });
  });

  it('takes every variable', () => {
    const config = loadConfig({
      MAYFLY_DOMAINS: 'Alias.Example, bücher.example,alias.example',
      MAYFLY_HOSTNAME: 'MX1.alias.example',
      MAYFLY_HTTP_LISTEN: '0.0.0.0:80',
      MAYFLY_SMTP_LISTEN: '[::1]:25',
      MAYFLY_PUBLIC_URL: 'https://alias.example/',
      MAYFLY_NEXT_HOP: 'smtp://u:p%40ss@mx.example, smtps://[2001:db8::1]',
      MAYFLY_DKIM_KEY: '/etc/mayfly/dkim.pem',
      MAYFLY_DKIM_SELECTOR: 'S2026',
      MAYFLY_SANDBOX: 'Local',
      MAYFLY_STORE: 'lmdb:/var/lib/mayfly',
      MAYFLY_SECRET_FILE: '/etc/mayfly/secret',
      MAYFLY_MAX_MESSAGE_SIZE: '10MiB',
      MAYFLY_MAX_USES: 'off',
      MAYFLY_MAX_DAYS: '7',
      MAYFLY_RATE_LIMIT: 'off',
      MAYFLY_CREATE: 'Keys',
      MAYFLY_TARGETS: 'Ada@Home.test, @House.test',
      MAYFLY_OPERATOR: 'Ada Lovelace, London',
      MAYFLY_ABUSE: 'https://Home.test/abuse',
      MAYFLY_POSTMASTER: 'Ops@Home.test',
      MAYFLY_MAIL_FIELDS: 'Off',
      MAYFLY_LIST_UNSUBSCRIBE: 'Off',
      MAYFLY_RETURN_PATH: 'Keep',
      MAYFLY_REPORTS: 'all',
      MAYFLY_SMTP_COMMAND_TIMEOUT: '5m',
      MAYFLY_SMTP_TRANSACTION_TIMEOUT: '60s',
      MAYFLY_SMTP_DATA_TIMEOUT: '20m',
      MAYFLY_SMTP_CONNECTIONS: 'off',
      MAYFLY_SMTP_CONNECTIONS_PER_CLIENT: '5',
      MAYFLY_SMTP_ERRORS_PER_CLIENT: '60',
      MAYFLY_METRICS_LISTEN: '127.0.0.1:9464',
      MAYFLY_METRICS_TOKEN: '0123456789abcdef',
      MAYFLY_WORKERS: '1',
      MAYFLY_LOG_LEVEL: 'debug',
      MAYFLY_HTTPS_LISTEN: '0.0.0.0:443',
      MAYFLY_TLS_CERT: 'cert.pem',
      MAYFLY_TLS_KEY: 'key.pem',
      MAYFLY_TRUST_PROXY: '127.0.0.1, 10.0.0.0/8',
      MAYFLY_PROXY_PEERS: '192.0.2.1,2001:db8::/32',
      MAYFLY_DNSBL: 'Zen.Example.org, bl.example',
      MAYFLY_DNS_SERVERS: '192.0.2.53, 127.0.0.1:5353, [::1]:53, ::1',
      MAYFLY_DMARC: 'Enforce',
      MAYFLY_RSPAMD: 'https://:p%40ss@filter.example:11333?timeout=3s&fail=defer',
      MAYFLY_TOKEN: 'of the command line',
    });
    assert.deepEqual(config, {
      domains: ['alias.example', 'xn--bcher-kva.example'],
      hostname: 'mx1.alias.example',
      httpListen: { host: '0.0.0.0', port: 80 },
      smtpListen: { host: '::1', port: 25 },
      publicUrl: 'https://alias.example',
      nextHops: [
        { host: 'mx.example', port: 25, tls: 'required', auth: { user: 'u', password: 'p@ss' } },
        { host: '2001:db8::1', port: 465, tls: 'implicit' },
      ],
      directTrial: undefined,
      sandbox: 'local',
      dkimKey: '/etc/mayfly/dkim.pem',
      dkimSelector: 's2026',
      store: { kind: 'lmdb', path: '/var/lib/mayfly' },
      secretFile: '/etc/mayfly/secret',
      maxMessageSizeOctets: 10_485_760,
      caps: { maxUses: null, maxDays: 7 },
      rateLimit: undefined,
      targetRate: undefined,
      challenge: 'off',
      create: 'keys',
      targets: ['ada@home.test', '@house.test'],
      operator: 'Ada Lovelace, London',
      abuse: 'https://home.test/abuse',
      confirm: 'on',
      questionsPerTarget: { points: 3, durationMs: 86_400_000 },
      questionsPerClient: { points: 10, durationMs: 3_600_000 },
      questions: { points: 300, durationMs: 3_600_000 },
      postmaster: 'Ops@home.test',
      mailFields: false,
      listUnsubscribe: false,
      returnPath: 'keep',
      reports: 'all',
      smtp: {
        commandTimeoutMs: 300_000,
        transactionTimeoutMs: 60_000,
        mailDataTimeoutMs: 1_200_000,
        connections: Number.POSITIVE_INFINITY,
        connectionsPerClient: 5,
        errorsPerClient: 60,
      },
      workers: 1,
      metrics: { listen: { host: '127.0.0.1', port: 9464 }, token: '0123456789abcdef' },
      logLevel: 'debug',
      tls: { certFile: 'cert.pem', keyFile: 'key.pem' },
      acme: undefined,
      nextHopProbe: 60_000,
      httpsListen: { host: '0.0.0.0', port: 443 },
      trustProxy: ['127.0.0.1', '10.0.0.0/8'],
      proxyPeers: ['192.0.2.1', '2001:db8::/32'],
      dnsbl: ['zen.example.org', 'bl.example'],
      dnsServers: ['192.0.2.53', '127.0.0.1:5353', '[::1]:53', '::1'],
      dmarc: 'enforce',
      rspamd: {
        url: 'https://filter.example:11333/checkv2',
        password: 'p@ss',
        timeoutMs: 3000,
        onFault: 'defer',
      },
    });
  });

  it('asks whose mail it is only where mail leaves the machine, unless told otherwise', () => {
    const confirmOf = (env: Record<string, string>) => loadConfig(env).confirm;
    assert.deepEqual([confirmOf({}), confirmOf(hop)], ['off', 'on']);
    assert.deepEqual(
      [confirmOf({ MAYFLY_CONFIRM: 'ON' }), confirmOf({ ...hop, MAYFLY_CONFIRM: 'off' })],
      ['on', 'off'],
    );
    const others = { ...hop, MAYFLY_CONFIRM: 'others', MAYFLY_TARGETS: '@house.example' };
    assert.equal(confirmOf(others), 'others');
  });

  it('reads the same keys from TOML, and the environment wins', () => {
    const toml =
      'domains = ["a.example", "b.example"]\nmax_uses = 5\nMAYFLY_MAX_DAYS = 6\nnext_hop = "nonsense"';
    const config = loadConfig({ ...hop, MAYFLY_MAX_USES: '9' }, toml);
    assert.deepEqual(config.domains, ['a.example', 'b.example']);
    assert.deepEqual(config.caps, { maxUses: 9, maxDays: 6 });
    assert.equal(config.nextHops.length, 1);
  });

  it('says each mistake on a line of its own, under the name that was used', () => {
    const lines = mistakesOf(
      { MAYFLY_MAX_USES: '0', MAYFLY_DOMAIN: 'a.example', MAYFLY_XYZZY: '1' },
      'log_levl = "info"\nrate_limit = "often"\n[table]\nx = 1\n',
    );
    assert.deepEqual(lines.toSorted(), [
      'MAYFLY_DOMAIN: is not a setting; did you mean MAYFLY_DOMAINS?',
      'MAYFLY_MAX_USES: must be a whole number from 1 to 1000000000, or off',
      'MAYFLY_XYZZY: is not a setting',
      'log_levl: is not a setting; did you mean log_level?',
      'rate_limit: must be a number per second, minute, hour or day, such as 30/minute, or off',
      'table: must be a text, a number or a list of texts',
    ]);
  });

  const faulty: readonly [string, string, ...string[]][] = [
    [
      'MAYFLY_DOMAINS',
      ' , ',
      'localhost',
      'a.example,b..example',
      '192.0.2.1',
      'a_b.example',
      'http://a.example',
    ],
    ['MAYFLY_HOSTNAME', 'a b', '[192.0.2.1]', 'mx.example.'],
    [
      'MAYFLY_HTTP_LISTEN',
      '8080',
      ':8080',
      '127.0.0.1',
      '127.0.0.1:99999',
      '127.1:80',
      '::1:80',
      '[::1]',
      '[x]:1',
    ],
    ['MAYFLY_SMTP_LISTEN', '127.0.0.1:-1', '127.0.0.1:25x', 'a b:25', '[127.0.0.1]:25'],
    [
      'MAYFLY_PUBLIC_URL',
      'alias.example',
      'ftp://alias.example',
      'https://u:p@alias.example',
      'https://a.example/?x',
    ],
    ['MAYFLY_STORE', 'lmdb:', './data', 'redis:localhost', 'redis+x://a', 'memory:x'],
    ['MAYFLY_MAX_MESSAGE_SIZE', '0', '-1', '1.5MiB', '25MB', 'off', '99999999999999'],
    ['MAYFLY_MAX_USES', '0', '-1', '1.5', '1e3', '0x10', '99999999999', 'none'],
    ['MAYFLY_MAX_DAYS', '0', '36501'],
    ['MAYFLY_RATE_LIMIT', '30', '30/fortnight', '0/minute', '-1/minute'],
    ['MAYFLY_MAIL_FIELDS', 'yes', '1', 'on off'],
    [
      'MAYFLY_ABUSE',
      'ops',
      'http://home.test/abuse',
      'https://',
      'ops@alias.localhost',
      'ops@x.alias.localhost',
    ],
    ['MAYFLY_CHALLENGE', 'on', 'captcha'],
    ['MAYFLY_OPERATOR', 'two\nlines', 'x'.repeat(301)],
    ['MAYFLY_LIST_UNSUBSCRIBE', 'yes'],
    ['MAYFLY_POSTMASTER', 'ops', 'ops@localhost', 'ops@alias.localhost', 'ops@x.alias.localhost'],
    ['MAYFLY_SMTP_COMMAND_TIMEOUT', '300', '0s', '2 days', '25h'],
    ['MAYFLY_SMTP_CONNECTIONS', '0', 'unlimited'],
    ['MAYFLY_SMTP_CONNECTIONS_PER_CLIENT', '0'],
    ['MAYFLY_SMTP_ERRORS_PER_CLIENT', '0', '10/minute'],
    ['MAYFLY_LOG_LEVEL', 'loud'],
    ['MAYFLY_TLS_CERT', 'cert.pem'],
    ['MAYFLY_TLS_KEY', 'key.pem'],
    ['MAYFLY_HTTPS_LISTEN', '443', '127.0.0.1:8443'],
    ['MAYFLY_NEXT_HOP_PROBE', '60', '500ms', 'on', '2d'],
    ['MAYFLY_ACME', 'yes', 'you'],
    ['MAYFLY_ACME_DIRECTORY', 'http://ca.example/dir', 'ca.example', 'https://ca.example/dir'],
    ['MAYFLY_ACME_CA', '/nowhere.pem', '/etc/hostname'],
    ['MAYFLY_TRUST_PROXY', 'proxy.example', '10.0.0.0/33', 'yes'],
    ['MAYFLY_WORKERS', '0', '129', 'auto', '1.5'],
    ['MAYFLY_DNSBL', 'zen', 'a b.example', 'ok.example,-bad.example'],
    ['MAYFLY_METRICS_LISTEN', '9464', '127.0.0.1'],
    ['MAYFLY_METRICS_TOKEN', 'short', 'a token with spaces in it', 'ümlaut-ümlaut-ümlaut'],
    ['MAYFLY_DMARC', 'on', 'reject'],
    ['MAYFLY_DKIM_SELECTOR', 'a b', 'x_y z', 's1.'],
    ['MAYFLY_SANDBOX', 'on', 'open'],
    [
      'MAYFLY_RSPAMD',
      'filter.example',
      'ftp://h',
      'http://h?timeout=3',
      'http://h?fail=no',
      'http://h?x=1',
      'http://:%zz@h',
    ],
    ['MAYFLY_DNS_SERVERS', 'dns.example', '127.0.0.1:0', '127.0.0.1:99999', '::1:53:x'],
    ['MAYFLY_PROXY_PEERS', 'proxy.example', '10.1', '0x7f.1', '::1/129'],
    ['MAYFLY_DIRECT_TRIAL', '10.0.0.0/8 smtp=25 https=443', '127.0.0.1 smtp=25 https=443'],
    ['MAYFLY_NEXT_HOP', 'mx.example', 'http://mx.example', 'smtp://'],
  ];
  for (const [name, ...texts] of faulty)
    it(`refuses what is no ${name}`, () => {
      for (const text of texts) {
        const lines = mistakesOf({ [name]: text });
        assert.equal(lines.length, 1, `${text}: ${lines}`);
        assert.ok(lines[0]?.startsWith(`${name}: `), lines[0]);
      }
    });

  it('obtains certificates, and speaks HTTPS with them, where the settings say so once', () => {
    const acme = { MAYFLY_ACME: 'you@home.example' };
    const config = loadConfig({
      ...hop,
      ...acme,
      MAYFLY_DOMAINS: 'a.example, b.example',
      MAYFLY_HOSTNAME: 'mx.a.example',
      MAYFLY_HTTPS_LISTEN: '[::]:443',
    });
    assert.equal(config.publicUrl, 'https://a.example');
    assert.equal(config.acme?.directory, 'https://acme-v02.api.letsencrypt.org/directory');
    assert.deepEqual(certificateHosts(config).toSorted(), [
      'a.example',
      'mta-sts.a.example',
      'mta-sts.b.example',
      'mx.a.example',
    ]);
    assert.equal(certificateHosts(config)[0], 'mx.a.example');
    assert.deepEqual(certificateHosts(loadConfig({ ...hop, ...acme })), ['alias.localhost']);
    assert.deepEqual(mistakesOf({ ...acme, MAYFLY_TLS_CERT: 'cert.pem', MAYFLY_TLS_KEY: 'key.pem' }), [
      'MAYFLY_ACME: must not be given with MAYFLY_TLS_CERT, for which it stands',
    ]);
    const clear = { MAYFLY_HTTPS_LISTEN: '127.0.0.1:8443', MAYFLY_PUBLIC_URL: 'http://a.example' };
    assert.deepEqual(mistakesOf({ ...acme, ...clear }), [
      'MAYFLY_PUBLIC_URL: must be https:// with MAYFLY_HTTPS_LISTEN, to which visitors are led',
    ]);
  });

  it('keeps the sandbox from the network', () => {
    for (const name of ['MAYFLY_HTTP_LISTEN', 'MAYFLY_SMTP_LISTEN'])
      for (const text of ['0.0.0.0:2525', '[::]:2525', '192.0.2.1:25', 'mail.example:25']) {
        assert.match(mistakesOf({ [name]: text })[0] ?? '', new RegExp(`^${name}: must be on loopback`));
        assert.deepEqual(mistakesOf({ ...hop, [name]: text }), []);
      }
    for (const text of ['localhost:0', '127.0.0.9:0', '[::1]:0', '[::ffff:127.0.0.1]:0'])
      assert.deepEqual(mistakesOf({ MAYFLY_SMTP_LISTEN: text }), []);
  });

  it('opens the sandbox to the network only where it is told to be public, and nothing but the sandbox', () => {
    const open = { MAYFLY_SANDBOX: 'public', MAYFLY_SMTP_LISTEN: '0.0.0.0:2525' };
    assert.equal(loadConfig(open).sandbox, 'public');
    assert.deepEqual(mistakesOf({ ...hop, ...open }), [
      'MAYFLY_SANDBOX: has a meaning only while MAYFLY_NEXT_HOP is not set',
    ]);
  });

  it('repeats no value in any mistake, since it may be a password or an address', () => {
    const keys = settingKeys.map((key) => `MAYFLY_${key.toUpperCase()}`);
    const dressed = fc.constantFrom(
      ...[
        'canary',
        'smtp://u:canary@',
        'smtp://u:canary@h/x',
        'smtp://u:can%zcanary@h',
        'canary@x',
        'redis://canary@h',
      ],
      ...[
        'https://u:canary@h',
        'lmdb',
        'x,canary',
        'smtp://mx.example,smtp://u:canary@h:0',
        'canary@localhost',
      ],
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), dressed), (env) => {
        assert.ok(!mistakesOf(env).join('\n').includes('canary'));
      }),
    );
    assert.ok(!mistakesOf({}, 'next_hop = "smtp://u:canary@h').join('').includes('canary'));
  });
});

describe('a setting that holds a credential', () => {
  const files: Readonly<Record<string, string>> = { '/run/secrets/hop': 'smtp://u:p@mx.example\n' };
  const readText = (path: string): string => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error(path), { code: 'ENOENT' });
    return text;
  };

  it('may be given as the path of a file, in the environment and in TOML', () => {
    for (const [env, toml] of [
      [{ MAYFLY_NEXT_HOP_FILE: '/run/secrets/hop' }, ''],
      [{}, 'next_hop_file = "/run/secrets/hop"'],
      [{ MAYFLY_NEXT_HOP_FILE: '/run/secrets/hop' }, 'next_hop = "smtp://other.example"'],
    ] as const) {
      const [hop] = loadConfig(env, toml, readText).nextHops;
      assert.deepEqual(hop, {
        host: 'mx.example',
        port: 25,
        tls: 'required',
        auth: { user: 'u', password: 'p' },
      });
    }
  });

  it('is a mistake when its file cannot be read, is wrong, or both are given', () => {
    const mistakes = (env: Record<string, string>): readonly string[] => {
      try {
        loadConfig(env, '', readText);
      } catch (error) {
        if (error instanceof ConfigError) return error.mistakes;
      }
      return [];
    };
    assert.deepEqual(mistakes({ MAYFLY_METRICS_TOKEN_FILE: '/gone' }), [
      'MAYFLY_METRICS_TOKEN_FILE: cannot be read (ENOENT)',
    ]);
    assert.match(mistakes({ MAYFLY_STORE_FILE: '/run/secrets/hop' })[0] ?? '', /^MAYFLY_STORE_FILE: must be/);
    assert.deepEqual(mistakes({ MAYFLY_NEXT_HOP_FILE: '/run/secrets/hop', MAYFLY_NEXT_HOP: 'direct' }), [
      'MAYFLY_NEXT_HOP_FILE: is given together with MAYFLY_NEXT_HOP',
    ]);
    assert.deepEqual(mistakes({ MAYFLY_DOMAINS_FILE: '/run/secrets/hop' }), [
      'MAYFLY_DOMAINS_FILE: is not a setting',
    ]);
  });
});

describe('configuration file', () => {
  it('is read from its path', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mayfly-config-'));
    const path = join(folder, 'mayfly.toml');
    await writeFile(path, 'max_days = 3');
    assert.equal((await readConfig({}, path)).caps.maxDays, 3);
    await rm(folder, { recursive: true });
    await assert.rejects(readConfig({}, path), /configuration file: cannot be read \(ENOENT\)/);
  });

  it('that is not TOML is refused with its line', () => {
    assert.deepEqual(mistakesOf({}, 'max_days = 3\nmax_uses = = 1'), [
      'configuration file: is not TOML at line 2, column 12',
    ]);
  });

  it('may not give a setting twice', () => {
    assert.deepEqual(mistakesOf({}, 'max_days = 3\nMAYFLY_MAX_DAYS = 4'), [
      'MAYFLY_MAX_DAYS: is given twice',
    ]);
  });
});
