// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TransferOctets } from '../smtp/wire/envelope.ts';
import { decodeMailData, encodeMailData } from '../smtp/wire/mail-data.ts';
import { FirstLine } from './first-line.ts';

/** What goes on of a message that comes in chunks of so many octets. */
function pass(message: string, size = message.length): string {
  const octets = encodeMailData(Buffer.from(message, 'latin1'));
  const first = new FirstLine();
  const passed: Buffer[] = [];
  for (let at = 0; at < octets.length; at += Math.max(1, size)) {
    // Lent: what is kept without a copy would show.
    const lent = Buffer.from(octets.subarray(at, at + Math.max(1, size)));
    passed.push(...first.push(lent as TransferOctets).map((piece) => Buffer.from(piece)));
    lent.fill(0);
  }
  passed.push(...first.end());
  return decodeMailData(Buffer.concat(passed) as TransferOctets).toString('latin1');
}

const mailboxLine = 'From shop@shop.example Sat Nov 28 12:00:00 2026\r\n';

const cases: readonly (readonly [string, string, string])[] = [
  ['a field', 'Subject: x\r\n\r\nbody\r\n', ''],
  ['an empty line', '\r\nbody\r\n', ''],
  ['a field with blanks before its colon', 'Subject \t: x\r\n\r\n', ''],
  ['the field From', 'From: a@b.example\r\n\r\n', ''],
  ['a field whose name begins with a dot', '.x: y\r\n\r\n', ''],
  ['a blank', ' forged: x\r\nSubject: y\r\n\r\n', '\r\n'],
  ['a tab', '\tforged\r\n', '\r\n'],
  ['a blank alone in its line', ' \r\nSubject: x\r\n', '\r\n'],
  ['text', 'Hello Ann,\r\nhow are you?\r\n', '\r\n'],
  ['a word', 'Hello\r\n', '\r\n'],
  ['a colon', ': x\r\n', '\r\n'],
  ['a dot', '.\r\nx: y\r\n', '\r\n'],
  ['8 bits', 'Gr\xfc\xdfe: x\r\n', '\r\n'],
  ['a very long word', `${'x'.repeat(2_000)}: y\r\n`, '\r\n'],
  ['a mailbox line', `${mailboxLine}Subject: x\r\n\r\n`, 'X-Mailbox-Line: '],
  ['a quoted mailbox line', `>>${mailboxLine}Subject: x\r\n\r\n`, 'X-Mailbox-Line: '],
  ['a very long mailbox line', `From ${'x'.repeat(2_000)}\r\n`, '\r\n'],
];

for (const [name, message, before] of cases)
  test(`a message that begins with ${name} ${before === '' ? 'passes as it is' : 'gets what a header needs'}, in any chunking`, () => {
    const expected = before + message;
    assert.equal(pass(message), expected);
    for (const size of [1, 2, 3, 5, 7, 50, 999]) assert.equal(pass(message, size), expected, `${size}`);
  });

test('what follows a mailbox line is looked at like a first line', () => {
  assert.equal(
    pass(`${mailboxLine}>${mailboxLine} forged\r\n`),
    `X-Mailbox-Line: ${mailboxLine}X-Mailbox-Line: >${mailboxLine}\r\n forged\r\n`,
  );
});

test('whatever comes, in any chunking: the message is there as it was, and cannot continue a field or end a header amiss', () => {
  const piece = fc.constantFrom(
    'From ',
    'From',
    '>',
    ' ',
    '\t',
    ':',
    'x',
    '.',
    '\r\n',
    'Subject: a',
    'é',
    '-',
  );
  const message = fc.array(piece, { maxLength: 12 }).map((parts) => `${parts.join('')}\r\n`);
  fc.assert(
    fc.property(message, fc.integer({ min: 1, max: 20 }), (text, size) => {
      const octets = Buffer.from(text, 'latin1').toString('latin1');
      const passed = pass(octets, size);
      assert.equal(passed, pass(octets));
      const without = passed.replaceAll('X-Mailbox-Line: ', '');
      const isThere = [...without].some(
        (_, at) => without.startsWith('\r\n', at) && without.slice(0, at) + without.slice(at + 2) === octets,
      );
      assert.ok(without === octets || isThere);
      assert.match(passed, /^(?:\r\n|[\x21-\x39\x3b-\x7e]+[ \t]*:)/);
      if (/^[\x21-\x39\x3b-\x7e]+[ \t]*:/.test(octets) && !/^>*From /.test(octets))
        assert.equal(passed, octets);
    }),
    { numRuns: 2_000 },
  );
});
