// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Hono } from 'hono';
import { json, testApp } from '../../test/support/http-app.ts';
import { problemSchema } from './problem.ts';
import { type HttpListen, type HttpServer, serveHttp } from './serve.ts';

/** So long a server that is closed waits for what it should not wait for. */
const graceMs = 60_000;
const body = { target: 'ada@target.example', maxUses: 1 };

describe('the HTTP server', () => {
  let server: HttpServer | undefined;
  afterEach(() => server?.close(0));

  async function serve(app: Hono, limits: Partial<HttpListen> = {}): Promise<string> {
    server = await serveHttp(app, { host: '127.0.0.1', port: 0, ...limits });
    return `http://127.0.0.1:${server.port}`;
  }

  /** Sends octets as they are and gives all that comes back until the server hangs up. */
  async function converse(octets: string): Promise<string> {
    const socket = connect(server?.port ?? 0, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk) => (received += chunk));
    socket.on('error', () => {});
    socket.write(octets);
    await once(socket, 'close');
    return received;
  }

  it('makes an alias over a real connection', async () => {
    const url = await serve(testApp());
    const response = await fetch(`${url}/aliases`, json('POST', body));
    assert.equal(response.status, 201);
  });

  it('says where it listens, and rejects when the port is taken', async () => {
    await serve(testApp());
    assert.equal(server?.host, '127.0.0.1');
    const again = serveHttp(testApp(), { host: '127.0.0.1', port: server?.port ?? 0 });
    await assert.rejects(again, { code: 'EADDRINUSE' });
  });

  it('holds only so many connections, and takes others again when one has gone', async () => {
    await serve(testApp(), { maxConnections: 2 });
    const open = () => connect(server?.port ?? 0, '127.0.0.1').on('error', () => {});
    const [first, second] = [open(), open()];
    await Promise.all([once(first, 'connect'), once(second, 'connect')]);
    const third = open();
    await once(third, 'close');
    first.destroy();
    const answered = async (): Promise<boolean> => {
      const received = await converse(
        'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
      );
      return received.startsWith('HTTP/1.1 200');
    };
    while (!(await answered()));
    second.destroy();
  });

  it('holds only as many connections of a client as its share is, and any number of a proxy', async () => {
    const left = new Map([['127.0.0.1', 1]]);
    const take = (client: string) => {
      const ofClient = left.get(client) ?? 0;
      left.set(client, ofClient - 1);
      return ofClient > 0 ? () => void left.set(client, ofClient) : undefined;
    };
    await serve(testApp(), { shares: { take }, isProxy: (address) => address === '127.0.0.2' });
    const open = (localAddress: string) =>
      connect({ port: server?.port ?? 0, host: '127.0.0.1', localAddress }).on('error', () => {});
    const first = open('127.0.0.1');
    await once(first, 'connect');
    const second = open('127.0.0.1');
    await once(second, 'close');
    const proxied = [open('127.0.0.2'), open('127.0.0.2')];
    for (const connection of proxied) {
      connection.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
      const [answer] = (await once(connection, 'data')) as [Buffer];
      assert.match(answer.toString('latin1'), /^HTTP\/1\.1 200 /);
      connection.destroy();
    }
    first.destroy();
    while (left.get('127.0.0.1') !== 1) await turn();
  });

  it('answers pipelined requests one after the other, and closes a connection with too many of them', async () => {
    const app = new Hono();
    const running: number[] = [];
    let begun = 0;
    let open = 0;
    app.get('/:number', async (c) => {
      begun += 1;
      open += 1;
      running.push(open);
      await new Promise(setImmediate);
      open -= 1;
      return c.text(`answer ${c.req.param('number')}`);
    });
    await serve(app);
    const requests = (count: number) =>
      Array.from({ length: count }, (_, at) => {
        const last = at === count - 1 ? 'Connection: close\r\n' : '';
        return `GET /${at} HTTP/1.1\r\nHost: localhost\r\n${last}\r\n`;
      }).join('');
    const received = await converse(requests(10));
    assert.deepEqual(
      [...received.matchAll(/answer \d+/g)].map(String),
      Array.from({ length: 10 }, (_, at) => `answer ${at}`),
    );
    assert.deepEqual(new Set(running), new Set([1]));

    begun = 0;
    await converse(requests(1000));
    assert.ok(begun <= 1, `${begun} of the requests of a client that was cut off were begun`);
  });

  const sizes: readonly [octets: number, status: number][] = [
    [16_384, 422],
    [16_385, 413],
    [1_000_000, 413],
  ];
  for (const [octets, status] of sizes) {
    const padded = JSON.stringify({ ...body, note: '' });
    const large = padded.replace('""', `"${'x'.repeat(octets - padded.length)}"`);

    it(`answers ${status} to a body of ${octets} octets that says its length`, async () => {
      const url = await serve(testApp());
      const response = await fetch(`${url}/aliases`, { ...json('POST', {}), body: large });
      assert.equal(response.status, status);
      assert.equal(problemSchema.parse(await response.json()).status, status);
    });

    it(`answers ${status} to a body of ${octets} octets in chunks`, async () => {
      const url = await serve(testApp());
      const { headers } = json('POST', {});
      const sent = request(`${url}/aliases`, { method: 'POST', headers });
      sent.on('error', () => {});
      for (let from = 0; from < octets; from += 10_000) sent.write(large.slice(from, from + 10_000));
      sent.end();
      const [response] = await once(sent, 'response');
      assert.equal(response.statusCode, status);
      response.resume();
    });
  }

  it('answers 413 to an endless body before it ends', async () => {
    const url = await serve(testApp());
    const { headers } = json('POST', {});
    const sent = request(`${url}/aliases`, { method: 'POST', headers });
    sent.on('error', () => {});
    const more = () => sent.write('x'.repeat(8192), (failed) => failed == null && more());
    more();
    const [response] = await once(sent, 'response');
    assert.equal(response.statusCode, 413);
    sent.destroy();
  });

  it('answers 408 to a header that does not end', async () => {
    await serve(testApp(), { headersTimeoutMs: 100 });
    assert.match(await converse('GET / HTTP/1.1\r\nHost: localhost\r\n'), /^HTTP\/1\.1 408 /);
  });

  it('answers 408 to a body that does not end', async () => {
    await serve(testApp(), { requestTimeoutMs: 100 });
    const head =
      'POST /aliases HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n';
    assert.match(await converse(`${head}{`), /^HTTP\/1\.1 408 /);
  });

  it('takes a header of 30 KiB, as single sign-on makes them', async () => {
    await serve(testApp());
    const cookies = `Cookie: ${'x'.repeat(30_000)}`;
    const answer = await converse(
      `GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n${cookies}\r\nConnection: close\r\n\r\n`,
    );
    assert.match(answer, /^HTTP\/1\.1 200 /);
  });

  it('answers a health check over HTTP/1.0 without Host, and refuses HTTP/1.1 without', async () => {
    await serve(testApp());
    assert.match(await converse('GET /healthz HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 200 /);
    assert.match(await converse('GET /healthz HTTP/1.1\r\n\r\n'), /^HTTP\/1\.1 400 /);
  });

  it('keeps an idle connection longer than proxies do', async () => {
    const url = await serve(testApp());
    const { headers } = await fetch(`${url}/healthz`);
    assert.equal(headers.get('keep-alive'), 'timeout=130');
  });

  it('answers 431 to a header that is too large, and 400 to what is not HTTP', async () => {
    await serve(testApp());
    assert.match(await converse(`GET / HTTP/1.1\r\nX: ${'x'.repeat(33_000)}\r\n\r\n`), /^HTTP\/1\.1 431 /);
    assert.match(await converse('EHLO there\r\n\r\n'), /^HTTP\/1\.1 400 /);
  });

  it('answers 400 to a Host field that is no host', async () => {
    await serve(testApp());
    assert.match(
      await converse('GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n'),
      /^HTTP\/1\.1 400 /,
    );
  });

  it('limits creation by the address of the connection', async () => {
    const url = await serve(testApp({ rateLimit: { points: 1, durationMs: 60_000 } }));
    const create = () =>
      fetch(`${url}/aliases`, json('POST', { ...body, target: `t${Math.random()}@target.example` }));
    assert.equal((await create()).status, 201);
    assert.equal((await create()).status, 429);
  });

  it('closing waits for the running request and takes no other', async () => {
    const { app, entered, leave } = gatedApp();
    const url = await serve(app);
    const running = fetch(url);
    await entered;
    const askedAt = performance.now();
    const closed = server?.close(graceMs);
    await assert.rejects(fetch(url));
    leave();
    assert.equal(await (await running).text(), 'done');
    await closed;
    assert.ok(performance.now() - askedAt < graceMs / 2, 'the kept-alive connection held the server up');
  });

  it('closing does not wait for idle connections', async () => {
    const url = await serve(testApp());
    await (await fetch(`${url}/healthz`)).text();
    const askedAt = performance.now();
    await server?.close(graceMs);
    assert.ok(performance.now() - askedAt < graceMs / 2);
  });

  it('closing cuts what runs longer than the grace', async () => {
    const { app, entered } = gatedApp();
    const url = await serve(app);
    const running = assert.rejects(fetch(url));
    await entered;
    await server?.close(50);
    await running;
  });
});

/** An application whose one request waits until it is let go. */
function gatedApp() {
  const { promise: entered, resolve: enter } = Promise.withResolvers<void>();
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  const app = new Hono();
  app.get('/', async (c) => {
    enter();
    await left;
    return c.text('done');
  });
  return { app, entered, leave };
}
