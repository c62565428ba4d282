// SPDX-License-Identifier: MIT
/** STARTTLS (RFC 3207) on the wire of the whole relay. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectSocket, type Socket } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { before, test } from 'node:test';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type Certificate, selfSignedCertificate } from '../support/certificate.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';
import { box, relayWithBox } from '../support/smtp/line-cases.ts';
import { assertWellFormed, repliesOf } from '../support/smtp/reply-rules.ts';

let tls: Certificate;
before(() => {
  tls = selfSignedCertificate();
});

/** A connection on which each line has been answered, and STARTTLS by 220. */
async function afterStartTls(port: number, ...lines: readonly string[]): Promise<Socket> {
  const socket = connectSocket(port, '127.0.0.1');
  await once(socket, 'data');
  for (const line of [...lines, 'STARTTLS']) {
    socket.write(`${line}\r\n`);
    const [answer] = await once(socket, 'data');
    assert.match(String(answer), /^2[25]0/);
  }
  return socket;
}

async function secured(socket: Socket): Promise<TLSSocket> {
  const encrypted = connectTls({ socket, rejectUnauthorized: false });
  await once(encrypted, 'secureConnect');
  return encrypted;
}

/** Sends a group and closes; the replies. */
async function answersTo(socket: Socket, ...lines: readonly string[]): Promise<string[][]> {
  socket.write(lines.map((line) => `${line}\r\n`).join(''));
  return repliesOf(await textOf(socket));
}

const codes = (replies: readonly string[][]): string[] => replies.map(([line]) => line?.slice(0, 9) ?? '');

test('RFC 3207 §4: STARTTLS is announced in clear only, and its reply carries a status', async (t) => {
  const { relay } = await relayWithBox(t, { tls });
  const dialogue = await Dialogue.open(relay.port);
  assert.match(await dialogue.say('EHLO client.example'), /^250[ -]STARTTLS/m);
  const reply = await dialogue.say('STARTTLS');
  assert.match(reply, /^220 2\.0\.0 /);
  assertWellFormed([reply], 'ordinary');
  dialogue.drop();
});

test('RFC 3207 §4.2: after the handshake all that was known is forgotten, and STARTTLS is neither announced nor taken again', async (t) => {
  const { relay } = await relayWithBox(t, { tls });
  const socket = await secured(
    await afterStartTls(relay.port, 'EHLO clear.example', 'MAIL FROM:<clear@b.example>', `RCPT TO:<${box}>`),
  );
  const replies = await answersTo(
    socket,
    `RCPT TO:<${box}>`,
    'MAIL FROM:<a@b.example>',
    'EHLO client.example',
    `RCPT TO:<${box}>`,
    'STARTTLS',
    'QUIT',
  );
  assert.deepEqual(codes(replies), [
    '503 5.5.1',
    '250 2.1.0',
    '250-alias',
    '503 5.5.1',
    '503 5.5.1',
    '221 2.0.0',
  ]);
  assert.ok(!replies.flat().some((line) => /STARTTLS$/.test(line)));
  const keywords = replies[2]?.slice(1).map((line) => line.slice(4).split(' ')[0]);
  assert.equal(new Set(keywords).size, keywords?.length, 'an extension is announced twice');
});

test('RFC 3207 §6: what was sent in clear behind STARTTLS is never taken for a command', async (t) => {
  const { relay, hop } = await relayWithBox(t, { tls });
  for (const injected of ['NOOP\r\n', `EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<${box}>\r\n`, '\r\n', 'R']) {
    const socket = connectSocket(relay.port, '127.0.0.1');
    socket.end(`EHLO c\r\nSTARTTLS\r\n${injected}`);
    const replies = repliesOf(await textOf(socket));
    assert.match(replies.at(-1)?.[0] ?? '', /^503 5\.5\.1 /);
    assert.equal(replies.length, 3);
  }
  assert.equal(hop.sessions.length, 0);
});

test('RFC 3207 §6: what comes in clear after the 220 breaks the handshake, and is no command either', async (t) => {
  const { relay, hop } = await relayWithBox(t, { tls });
  const socket = await afterStartTls(relay.port, 'EHLO c');
  socket.on('error', () => {});
  socket.write(`EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<${box}>\r\n`);
  let heard = '';
  socket.on('data', (octets: Buffer) => {
    heard += octets.toString('latin1');
  });
  await once(socket, 'close');
  assert.doesNotMatch(heard, /^250/m);
  assert.equal(hop.sessions.length, 0);
});

test('RFC 3207 §4: STARTTLS takes no argument, and where it is not offered it is not implemented', async (t) => {
  const { relay } = await relayWithBox(t, { tls });
  const dialogue = await Dialogue.open(relay.port);
  assert.match(await dialogue.say('STARTTLS now'), /^501 5\.5\.4 /);
  assert.match(await dialogue.say('STARTTLS'), /^220 /);
  dialogue.drop();
  const { relay: plain } = await relayWithBox(t);
  const inClear = await Dialogue.open(plain.port);
  assert.doesNotMatch(await inClear.say('EHLO c'), /STARTTLS/);
  assert.match(await inClear.say('STARTTLS'), /^502 5\.5\.1 /);
  inClear.drop();
});

test('RFC 8997: nothing older than TLS 1.2 is spoken', async (t) => {
  const { relay } = await relayWithBox(t, { tls });
  const clear = await afterStartTls(relay.port, 'EHLO c');
  clear.on('error', () => {});
  const old = connectTls({
    socket: clear,
    rejectUnauthorized: false,
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.1',
    ciphers: 'DEFAULT@SECLEVEL=0',
  });
  const [error] = await once(old, 'error');
  assert.match(String(error), /protocol version|EPROTO|ECONNRESET|disconnected/i);
});

test('a message sent under TLS is delivered, and its trace field says ESMTPS', async (t) => {
  const { relay, hop } = await relayWithBox(t, { tls });
  const socket = await secured(await afterStartTls(relay.port, 'EHLO clear.example'));
  socket.write(`EHLO safe.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<${box}>\r\nDATA\r\n`);
  let heard = '';
  socket.on('data', (octets: Buffer) => {
    heard += octets.toString('latin1');
    if (/^354 /m.test(heard)) {
      heard = '';
      socket.write('Subject: safe\r\n\r\n.\r\nQUIT\r\n');
    }
  });
  await once(socket, 'end');
  assert.match(heard, /^250 2\.0\.0 Message accepted as \S+\r\n221 /);
  assert.match(
    hop.messages[0]?.octets.toString('latin1') ?? '',
    /^Received: from safe\.example \(\[127\.0\.0\.1\]\)\r\n\tby alias\.example with ESMTPS id /,
  );
});
