// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer as createNetServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Dialogue } from '../../../test/support/smtp/dialogue.ts';
import { accepted, recordingHandler, recordingSink } from '../../../test/support/smtp/recording-handler.ts';
import { connect } from '../client/client.ts';
import type { MailDataSink, SessionHandler } from './handler.ts';
import { acceptReadable, readInto } from './read-memory.ts';
import { createServer } from './server.ts';

/** A server that ends with its test; gives its port. */
async function serve(context: TestContext, handler: Partial<SessionHandler>): Promise<number> {
  const server = createServer(
    { hostname: 'mx.example', maxMessageSize: 1e9, onError: assert.ifError },
    recordingHandler([], handler),
  );
  context.after(() => server.close(0));
  return (await server.listen('127.0.0.1', 0)).port;
}

/** Has the server read other octets, as long as any here, into the memory that all connections share. */
async function overwrite(port: number): Promise<void> {
  const dialogue = await Dialogue.open(port);
  for (let count = 0; count < 50; count += 1)
    assert.match(await dialogue.say(`NOOP ${'x'.repeat(3000)}`), /^250/);
  dialogue.drop();
}

/** A sink that shows the octets lent to it a while after it was given them; `given` resolves when the first are. */
function lateSink(release: Promise<void>) {
  const given = Promise.withResolvers<void>();
  let message = '';
  const sink: MailDataSink = recordingSink([], {
    async write(octets) {
      given.resolve();
      await release;
      message += octets.toString('latin1');
    },
  });
  return { sink, given: given.promise, message: () => message };
}

function messageOf(sign: string, octets: number): string {
  return `${sign.repeat(98)}\r\n`.repeat(octets / 100);
}

test('commands that come while a reply is awaited outlive the memory that they were read into', async (context) => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<typeof accepted.recipient>();
  const rcpt = () => {
    asked.resolve();
    return answer.promise;
  };
  const port = await serve(context, { rcpt });
  const dialogue = await Dialogue.open(port);
  await dialogue.say('EHLO client.example');
  await dialogue.write('MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nHELP\r\nQUIT\r\n');
  await asked.promise;
  await overwrite(port);
  answer.resolve(accepted.recipient);
  await dialogue.closed();
  assert.match(dialogue.transcript, /\r\n250 2\.1\.5 [^\r]*\r\n214 [^\r]*\r\n221 [^\r]*\r\n$/);
});

test('mail data stays as it came until its sink has taken it, whoever else sends meanwhile', async (context) => {
  const release = Promise.withResolvers<void>();
  const sinks = [...'abc'].map(() => lateSink(release.promise));
  let made = 0;
  const port = await serve(context, { data: async () => sinks[made++]?.sink ?? accepted.message });
  const messages = [...'abc'].map((sign, number) => messageOf(sign, 1000 * 20 ** number));
  const sending = [];
  for (const [number, message] of messages.entries()) {
    const [dialogue] = await Dialogue.envelope(port, 'c@d.example');
    sending.push(dialogue.message(message));
    await sinks[number]?.given;
  }
  await overwrite(port);
  release.resolve();
  for (const reply of await Promise.all(sending)) assert.equal(reply, accepted.message.wire.trimEnd());
  for (const [number, message] of messages.entries()) assert.ok(sinks[number]?.message() === message);
});

/** Small pieces of growing size, and then the rest in one. */
function* piecesOf(message: string): Generator<string> {
  let at = 0;
  for (let size = 1; size < 1000; size += 41) {
    yield message.slice(at, at + size);
    at += size;
  }
  yield message.slice(at);
}

/** A sink that passes mail data on in a session of its own; `onFull` is called when it has to wait the first time. */
async function relayTo(port: number, onFull: () => void): Promise<MailDataSink> {
  const session = await connect({ host: '127.0.0.1', port, tls: 'none', clientName: 'relay.example' });
  await session.open('a@b.example', 'c@d.example', { size: undefined, body: undefined, smtpUtf8: false });
  await session.data();
  let tell = onFull;
  return recordingSink([], {
    write(octets) {
      const full = session.write(octets);
      if (full instanceof Promise) {
        tell();
        tell = () => {};
      }
      return full;
    },
    async end() {
      await session.end();
      await session.quit();
      return accepted.message;
    },
    abort: () => session.abort(),
  });
}

test('messages pass whole through a relay while their next hop stalls, one of them cut off', async (context) => {
  const release = Promise.withResolvers<void>();
  const digests: string[] = [];
  const nextHop = await serve(context, {
    data: () => {
      const hash = createHash('sha256');
      return recordingSink([], {
        async write(octets) {
          await release.promise;
          hash.update(octets);
        },
        end() {
          digests.push(hash.digest('hex'));
          return accepted.message;
        },
      });
    },
  });
  const signs = [...'abc'];
  let full = 0;
  const onFull = (): void => {
    full += 1;
    if (full === signs.length) release.resolve();
  };
  const port = await serve(context, { data: () => relayTo(nextHop, onFull) });
  const send = async (sign: string): Promise<string> => {
    const [dialogue] = await Dialogue.envelope(port, 'c@d.example');
    // More than the system buffers on its way.
    const message = messageOf(sign, 20_000_000);
    await dialogue.say('DATA');
    for (const piece of piecesOf(message)) {
      const written = dialogue.write(piece);
      if (sign === 'c' && piece.length > 1000) {
        await release.promise;
        dialogue.drop();
        return '';
      }
      await written;
      await new Promise(setImmediate);
    }
    await dialogue.say('.');
    return createHash('sha256').update(message).digest('hex');
  };
  const sent = await Promise.all(signs.map(send));
  assert.deepEqual(digests.sort(), sent.filter((digest) => digest !== '').sort());
});

test('it is active: this Node reads every connection into the one memory, again and again', async (context) => {
  const memories = new Set<Buffer>();
  let reads = 0;
  const server = createNetServer({ allowHalfOpen: true }, (socket) => {
    socket.on('end', () => socket.end());
    readInto(socket, {
      needsLasting: false,
      read(memory) {
        memories.add(memory);
        reads += 1;
        socket.write('250 OK\r\n');
      },
    });
    socket.write('220 mx.example\r\n');
  });
  context.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  acceptReadable(server);
  for (let connection = 0; connection < 3; connection += 1) {
    const dialogue = await Dialogue.open((server.address() as AddressInfo).port);
    for (let line = 0; line < 3; line += 1) await dialogue.say('NOOP');
    dialogue.drop();
  }
  assert.deepEqual([reads, memories.size], [9, 1]);
});

test('it is active in the server: one message after the other is read into the same memory', async (context) => {
  const memories = new Set<ArrayBufferLike>();
  const data = () => recordingSink([], { write: (octets) => void memories.add(octets.buffer) });
  const port = await serve(context, { data });
  for (let message = 0; message < 3; message += 1) {
    const [dialogue] = await Dialogue.envelope(port, 'c@d.example');
    assert.equal(await dialogue.message(messageOf('x', 1000)), accepted.message.wire.trimEnd());
    dialogue.drop();
  }
  assert.equal(memories.size, 1);
});
