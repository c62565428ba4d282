// SPDX-License-Identifier: MIT
/** Trace information (RFC 5321 §4.4), loops (§6.3) and what else a relay may and may not change (§3.7, §6.4). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatReceived } from '../../src/relay/trace.ts';
import { canaryTarget } from '../support/relay-fixture.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';
import { box, relayWithBox } from '../support/smtp/line-cases.ts';
import { noParameters } from '../support/smtp/mail-data.ts';

/** `Time-stamp-line` of RFC 5321 §4.4, unfolded, written from its ABNF: from, by, with, id, for, date. */
const timeStampLine = new RegExp(
  [
    /^Received: from (?:[\w.-]+|\[[\w.:]+\]) \(\[(?:IPv6:[0-9a-f:.]+|[0-9.]+)\]\)/,
    / by [\w.-]+ with (?:SMTP|ESMTP|ESMTPS|UTF8SMTP|UTF8SMTPS) id [\w!#$%&'*+/=?^`{|}~.-]+(?: for <[^<>\s]+@[^<>\s]+>)?; /,
    /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d [+-]\d{4}$/,
  ]
    .map(({ source }) => source)
    .join(''),
);

const unfolded = (field: string): string =>
  field
    .replace(/\r\n(?=[ \t])/g, '')
    .replaceAll('\t', ' ')
    .trimEnd();

const session = {
  id: '0123456789a',
  remoteAddress: '192.0.2.1',
  remotePort: 1,
  clientName: 'client.example',
  clientHost: 'client.example',
  isExtended: true,
  tls: undefined,
};
const passage = {
  session,
  parameters: noParameters,
  hostname: 'mx.example',
  messageId: 'Zm9v-_',
  loopTag: 'Zm9vYmFy-_xy',
  recipient: box,
  now: Date.UTC(2026, 1, 3, 4, 5, 6),
};

test('RFC 5321 §4.4: a trace field follows the grammar, whoever the client is and however it came', () => {
  const tls = { protocol: 'TLSv1.3', cipher: 'x' };
  const passages = [
    passage,
    { ...passage, recipient: undefined },
    { ...passage, session: { ...session, remoteAddress: '2001:db8::1', clientHost: '[IPv6:2001:db8::1]' } },
    { ...passage, session: { ...session, isExtended: false } },
    { ...passage, session: { ...session, tls } },
    { ...passage, parameters: { ...noParameters, smtpUtf8: true } },
    { ...passage, session: { ...session, tls }, parameters: { ...noParameters, smtpUtf8: true } },
  ];
  for (const each of passages) {
    const field = formatReceived(each);
    assert.match(unfolded(field), timeStampLine);
    for (const line of field.split('\r\n')) assert.ok(line.length <= 998);
  }
  assert.match(unfolded(formatReceived(passage)), /; Tue, 03 Feb 2026 04:05:06 \+0000$/);
});

test('RFC 3848, RFC 6531 §4.3: the protocol is named as it was spoken', () => {
  const tls = { protocol: 'TLSv1.3', cipher: 'x' };
  const smtpUtf8 = { ...noParameters, smtpUtf8: true };
  const named = (more: object, parameters = noParameters): string | undefined =>
    /with (\w+) /.exec(formatReceived({ ...passage, session: { ...session, ...more }, parameters }))?.[1];
  assert.deepEqual(
    [named({ isExtended: false }), named({}), named({ tls }), named({}, smtpUtf8), named({ tls }, smtpUtf8)],
    ['SMTP', 'ESMTP', 'ESMTPS', 'UTF8SMTP', 'UTF8SMTPS'],
  );
});

test('RFC 5321 §4.4, §3.7.2: one trace field is prepended, nothing else is changed, and the target is not in it', async (t) => {
  const { relay, hop } = await relayWithBox(t);
  const message =
    'Received: from a by b; older\r\nbcc: x@y.example\r\nSubject:  odd   blanks \r\n\r\nbody \t\r\n';
  const [dialogue] = await Dialogue.envelope(relay.port, box);
  assert.match(await dialogue.message(message), /^250/);
  dialogue.drop();
  const text = hop.messages[0]?.octets.toString('latin1') ?? '';
  assert.ok(text.endsWith(message));
  const added = text.slice(0, -message.length);
  assert.match(unfolded(added), timeStampLine);
  assert.match(added, new RegExp(`for <${box}>;`));
  assert.ok(!added.includes(canaryTarget));
});

test('RFC 5321 §4.4: what is no domain and no literal is not written into the trace field', async (t) => {
  const { relay, hop } = await relayWithBox(t);
  for (const [name, written] of [
    ['mail.shop.example.', 'mail.shop.example'],
    ['host_', 'host_'],
    ["bob's pc", 'unknown'],
    ['2001:db8::1', 'unknown'],
    ['x) by evil (y', 'unknown'],
    ['a;b', 'unknown'],
    ['bücher.example', 'unknown'],
  ] as const) {
    const dialogue = await Dialogue.open(relay.port);
    await dialogue.say(`EHLO ${name}`);
    await dialogue.say('MAIL FROM:<a@b.example>');
    await dialogue.say(`RCPT TO:<${box}>`);
    assert.match(await dialogue.message('Subject: x\r\n\r\nbody\r\n'), /^250/);
    dialogue.drop();
    const text = hop.messages.at(-1)?.octets.toString('latin1') ?? '';
    assert.ok(text.startsWith(`Received: from ${written} ([127.0.0.1])\r\n`), text.slice(0, 200));
    assert.match(unfolded(text.slice(0, text.indexOf('\r\nSubject'))), timeStampLine);
  }
});

test('RFC 5321 §7.6: each recipient has a transaction of its own, and the trace field names no other', async (t) => {
  const { relay, hop } = await relayWithBox(t);
  const other = await relay.create({ target: 'other@hidden-home.example', maxUses: 1 });
  const [dialogue] = await Dialogue.envelope(relay.port, box);
  assert.match(await dialogue.say(`RCPT TO:<${other}>`), /^452 4\.5\.3 /);
  assert.match(await dialogue.message('Subject: two\r\n\r\n'), /^250/);
  dialogue.drop();
  const text = hop.messages[0]?.octets.toString('latin1') ?? '';
  assert.deepEqual(text.match(/\bfor <[^>]*>/g), [`for <${box}>`]);
  assert.ok(!text.includes(other));
});

test('RFC 5321 §6.3: a hundred trace fields pass, one more is a loop: 554 5.4.6', async (t) => {
  const { relay, hop } = await relayWithBox(t);
  for (const [name, fields, reply] of [
    ['Received', 100, /^250/],
    ['Received', 101, /^554 5\.4\.6 /],
    ['rEcEiVeD', 101, /^554 5\.4\.6 /],
  ] as const) {
    const [dialogue] = await Dialogue.envelope(relay.port, box);
    const header = `${name}: from a\r\n\tby b; date\r\n`.repeat(fields);
    assert.match(await dialogue.message(`${header}\r\n${header}`), reply);
    assert.match(await dialogue.say('NOOP'), /^250/);
    dialogue.drop();
  }
  assert.equal(hop.accepted, 1);
});

test('RFC 5321 §4.5.5: the null reverse path goes on as it is', async (t) => {
  const { relay, hop } = await relayWithBox(t);
  const [dialogue] = await Dialogue.envelope(relay.port, box, '');
  assert.match(await dialogue.message('Subject: bounce\r\n\r\n'), /^250/);
  dialogue.drop();
  assert.match(hop.messages[0]?.mail ?? '', /^MAIL FROM:<>/);
});

test('RFC 5321 §2.4, §4.1.1.2: a reverse path goes on in its own case and quoting, without its source route', async (t) => {
  const { relay, hop } = await relayWithBox(t);
  const senders = [
    'Joe.User@B.Example',
    '"a \\"b"@c.example',
    '@x.example,@y.example:Joe@b.example',
    'a@[IPv6:2001:db8::1]',
  ];
  for (const sender of senders) {
    const [dialogue] = await Dialogue.envelope(relay.port, box, sender);
    assert.match(await dialogue.message('Subject: x\r\n\r\n'), /^250/);
    dialogue.drop();
  }
  const paths = hop.messages.map(({ mail }) => /<(.*)>/.exec(mail)?.[1]);
  assert.deepEqual(paths, [senders[0], senders[1], 'Joe@b.example', senders[3]]);
});

test('RFC 5321 §4.2.5: a message lost before its final dot is not delivered', async (t) => {
  const { relay, hop } = await relayWithBox(t);
  const [dialogue] = await Dialogue.envelope(relay.port, box);
  await dialogue.say('DATA');
  await dialogue.write(`Subject: half\r\n\r\n${'text\r\n'.repeat(9000)}`);
  await hop.until(({ sessions }) => (sessions[0]?.mailDataOctets ?? 0) > 0);
  dialogue.drop();
  await hop.until(({ sessions }) => sessions[0]?.isClosed === true);
  assert.equal(hop.messages.length, 0);
  assert.equal((await relay.show(box))?.usesLeft, 1000);
});
