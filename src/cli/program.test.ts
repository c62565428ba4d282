// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { Finding } from '../base/finding.ts';
import { type Config, loadConfig } from '../config/config.ts';
import type {
  BlockOrder,
  CliDeps,
  InspectedAlias,
  OutgoingMessage,
  SetupOrder,
  SmtpExchange,
} from './deps.ts';
import { runCli } from './program.ts';

const alias = {
  address: 'shop@alias.localhost',
  target: 'ann@home.test',
  state: 'active',
  maxUses: 3,
  usesLeft: 2,
  delivered: 1,
  validFrom: null,
  validUntil: '2027-01-31T12:00:00.000Z',
  createdAt: '2027-01-01T12:00:00.000Z',
  note: '',
};
const created = { ...alias, manageToken: 'secret-token', manageUrl: 'http://127.0.0.1:8080/m/x' };
const delivered: SmtpExchange[] = [
  { command: 'MAIL', code: 250, enhanced: '2.1.0', text: 'Sender ok' },
  { command: 'RCPT', code: 250, enhanced: '2.1.5', text: 'Recipient ok' },
  { command: 'DATA', code: 354, enhanced: undefined, text: 'Go ahead' },
  { command: '.', code: 250, enhanced: '2.0.0', text: 'Delivered' },
];
const refused: SmtpExchange[] = [
  { command: 'MAIL', code: 250, enhanced: '2.1.0', text: 'Sender ok' },
  { command: 'RCPT', code: 550, enhanced: '5.1.1', text: 'No such address here' },
];

let findings: Finding[];
let out: string;
let err: string;
let requests: { method: string; url: string; token: string | null; body: unknown }[];
let sent: OutgoingMessage[];
let orders: SetupOrder[];
let keyRequests: object[];
let destroyed: string[];
let blockOrders: BlockOrder[];
let served: Config | undefined;
let isStopped: boolean;

beforeEach(() => {
  out = err = '';
  findings = [];
  requests = [];
  sent = [];
  orders = [];
  keyRequests = [];
  destroyed = [];
  blockOrders = [];
  served = undefined;
  isStopped = false;
});

/** A command line that runs against the given answers; by default nothing answers. */
function run(args: readonly string[], given: Partial<CliDeps> & { readonly respond?: () => Response } = {}) {
  const { respond, ...changed } = given;
  const deps: CliDeps = {
    version: '1.2.3',
    env: {},
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    terminal: undefined,
    onInterrupt: () => () => {},
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const body = await request.text();
      const token = request.headers.get('authorization');
      const { method, url } = request;
      requests.push({ method, url, token, body: body === '' ? undefined : JSON.parse(body) });
      if (respond === undefined)
        throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) });
      return respond();
    },
    serve: async (config) => {
      served = config;
    },
    sweep: async () => 7,
    backup: async () => ({ aliases: 2, tombstones: 1, returnPaths: 4, keys: 3, blocks: 2, octets: 300 }),
    restore: async () => ({
      aliases: 2,
      tombstones: 1,
      returnPaths: 4,
      keys: 3,
      blocks: 2,
      createdAt: Date.now() - 3 * 86_400_000,
    }),
    createKey: async (_config, request) => {
      keyRequests.push(request);
      return newKey;
    },
    listKeys: async () => [
      { id: 'a'.repeat(36), state: 'active', made: 12, unusedUntil: '2028-01-31T00:00:00.000Z' },
    ],
    revokeKey: async (_config, key) => {
      keyRequests.push(key);
      return 'revoked';
    },
    inspectAlias: async (_config, address) => ({ address, life: 'gone' }),
    destroyAlias: async (_config, address) => {
      destroyed.push(address);
      return true;
    },
    addBlocks: async (_config, orders) => {
      blockOrders.push(...orders);
      return orders.length;
    },
    removeBlocks: async (_config, orders) => {
      blockOrders.push(...orders);
      return 1;
    },
    listBlocks: async () => [
      { kind: 'http', what: '2001:db8::/32', since: '2027-01-31T12:00:00.000Z' },
      { kind: 'target', what: 'a'.repeat(36), since: '2027-02-01T12:00:00.000Z' },
    ],
    ask: async () => undefined,
    rotateSecret: async () => 2,
    forgetStore: async () => true,
    migrate: async () => ({ aliases: 2, tombstones: 1, returnPaths: 4, keys: 3, blocks: 2 }),
    async *examine() {
      yield* findings;
    },
    async *examineNames() {
      yield* findings;
    },
    readLog: async function* () {
      yield '{"session":"s","messageId":"m","msg":"message"}';
    },
    logHashes: async () => ['m'],
    unitSettings: async () => ({ env: {}, config: undefined }),
    zone: async (_config, reportsTo) => ({ records: [{ reportsTo }], text: `zone ${reportsTo}\n` }),
    dkimKey: async ({ dkimKey }) => ({ isNew: true, records: [{ dkimKey }], text: `record ${dkimKey}\n` }),
    setUp: async (order) => {
      orders.push(order);
    },
    send: async (message) => {
      sent.push(message);
      return sent.length > 3 ? refused : delivered;
    },
    startInMemory: async () => ({
      url: 'http://127.0.0.1:1',
      smtp: { host: '127.0.0.1', port: 2 },
      stop: async () => {
        isStopped = true;
      },
    }),
    ...changed,
  };
  return runCli(deps, args);
}

const json = (body: unknown, status = 200) => Response.json(body, { status });

describe('serve', () => {
  it('is what happens without a command, with the configuration of the environment', async () => {
    assert.equal(await run([], { env: { MAYFLY_MAX_USES: '9' } }), 0);
    assert.equal(served?.caps.maxUses, 9);
    assert.equal(await run(['serve']), 0);
    assert.equal(served?.caps.maxUses, 100);
  });

  it('prints a line for each mistake of the configuration and exits 2', async () => {
    assert.equal(await run([], { env: { MAYFLY_MAX_USES: '0', MAYFLY_STOER: 'x' } }), 2);
    assert.match(err, /^mayfly: MAYFLY_MAX_USES: .+\nmayfly: MAYFLY_STOER: .+MAYFLY_STORE\?\n$/);
    assert.equal(served, undefined);
    err = '';
    assert.equal(await run(['--config', '/nowhere/mayfly.toml']), 2);
    assert.equal(err, 'mayfly: configuration file: cannot be read (ENOENT)\n');
  });

  it('that cannot start says why on one line and exits 1', async () => {
    const serve = () =>
      Promise.reject(new Error('listen EADDRINUSE: address already in use\n 127.0.0.1:2525'));
    assert.equal(await run(['serve'], { serve }), 1);
    assert.equal(err, 'mayfly: listen EADDRINUSE: address already in use 127.0.0.1:2525\n');
  });
});

describe('usage', () => {
  it('has help and version', async () => {
    assert.equal(await run(['--help']), 0);
    const commands = ['serve', 'create', 'show', 'pause', 'resume', 'destroy', 'send', 'sweep', 'demo'];
    for (const command of [...commands, 'backup', 'restore', 'migrate', 'secret', 'completion'])
      assert.match(out, new RegExp(`^  ${command} `, 'm'));
    out = '';
    assert.equal(await run(['--version']), 0);
    assert.equal(out, '1.2.3\n');
  });

  const mistaken = [
    [['shwo'], /unknown command 'shwo'.*show/],
    [['show'], /missing required argument 'address'/],
    [['show', 'a@b.example', '--tokn', 'x'], /unknown option '--tokn'.*--token/],
    [['show', 'a@b.example'], /MAYFLY_TOKEN is required/],
    [['show', 'a@b.example', '--token', 'a\nb'], /characters that a token cannot have/],
    [['create', 'a@b.example', '--days', 'x'], /must be a number/],
    [['show', 'a@b.example', '--token', 'x', '--url', 'nowhere'], /--url must be a URL/],
    [['send', 'a@b.example', '--smtp', 'nowhere'], /--smtp must be an address and a port/],
    [['completion', 'csh'], /Allowed choices are bash, zsh, fish/],
    [['migrate'], /--from or --to is required/],
    [['migrate', '--to', 'redsi://canary'], /--to must be lmdb:/],
    [['send', 'a b'], /recipient must be a mail address/],
    [['send', 'a@b.example', '--subject', 'a\r\nBcc: x'], /subject must be one line/],
  ] as const;
  for (const [args, complaint] of mistaken)
    it(`refuses ${JSON.stringify(args.join(' '))} on one line with exit 2`, async () => {
      assert.equal(await run(args), 2);
      assert.match(err, complaint);
      assert.match(err, /^mayfly: [^\n]+\n$/);
      assert.equal(requests.length + sent.length, 0);
    });

  it('asks for the address of a service whose port was picked', async () => {
    const env = { MAYFLY_HTTP_LISTEN: '127.0.0.1:0', MAYFLY_TOKEN: 't' };
    assert.equal(await run(['show', 'a@b.example'], { env }), 2);
    assert.match(err, /--url is required/);
  });
});

describe('managing an alias', () => {
  it('creates one with what was asked for', async () => {
    const args = [
      'create',
      'ann@home.test',
      '--max-uses',
      '3',
      '--days',
      '0.5',
      '--clock',
      'first-use',
      '--name',
      'x',
    ];
    assert.equal(await run(args, { respond: () => json(created, 201) }), 0);
    assert.deepEqual(requests, [
      {
        method: 'POST',
        url: 'http://127.0.0.1:8080/aliases',
        token: null,
        body: { target: 'ann@home.test', maxUses: 3, days: 0.5, clock: 'first-use', name: 'x' },
      },
    ]);
    for (const shown of [created.address, created.manageToken, created.manageUrl, '2 of 3 left'])
      assert.ok(out.includes(shown), out);
  });

  it('names each mistake that the service found by its option, exit 1', async () => {
    const errors = [
      { field: 'maxUses', code: 'tooManyUses', message: 'must be at most 100' },
      { field: 'target', code: 'ownDomain', message: 'is odd' },
      { field: 'validUntil', code: 'notAfterStart', message: 'must be after validFrom' },
      { field: 'maxUses', code: 'limitRequired', message: 'is required, or days, validFor in its place' },
    ];
    const respond = () => json({ detail: 'Some fields have mistakes.', errors }, 422);
    assert.equal(await run(['create', 'x', '--max-uses', '101'], { respond }), 1);
    assert.equal(
      err,
      [
        'mayfly: --max-uses must be at most 100',
        'target is odd',
        '--valid-until must be after --valid-from',
        'give at least one of --max-uses, --days, --valid-for, --valid-until, --idle-for\n',
      ].join('; '),
    );
  });

  it('change: sends what is to change, and null for a limit that is lifted', async () => {
    const args = [
      'change',
      alias.address,
      '--token',
      'tok',
      '--max-uses',
      'none',
      '--days',
      '3',
      '--note',
      '',
    ];
    assert.equal(await run(args, { respond: () => json(alias) }), 0);
    assert.deepEqual(requests.at(-1)?.body, { maxUses: null, days: 3, note: '' });
    assert.equal(await run(['change', alias.address, '--token', 'tok']), 2);
    assert.match(err, /nothing to change/);
  });

  it('change: another target, and says when its owner is asked', async () => {
    const args = ['change', alias.address, '--token', 'tok', '--target', 'bob@home.test'];
    assert.equal(await run(args, { respond: () => json(alias, 202) }), 0);
    assert.deepEqual(requests.at(-1)?.body, { target: 'bob@home.test' });
    assert.match(
      out,
      /^The owner of bob@home\.test is asked by mail; [^\n]+ goes on to ann@home\.test\.\n$/m,
    );
    out = '';
    assert.equal(await run(args, { respond: () => json({ ...alias, target: 'bob@home.test' }) }), 0);
    assert.doesNotMatch(out, /asked/);
  });

  const calls = [
    ['show', 'GET', undefined],
    ['pause', 'PATCH', { state: 'paused' }],
    ['resume', 'PATCH', { state: 'active' }],
  ] as const;
  for (const [verb, method, body] of calls)
    it(`${verb}: sends the token and prints the alias`, async () => {
      const args = [verb, 'Shop+x@alias.localhost', '--url', 'https://m.example/base/', '--json'];
      assert.equal(await run(args, { env: { MAYFLY_TOKEN: 'tok' }, respond: () => json(alias) }), 0);
      const url = 'https://m.example/base/aliases/Shop%2Bx%40alias.localhost';
      assert.deepEqual(requests, [{ method, url, token: 'Bearer tok', body }]);
      assert.deepEqual(JSON.parse(out), alias);
    });

  it('destroys one', async () => {
    const respond = () => new Response(null, { status: 204 });
    assert.equal(await run(['destroy', alias.address, '--token', 'tok'], { respond }), 0);
    assert.equal(requests[0]?.method, 'DELETE');
    assert.equal(out, 'shop@alias.localhost is gone for good\n');
  });

  it('says when nothing answers, or something else does', async () => {
    const args = ['show', alias.address, '--token', 'tok'];
    assert.equal(await run(args), 1);
    assert.equal(
      err,
      'mayfly: no service answers at http://127.0.0.1:8080 (ECONNREFUSED); start one with: mayfly serve\n',
    );
    err = '';
    assert.equal(await run(args, { respond: () => new Response('<html>') }), 1);
    assert.equal(err, 'mayfly: the answer is not that of a Mayfly service\n');
    err = '';
    assert.equal(await run(args, { respond: () => new Response('<html>', { status: 502 }) }), 1);
    assert.equal(err, 'mayfly: the service answered 502\n');
  });

  it('finds a service that listens on every address', async () => {
    const env = {
      MAYFLY_HTTP_LISTEN: '[::]:80',
      MAYFLY_NEXT_HOP: 'smtp://mx.example',
      MAYFLY_TOKEN: 'tok',
    };
    await run(['show', 'x@alias.localhost'], { env, respond: () => json(alias) });
    assert.equal(new URL(requests[0]?.url ?? '').hostname, '[::1]');
  });
});

describe('send', () => {
  const deferrals = [
    [
      '4.2.1',
      /^mayfly: [^\n]+ not accepted yet; [^\n]+ unconfirmed, paused or not valid yet, [^\n]+: mayfly show .+\n$/,
    ],
    ['4.7.0', /^mayfly: the message was not accepted yet; mail servers try again by themselves\n$/],
  ] as const;
  for (const [enhanced, words] of deferrals)
    it(`says after 450 ${enhanced} that it is not for good`, async () => {
      const deferred = [{ command: 'RCPT', code: 450, enhanced, text: 'Later' }] as const;
      assert.equal(await run(['send', alias.address], { send: async () => deferred }), 1);
      assert.match(err, words);
    });

  it('prints each reply, exit 0 when the message was accepted', async () => {
    assert.equal(await run(['send', alias.address, '--from', 'bob@shop.test', '--smtp', '[::1]:26']), 0);
    const [message] = sent;
    assert.equal(message?.host, '::1');
    assert.equal(message?.port, 26);
    assert.equal(message?.reversePath, 'bob@shop.test');
    assert.equal(message?.forwardPath, alias.address);
    assert.match(message?.content ?? '', /^From: <bob@shop\.test>\r\n(?:[^\r\n]+\r\n)+\r\n[^\r\n]+\r\n$/);
    assert.match(out, /^RCPT 250 2\.1\.5 Recipient ok$/m);
    assert.match(out, /^DATA 354 Go ahead$/m);
  });

  it('exits 1 when it was refused', async () => {
    assert.equal(await run(['send', alias.address], { send: async () => refused }), 1);
    assert.match(out, /^RCPT 550 5\.1\.1 No such address here$/m);
    assert.equal(err, 'mayfly: the message was not accepted\n');
    out = '';
    assert.equal(await run(['send', alias.address, '--json'], { send: async () => refused }), 1);
    assert.deepEqual(JSON.parse(out), {
      accepted: false,
      exchanges: refused,
    });
  });
});

describe('completion', () => {
  for (const shell of ['bash', 'zsh', 'fish'])
    it(`prints a script for ${shell} that knows this program`, async () => {
      assert.equal(await run(['completion', shell]), 0);
      assert.match(out, new RegExp(`mayfly completion ${shell}`));
      for (const word of ['create', 'rotate', 'max-uses']) assert.ok(out.includes(word), word);
    });
});

describe('sweep', () => {
  it('says how many aliases had died', async () => {
    assert.equal(await run(['sweep']), 0);
    assert.equal(out, '7 dead aliases swept\n');
    out = '';
    assert.equal(await run(['sweep', '--json']), 0);
    assert.deepEqual(JSON.parse(out), { swept: 7 });
  });
});

describe('moving', () => {
  it('says what was saved, and that the secret is not in it', async () => {
    assert.equal(await run(['backup', 'f']), 0);
    assert.match(
      out,
      /^saved to f: 2 aliases, 1 tombstone, 4 return paths, 3 keys, 2 blocks, 300 octets\n.*server secret.*\.\/data\/secret/,
    );
  });

  it('says how old a backup is that was restored, and what that means', async () => {
    assert.equal(await run(['restore', 'f']), 0);
    assert.match(
      out,
      /^restored: 2 aliases, 1 tombstone, 4 return paths, 3 keys, 2 blocks\nthe backup is of \S+Z, 3 days ago/,
    );
    assert.match(out, /spent once more/);
  });

  it('moves from one store to another', async () => {
    assert.equal(await run(['migrate', '--to', 'redis://a.example', '--json']), 0);
    assert.deepEqual(JSON.parse(out), { aliases: 2, tombstones: 1, returnPaths: 4, keys: 3, blocks: 2 });
  });
});

describe('demo', () => {
  const respond = () => json(created);

  it('shows three messages delivered and the fourth refused', async () => {
    assert.equal(await run(['demo'], { respond }), 0);
    assert.equal(sent.length, 4);
    assert.ok(sent.every((message) => message.port === 2525 && message.forwardPath === alias.address));
    assert.match(out, /message 3: \. +250 2\.0\.0 Delivered\nmessage 4: RCPT 550 5\.1\.1/);
    assert.ok(requests.every(({ method }) => method !== 'DELETE'));
  });

  it('starts a service in memory where none runs, and stops it', async () => {
    const fetchThere: typeof fetch = async (input) => {
      if (!String(input).startsWith('http://127.0.0.1:1/')) throw new TypeError('fetch failed');
      return respond();
    };
    assert.equal(await run(['demo', '--json'], { fetch: fetchThere }), 0);
    assert.ok(sent.every((message) => message.port === 2));
    assert.ok(isStopped);
    assert.equal(JSON.parse(out).messages.length, 4);
  });

  it('fails when the fourth is accepted too, and leaves no alias behind', async () => {
    assert.equal(await run(['demo'], { respond, send: async () => delivered }), 1);
    assert.equal(requests.at(-1)?.method, 'DELETE');
    assert.match(err, /^mayfly: [^\n]+\n$/);
  });

  it('fails when nothing is accepted', async () => {
    assert.equal(await run(['demo'], { respond, send: async () => refused }), 1);
  });

  it('sends no real mail unasked', async () => {
    const env = { MAYFLY_NEXT_HOP: 'smtp://mx.example' };
    assert.equal(await run(['demo'], { env, respond }), 2);
    assert.match(err, /--target is required/);
    assert.equal(sent.length, 0);
    assert.equal(await run(['demo', '--target', 'ann@home.test'], { env, respond }), 0);
  });
});

describe('mayfly doctor', () => {
  const sound: Finding = { subject: 'Disk', status: 'ok', says: '9 MiB free' };
  const broken: Finding = {
    subject: 'MX of a.example',
    status: 'fail',
    says: 'is missing',
    fix: 'write it',
  };

  const env = { MAYFLY_LOG_LEVEL: 'info' };

  it('says that it sees no settings where there are none, as in a shell beside a systemd unit', async () => {
    assert.equal(await run(['doctor'], { env: { MAYFLY_TOKEN: 't' } }), 0);
    assert.match(out, /^warn {2}Settings: none are given.*systemd unit.*\n {6}-> .*--config/);
    out = '';
    assert.equal(await run(['doctor'], { env }), 0);
    assert.equal(out, '');
  });

  it('prints a line for each finding and below it what to do', async () => {
    findings = [sound, { ...broken, status: 'warn' }];
    assert.equal(await run(['doctor'], { env }), 0);
    assert.equal(out, 'ok    Disk: 9 MiB free\nwarn  MX of a.example: is missing\n      -> write it\n');
  });

  it('exits 1 when something must be fixed, in JSON too', async () => {
    findings = [sound, broken];
    assert.equal(await run(['doctor', '--json'], { env }), 1);
    assert.deepEqual(JSON.parse(out), findings);
    assert.equal(err, 'mayfly: 1 problem to fix\n');
  });

  for (const [option, value] of [
    ['--smtp-port', '0'],
    ['--ntp', 'nowhere'],
    ['--probe', 'x y'],
  ] as const)
    it(`refuses ${option} ${value}`, async () => {
      assert.equal(await run(['doctor', option, value]), 2);
    });
});

describe('mayfly ready', () => {
  const env = { MAYFLY_HTTP_LISTEN: '0.0.0.0:8080', MAYFLY_NEXT_HOP: 'direct' };

  it('asks this machine, whatever the public URL is, and tells by its exit code', async () => {
    const respond = () => json({ ok: true, checks: { store: 'ok', nextHop: 'ok' } });
    assert.equal(
      await run(['ready'], { env: { ...env, MAYFLY_PUBLIC_URL: 'https://a.example' }, respond }),
      0,
    );
    assert.equal(requests[0]?.url, 'http://127.0.0.1:8080/readyz');
    assert.equal(out, 'ready\n');
  });

  it('names what is not ready', async () => {
    const respond = () => json({ ok: false, checks: { store: 'ok', nextHop: 'failed' } }, 503);
    assert.equal(await run(['ready'], { env, respond }), 1);
    assert.equal(err, 'mayfly: not ready: nextHop\n');
    assert.equal(await run(['ready', '--json'], { env, respond }), 1);
    assert.deepEqual(JSON.parse(out), { ready: false, failed: ['nextHop'] });
  });

  it('says so where nothing answers, or something else does', async () => {
    assert.equal(await run(['ready'], { env }), 1);
    assert.equal(err, 'mayfly: not ready: no service answers at http://127.0.0.1:8080\n');
    err = '';
    assert.equal(await run(['ready'], { env, respond: () => new Response('x', { status: 502 }) }), 1);
    assert.equal(err, 'mayfly: not ready: the service answered 502\n');
  });
});

describe('mayfly dns and dkim', () => {
  it('prints the zone, and names a mailbox for reports only where it is given one', async () => {
    assert.equal(await run(['dns']), 0);
    assert.equal(await run(['dns', '--target', 'you@home.example']), 0);
    assert.equal(out, 'zone undefined\nzone you@home.example\n');
  });

  it('looks the zone up, and exits 1 where something is missing', async () => {
    findings = [{ subject: 'MX of a.example', status: 'fail', says: 'is missing', fix: 'write it' }];
    assert.equal(await run(['dns', '--check'], { env: { MAYFLY_LOG_LEVEL: 'info' } }), 1);
    assert.match(out, /^FAIL {2}MX of a\.example: is missing\n {6}-> write it\n$/);
    assert.equal(err, 'mayfly: 1 problem to fix\n');
  });

  it('makes the key where it is told to, or where the configuration has it', async () => {
    assert.equal(await run(['dkim']), 2);
    assert.match(err, /name the file of the key, or set MAYFLY_DKIM_KEY/);
    assert.equal(await run(['dkim', '/k.pem']), 0);
    assert.match(out, /A new key is in \/k\.pem.*\n; Set MAYFLY_DKIM_KEY=\/k\.pem.*\nrecord \/k\.pem\n$/);
    out = '';
    assert.equal(await run(['dkim'], { env: { MAYFLY_DKIM_KEY: '/c.pem' } }), 0);
    assert.doesNotMatch(out, /Set MAYFLY/);
    assert.match(out, /\nrecord \/c\.pem\n$/);
  });
});

describe('mayfly setup', () => {
  it('passes on what was asked, and refuses what contradicts itself', async () => {
    assert.equal(
      await run(['setup', 'a.example', '--target', 'you@b.example', '--direct', '--yes', '--dry-run']),
      0,
    );
    const [order] = orders;
    assert.deepEqual(order?.answers, {
      domain: 'a.example',
      target: 'you@b.example',
      hostname: undefined,
      publicUrl: undefined,
      acme: undefined,
      nextHop: 'direct',
      create: undefined,
    });
    assert.deepEqual([order?.action, order?.mayAsk, order?.isDry], ['install', false, true]);
    assert.equal(await run(['setup', '--direct', '--smarthost', 'smtp://h']), 2);
    assert.equal(await run(['setup', '--container', '--remove']), 2);
    assert.equal(await run(['setup', '--smarthost', 'http://u:canary@h']), 2);
    assert.match(err, /--smarthost must be smtp:/);
    assert.doesNotMatch(err, /canary/);
  });

  it('makes the first alias with a key, where keys alone make any too, and says where its message went', async () => {
    const respond = () => Response.json(created, { status: 201 });
    const tryOut = async (env: Readonly<Record<string, string>>, given: Partial<CliDeps> = {}) => {
      const args = ['setup', 'a.example', '--target', 'you@b.example', '--private', '--yes'];
      assert.equal(await run(args, { respond, ...given }), 0);
      const config = loadConfig({ MAYFLY_HTTP_LISTEN: '127.0.0.1:8080', ...env });
      return orders.at(-1)?.tryOut(config, 'you@b.example');
    };
    const direct = await tryOut({ MAYFLY_NEXT_HOP: 'direct' });
    assert.equal(orders[0]?.answers.create, 'keys');
    assert.deepEqual(keyRequests, [{ target: 'you@b.example', label: 'mayfly setup' }]);
    const [request] = requests;
    assert.deepEqual(
      [request?.method, request?.url, request?.token, request?.body],
      [
        'POST',
        'http://127.0.0.1:8080/aliases',
        `Bearer ${newKey.key}`,
        { maxUses: 3, days: 7, note: 'first' },
      ],
    );
    assert.equal(sent[0]?.forwardPath, alias.address);
    assert.match(direct ?? '', /taken by the mail server of you@b\.example: 250 Delivered\.\n/);
    assert.ok(direct?.includes(created.manageUrl) && direct.includes(newKey.key));
    const hop = { MAYFLY_NEXT_HOP: 'smtp://127.0.0.1:10025?tls=none' };
    assert.match((await tryOut(hop)) ?? '', /taken by the smarthost, for you@b\.example: 250 Delivered\.\n/);
    const put = await tryOut(hop, { send: async () => refused });
    assert.match(
      put ?? '',
      /a message through it was refused: 550 No such address here \(docs\/replies\.md\)/,
    );
    assert.doesNotMatch(put ?? '', /taken by/);
  });
});

const newKey = {
  key: `mayfly${'0'.repeat(40)}`,
  state: 'active',
  label: 'phone',
  target: 'ada@target.example',
  preset: { maxUses: 3, validFor: 'P7D' },
};

describe('key', () => {
  it('create passes the preset on as the fields of the request, and shows the key this once', async () => {
    const args = [
      'key',
      'create',
      '--target',
      newKey.target,
      '--label',
      'phone',
      '--max-uses',
      '3',
      '--days',
      '7',
    ];
    assert.equal(await run(args), 0, err);
    assert.deepEqual(keyRequests, [{ target: newKey.target, label: 'phone', maxUses: 3, days: 7 }]);
    assert.match(
      out,
      /^key +mayfly0{40}\ntarget +ada@target\.example\nlabel +phone\npreset +maxUses 3, validFor P7D\nThe key is shown this once/,
    );
    out = '';
    assert.equal(await run([...args, '--json']), 0);
    assert.deepEqual(JSON.parse(out), newKey);
    assert.equal(await run([...args, '--starts-at', 'first-use']), 0);
    assert.equal(await run([...args, '--clock', 'first-use']), 0, 'the old name');
    const [startsAt, clock] = keyRequests.slice(-2) as readonly Readonly<Record<string, unknown>>[];
    assert.deepEqual([startsAt?.startsAt, clock?.clock], ['first-use', 'first-use']);
  });

  it('create names mistakes by option, and asks for a target', async () => {
    const mistakes = [
      { field: 'target', code: 'notAnAddress', message: 'is odd' },
      { field: 'maxUses', code: 'tooManyUses', message: 'must be at most 100' },
    ];
    const createKey = async () => ({ mistakes });
    assert.equal(await run(['key', 'create', '--target', 'x', '--max-uses', '999'], { createKey }), 1);
    assert.equal(err, 'mayfly: --target is odd; --max-uses must be at most 100\n');
    err = '';
    assert.equal(await run(['key', 'create']), 2);
    assert.match(err, /^mayfly: .*--target/);
  });

  it('list shows what can be known without the keys', async () => {
    assert.equal(await run(['key', 'list']), 0);
    assert.equal(out, `${'a'.repeat(36)}  active       made   12  gone 2028-01-31 if not used\n1 key\n`);
  });

  it('revoke takes an id or the key itself, which - reads from the environment', async () => {
    assert.equal(await run(['key', 'revoke', 'a'.repeat(36)]), 0);
    const env = { MAYFLY_KEY: newKey.key };
    assert.equal(await run(['key', 'revoke', '-', '--destroy-aliases'], { env }), 0, err);
    assert.deepEqual(keyRequests, [
      { which: 'a'.repeat(36), aliases: 'keep' },
      { which: newKey.key, aliases: 'destroy' },
    ]);
    assert.equal(await run(['key', 'revoke', '-']), 2);
    assert.equal(await run(['key', 'revoke', 'x'], { revokeKey: async () => 'unknown' }), 1);
    assert.equal(await run(['key', 'revoke', 'x'], { revokeKey: async () => 'needsText' }), 2);
    assert.match(
      err,
      /MAYFLY_KEY is empty.*\nmayfly: there is no such key\nmayfly: --destroy-aliases takes the key itself/,
    );
  });
});

describe('inspect, and destroy --operator', () => {
  const inspected: InspectedAlias = {
    address: alias.address,
    life: 'alive',
    maxUses: 5,
    usesLeft: 3,
    delivered: 1,
    pending: 1,
    inDoubt: 1,
    validFrom: null,
    validUntil: '2027-01-31T12:00:00.000Z',
    validFor: 'P3D',
    idleFor: null,
    createdAt: '2027-01-28T12:00:00.000Z',
    ageSeconds: 2 * 86_400,
    firstDeliveryAt: '2027-01-29T12:00:00.000Z',
    lastDeliveryAt: '2027-01-29T12:00:00.000Z',
  };

  it('tells a fact per line, or all as JSON', async () => {
    const inspectAlias = async () => inspected;
    assert.equal(await run(['inspect', alias.address], { inspectAlias }), 0);
    assert.match(out, /^state +alive\nuses +3 of 5 left, 1 delivered, 0 under way, 1 in doubt$/m);
    assert.match(out, /^made +2027-01-28T12:00:00\.000Z, 2 days ago$/m);
    out = '';
    assert.equal(await run(['inspect', alias.address, '--json'], { inspectAlias }), 0);
    assert.deepEqual(JSON.parse(out), inspected);
  });

  it('tells one that is gone from one that never was, and refuses what is no address', async () => {
    assert.equal(await run(['inspect', alias.address]), 0);
    assert.match(out, /^state +gone: it existed once/m);
    assert.equal(await run(['inspect', alias.address], { inspectAlias: async () => undefined }), 1);
    assert.match(err, /^mayfly: there never was an alias shop@alias\.localhost/);
    assert.equal(await run(['inspect', 'shop']), 2);
  });

  it('destroys after a yes at the terminal or --yes, on the store itself', async () => {
    const asked: string[] = [];
    const answering = (answer: string | undefined) => ({
      ask: async (question: string) => {
        asked.push(question);
        return answer;
      },
    });
    const args = ['destroy', alias.address, '--operator'];
    assert.equal(await run(args, answering('n')), 1);
    assert.equal(await run(args, answering('')), 1);
    assert.equal(await run(args, answering(undefined)), 2);
    assert.deepEqual(destroyed, []);
    assert.equal(await run(args, answering(' Yes')), 0);
    assert.equal(await run([...args, '--yes', '--json'], answering('n')), 0);
    assert.deepEqual([destroyed, asked.length, requests.length], [[alias.address, alias.address], 4, 0]);
    assert.match(asked[0] ?? '', /^End shop@alias\.localhost for good\?/);
  });

  it('refuses what does not go together, and says when there is no such alias', async () => {
    assert.equal(await run(['destroy', alias.address, '--operator', '--token', 't']), 2);
    assert.equal(await run(['destroy', alias.address, '--token', 't', '--yes']), 2);
    assert.equal(await run(['destroy', 'shop', '--operator', '--yes']), 2);
    const destroyAlias = async () => false;
    assert.equal(await run(['destroy', alias.address, '--operator', '--yes'], { destroyAlias }), 1);
    assert.match(err, /mayfly: no such alias lives: shop@alias\.localhost/);
    assert.deepEqual([destroyed, requests.length], [[], 0]);
  });
});

describe('block', () => {
  it('add tells targets from clients, in one form for all spellings, and clients in both roles', async () => {
    const args = [
      'block',
      'add',
      'You@X.example.',
      '@X.example',
      '192.0.2.7/24',
      '192.0.2.0/24',
      '2001:DB8::1',
    ];
    assert.equal(await run(args), 0, err);
    assert.deepEqual(blockOrders, [
      { kind: 'mailbox', text: 'You@x.example' },
      { kind: 'target', text: '@x.example' },
      { kind: 'smtp', text: '192.0.2.0/24' },
      { kind: 'http', text: '192.0.2.0/24' },
      { kind: 'smtp', text: '2001:db8::1' },
      { kind: 'http', text: '2001:db8::1' },
    ]);
    assert.equal(out, 'blocked\n');
  });

  it('add and remove take one role of a client alone, and remove what the list shows of a mailbox', async () => {
    assert.equal(await run(['block', 'add', '--smtp', '192.0.2.7']), 0);
    assert.equal(await run(['block', 'remove', '--http', '192.0.2.7', '--json']), 0);
    assert.equal(await run(['block', 'remove', 'a'.repeat(36), '@x.example']), 0);
    assert.deepEqual(blockOrders, [
      { kind: 'smtp', text: '192.0.2.7' },
      { kind: 'http', text: '192.0.2.7' },
      { kind: 'mailboxKey', text: 'a'.repeat(36) },
      { kind: 'target', text: '@x.example' },
    ]);
    assert.equal(out, 'blocked\n{\n  "removed": 1\n}\n1 removed, 1 not blocked\n');
  });

  it('list shows a line for each', async () => {
    assert.equal(await run(['block', 'list']), 0);
    assert.equal(out, `http    2027-01-31  2001:db8::/32\ntarget  2027-02-01  ${'a'.repeat(36)}\n2 blocks\n`);
    out = '';
    assert.equal(await run(['block', 'list', '--json']), 0);
    assert.equal(JSON.parse(out).blocks.length, 2);
  });

  it('remove of what is not blocked fails', async () => {
    assert.equal(await run(['block', 'remove', '@x.example'], { removeBlocks: async () => 0 }), 1);
    assert.match(err, /^mayfly: nothing of that is blocked/);
  });

  for (const [args, complaint] of [
    [['add'], /missing required argument/],
    [['add', 'x.example'], /x\.example is none of a mailbox/],
    [['add', '@x.example', '192.0.2.300'], /192\.0\.2\.300 is none of a mailbox/],
    [['add', 'a b@x.example'], /is no plain mail address/],
    [['add', '@nodots'], /is no plain mail address, and no @domain/],
    [['add', '0.0.0.0/0'], /is everybody/],
    [['add', '::/0'], /is everybody/],
    [['add', '--smtp', '@x.example'], /about clients/],
    [['add', 'a'.repeat(36)], /blocked by its address/],
    [['remove', 'fe80::1%eth0'], /is none of a mailbox/],
  ] as const)
    it(`refuses ${args.join(' ')} and does nothing`, async () => {
      assert.equal(await run(['block', ...args]), 2);
      assert.match(err, complaint);
      assert.deepEqual(blockOrders, []);
    });
});
