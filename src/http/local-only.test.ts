// SPDX-License-Identifier: MIT
/** Routes for this machine alone, and hosts that are known, over every route that has such a rule. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { testApp } from '../../test/support/http-app.ts';
import { Inbox } from '../sandbox/inbox.ts';
import type { TransferOctets } from '../smtp/wire/envelope.ts';
import { serveHttp } from './serve.ts';

const localRoutes = [
  '/metrics',
  '/sandbox',
  '/sandbox/messages',
  '/sandbox/events',
  '/sandbox/1',
  '/sandbox/1.eml',
  '/sandbox/1/html',
];

/** A service with a message in its sandbox. */
function app() {
  const inbox = new Inbox();
  const draft = inbox.begin({ reversePath: '', recipients: ['ada@target.example'] });
  draft.write(Buffer.from('Content-Type: text/html\r\n\r\n<p>x</p>\r\n') as TransferOctets);
  draft.complete(0);
  const metrics = {
    render: async () => ({ text: '', mediaType: 'text/plain' }),
    access: { kind: 'local' },
  } as const;
  return testApp({ inbox, metrics });
}

interface Visitor {
  readonly peer?: string;
  readonly host?: string;
  readonly headers?: Record<string, string>;
  readonly httpVersion?: string;
}

async function statusOf(
  path: string,
  { peer = '127.0.0.1', host = 'localhost:8080', headers = {}, httpVersion = '1.1' }: Visitor,
): Promise<number> {
  const env = { incoming: { socket: { remoteAddress: peer }, httpVersion } };
  const response = await app().request(`http://${host}${path}`, { method: 'GET', headers }, env);
  await response.body?.cancel();
  return response.status;
}

describe('a route for this machine alone', () => {
  it('is each of the sandbox, and that of the metrics', () => {
    const patterns = app()
      .routes.filter(({ method, path }) => method === 'GET' && /^\/(?:sandbox|metrics)/.test(path))
      .map(({ path }) => path.replace(/:file\{.*\}$/, '1.eml').replace(/:id\{[^}]*\}/, '1'));
    assert.deepEqual([...new Set(patterns)].sort(), localRoutes.toSorted());
  });

  const visitors: readonly (readonly [name: string, visitor: Visitor, status: number])[] = [
    ['IPv4 loopback', {}, 200],
    ['all of 127/8', { peer: '127.9.9.9', host: '127.9.9.9' }, 200],
    ['IPv6 loopback', { peer: '::1', host: '[::1]:8080' }, 200],
    ['IPv4-mapped loopback', { peer: '::ffff:127.0.0.1' }, 200],
    ['a name under localhost', { host: 'alias.localhost:8080' }, 200],
    ['another machine', { peer: '192.0.2.1' }, 404],
    ['another machine that asks for localhost', { peer: '2001:db8::1', host: 'localhost' }, 404],
    ['nobody', { peer: '' }, 404],
    ['a name that points here', { host: 'evil.example:8080' }, 404],
    ['a name that looks like here', { host: 'localhost.evil.example' }, 404],
    ['bare nginx, which speaks HTTP/1.0', { httpVersion: '1.0' }, 404],
    ...['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'].map(
      (name) => [`a proxy that adds ${name}`, { headers: { [name]: '127.0.0.1' } }, 404] as const,
    ),
  ];
  for (const [name, visitor, status] of visitors)
    it(`answers ${status} to ${name}`, async () => {
      for (const path of localRoutes) assert.equal(await statusOf(path, visitor), status, path);
    });
});

describe('a host over loopback', () => {
  const hosts: readonly (readonly [host: string, isKnown: boolean])[] = [
    ['localhost', true],
    ['localhost:1', true],
    ['127.0.0.1', true],
    ['[::1]', true],
    ['mayfly.example', true],
    ['ALIAS.example:8080', true],
    ['evil.example', false],
    ['mayfly.example.evil.example', false],
    ['192.0.2.1', false],
  ];
  const requests = [
    ['POST', '/aliases'],
    ['GET', '/aliases/x@alias.example'],
    ['GET', '/'],
    ['POST', '/new'],
    ['GET', '/m/x@alias.example/token'],
    ['GET', '/healthz'],
    ['GET', '/openapi.json'],
    ['GET', '/metrics'],
    ['GET', '/nothing'],
  ] as const;

  it('is known, or every route answers 421', async (t) => {
    const port = await listening(t);
    for (const [host, isKnown] of hosts)
      for (const [method, path] of requests) {
        const status = await rawStatus(port, `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n`);
        assert.equal(status !== 421, isKnown, `${method} ${path} ${host}: ${status}`);
      }
  });

  it('may be any that a proxy makes up that speaks HTTP/1.0, as no browser does', async (t) => {
    const port = await listening(t);
    assert.equal(await rawStatus(port, 'GET / HTTP/1.0\r\nHost: upstream\r\n'), 200);
  });

  it('is named once: a second Host field is 400', async (t) => {
    const port = await listening(t);
    for (const second of ['localhost', 'evil.example'])
      assert.equal(await rawStatus(port, `GET / HTTP/1.1\r\nHost: localhost\r\nhOst: ${second}\r\n`), 400);
  });
});

async function listening(t: TestContext): Promise<number> {
  const server = await serveHttp(app(), { host: '127.0.0.1', port: 0 });
  t.after(() => server.close(0));
  return server.port;
}

/** Sends a request octet for octet; `fetch` would not let us choose Host. */
async function rawStatus(port: number, head: string): Promise<number> {
  const socket = connect(port, '127.0.0.1');
  socket.end(`${head}Content-Length: 0\r\nConnection: close\r\n\r\n`);
  const [first] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return Number(first.toString('latin1').slice(9, 12));
}
