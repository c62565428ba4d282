// SPDX-License-Identifier: MIT
/** The extensions that we offer, and those that we do not, on the wire of the whole relay. */
import assert from 'node:assert/strict';
import { connect as connectSocket } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { test } from 'node:test';
import { replies as dmarcReplies } from '../../src/inspect/dmarc/replies.ts';
import { replies as rspamdReplies } from '../../src/inspect/rspamd/replies.ts';
import { replies as relayReplies } from '../../src/relay/replies.ts';
import { mapRefusal } from '../../src/relay/reply-mapping.ts';
import { replies as engineReplies } from '../../src/smtp/server/replies.ts';
import type { Reply } from '../../src/smtp/wire/reply.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';
import { box, relayWithBox, testLines } from '../support/smtp/line-cases.ts';
import { assertWellFormed, repliesOf } from '../support/smtp/reply-rules.ts';

test('RFC 1870: SIZE is announced, and a size too large is refused at MAIL, an ill-formed one with 501', async (t) => {
  const { relay } = await relayWithBox(t, { maxMessageSize: 10_000 });
  const dialogue = await Dialogue.open(relay.port);
  assert.match(await dialogue.say('EHLO client.example'), /^250-SIZE 10000\r$/m);
  dialogue.drop();
  await testLines(t, relay.port, [
    ['EHLO', 'MAIL FROM:<a@b.example> SIZE=0', '250 2.1.0'],
    ['EHLO', 'MAIL FROM:<a@b.example> SIZE=10000', '250 2.1.0'],
    ['EHLO', 'MAIL FROM:<a@b.example> size=00010000', '250 2.1.0'],
    ['EHLO', 'MAIL FROM:<a@b.example> SIZE=10001', '552 5.3.4'],
    ['EHLO', 'MAIL FROM:<a@b.example> SIZE=99999999999999999999', '552 5.3.4'],
    ['EHLO', 'MAIL FROM:<a@b.example> SIZE=999999999999999999999', '501 5.5.4'],
    ['EHLO', 'MAIL FROM:<a@b.example> SIZE', '501 5.5.4'],
    ['EHLO', 'MAIL FROM:<a@b.example> SIZE=', '501 5.5.4'],
    ['EHLO', 'MAIL FROM:<a@b.example> SIZE=-1', '501 5.5.4'],
    ['EHLO', 'MAIL FROM:<a@b.example> SIZE=+1', '501 5.5.4'],
    ['EHLO', 'MAIL FROM:<a@b.example> SIZE=1k', '501 5.5.4'],
    ['EHLO', 'MAIL FROM:<a@b.example> SIZE=0x10', '501 5.5.4'],
    ['EHLO', 'MAIL FROM:<a@b.example> SIZE=1 SIZE=2', '501 5.5.4'],
  ]);
});

test('RFC 1870 §6.3: a message is counted as it comes, whatever was declared: to the octet, dots of transparency and the final one aside', async (t) => {
  const { relay, hop } = await relayWithBox(t, { maxMessageSize: 1000 });
  for (const [octets, reply] of [
    [1000, /^250/],
    [1001, /^552 5\.3\.4 /],
  ] as const) {
    const dialogue = await Dialogue.open(relay.port);
    await dialogue.say('EHLO client.example');
    await dialogue.say('MAIL FROM:<a@b.example> SIZE=10');
    await dialogue.say(`RCPT TO:<${box}>`);
    const message = `.${'x'.repeat(497)}\r\n`.repeat(2);
    const more = 'y'.repeat(octets - 1000);
    assert.match(await dialogue.message(`.${message.replace('\r\n', `${more}\r\n.`)}`), reply);
    assert.match(await dialogue.say('NOOP'), /^250/);
    dialogue.drop();
  }
  assert.equal(hop.accepted, 1);
});

test('RFC 2920: a group of commands is answered in order, one reply each, whatever is refused in it', async (t) => {
  const { relay } = await relayWithBox(t);
  const socket = connectSocket(relay.port, '127.0.0.1');
  const group = [
    'EHLO client.example',
    'RSET',
    'MAIL FROM:<bad',
    'MAIL FROM:<a@b.example>',
    'RCPT TO:<nobody@alias.example>',
    `RCPT TO:<${box}>`,
    'RCPT TO:<a@foreign.example>',
    'XYZZY',
    'NOOP',
    'QUIT',
  ];
  socket.end(`${group.join('\r\n')}\r\n`);
  const codes = repliesOf(await textOf(socket)).map(([line]) => line?.slice(0, 3));
  assert.deepEqual(codes, ['220', '250', '250', '501', '250', '550', '250', '550', '500', '250', '221']);
});

test('RFC 2920 §3.1: whoever sends on behind DATA is answered 503 and cut off, before anything is taken for mail data', async (t) => {
  const { relay, hop } = await relayWithBox(t);
  const socket = connectSocket(relay.port, '127.0.0.1');
  socket.end(
    `EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<${box}>\r\nDATA\r\nSubject: smuggled\r\n\r\n.\r\nMAIL FROM:<a@b>\r\nQUIT\r\n`,
  );
  const replies = repliesOf(await textOf(socket)).map(([line]) => line);
  assert.match(replies.at(-1) ?? '', /^503 5\.5\.1 /);
  assert.equal(replies.length, 5);
  assert.equal(hop.messages.length, 0);
});

test('RFC 2034, RFC 3463: every reply that we can give is well-formed, its status of the class of its code', () => {
  const mapped = [];
  for (let code = 200; code < 600; code++)
    for (const subject of ['1.1', '2.2', '3.4', '4.1', '5.3', '6.1', '7.1', '7.999'])
      for (const statusClass of [2, 4, 5])
        for (const refused of ['envelope', 'message'] as const)
          mapped.push(mapRefusal({ code, enhanced: `${statusClass}.${subject}`, text: 'x' }, refused));
  const tables = [engineReplies, relayReplies, dmarcReplies, rspamdReplies];
  const ours = tables.flatMap((table): Reply[] => Object.values(table));
  for (const reply of [...ours, ...mapped]) {
    const [lines] = repliesOf(reply.wire);
    assertWellFormed(lines ?? [], 'ordinary');
    assert.ok(lines?.[0]?.startsWith(`${reply.code} `));
  }
});

test('RFC 2034 §4: the replies to the greetings carry no status, and ENHANCEDSTATUSCODES is announced', async (t) => {
  const { relay } = await relayWithBox(t);
  const dialogue = await Dialogue.open(relay.port);
  const ehlo = await dialogue.say('EHLO client.example');
  assertWellFormed(ehlo.split('\r\n'), 'greeting');
  assert.match(ehlo, /^250-ENHANCEDSTATUSCODES\r$/m);
  assertWellFormed([await dialogue.say('HELO client.example')], 'greeting');
  dialogue.drop();
});

test('RFC 6152: BODY is understood in any case, and unknown bodies are refused', async (t) => {
  const { relay } = await relayWithBox(t);
  await testLines(t, relay.port, [
    ['EHLO', 'MAIL FROM:<a@b.example> BODY=7BIT', '250 2.1.0'],
    ['EHLO', 'MAIL FROM:<a@b.example> BODY=8BITMIME', '250 2.1.0'],
    ['EHLO', 'MAIL FROM:<a@b.example> body=8bitmime size=5', '250 2.1.0'],
    ['EHLO', 'MAIL FROM:<a@b.example> BODY', '501 5.5.4'],
    ['EHLO', 'MAIL FROM:<a@b.example> BODY=', '501 5.5.4'],
    ['EHLO', 'MAIL FROM:<a@b.example> BODY=7BIT BODY=7BIT', '501 5.5.4'],
    ['EHLO', 'MAIL FROM:<a@b.example> BODY=9BIT', '504 5.5.4'],
    ['EHLO', 'MAIL FROM:<a@b.example> BODY=BINARYMIME', '504 5.5.4'],
  ]);
});

test('RFC 6152 §3: a next hop without 8BITMIME gets no 8-bit message, declared or not, and nothing is transcoded', async (t) => {
  const { relay, hop } = await relayWithBox(t, {}, { extensions: ['PIPELINING'] });
  const usesBefore = (await relay.show(box))?.usesLeft;
  const declared = await Dialogue.open(relay.port);
  await declared.say('EHLO client.example');
  await declared.say('MAIL FROM:<a@b.example> BODY=8BITMIME');
  assert.match(await declared.say(`RCPT TO:<${box}>`), /^250/);
  assert.match(await declared.message(Buffer.from('Subject: x\r\n\r\n\xe4\r\n', 'latin1')), /^554 5\.6\.3 /);
  declared.drop();
  for (const message of ['Subject: \xe4\r\n\r\n', `Subject: x\r\n\r\n${'text\r\n'.repeat(9000)}\xff\r\n`]) {
    const [undeclared] = await Dialogue.envelope(relay.port, box);
    assert.match(await undeclared.message(Buffer.from(message, 'latin1')), /^554 5\.6\.3 /);
    assert.match(await undeclared.say('NOOP'), /^250/);
    undeclared.drop();
  }
  assert.equal(hop.messages.length, 0);
  const [sevenBit] = await Dialogue.envelope(relay.port, box);
  assert.match(await sevenBit.message('Subject: x\r\n\r\nseven bit\x7f\r\n'), /^250/);
  sevenBit.drop();
  assert.equal((await relay.show(box))?.usesLeft, (usesBefore ?? 0) - 1);
});

test('RFC 6152: a next hop with 8BITMIME gets BODY=8BITMIME and the octets as they are', async (t) => {
  const { relay, hop } = await relayWithBox(t);
  const dialogue = await Dialogue.open(relay.port);
  await dialogue.say('EHLO client.example');
  await dialogue.say('MAIL FROM:<a@b.example> BODY=8BITMIME');
  await dialogue.say(`RCPT TO:<${box}>`);
  const octets = Buffer.from('Subject: x\r\n\r\n\x80\xff\xe4\r\n', 'latin1');
  assert.match(await dialogue.message(octets), /^250/);
  dialogue.drop();
  assert.match(hop.messages[0]?.mail ?? '', / BODY=8BITMIME/);
  assert.ok(hop.messages[0]?.octets.subarray(-octets.length).equals(octets));
});

test('RFC 6531: addresses beyond ASCII need SMTPUTF8 on MAIL', async (t) => {
  const { relay } = await relayWithBox(t);
  await testLines(t, relay.port, [
    ['EHLO', 'MAIL FROM:<jürgen@b.example>', '553 5.6.7'],
    ['EHLO', 'MAIL FROM:<a@bücher.example>', '553 5.6.7'],
    ['EHLO', 'MAIL FROM:<"ü"@b.example>', '553 5.6.7'],
    ['EHLO', 'MAIL FROM:<jürgen@b.example> SMTPUTF8', '250 2.1.0'],
    ['EHLO', 'MAIL FROM:<"ü ö"@bücher.example> smtputf8 BODY=8BITMIME', '250 2.1.0'],
    ['EHLO', 'MAIL FROM:<пошта@приклад.укр> SMTPUTF8', '250 2.1.0'],
    ['EHLO', `MAIL FROM:<${'ü'.repeat(32)}@b.example> SMTPUTF8`, '250 2.1.0'],
    ['EHLO', `MAIL FROM:<${'ü'.repeat(33)}@b.example> SMTPUTF8`, '250 2.1.0'],
    ['EHLO', 'MAIL FROM:<a@b.example> SMTPUTF8=1', '501 5.5.4'],
    ['EHLO', 'MAIL FROM:<a@b.example> SMTPUTF8 SMTPUTF8', '501 5.5.4'],
    ['HELO', 'MAIL FROM:<a@b.example> SMTPUTF8', '555 5.5.4'],
    ['transaction', 'RCPT TO:<jürgen@b.example>', '553 5.6.7'],
    ['transaction', 'RCPT TO:<a@bücher.example>', '553 5.6.7'],
    ['EHLO', 'VRFY jürgen', '252 2.1.5'],
  ]);
});

test('RFC 6531 §3.5: a next hop without SMTPUTF8 gets no internationalised message; one with it gets it declared', async (t) => {
  for (const [extensions, reply] of [
    [['PIPELINING', '8BITMIME'], /^553 5\.6\.7 /],
    [['PIPELINING', '8BITMIME', 'SMTPUTF8'], /^250/],
  ] as const) {
    const { relay, hop } = await relayWithBox(t, {}, { extensions });
    const dialogue = await Dialogue.open(relay.port);
    await dialogue.say('EHLO client.example');
    await dialogue.say('MAIL FROM:<jürgen@bücher.example> SMTPUTF8');
    const rcpt = await dialogue.say(`RCPT TO:<${box}>`);
    assert.match(rcpt, reply);
    if (rcpt.startsWith('250')) assert.match(await dialogue.message('Subject: ü\r\n\r\n'), /^250/);
    if (rcpt.startsWith('250'))
      assert.match(hop.messages[0]?.mail ?? '', /<jürgen@bücher\.example>.* SMTPUTF8/);
    else assert.equal(hop.messages.length, 0);
    dialogue.drop();
  }
});

test('RFC 9422: the limit of recipients is announced as it is kept', async (t) => {
  const { relay } = await relayWithBox(t);
  const other = await relay.create();
  const dialogue = await Dialogue.open(relay.port);
  assert.match(await dialogue.say('EHLO client.example'), /^250-LIMITS RCPTMAX=1\r$/m);
  assert.match(await dialogue.say('MAIL FROM:<a@b.example>'), /^250/);
  assert.match(await dialogue.say(`RCPT TO:<${box}>`), /^250/);
  assert.match(await dialogue.say(`RCPT TO:<${other}>`), /^452 4\.5\.3 /);
  dialogue.drop();
});

test('CHUNKING, BINARYMIME, DSN, AUTH and VRFY are not offered, and there is no way in by them', async (t) => {
  const { relay, hop } = await relayWithBox(t);
  const dialogue = await Dialogue.open(relay.port);
  const ehlo = await dialogue.say('EHLO client.example');
  assert.doesNotMatch(ehlo, /CHUNKING|BINARYMIME|DSN|AUTH|VRFY|EXPN|ETRN|STARTTLS|DELIVERBY/);
  dialogue.drop();
  await testLines(t, relay.port, [
    ['recipient', 'BDAT 4 LAST', '502 5.5.1'],
    ['EHLO', 'AUTH PLAIN AGEAYg==', '502 5.5.1'],
    ['EHLO', 'MAIL FROM:<a@b.example> RET=FULL ENVID=x', '555 5.5.4'],
    ['transaction', `RCPT TO:<${box}> NOTIFY=SUCCESS`, '555 5.5.4'],
  ]);
  assert.equal(hop.messages.length, 0);
});
