// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { ReceivedReply } from './received-reply.ts';
import { maxReplyLineOctets, maxReplyLines, maxReplyOctets, ReplyParser } from './reply-parser.ts';

interface Parsed {
  readonly replies: readonly ReceivedReply[];
  readonly isFaulty: boolean;
}

function parse(chunks: readonly Buffer[]): Parsed {
  const parser = new ReplyParser();
  const replies = chunks.flatMap((chunk) => parser.push(chunk.toString('latin1')));
  return { replies, isFaulty: parser.fault !== undefined };
}

function octetByOctet(octets: Buffer): Buffer[] {
  return Array.from(octets, (octet) => Buffer.of(octet));
}

const longestText = 'x'.repeat(maxReplyLineOctets - 6);
const maxLines = `${'250-x\r\n'.repeat(maxReplyLines - 1)}250 x\r\n`;
const tooManyOctets = `250-${'x'.repeat(2000)}\r\n`.repeat(Math.ceil(maxReplyOctets / 2006));

const taken: readonly [string, string, readonly ReceivedReply[]][] = [
  ['a code and a text', '220 hello\r\n', [{ code: 220, enhanced: undefined, text: 'hello' }]],
  ['a code alone', '250\r\n', [{ code: 250, enhanced: undefined, text: '' }]],
  ['a code and a space', '354 \r\n', [{ code: 354, enhanced: undefined, text: '' }]],
  ['several lines', '250-a\r\n250-b\r\n250 c\r\n', [{ code: 250, enhanced: undefined, text: 'a\nb\nc' }]],
  ['lines that end in a bare code', '250-a\r\n250\r\n', [{ code: 250, enhanced: undefined, text: 'a\n' }]],
  ['an enhanced status', '550 5.1.1 no\r\n', [{ code: 550, enhanced: '5.1.1', text: 'no' }]],
  ['an enhanced status alone', '250 2.0.0\r\n', [{ code: 250, enhanced: '2.0.0', text: '' }]],
  [
    'an enhanced status in each line',
    '550-5.1.1 a\r\n550-b\r\n550-5.1.2 c\r\n550 5.1.1 d\r\n',
    [{ code: 550, enhanced: '5.1.1', text: 'a\nb\n5.1.2 c\nd' }],
  ],
  ['a status of another class', '550 4.1.1 no\r\n', [{ code: 550, enhanced: undefined, text: '4.1.1 no' }]],
  ['what only looks like a status', '250 2.0.0.1\r\n', [{ code: 250, enhanced: undefined, text: '2.0.0.1' }]],
  [
    'the status of the last line',
    '550-5.1.1 a\r\n550 b\r\n',
    [{ code: 550, enhanced: undefined, text: '5.1.1 a\nb' }],
  ],
  ['UTF-8', '250 \u00c3\u00bc\r\n', [{ code: 250, enhanced: undefined, text: 'ü' }]],
  ['the longest line', `250 ${longestText}\r\n`, [{ code: 250, enhanced: undefined, text: longestText }]],
  ['a tab', '250 a\tb\r\n', [{ code: 250, enhanced: undefined, text: 'a\tb' }]],
  [
    'two replies',
    '250 a\r\n550 b\r\n',
    [
      { code: 250, enhanced: undefined, text: 'a' },
      { code: 550, enhanced: undefined, text: 'b' },
    ],
  ],
];

const refused: readonly [string, string][] = [
  ['a bare LF', '250 a\n250 b\r\n'],
  ['a bare CR', '250 a\rb\r\n'],
  ['CR CR LF', '250 a\r\r\n'],
  ['NUL', '250 a\0\r\n'],
  ['an escape sequence', '250 \x1b[2J\r\n'],
  ['an empty line', '\r\n'],
  ['no code', 'hello\r\n'],
  ['two digits', '25 a\r\n'],
  ['four digits', '2500 a\r\n'],
  ['a code below 200', '150 a\r\n'],
  ['a code above 599', '600 a\r\n'],
  ['another separator', '250_a\r\n'],
  ['mixed codes', '250-a\r\n251 b\r\n'],
  ['a line too long', `250 ${longestText}x\r\n`],
  ['a line without end', `250 ${longestText}xxx`],
  ['too many lines', `250-x\r\n${maxLines}`],
  ['too many octets', tooManyOctets],
  ['HTTP', 'HTTP/1.1 400 Bad Request\r\n'],
];

describe('ReplyParser', () => {
  for (const [name, wire, expected] of taken) {
    test(`takes ${name}, whole and octet by octet`, () => {
      const octets = Buffer.from(wire, 'latin1');
      assert.deepEqual(parse([octets]), { replies: expected, isFaulty: false });
      assert.deepEqual(parse(octetByOctet(octets)), { replies: expected, isFaulty: false });
    });
  }

  for (const [name, wire] of refused) {
    test(`refuses ${name}, whole and octet by octet`, () => {
      const octets = Buffer.from(wire, 'latin1');
      assert.deepEqual(parse([octets]), { replies: [], isFaulty: true });
      assert.deepEqual(parse(octetByOctet(octets)), { replies: [], isFaulty: true });
    });
  }

  test('takes as many lines as are allowed', () => {
    assert.equal(parse([Buffer.from(maxLines)]).replies.length, 1);
  });

  test('gives the replies before a fault and none after it', () => {
    const parser = new ReplyParser();
    assert.equal(parser.push('250 a\r\nnonsense\r\n250 b\r\n').length, 1);
    assert.deepEqual(parser.push('250 c\r\n'), []);
    assert.equal(parser.fault, 'not a reply line');
  });

  test('knows whether it is in the middle of a reply', () => {
    const parser = new ReplyParser();
    assert.equal(parser.isMidReply, false);
    for (const part of ['2', '50-a\r\n', '250 b\r']) {
      parser.push(part);
      assert.equal(parser.isMidReply, true, part);
    }
    parser.push('\n');
    assert.equal(parser.isMidReply, false);
  });

  test('gives the same however the octets are cut', () => {
    const line = fc.oneof(
      { weight: 8, arbitrary: fc.stringMatching(/^(220|250|354|421|550)([ -][ -~]{0,20})?\r\n$/) },
      {
        weight: 1,
        arbitrary: fc.string({ unit: fc.constantFrom('2', '5', '0', '-', ' ', '\r', '\n', '\0') }),
      },
    );
    const wire = fc.array(line, { maxLength: 12 }).map((lines) => Buffer.from(lines.join(''), 'latin1'));
    fc.assert(
      fc.property(wire, fc.array(fc.nat(30)), (octets, cuts) => {
        const chunks: Buffer[] = [];
        let rest = octets;
        for (const cut of cuts) {
          chunks.push(rest.subarray(0, cut));
          rest = rest.subarray(cut);
        }
        assert.deepEqual(parse([...chunks, rest]), parse([octets]));
      }),
    );
  });

  test('survives any octets within its limits', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 100 })), (chunks) => {
        const { replies } = parse(chunks.map((chunk) => Buffer.from(chunk)));
        assert.ok(replies.every(({ code }) => code >= 200 && code <= 599));
      }),
    );
  });
});
