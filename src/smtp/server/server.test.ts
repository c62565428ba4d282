// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectSocket, type Socket } from 'node:net';
import { before, describe, type TestContext, test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { type Certificate, selfSignedCertificate } from '../../../test/support/certificate.ts';
import { Dialogue } from '../../../test/support/smtp/dialogue.ts';
import {
  accepted,
  type Calls,
  recordingHandler,
  recordingSink,
} from '../../../test/support/smtp/recording-handler.ts';
import { ConnectionCounts, type ConnectionLimits } from '../../cluster/connection-counts.ts';
import { createConnectionGate } from '../../cluster/connection-gate.ts';
import type { SessionHandler, SessionInfo } from './handler.ts';
import { replies } from './replies.ts';
import { createServer, type ServerOptions } from './server.ts';
import type { SessionSummary } from './session-types.ts';

interface Setting {
  readonly options?: Partial<ServerOptions>;
  readonly handler?: Partial<SessionHandler>;
}

const never = new Promise<never>(() => {});

/** A server that ends with its test. */
async function serve(context: TestContext, { options = {}, handler = {} }: Setting = {}) {
  const calls: Calls = [];
  const infos: SessionInfo[] = [];
  const makeHandler = recordingHandler(calls, handler);
  const summaries: SessionSummary[] = [];
  let onEnd = (): void => {};
  const server = createServer(
    {
      hostname: 'mx.example',
      maxMessageSize: 1e9,
      onError: assert.ifError,
      onSessionEnd: (summary) => {
        summaries.push(summary);
        onEnd();
      },
      ...options,
    },
    (info) => {
      infos.push(info);
      return makeHandler(info);
    },
  );
  const { port } = await server.listen('127.0.0.1', 0);
  context.after(() => server.close(0));
  /** Resolves once that number of sessions has ended. */
  const ended = async (count = 1): Promise<void> => {
    while (summaries.length < count) {
      await new Promise<void>((resolve) => {
        onEnd = resolve;
      });
    }
  };
  return { server, port, calls, infos, summaries, ended };
}

async function openTransaction(port: number): Promise<Dialogue> {
  const [dialogue] = await Dialogue.envelope(port, 'c@d.example');
  return dialogue;
}

async function fillWithTransaction(dialogue: Dialogue): Promise<void> {
  await dialogue.say('EHLO c');
  assert.match(await dialogue.say('MAIL FROM:<a@b>'), /^250/);
  assert.match(await dialogue.say('RCPT TO:<c@d.example>'), /^250/);
}

/** Connections that are counted as those of workers are. */
function shareConnections(limits: ConnectionLimits) {
  const counts = new ConnectionCounts(limits);
  const gate = createConnectionGate(counts.fullness, (report) => {
    const turnedAway = counts.take(1, report);
    const changes = counts.changes();
    if (changes !== undefined) gate.hear(changes);
    gate.turnAway(turnedAway);
  });
  return { counts, gate };
}

describe('connections', () => {
  test('beyond the limit are turned away with 421, and taken again when there is room', async (context) => {
    const { port, server, ended } = await serve(context, { options: { limits: { connections: 2 } } });
    const [first] = [await Dialogue.open(port), await Dialogue.open(port)];
    const third = connectSocket(port, '127.0.0.1');
    assert.match(await textOf(third), /^421 4\.3\.2 /);
    assert.equal(await first.say('QUIT'), '221 2.0.0 Closing connection');
    await ended();
    await first.closed();
    while (server.counters.open === 2) await new Promise(setImmediate);
    assert.match(await (await Dialogue.open(port)).say('NOOP'), /^250/);
    assert.deepEqual(server.counters, {
      open: 2,
      accepted: 3,
      refused: 1,
      refusals: new Map([[replies.tooBusy, 1]]),
      encrypted: 0,
      messages: 0,
    });
  });

  test('that have been idle longest give way when all are taken, and those with an accepted recipient do not', async (context) => {
    const limits = { connections: 3, idleBeforeGivingWayMs: 0.001 };
    const { port, server } = await serve(context, { options: { limits } });
    const busy = await openTransaction(port);
    const [idlest, other] = [await Dialogue.open(port), await Dialogue.open(port)];
    await idlest.say('EHLO c');
    await idlest.say('MAIL FROM:<a@b>');
    await other.say('NOOP');
    const fourth = await Dialogue.open(port);
    assert.match(await idlest.reply(), /^421 4\.3\.2 /);
    await idlest.closed();
    for (const dialogue of [busy, other, fourth]) assert.match(await dialogue.say('NOOP'), /^250/);
    await Promise.all([other, fourth].map(fillWithTransaction));
    while (server.counters.open > 3) await new Promise(setImmediate);
    assert.match(await textOf(connectSocket(port, '127.0.0.1')), /^421 4\.3\.2 /);
    assert.match(await busy.message('x\r\n'), /^250/);
  });

  test('that are idle give way also where the limit is shared, and count no more from then on', async (context) => {
    const { counts, gate } = shareConnections({ connections: 2, connectionsPerClient: 9 });
    const limits = { idleBeforeGivingWayMs: 0.001 };
    const { port } = await serve(context, { options: { limits, shared: { connections: gate } } });
    const busy = await openTransaction(port);
    const idle = await Dialogue.open(port);
    while (!counts.fullness.isFull) await new Promise(setImmediate);
    const third = await Dialogue.open(port);
    assert.match(await idle.reply(), /^421 4\.3\.2 /);
    await fillWithTransaction(third);
    assert.match(await textOf(connectSocket(port, '127.0.0.1')), /^421 4\.3\.2 /);
    for (const dialogue of [busy, third]) assert.match(await dialogue.say('NOOP'), /^250/);
    await idle.closed();
    assert.equal(counts.fullness.isFull, true);
  });

  for (const isShared of [false, true])
    test(`give way to no client that is beyond its own limit, counted ${isShared ? 'with others' : 'alone'}`, async (context) => {
      const own = { connections: 2, connectionsPerClient: 1 };
      const { counts, gate } = shareConnections(own);
      const limits = { ...(!isShared && own), idleBeforeGivingWayMs: 0.001 };
      const options = { limits, ...(isShared && { shared: { connections: gate } }) };
      const { port, server } = await serve(context, { options });
      const idle = await Dialogue.open(port);
      const other = connectSocket({ port, host: '127.0.0.1', localAddress: '127.0.0.2' });
      await once(other, 'data');
      while (isShared && !counts.fullness.isFull) await new Promise(setImmediate);
      assert.match(await textOf(connectSocket(port, '127.0.0.1')), /^421 4\.7\.0 /);
      assert.match(await idle.say('NOOP'), /^250/);
      assert.equal(server.counters.open, 2);
      other.destroy();
    });

  test('of one client beyond its limit are turned away with 421', async (context) => {
    const { port } = await serve(context, { options: { limits: { connectionsPerClient: 1 } } });
    await Dialogue.open(port);
    assert.match(await textOf(connectSocket(port, '127.0.0.1')), /^421 4\.7\.0 /);
    const other = connectSocket({ port, host: '127.0.0.1', localAddress: '127.0.0.2' });
    assert.match(String((await once(other, 'data'))[0]), /^220 /);
    other.destroy();
  });

  test('that are reset at any moment harm nobody', async (context) => {
    const { port, server, calls, ended } = await serve(context);
    for (const octets of [
      '',
      'EHLO',
      'EHLO c\r\nMAIL FROM:<a@b>\r\n',
      'EHLO c\r\nMAIL FROM:<slow@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n',
    ]) {
      const socket = connectSocket(port, '127.0.0.1');
      await once(socket, 'data');
      socket.write(octets);
      if (octets.includes('\n')) await once(socket, 'data');
      socket.resetAndDestroy();
    }
    await ended(4);
    assert.equal(calls.filter((call) => call === 'close').length, 4);
    while (server.counters.open > 0) await new Promise(setImmediate);
  });

  test('know the address of their client', async (context) => {
    const { port, infos } = await serve(context);
    const dialogue = await Dialogue.open(port);
    await dialogue.say('EHLO client.example');
    assert.equal(infos[0]?.remoteAddress, '127.0.0.1');
    assert.equal(infos[0]?.clientName, 'client.example');
    assert.equal(infos[0]?.isExtended, true);
  });

  test('of a client that closes its side early are answered to the end', async (context) => {
    const { port } = await serve(context);
    const socket = connectSocket({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.end('EHLO c\r\nMAIL FROM:<slow@b>\r\nRCPT TO:<c@d>\r\nNOOP\r\n');
    assert.match(await textOf(socket), /250 2\.1\.0 [^\n]*\n250 2\.1\.5 [^\n]*\n250 2\.0\.0 OK\r\n$/);
  });

  test('of a client that stays silent end with 421', async (context) => {
    const { port } = await serve(context, { options: { limits: { commandTimeoutMs: 60, lingerMs: 60 } } });
    assert.match(await textOf(connectSocket(port, '127.0.0.1')), /^220 [^\n]*\n421 4\.4\.2 /);
  });

  test('of a client that never closes its side are closed for it', async (context) => {
    const { port, server } = await serve(context, { options: { limits: { lingerMs: 50 } } });
    const socket = connectSocket({ port, host: '127.0.0.1', allowHalfOpen: true }).resume();
    socket.on('error', () => {});
    socket.write('QUIT\r\n');
    await once(socket, 'end');
    while (server.counters.open > 0) await new Promise(setImmediate);
    socket.destroy();
  });

  test('of a client that never reads its replies are cut', async (context) => {
    const limits = { unreadRepliesOctets: 65_536, commandsWithoutProgress: Infinity, errors: Infinity };
    const { port, ended, summaries } = await serve(context, { options: { limits } });
    const socket = connectSocket(port, '127.0.0.1').pause();
    socket.on('error', () => {});
    const flood = Buffer.from('HELP\r\n'.repeat(10_000));
    const pump = (): void => {
      while (!socket.destroyed && socket.write(flood));
    };
    socket.on('drain', pump).on('connect', pump);
    await ended();
    assert.equal(summaries[0]?.farewell, undefined);
    socket.destroy();
  });

  test('are refused when the handler cannot be made, and the error is reported', async (context) => {
    const errors: unknown[] = [];
    const server = createServer(
      { hostname: 'mx.example', maxMessageSize: 1000, onError: (error) => errors.push(error) },
      () => assert.fail('on purpose'),
    );
    context.after(() => server.close(0));
    const { port } = await server.listen('127.0.0.1', 0);
    assert.match(await textOf(connectSocket(port, '127.0.0.1')), /^421 4\.3\.0 /);
    assert.equal(errors.length, 1);
  });
});

describe('mail data', () => {
  test('of any octets arrives as it was sent, and holds the originator back while the sink is full', async (context) => {
    const received: Buffer[] = [];
    let inFlight = 0;
    let maxInFlight = 0;
    const { port } = await serve(context, {
      handler: {
        data: () =>
          recordingSink([], {
            write: async (octets) => {
              inFlight += 1;
              maxInFlight = Math.max(maxInFlight, inFlight);
              await new Promise(setImmediate);
              // They are lent until now.
              received.push(Buffer.from(octets));
              inFlight -= 1;
            },
          }),
      },
    });
    const dialogue = await openTransaction(port);
    const line = Buffer.from(`${'\x80\xff..'.repeat(19)}\r\n`, 'latin1');
    const message = Buffer.concat(new Array(20_000).fill(line));
    assert.equal(await dialogue.message(message), accepted.message.wire.trimEnd());
    assert.ok(Buffer.concat(received).equals(message));
    assert.equal(maxInFlight, 1);
  });

  test('that comes before it was asked for ends the connection, and that as fast as the client lets it', async (context) => {
    const data = Promise.withResolvers<Awaited<ReturnType<SessionHandler['data']>>>();
    const asked = Promise.withResolvers<void>();
    const { port, server, calls } = await serve(context, {
      options: { limits: { lingerMs: 3_600_000 } },
      handler: {
        data: () => {
          asked.resolve();
          return data.promise;
        },
      },
    });
    const dialogue = await openTransaction(port);
    await dialogue.write('DATA\r\n');
    await asked.promise;
    await dialogue.write('x\r\n.\r\n'.repeat(20_000));
    // On loopback what was written is there to be read in the next turn of the loop.
    for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
    data.resolve(recordingSink(calls));
    assert.match(await dialogue.reply(), /^503 5\.5\.1 /);
    await dialogue.closed();
    while (server.counters.open > 0) await new Promise(setImmediate);
    assert.deepEqual(calls.slice(-2), ['abort', 'close']);
  });

  test('is not read while the sink is full', async (context) => {
    const release = Promise.withResolvers<void>();
    let octets = 0;
    const sink = recordingSink([], {
      write(piece) {
        octets += piece.length;
        return release.promise;
      },
    });
    const { port } = await serve(context, { handler: { data: () => sink } });
    const socket = connectSocket(port, '127.0.0.1');
    socket.write('EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n');
    await seen(socket, '354');
    const message = Buffer.from(`${'x'.repeat(998)}\r\n`.repeat(30_000));
    socket.write(message);
    // The server is in this process: in each turn of the loop it could read, and in a thousand more than all of it.
    for (let turn = 0; turn < 1000; turn += 1) await new Promise(setImmediate);
    assert.ok(socket.writableLength > message.length / 2, `only ${socket.writableLength} octets wait`);
    release.resolve();
    socket.write('.\r\n');
    await seen(socket, '250 2.0.0 Message accepted');
    assert.equal(octets, message.length);
    socket.destroy();
  });
});

describe('STARTTLS', () => {
  let certificate: Certificate;
  before(() => {
    certificate = selfSignedCertificate();
  });

  test('is offered, encrypts, and starts the session anew', async (context) => {
    const { port, infos, summaries, ended } = await serve(context, { options: { tls: certificate } });
    const socket = connectSocket(port, '127.0.0.1');
    await seen(socket, '220 ');
    socket.write('EHLO c\r\n');
    assert.match(await seen(socket, '\n250 '), /250[- ]STARTTLS\r\n/);
    const secure = await startTls(socket, certificate);
    secure.write('RCPT TO:<a@b>\r\n');
    await seen(secure, '503 5.5.1');
    secure.write('EHLO c\r\n');
    assert.doesNotMatch(await seen(secure, '\n250 '), /STARTTLS/);
    assert.equal(infos[0]?.tls?.protocol, 'TLSv1.3');
    secure.write('MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n');
    await seen(secure, '354 ');
    secure.write('x\r\n.\r\nQUIT\r\n');
    await seen(secure, '221 ');
    await ended();
    assert.equal(summaries[0]?.isEncrypted, true);
    assert.equal(summaries[0]?.messages, 1);
  });

  test('refuses what is older than TLS 1.2', async (context) => {
    const { port, ended } = await serve(context, { options: { tls: certificate } });
    const socket = connectSocket(port, '127.0.0.1');
    await seen(socket, '220 ');
    await assert.rejects(
      startTls(socket, certificate, {
        minVersion: 'TLSv1',
        maxVersion: 'TLSv1.1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      }),
    );
    await ended();
  });

  test('takes a new certificate while the server runs', async (context) => {
    const { port, server } = await serve(context);
    const before = await Dialogue.open(port);
    assert.doesNotMatch(await before.say('EHLO c'), /STARTTLS/);
    server.setTls(certificate);
    const newer = selfSignedCertificate();
    server.setTls(newer);
    const socket = connectSocket(port, '127.0.0.1');
    await seen(socket, '220 ');
    const secure = await startTls(socket, newer);
    secure.destroy();
    assert.throws(() => server.setTls({ cert: 'x', key: 'y' }));
  });

  test('takes nothing for commands that was sent in clear behind it, at once or a little later', async (context) => {
    const { port, calls, ended } = await serve(context, { options: { tls: certificate } });
    const hasty = connectSocket(port, '127.0.0.1');
    hasty.write('EHLO c\r\nSTARTTLS\r\nMAIL FROM:<a@b>\r\n');
    assert.match(await textOf(hasty), /503 5\.5\.1 [^\n]*\n$/);
    const sly = connectSocket(port, '127.0.0.1');
    sly.write('EHLO c\r\nSTARTTLS\r\n');
    await seen(sly, '220 2.0.0');
    sly.write('EHLO c\r\nMAIL FROM:<a@b>\r\n');
    await textOf(sly);
    await ended(2);
    assert.deepEqual(calls, ['close', 'close']);
  });

  test('gives up on a handshake that does not come', async (context) => {
    const { port, ended } = await serve(context, {
      options: { tls: certificate, limits: { handshakeTimeoutMs: 50 } },
    });
    const socket = connectSocket(port, '127.0.0.1');
    socket.write('STARTTLS\r\n');
    await textOf(socket);
    await ended();
  });
});

describe('closing', () => {
  test('ends idle sessions at once, turns new ones away, and lets a transaction finish', async (context) => {
    const { port, server, calls } = await serve(context);
    const idle = await Dialogue.open(port);
    const busy = await openTransaction(port);
    const closing = server.close(20_000);
    assert.match(await idle.reply(), /^421 4\.3\.2 /);
    assert.match(await textOf(connectSocket(port, '127.0.0.1')), /^421 4\.3\.2 /);
    assert.match(await busy.message('x\r\n'), /^250 /);
    assert.match(await busy.reply(), /^421 4\.3\.2 /);
    await closing;
    assert.equal(server.counters.open, 0);
    assert.deepEqual(calls.slice(-2), ['end "x\\r\\n"', 'close']);
    await assert.rejects(Dialogue.open(port), { code: 'ECONNREFUSED' });
  });

  test('cuts what has not finished when the grace is over', async (context) => {
    const { port, server, calls } = await serve(context);
    const waiting = await openTransaction(port);
    const sending = await openTransaction(port);
    await sending.say('DATA');
    await sending.write('x\r\n');
    await server.close(50);
    assert.match(await waiting.reply(), /^421 4\.3\.2 /);
    assert.match(await sending.reply(), /^421 4\.3\.2 /);
    assert.deepEqual(calls.filter((call) => ['reset', 'abort'].includes(call)).sort(), ['abort', 'reset']);
  });

  test('does not linger with what it cuts, though replies are left that the client has not read', async (context) => {
    const wire = `250 ${'x'.repeat(16_000_000)}\r\n`;
    const answered = Promise.withResolvers<void>();
    const { port, server } = await serve(context, {
      options: { limits: { lingerMs: 10_000, unreadRepliesOctets: Number.POSITIVE_INFINITY } },
      handler: {
        mail: () => {
          setImmediate(answered.resolve);
          return { ...accepted.sender, wire };
        },
      },
    });
    const socket = connectSocket(port, '127.0.0.1').on('error', () => {});
    await once(socket, 'data');
    socket.pause().write('EHLO c\r\nMAIL FROM:<a@b>\r\n');
    await answered.promise;
    const startedAt = performance.now();
    await server.close(20);
    assert.ok(performance.now() - startedAt < 5_000);
    socket.destroy();
  });

  test('does not wait for a client that reads nothing', async (context) => {
    const { port, server } = await serve(context, {
      handler: { data: () => recordingSink([], { end: () => never }) },
    });
    const dialogue = await openTransaction(port);
    await dialogue.say('DATA');
    await dialogue.write('.\r\n');
    await server.close(20);
    assert.equal(server.counters.open, 0);
  });
});

test('a port that is taken is told', async (context) => {
  const { port } = await serve(context);
  const second = createServer({ hostname: 'x', maxMessageSize: 1, onError: assert.ifError }, () =>
    assert.fail(),
  );
  await assert.rejects(second.listen('127.0.0.1', port), { code: 'EADDRINUSE' });
});

test('absurd limits are refused', () => {
  for (const limits of [
    { recipients: 99 },
    { errors: 0 },
    { commandTimeoutMs: Number.NaN },
    { commandLineOctets: 100 },
    { textLineOctets: 78 },
  ]) {
    const options = { hostname: 'x', maxMessageSize: 1, onError: assert.ifError, limits };
    assert.throws(() => createServer(options, () => assert.fail()), RangeError);
  }
});

/** Everything that comes until the end of the connection. */
async function textOf(socket: Socket): Promise<string> {
  let text = '';
  socket.on('error', () => {});
  socket.on('data', (octets) => {
    text += octets;
  });
  if (!socket.closed)
    await once(socket, 'close', { signal: AbortSignal.timeout(20_000) }).catch(() => assert.fail(text));
  return text;
}

/** Everything that comes until a text is among it. */
function seen(socket: Socket, wanted: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`no ${wanted} in ${text}`)), 20_000);
    const onData = (octets: Buffer): void => {
      text += octets;
      if (!text.includes(wanted)) return;
      clearTimeout(timer);
      socket.off('data', onData);
      resolve(text);
    };
    socket.on('data', onData);
  });
}

async function startTls(socket: Socket, { cert }: Certificate, options: object = {}): Promise<Socket> {
  socket.write('STARTTLS\r\n');
  await seen(socket, '220 2.0.0');
  const secure = connectTls({ socket, ca: cert, servername: 'localhost', ...options });
  await once(secure, 'secureConnect', { signal: AbortSignal.timeout(20_000) });
  return secure;
}
