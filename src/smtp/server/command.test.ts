// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Octets } from '../wire/line-splitter.ts';
import type { Reply } from '../wire/reply.ts';
import { parseCommand, parseMailArgument, parseRcptArgument } from './command.ts';
import { replies } from './replies.ts';

/** A line as it stands in the memory that it was read into, with others about it. */
function within(line: Buffer): Octets {
  const before = Buffer.from('NOOP \xff\r\n', 'latin1');
  const start = before.length;
  return { memory: Buffer.concat([before, line, Buffer.from(' \r\nX ')]), start, end: start + line.length };
}

const lines: readonly [line: string, verb: string, argument: string][] = [
  ['QUIT', 'QUIT', ''],
  ['quit', 'QUIT', ''],
  ['QUIT  \t ', 'QUIT', ''],
  ['mail FROM:<a@b> SIZE=1', 'MAIL', 'FROM:<a@b> SIZE=1'],
  ['NOOP   some thing ', 'NOOP', 'some thing'],
  ['', '', ''],
  [' \tNOOP', 'NOOP', ''],
  ['MAIL\tFROM:<a@b>\tSIZE=1', 'MAIL', 'FROM:<a@b> SIZE=1'],
  ['VRFY müller', 'VRFY', 'müller'],
];

for (const [line, verb, argument] of lines) {
  test(`${JSON.stringify(line)} is a verb and its argument`, () => {
    assert.deepEqual(parseCommand(within(Buffer.from(line))), { verb, argument });
  });
}

test('control characters and ill-formed UTF-8 make no command', () => {
  for (const octets of [
    'NOOP \0',
    'NO\rOP',
    'NOOP a\nb',
    'NOOP\x7f',
    'NOOP\x1b[31m',
    'MAIL FROM:<"a\tb"@c>',
    'NOOP \xff',
    'NOOP \xc0\xaf',
  ])
    assert.equal(parseCommand(within(Buffer.from(octets, 'latin1'))), undefined, JSON.stringify(octets));
});

const none = { size: undefined, body: undefined, smtpUtf8: false };

const soundMail: readonly [argument: string, text: string, parameters: object][] = [
  ['FROM:<a@b>', 'a@b', none],
  ['from:<>', '', none],
  ['FROM: <a@b>', 'a@b', none],
  ['FROM: a@b  SIZE=7', 'a@b', { ...none, size: 7 }],
  ['FROM:<a@b> SIZE=0', 'a@b', { ...none, size: 0 }],
  ['FROM:<a@b>  size=12345  body=8bitmime', 'a@b', { ...none, size: 12345, body: '8BITMIME' }],
  ['FROM:<a@b> BODY=7BIT SMTPUTF8', 'a@b', { ...none, body: '7BIT', smtpUtf8: true }],
  ['FROM:<ü@b> SMTPUTF8', 'ü@b', { ...none, smtpUtf8: true }],
  ['FROM:<a@b> AUTH=<>', 'a@b', none],
  ['FROM:<a@b> AUTH=e+3Dmc2@example.com SIZE=7', 'a@b', { ...none, size: 7 }],
];

for (const [argument, text, parameters] of soundMail) {
  test(`MAIL ${argument} is understood`, () => {
    const parsed = parseMailArgument(argument, true);
    assert.ok(!('code' in parsed));
    assert.equal(parsed.reversePath.text, text);
    assert.deepEqual(parsed.parameters, parameters);
  });
}

const unsoundMail: readonly [argument: string, answer: Reply][] = [
  ['', replies.badMailSyntax],
  ['TO:<a@b>', replies.badMailSyntax],
  ['FROM', replies.badMailSyntax],
  ['FROM :<a@b>', replies.badMailSyntax],
  ['FROM:', replies.badReversePath],
  ['FROM:a@b,c@d', replies.badReversePath],
  ['FROM:<a@b', replies.badReversePath],
  ['FROM:<Postmaster>', replies.badReversePath],
  ['FROM:<a@b>SIZE=1', replies.badParameter],
  ['FROM:<a@b> SIZE', replies.badParameter],
  ['FROM:<a@b> SIZE=', replies.badParameter],
  ['FROM:<a@b> SIZE=-1', replies.badParameter],
  ['FROM:<a@b> SIZE=1e3', replies.badParameter],
  ['FROM:<a@b> SIZE=123456789012345678901', replies.badParameter],
  ['FROM:<a@b> SIZE=1 SIZE=1', replies.badParameter],
  ['FROM:<a@b> SMTPUTF8=1', replies.badParameter],
  ['FROM:<a@b> BODY', replies.badParameter],
  ['FROM:<a@b> =1', replies.badParameter],
  ['FROM:<a@b> A=B=C', replies.badParameter],
  ['FROM:<a@b> -A=1', replies.badParameter],
  ['FROM:<a@b> BODY=BINARYMIME', replies.parameterNotImplemented],
  ['FROM:<a@b> RET=HDRS', replies.unknownParameter],
  ['FROM:<a@b> AUTH', replies.badParameter],
  ['FROM:<ü@b>', replies.needsSmtpUtf8],
  ['FROM:<a@ü.example> SIZE=1', replies.needsSmtpUtf8],
];

for (const [argument, answer] of unsoundMail) {
  test(`MAIL ${argument} is answered ${answer.code} ${answer.enhanced}`, () => {
    assert.equal(parseMailArgument(argument, true), answer);
  });
}

test('after HELO the parameters that ask for nothing are understood, and SMTPUTF8 is not', () => {
  const parsed = parseMailArgument('FROM:<a@b> SIZE=1 BODY=8BITMIME AUTH=<>', false);
  assert.ok(!('code' in parsed));
  assert.deepEqual(parsed.parameters, { size: 1, body: '8BITMIME', smtpUtf8: false });
  assert.equal(parseMailArgument('FROM:<a@b> SMTPUTF8', false), replies.unknownParameter);
});

const unsoundRcpt: readonly [argument: string, answer: Reply][] = [
  ['', replies.badRcptSyntax],
  ['FROM:<a@b>', replies.badRcptSyntax],
  ['TO:<>', replies.badForwardPath],
  ['TO:a@b,c@d', replies.badForwardPath],
  ['TO:<a@b> NOTIFY=NEVER', replies.unknownParameter],
  ['TO:<a@b>x', replies.badParameter],
  ['TO:<ü@b>', replies.needsSmtpUtf8],
];

for (const [argument, answer] of unsoundRcpt) {
  test(`RCPT ${argument} is answered ${answer.code} ${answer.enhanced}`, () => {
    assert.equal(parseRcptArgument(argument, false), answer);
  });
}

test('RCPT takes a path, postmaster, and non-ASCII once SMTPUTF8 was declared', () => {
  assert.deepEqual(parseRcptArgument('to: <a@b>', false), { text: 'a@b', localPart: 'a', domain: 'b' });
  assert.deepEqual(parseRcptArgument('TO:<postmaster>', false), {
    text: 'postmaster',
    localPart: 'postmaster',
    domain: '',
  });
  assert.deepEqual(parseRcptArgument('TO:<ü@b>', true), { text: 'ü@b', localPart: 'ü', domain: 'b' });
});

test('no octets whatever make the parsers throw', () => {
  const anyLine = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.string({ unit: fc.constantFrom(...'FROMTO:<>@."\\ =aé'), maxLength: 40 }),
  );
  fc.assert(
    fc.property(anyLine, (line) => {
      const command = parseCommand(within(Buffer.from(line as string)));
      if (command === undefined) return;
      parseMailArgument(command.argument, true);
      parseRcptArgument(`TO:${command.argument}`, true);
    }),
    { numRuns: 2000 },
  );
});
