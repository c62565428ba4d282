// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { recordingHandler } from '../../../test/support/smtp/recording-handler.ts';
import type { SessionInfo } from './handler.ts';
import type { ServerLimits } from './limits.ts';
import { createServer } from './server.ts';

const header = 'PROXY TCP4 192.0.2.7 198.51.100.2 4711 25\r\n';
const quit = 'EHLO c\r\nQUIT\r\n';
const welcome = /^220 mx\.example ESMTP\r\n250-.*221 2\.0\.0 [^\n]*\n$/s;
/** As HAProxy 2.8 sends it with `send-proxy-v2-ssl-cn`: IPv4, then TLVs of TLS. */
const haproxyBinary = Buffer.from(
  '0d0a0d0a000d0a515549540a 21 11 0027 c0000207 c6336402 1267 0019 20 0018 01 00000000 21 0007 544c5376312e33 22 0006 6d6f6e5f6363'.replaceAll(
    ' ',
    '',
  ),
  'hex',
);

async function serve(
  t: TestContext,
  { proxyPeers = ['127.0.0.1'], limits = {} }: { proxyPeers?: string[]; limits?: Partial<ServerLimits> } = {},
) {
  const infos: SessionInfo[] = [];
  const makeHandler = recordingHandler([]);
  let faults = 0;
  const server = createServer(
    {
      hostname: 'mx.example',
      maxMessageSize: 1000,
      proxyPeers,
      limits,
      onError: assert.ifError,
      onProxyFault: () => {
        faults += 1;
      },
    },
    (info) => {
      infos.push(info);
      return makeHandler(info);
    },
  );
  t.after(() => server.close(0));
  const { port } = await server.listen('127.0.0.1', 0);
  return { server, port, infos, faults: () => faults };
}

/** Everything that the server says until it closes. */
async function heard(socket: Socket): Promise<string> {
  let text = '';
  socket.on('error', () => {});
  socket.on('data', (octets) => {
    text += octets;
  });
  await once(socket, 'close', { signal: AbortSignal.timeout(20_000) });
  return text;
}

function say(port: number, octets: string | Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(octets);
  return heard(socket);
}

describe('a proxy', () => {
  test('names the client, in either version of its protocol', async (t) => {
    const { port, infos } = await serve(t);
    assert.match(await say(port, header + quit), welcome);
    assert.match(await say(port, Buffer.concat([haproxyBinary, Buffer.from(quit)])), welcome);
    for (const { remoteAddress, remotePort } of infos)
      assert.deepEqual([remoteAddress, remotePort], ['192.0.2.7', 4711]);
    assert.equal(infos.length, 2);
  });

  test('that speaks for itself has its own address', async (t) => {
    const { port, infos } = await serve(t);
    assert.match(await say(port, `PROXY UNKNOWN\r\n${quit}`), welcome);
    const local = Buffer.from('0d0a0d0a000d0a515549540a20000000', 'hex');
    assert.match(await say(port, Buffer.concat([local, Buffer.from(quit)])), welcome);
    assert.deepEqual(
      infos.map(({ remoteAddress }) => remoteAddress),
      ['127.0.0.1', '127.0.0.1'],
    );
  });

  test('may send its header octet by octet, and is not greeted before its end', async (t) => {
    const { port } = await serve(t);
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const answer = heard(socket);
    for (const octet of Buffer.from(header.slice(0, -1))) {
      socket.write(Buffer.of(octet));
      await nextTurn();
    }
    assert.equal(socket.bytesRead, 0);
    socket.write(`\n${quit}`);
    assert.match(await answer, welcome);
  });

  test('without a header, or with a bad one, is cut off without a word', async (t) => {
    const { port, server, infos, faults } = await serve(t);
    const bad = [
      'EHLO c\r\n',
      'PROXY TCP9 x\r\n',
      '\x16\x03\x01',
      `PROXY UNKNOWN ${'x'.repeat(100)}`,
      '\r\n\r\n!',
    ];
    for (const octets of bad) assert.equal(await say(port, octets), '', octets);
    assert.equal(infos.length, 0);
    assert.equal(faults(), bad.length);
    assert.equal(server.counters.refused, bad.length);
  });

  test('that says nothing is given up', async (t) => {
    const { port, faults } = await serve(t, { limits: { proxyHeaderTimeoutMs: 40 } });
    assert.equal(await heard(connect(port, '127.0.0.1')), '');
    assert.equal(faults(), 1);
  });

  test('that closes its side or goes away is not waited for', async (t) => {
    const { port, faults } = await serve(t, { limits: { proxyHeaderTimeoutMs: 60_000 } });
    assert.equal(await heard(connect({ port, host: '127.0.0.1', allowHalfOpen: true }).end('PROXY ')), '');
    const rude = connect(port, '127.0.0.1');
    await once(rude, 'connect');
    rude.resetAndDestroy();
    while (faults() < 2) await nextTurn();
  });

  test('counts among all connections, its clients by themselves', async (t) => {
    const { port } = await serve(t, { limits: { connections: 3, connectionsPerClient: 1 } });
    const nameless = connect(port, '127.0.0.1');
    await once(nameless, 'connect');
    const first = connect(port, '127.0.0.1');
    first.write(header);
    assert.match(String((await once(first, 'data'))[0]), /^220 /);
    assert.match(await say(port, header), /^421 4\.7\.0 [^\n]*\n$/);
    const other = connect(port, '127.0.0.1');
    other.write(header.replace('192.0.2.7', '192.0.2.8'));
    assert.match(String((await once(other, 'data'))[0]), /^220 /);
    assert.match(await say(port, header), /^421 4\.3\.2 [^\n]*\n$/);
    for (const socket of [nameless, first, other]) socket.destroy();
  });

  test('that has not named its client does not hold up the closing', async (t) => {
    const { port, server, faults } = await serve(t, { limits: { proxyHeaderTimeoutMs: 60_000 } });
    const socket = connect(port, '127.0.0.1');
    const end = heard(socket);
    await once(socket, 'connect');
    await server.close(20_000);
    assert.equal(await end, '');
    assert.equal(faults(), 0);
  });
});

test('a header from anyone else is a bad command, and changes no address', async (t) => {
  const { port, infos } = await serve(t, { proxyPeers: ['192.0.2.0/24', '::1'] });
  assert.match(await say(port, header + quit), /^220 [^\n]*\n500 5\.5\.1 [^\n]*\n250-.*221 /s);
  assert.equal(infos[0]?.remoteAddress, '127.0.0.1');
});
