// SPDX-License-Identifier: MIT
/** The order of commands, their replies, and the limits of RFC 5321, on the wire of the whole relay. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { defaultLimits, withDefaults } from '../../src/smtp/server/limits.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';
import { box, relayWithBox, testLines } from '../support/smtp/line-cases.ts';
import { converse, manners } from '../support/smtp/transcript.ts';

const ehloReplies = `
  S: 250-alias.example
  S: 250-PIPELINING
  S: 250-SIZE 26214400
  S: 250-8BITMIME
  S: 250-SMTPUTF8
  S: 250-ENHANCEDSTATUSCODES
  S: 250-LIMITS RCPTMAX=1
  S: 250 HELP`;
const opening = `
  S: 220 alias.example ESMTP
  C: EHLO client.example
  ${ehloReplies}
  C: MAIL FROM:<a@b.example>
  S: 250 2.1.0 ...
  C: RCPT TO:<${box}>
  S: 250 2.1.5 ...`;

/** Each from the greeting on; the connection is given up after it. */
const transcripts: Readonly<Record<string, string>> = {
  'before EHLO what needs no transaction is answered, and a transaction may be opened': `
    S: 220 ...
    C: RCPT TO:<${box}>
    S: 503 5.5.1 ...
    C: NOOP
    S: 250 2.0.0 ...
    C: RSET
    S: 250 2.0.0 ...
    C: VRFY someone
    S: 252 2.1.5 ...
    C: HELP
    S: 214 2.0.0 ...
    C: EXPN list
    S: 502 5.5.1 ...
    C: DATA
    S: 503 5.5.1 ...
    C: MAIL FROM:<a@b.example>
    S: 250 2.1.0 ...`,
  'without MAIL there is no RCPT and no DATA': `
    S: 220 ...
    C: HELO client.example
    S: 250 alias.example
    C: RCPT TO:<${box}>
    S: 503 5.5.1 ...
    C: DATA
    S: 503 5.5.1 ...`,
  'with recipients all refused there is no DATA, and the transaction stays': `
    S: 220 ...
    C: HELO client.example
    S: 250 ...
    C: MAIL FROM:<a@b.example>
    S: 250 2.1.0 ...
    C: RCPT TO:<nobody@alias.example>
    S: 550 5.1.1 ...
    C: RCPT TO:<a@foreign.example>
    S: 550 5.7.1 ...
    C: DATA
    S: 554 5.5.1 ...
    C: RCPT TO:<${box}>
    S: 250 2.1.5 ...
    C: DATA
    S: 354 ...
    C: Subject: late
    C:
    C: .
    S: 250 2.0.0 ...`,
  'a second MAIL is refused and changes nothing': `${opening}
    C: MAIL FROM:<other@b.example>
    S: 503 5.5.1 ...
    C: DATA
    S: 354 ...
    C: .
    S: 250 2.0.0 ...`,
  'NOOP, HELP, VRFY, EXPN, unknown and malformed commands leave a transaction as it is': `${opening}
    C: NOOP
    S: 250 ...
    C: HELP DATA
    S: 214 ...
    C: VRFY x
    S: 252 ...
    C: EXPN x
    S: 502 ...
    C: XYZZY
    S: 500 ...
    C: RCPT TO:<bad
    S: 501 ...
    C: RCPT TO:<nobody@alias.example>
    S: 550 ...
    C: DATA
    S: 354 ...
    C: .
    S: 250 2.0.0 ...`,
  'RSET ends the transaction, and no EHLO is needed for the next': `${opening}
    C: RSET
    S: 250 2.0.0 ...
    C: RCPT TO:<${box}>
    S: 503 5.5.1 ...
    C: MAIL FROM:<a@b.example>
    S: 250 2.1.0 ...`,
  'EHLO and HELO in a transaction end it as RSET does': `${opening}
    C: EHLO client.example
    ${ehloReplies}
    C: RCPT TO:<${box}>
    S: 503 5.5.1 ...
    C: MAIL FROM:<a@b.example>
    S: 250 2.1.0 ...
    C: HELO client.example
    S: 250 alias.example
    C: DATA
    S: 503 5.5.1 ...`,
  'a refused EHLO leaves the session as it was': `${opening}
    C: EHLO
    S: 501 5.5.4 ...
    C: DATA
    S: 354 ...
    C: .
    S: 250 2.0.0 ...`,
  'a message ends its transaction, and the session takes the next': `${opening}
    C: DATA
    S: 354 ...
    C: Subject: first
    C:
    C: .
    S: 250 2.0.0 ...
    C: DATA
    S: 503 5.5.1 ...
    C: MAIL FROM:<>
    S: 250 2.1.0 ...
    C: RCPT TO:<${box}>
    S: 250 2.1.5 ...
    C: DATA
    S: 354 ...
    C: Subject: second
    C:
    C: .
    S: 250 2.0.0 ...
    C: QUIT
    S: 221 2.0.0 ...
    S: (closed)`,
  'a refused message ends its transaction too': `${opening}
    C: DATA
    S: 354 ...
    C: bare\\nfeed
    C: .
    S: 554 5.6.0 ...
    C: RCPT TO:<${box}>
    S: 503 5.5.1 ...`,
  'a command line that ends in LF alone is refused once, to its true end': `
    S: 220 ...
    C: NOOP\\nMAIL FROM:<a@b.example>\\nQUIT\\n\\c
    C: EHLO client.example
    S: 500 5.5.2 ...
    C: NOOP
    S: 250 2.0.0 ...`,
};

describe('RFC 5321 §4.1.4: the order of commands, in every segmentation', () => {
  for (const [name, transcript] of Object.entries(transcripts))
    for (const manner of manners)
      test(`${name}, ${manner}`, async (t) => {
        const { relay } = await relayWithBox(t);
        await converse(relay.port, transcript, manner);
      });
});

test('RFC 5321 §4.2.4, §4.3.2: 500, 501, 502, 503, 504 and 555 each where it belongs', async (t) => {
  const { relay } = await relayWithBox(t);
  await testLines(t, relay.port, [
    ['connected', '', '500 5.5.1'],
    ['connected', ' ', '500 5.5.1'],
    ['connected', ' NOOP', '250 2.0.0'],
    ['connected', 'XYZZY', '500 5.5.1'],
    ['connected', 'NOOPNOOP', '500 5.5.1'],
    ['connected', 'MAIL:', '500 5.5.1'],
    ['connected', 'HELO\tclient.example', '250'],
    ['connected', Buffer.from('NOOP \0'), '500 5.5.2'],
    ['connected', Buffer.from('NOOP \r'), '500 5.5.2'],
    ['connected', Buffer.from('NOOP \x1b[2J'), '500 5.5.2'],
    ['connected', Buffer.from('NOOP \xff', 'latin1'), '500 5.5.2'],
    ['EHLO', Buffer.from('MAIL FROM:<\xe4@b.example>', 'latin1'), '500 5.5.2'],
    ['connected', 'RSET now', '501 5.5.4'],
    ['connected', 'QUIT now', '501 5.5.4'],
    ['recipient', 'DATA now', '501 5.5.4'],
    ['connected', 'VRFY', '501 5.5.4'],
    ['EHLO', 'MAIL', '501 5.5.4'],
    ['EHLO', 'MAIL <a@b.example>', '501 5.5.4'],
    ['EHLO', 'MAIL TO:<a@b.example>', '501 5.5.4'],
    ['EHLO', 'MAIL FROM <a@b.example>', '501 5.5.4'],
    ['EHLO', 'MAIL FROM :<a@b.example>', '501 5.5.4'],
    ['transaction', 'RCPT', '501 5.5.4'],
    ['transaction', `RCPT FROM:<${box}>`, '501 5.5.4'],
    ['transaction', `RCPT TO <${box}>`, '501 5.5.4'],
    ...[
      'EXPN list',
      'TURN',
      'SEND FROM:<a@b>',
      'SOML FROM:<a@b>',
      'SAML FROM:<a@b>',
      'ETRN x',
      'AUTH PLAIN',
      'BDAT 0 LAST',
      'STARTTLS',
    ].map((line) => ['EHLO', line, '502 5.5.1'] as const),
    ['connected', 'MAIL FROM:<a@b.example>', '250 2.1.0'],
    ['connected', 'MAIL FROM:<a@b.example> SMTPUTF8', '555 5.5.4'],
    ['EHLO', `RCPT TO:<${box}>`, '503 5.5.1'],
    ['transaction', 'MAIL FROM:<a@b.example>', '503 5.5.1'],
    ['EHLO', 'DATA', '503 5.5.1'],
    ['transaction', 'DATA', '554 5.5.1'],
    ['EHLO', 'MAIL FROM:<a@b.example> BODY=BINARYMIME', '504 5.5.4'],
    ['EHLO', 'MAIL FROM:<a@b.example> XYZZY', '555 5.5.4'],
    ['EHLO', 'MAIL FROM:<a@b.example> XYZZY=1', '555 5.5.4'],
    ['EHLO', 'MAIL FROM:<a@b.example> RET=HDRS', '555 5.5.4'],
    // What asks for nothing is taken.
    ['EHLO', 'MAIL FROM:<a@b.example> AUTH=<>', '250 2.1.0'],
    ['HELO', 'MAIL FROM:<a@b.example> SIZE=100', '250 2.1.0'],
    ['HELO', 'MAIL FROM:<a@b.example> BODY=8BITMIME', '250 2.1.0'],
    ['EHLO', 'MAIL FROM:<a@b.example> AUTH', '501 5.5.4'],
    ['transaction', `RCPT TO:<${box}> NOTIFY=NEVER`, '555 5.5.4'],
    ['transaction', `RCPT TO:<${box}> ORCPT=rfc822;a@b`, '555 5.5.4'],
    ['EHLO', 'MAIL FROM:<a@b.example> -X=1', '501 5.5.4'],
    ['EHLO', 'MAIL FROM:<a@b.example> X=', '501 5.5.4'],
    ['EHLO', 'MAIL FROM:<a@b.example> X=a=b', '501 5.5.4'],
    ['EHLO', 'MAIL FROM:<a@b.example> =', '501 5.5.4'],
  ]);
});

test('RFC 5321 §4.5.1: the minimum is there: EHLO, HELO, MAIL, RCPT, DATA, RSET, NOOP, QUIT, VRFY, and postmaster', async (t) => {
  const { relay } = await relayWithBox(t);
  await testLines(t, relay.port, [
    ['connected', 'EHLO client.example', '250'],
    ['connected', 'HELO client.example', '250'],
    ['HELO', 'MAIL FROM:<a@b.example>', '250 2.1.0'],
    ['transaction', `RCPT TO:<${box}>`, '250 2.1.5'],
    ['recipient', 'DATA', '354'],
    ['recipient', 'RSET', '250 2.0.0'],
    ['connected', 'NOOP', '250 2.0.0'],
    ['connected', 'NOOP with some argument', '250 2.0.0'],
    ['connected', 'QUIT', '221 2.0.0'],
    ['EHLO', 'VRFY <a@b.example>', '252 2.1.5'],
    ['EHLO', 'HELP', '214 2.0.0'],
    ['transaction', 'RCPT TO:<Postmaster>', '250 2.1.5'],
    ['transaction', 'RCPT TO:<postmaster>', '250 2.1.5'],
    ['transaction', 'RCPT TO:<POSTMASTER@ALIAS.EXAMPLE>', '250 2.1.5'],
    ['transaction', 'RCPT TO:<"postmaster"@alias.example>', '250 2.1.5'],
    ['transaction', 'RCPT TO:<@a.example:postmaster@alias.example>', '250 2.1.5'],
    ['transaction', 'RCPT TO:<postmaster@b.example>', '550 5.7.1'],
  ]);
});

test('RFC 5321 §7.3: VRFY and EXPN tell nothing: alias, dead alias and stranger are answered alike', async (t) => {
  const { relay } = await relayWithBox(t);
  const dialogue = await Dialogue.open(relay.port);
  await dialogue.say('EHLO client.example');
  for (const verb of ['VRFY', 'EXPN']) {
    const answers = [box, 'nobody@alias.example', 'a@foreign.example', 'Joe'].map(
      (name) => `${verb} ${name}`,
    );
    const said = new Set<string>();
    for (const line of answers) said.add(await dialogue.say(line));
    assert.equal(said.size, 1, [...said].join('\n'));
  }
  dialogue.drop();
});

test('RFC 5321 §4.5.3.1: command lines, paths and text lines are taken to at least the sizes that it asks for', async (t) => {
  const { relay, hop } = await relayWithBox(t);
  const longest = defaultLimits.commandLineOctets - 'NOOP \r\n'.length;
  await testLines(t, relay.port, [
    ['connected', `NOOP ${'x'.repeat(505)}`, '250 2.0.0'],
    ['connected', `NOOP ${'x'.repeat(longest)}`, '250 2.0.0'],
    ['connected', `NOOP ${'x'.repeat(longest + 1)}`, '500 5.5.2'],
    [
      'EHLO',
      `MAIL FROM:<${'x'.repeat(64)}@${'y'.repeat(63)}.example> SIZE=1 BODY=8BITMIME${' '.repeat(600)}`,
      '250 2.1.0',
    ],
  ]);
  await t.test(
    'text lines of 1000 octets and of many times as much arrive as they are, transparency dot aside',
    async () => {
      const [dialogue] = await Dialogue.envelope(relay.port, box);
      const text = `\r\n${'x'.repeat(998)}\r\n..${'y'.repeat(997)}\r\n${'z'.repeat(3_000_000)}\r\n`;
      assert.match(await dialogue.message(text), /^250/);
      assert.ok(hop.messages[0]?.octets.toString('latin1').endsWith(text));
      dialogue.drop();
    },
  );
});

test('RFC 5321 §4.5.3.1.8, §4.5.3.1.10: a thousand recipients are taken, the next is answered 452 4.5.3, and the message goes', async (t) => {
  const { relay, hop } = await relayWithBox(t);
  const [dialogue] = await Dialogue.envelope(relay.port, box);
  await dialogue.write(`RCPT TO:<${box}>\r\n`.repeat(1000));
  for (let recipient = 2; recipient <= 1000; recipient++)
    assert.match(await dialogue.reply(), /^250 2\.1\.5 /);
  assert.match(await dialogue.reply(), /^452 4\.5\.3 /);
  assert.match(await dialogue.message('Subject: many\r\n\r\n'), /^250/);
  assert.equal(hop.accepted, 1);
  dialogue.drop();
});

test('RFC 5321 §4.5.3.1.8: a limit of fewer than 100 recipients cannot even be configured', () => {
  assert.throws(() => withDefaults({ recipients: 99 }), RangeError);
  assert.throws(() => withDefaults({ commandLineOctets: 511 }), RangeError);
  assert.throws(() => withDefaults({ textLineOctets: 999 }), RangeError);
});

test('RFC 5321 §4.5.3.2: the waits are no shorter than it asks for: 5 minutes for a command, 3 between blocks of mail data', () => {
  assert.ok(defaultLimits.commandTimeoutMs >= 300_000);
  assert.ok(defaultLimits.mailDataIdleTimeoutMs >= 180_000);
});

test('RFC 5321 §3.1, §4.2: the greeting names us, and QUIT is answered before the connection closes', async (t) => {
  const { relay } = await relayWithBox(t);
  const dialogue = await Dialogue.open(relay.port);
  assert.equal(dialogue.transcript, '220 alias.example ESMTP\r\n');
  assert.match(await dialogue.say('QUIT'), /^221 2\.0\.0 /);
  assert.equal(await dialogue.reply(), 'closed');
});
