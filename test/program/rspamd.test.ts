// SPDX-License-Identifier: MIT
/** Verdicts of rspamd at the held dot: Debian's own behind the real program, and a scripted one that misbehaves. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createRspamdInspector } from '../../src/inspect/rspamd/rspamd-inspector.ts';
import { startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import {
  createAlias,
  environment,
  showAlias,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { need } from '../support/program/real-clients.ts';
import { startRspamd } from '../support/program/rspamd-server.ts';
import { canaryTarget, startRelay } from '../support/relay-fixture.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const gtube = 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X';
const fieldOf = (body: string): string =>
  body === 'soft'
    ? 'X-Soft-Reject: yes'
    : `Content-Type: ${body.startsWith('--b') ? 'multipart/mixed; boundary=b' : 'text/plain'}`;
const message = (body: string): string =>
  `From: a@shop.example\r\nSubject: secret subject\r\n${fieldOf(body)}\r\n\r\n${body}\r\n`;

test('a real rspamd refuses its test spam at the dot, defers what it wants to see later, and lets mail pass', async (t) => {
  if (!need(t, 'rspamd')) return;
  const hop = await startScriptedHop();
  t.after(() => hop.close());
  const program = await startProgram(
    t,
    environment(temporaryFolder(t), {
      MAYFLY_RSPAMD: `${await startRspamd(t)}/?timeout=60s`,
      MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}`,
      MAYFLY_DOMAINS: 'alias.example',
    }),
  );
  const alias = await createAlias(program, { target: canaryTarget, maxUses: 3 });
  const large = `--b\r\n\r\n${gtube}\r\n--b\r\n\r\n${`${'x'.repeat(900)}\r\n`.repeat(5000)}--b--`;
  const send = async (body: string, sender?: string): Promise<string> => {
    const [dialogue] = await Dialogue.envelope(program.smtpPort, alias.address, sender);
    const answer = await dialogue.message(message(body));
    dialogue.drop();
    return answer;
  };
  assert.equal(await send(gtube), '550 5.7.1 Message refused as spam or worse');
  assert.equal(await send(large), '550 5.7.1 Message refused as spam or worse');
  assert.equal(await send('soft'), '451 4.7.1 Message not accepted at the moment, try again later');
  assert.equal(hop.messages.length, 0);
  assert.equal((await showAlias(program, alias))?.usesLeft, 3);
  assert.match(await send('Hello'), /^250 2\.0\.0 Message accepted as /);
  assert.match(await send('Undeliverable', ''), /^250 2\.0\.0 Message accepted as /);
  assert.equal(hop.accepted, 2);
  assert.equal((await showAlias(program, alias))?.usesLeft, 1);
  await program.stop();
  const actions = program
    .output()
    .split('\n')
    .filter((line) => line.includes('"rspamd"'))
    .map((line) => JSON.parse(line).action);
  assert.deepEqual(actions, ['reject', 'reject', 'soft reject', 'no action', 'no action']);
  for (const secret of [alias.address, canaryTarget, 'shop.example', 'secret subject'])
    assert.ok(!program.output().includes(secret), secret);
});

/** What the scripted filter got, and what it does. */
interface Filter {
  readonly url: string;
  /** Whether no connection is open, and one was. */
  readonly isIdle: () => boolean;
  readonly requests: { readonly headers: NodeJS.Dict<string[]>; readonly path: string; body: string }[];
}

type Behaviour = (request: IncomingMessage, response: ServerResponse, socket: Socket) => void;

async function startFilter(t: TestContext, behave: Behaviour): Promise<Filter> {
  const requests: Filter['requests'] = [];
  let open = 0;
  const server = createServer((request, response) => {
    const seen = { headers: request.headersDistinct, path: `${request.method} ${request.url}`, body: '' };
    requests.push(seen);
    open += 1;
    request.socket.on('close', () => (open -= 1));
    request.on('data', (octets: Buffer) => {
      seen.body += octets.toString('latin1');
    });
    request.on('error', () => undefined);
    behave(request, response, request.socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/checkv2`,
    requests,
    isIdle: () => open === 0,
  };
}

/** Answers once the whole message has come. */
function afterwards(answer: string, status = 200): Behaviour {
  return (request, response) => request.on('end', () => response.writeHead(status).end(answer));
}

interface Setting {
  readonly onFault?: 'pass' | 'defer';
  readonly timeoutMs?: number;
  readonly password?: string;
}

async function startWith(t: TestContext, url: string, setting: Setting = {}) {
  const hop = await startScriptedHop();
  t.after(() => hop.close());
  const [faults, actions]: [string[], string[]] = [[], []];
  let now = 0;
  const inspector = createRspamdInspector({
    url,
    timeoutMs: setting.timeoutMs ?? 20_000,
    password: setting.password,
    onFault: setting.onFault ?? 'pass',
    now: () => (now += 60_000),
    onVerdict: ({ action }) => actions.push(action),
    onFailure: (code) => faults.push(code),
  });
  const relay = await startRelay(t, { hops: [hop.options()], inspectors: [inspector] });
  const send = async (mailData = message('Hello'), sender?: string): Promise<string> => {
    const alias = await relay.create();
    const [dialogue] = await Dialogue.envelope(relay.port, alias, sender);
    const answer = await dialogue.message(mailData);
    dialogue.drop();
    assert.equal((await relay.show(alias))?.usesLeft, answer.startsWith('250') ? 2 : 3);
    return answer;
  };
  return { hop, relay, send, faults, actions };
}

test('it is sent the message as it came and the envelope, but no target', async (t) => {
  const filter = await startFilter(t, afterwards('{"action":"no action"}'));
  const { relay, hop } = await startWith(t, filter.url, { password: 'a b' });
  const alias = await relay.create();
  const [dialogue] = await Dialogue.envelope(relay.port, alias, '"a\\"b,c"@shop.example');
  assert.match(await dialogue.message(`${message('..dots')}`), /^250 /);
  dialogue.drop();
  const [seen] = filter.requests;
  assert.equal(seen?.path, 'POST /checkv2');
  assert.equal(seen?.body, message('.dots'));
  const { ip, helo, from, rcpt, password } = seen?.headers ?? {};
  assert.deepEqual([ip, helo, password], [['127.0.0.1'], ['client.example'], ['a b']]);
  assert.deepEqual(rcpt, [`<${alias}>`]);
  assert.equal(from?.length, 1);
  assert.match(String(seen?.headers['queue-id']), /^[\w-]{8,}$/);
  assert.ok(!JSON.stringify(seen).includes(canaryTarget));
  assert.equal(hop.accepted, 1);
});

test('each of its actions becomes a reply', async (t) => {
  const replies: readonly [string, RegExp][] = [
    ['reject', /^550 5\.7\.1 /],
    ['discard', /^550 5\.7\.1 /],
    ['soft reject', /^451 4\.7\.1 /],
    ['greylist', /^451 4\.7\.1 /],
    ['add header', /^250 /],
    ['rewrite subject', /^250 /],
    ['no action', /^250 /],
    ['quarantine', /^250 /],
    ['toString', /^250 /],
  ];
  const filter = await startFilter(t, (request, response) =>
    request.on('end', () =>
      response.end(JSON.stringify({ action: replies[filter.requests.length - 1]?.[0] })),
    ),
  );
  const { send, actions } = await startWith(t, filter.url);
  for (const [action, expected] of replies) assert.match(await send(), expected, action);
  assert.deepEqual(actions, [...replies.slice(0, -1).map(([action]) => action), 'other']);
});

const huge = `"${'x'.repeat(2 * 2 ** 20)}"`;
const faulty: readonly [string, string, Behaviour][] = [
  ['talks no JSON', 'NOT_JSON', afterwards('<html>')],
  ['breaks off in its JSON', 'NOT_JSON', afterwards('{"action":"rej')],
  ['names no action', 'NO_ACTION', afterwards('{"score":1}')],
  ['names an action that is none', 'NO_ACTION', afterwards('{"action":{"reject":true}}')],
  ['answers null', 'NOT_JSON', afterwards('null')],
  ['answers 403', 'HTTP_403', afterwards('{"error":"no"}', 403)],
  ['answers 500', 'HTTP_500', afterwards('{"action":"reject"}', 500)],
  ['redirects', 'HTTP_302', afterwards('', 302)],
  ['answers without end', 'ANSWER_TOO_LARGE', afterwards(huge)],
  ['hangs up', 'ECONNRESET', (_request, _response, socket) => socket.resetAndDestroy()],
  [
    'hangs up after the message',
    'ECONNRESET',
    (request, _response, socket) => request.on('end', () => socket.destroy()),
  ],
  [
    'talks no HTTP',
    'HPE_INVALID_CONSTANT',
    (request, _response, socket) => request.on('end', () => socket.end('220 mx\r\n')),
  ],
  ['never answers', 'TIMEOUT', () => undefined],
  [
    'drips',
    'TIMEOUT',
    (request, response, socket) => {
      request.on('end', () => response.writeHead(200));
      const dripping = setInterval(() => response.write(' '), 20);
      socket.on('close', () => clearInterval(dripping));
    },
  ],
];

test('a filter that gives no verdict lets mail pass or has it deferred, as configured, and is told of in the log', async (t) => {
  for (const [name, code, behave] of faulty) {
    const filter = await startFilter(t, behave);
    const timeoutMs = code === 'TIMEOUT' ? 300 : 20_000;
    for (const onFault of ['pass', 'defer'] as const) {
      const { send, faults } = await startWith(t, filter.url, { onFault, timeoutMs });
      assert.match(await send(), onFault === 'pass' ? /^250 / : /^451 4\.7\.1 /, name);
      assert.deepEqual(faults, [code], name);
    }
  }
});

test('a filter that is not there is like one that fails', async (t) => {
  const filter = await startFilter(t, () => undefined);
  const gone = createServer().listen(0, '127.0.0.1');
  await once(gone, 'listening');
  const { port } = gone.address() as AddressInfo;
  gone.close();
  await once(gone, 'close');
  const { send, faults } = await startWith(t, `http://127.0.0.1:${port}/checkv2`);
  assert.match(await send(), /^250 /);
  assert.deepEqual(faults, ['ECONNREFUSED']);
  assert.equal(filter.requests.length, 0);
});

test('a sender that pauses until the filter gives up is deferred, whatever becomes of faults', async (t) => {
  const filter = await startFilter(t, (_request, _response, socket) => {
    setTimeout(() => socket.destroy(), 1_200);
  });
  const { relay, faults, hop } = await startWith(t, filter.url, { onFault: 'pass' });
  const [dialogue] = await Dialogue.envelope(relay.port, await relay.create());
  await dialogue.say('DATA');
  await dialogue.write(message('Hello'));
  const deadline = Date.now() + 60_000;
  while (filter.requests.length === 0 || !filter.isIdle()) {
    assert.ok(Date.now() < deadline);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.match(await dialogue.say('.'), /^451 4\.7\.1 /);
  assert.deepEqual(faults, ['ECONNRESET']);
  assert.equal(hop.messages.length, 0);
  dialogue.drop();
});

test('one that does not read holds the sender back until it is given up', async (t) => {
  const filter = await startFilter(t, (request) => request.removeAllListeners('data').pause());
  const { send, faults, hop } = await startWith(t, filter.url, { timeoutMs: 500 });
  assert.match(await send(message(`${'x'.repeat(998)}\r\n`.repeat(20_000))), /^250 /);
  assert.deepEqual(faults, ['TOO_SLOW']);
  assert.equal(hop.accepted, 1);
});

test('one that refuses a message half-way is not sent the rest', async (t) => {
  const filter = await startFilter(t, (_request, response) => {
    const answer = '{"action":"reject"}';
    response.writeHead(200, { 'content-length': answer.length }).write(answer);
  });
  const { send, hop } = await startWith(t, filter.url);
  assert.match(await send(message(`${'x'.repeat(998)}\r\n`.repeat(20_000))), /^550 5\.7\.1 /);
  assert.equal(hop.messages.length, 0);
});

test('an originator that is lost ends the request', async (t) => {
  const closed = Promise.withResolvers<void>();
  const filter = await startFilter(t, (_request, _response, socket) =>
    socket.on('close', () => closed.resolve()),
  );
  const { relay, faults } = await startWith(t, filter.url);
  const [dialogue] = await Dialogue.envelope(relay.port, await relay.create());
  await dialogue.say('DATA');
  await dialogue.write(message(`${'x'.repeat(998)}\r\n`.repeat(200)));
  while (filter.requests.length === 0) await new Promise(setImmediate);
  dialogue.drop();
  await closed.promise;
  assert.deepEqual(faults, []);
});
