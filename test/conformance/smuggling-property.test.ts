// SPDX-License-Identifier: MIT
/** Our decoder, fast scan and encoder against the slow reader, over octets that fast-check makes up. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeMailData, encodeMailData, MailDataDecoder } from '../../src/smtp/wire/mail-data.ts';
import { transferOctets } from '../support/smtp/mail-data.ts';
import { isAmbiguous, looseReaders, readMailData, transferForm } from '../support/smtp/mail-data-readers.ts';

const octetsOf = (text: string): Buffer => Buffer.from(text, 'latin1');

/** What makes a difference, often; text of any length, so that the fast scan meets it at any place; any octet, seldom. */
const piece = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom('\r\n', '.', '\r\n.', '\r\n..', 'text', 'a\r\n', '\xe4\x8d\x8a') },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 700 }).map((length) => 'x'.repeat(length)) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 150 }).map((times) => 'line\r\n'.repeat(times)) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 400 }).map((times) => '\r\n'.repeat(times)) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 200 }).map((times) => '..\r\n'.repeat(times)) },
);
const oddity = fc.oneof(
  fc.constantFrom(
    '\r',
    '\n',
    '\0',
    '\n\r',
    '\r\r\n',
    '\n.\n',
    '\r.\r',
    '\r\n.\r',
    '\r\n\0.\r\n',
    '\r\n.\0\r\n',
  ),
  fc.integer({ min: 0, max: 255 }).map((octet) => String.fromCharCode(octet)),
);
const soundText = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(''));
const anyText = fc
  .tuple(soundText, fc.array(fc.tuple(oddity, soundText), { maxLength: 2 }))
  .map(([first, more]) => `${first}${more.flat().join('')}\r\n.\r\nrest`);
const anyCuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });

function cut(octets: Buffer, cuts: readonly number[]): Buffer[] {
  const ends = cuts.map((share) => Math.floor(share * octets.length)).sort((a, b) => a - b);
  return [...ends, octets.length].map((end, at) => octets.subarray(ends[at - 1] ?? 0, end));
}

function decode(chunks: readonly Buffer[]) {
  const decoder = new MailDataDecoder({ messageOctets: Infinity, lineOctets: Infinity });
  let [passed, rest] = ['', ''];
  for (const chunk of chunks) {
    const step = decoder.isComplete ? undefined : decoder.decode(chunk, 0);
    passed += step?.passed?.toString('latin1') ?? '';
    rest += chunk.toString('latin1', step?.consumed ?? 0);
  }
  return { passed, rest, fault: decoder.fault, isComplete: decoder.isComplete };
}

test('whatever comes in whatever segments, decoder and slow reader agree on the end, on what is refused, and on what is passed on', () => {
  fc.assert(
    fc.property(anyText, anyCuts, (text, cuts) => {
      const read = readMailData(text);
      assert.ok(read !== undefined);
      const decoded = decode(cut(octetsOf(text), cuts));
      assert.ok(decoded.isComplete);
      assert.equal(decoded.rest, read.rest);
      assert.equal(decoded.fault !== undefined, isAmbiguous(read));
      if (decoded.fault === undefined) assert.equal(decoded.passed, transferForm(read));
    }),
    { numRuns: 3000 },
  );
});

test('what is passed on is read by every loose reader as by the strict one, also when the message is cut off', () => {
  fc.assert(
    fc.property(anyText, anyCuts, (text, cuts) => {
      const { passed, fault } = decode(cut(octetsOf(text), cuts));
      const strict = readMailData(`${passed}.\r\nNEXT\r\n`);
      for (const reader of looseReaders) {
        if (fault === undefined)
          assert.deepEqual(readMailData(`${passed}.\r\nNEXT\r\n`, reader), strict, reader.name);
        else assert.equal(readMailData(passed, reader), undefined, reader.name);
      }
    }),
    { numRuns: 1000 },
  );
});

test('encoder and decoder of whole messages are those of the slow reader', () => {
  fc.assert(
    fc.property(soundText, (text) => {
      const read = readMailData(`${text}\r\n.\r\n`);
      assert.ok(read !== undefined && !isAmbiguous(read));
      const message = read.lines.map((line) => `${line}\r\n`).join('');
      assert.equal(encodeMailData(octetsOf(message)).toString('latin1'), transferForm(read));
      assert.equal(decodeMailData(transferOctets(transferForm(read))).toString('latin1'), message);
    }),
  );
});
