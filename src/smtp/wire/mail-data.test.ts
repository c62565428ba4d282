// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TransferOctets } from './envelope.ts';
import { decodeMailData, encodeMailData, MailDataDecoder, type MailDataFault } from './mail-data.ts';

const limits = { messageOctets: 100_000, lineOctets: 1000 };

interface Received {
  readonly passed: string;
  readonly fault: MailDataFault | undefined;
  /** What follows the final dot; undefined when that did not come. */
  readonly rest: string | undefined;
  readonly messageOctets: number | undefined;
}

function receive(chunks: readonly Buffer[], decoderLimits = limits): Received {
  const decoder = new MailDataDecoder(decoderLimits);
  const passed: Buffer[] = [];
  const rest: Buffer[] = [];
  for (const chunk of chunks) {
    if (decoder.isComplete) {
      rest.push(chunk);
      continue;
    }
    const step = decoder.decode(chunk, 0);
    if (step.passed !== undefined) passed.push(step.passed);
    rest.push(chunk.subarray(step.consumed));
  }
  const { fault, isComplete, messageOctets } = decoder;
  return {
    passed: fault === undefined ? Buffer.concat(passed).toString('latin1') : '',
    fault,
    rest: isComplete ? Buffer.concat(rest).toString('latin1') : undefined,
    messageOctets: fault === undefined ? messageOctets : undefined,
  };
}

/** The slow and obvious way: cut at the first line that is a dot, decode every line, encode every line. */
function canonicalise(octets: string): Received {
  const end = `\r\n${octets}`.indexOf('\r\n.\r\n');
  const data = end === -1 ? octets : octets.slice(0, end);
  const decoded = data.split('\r\n').map((line) => line.replace(/^\./, ''));
  const encoded = decoded.map((line) => (line.startsWith('.') ? `.${line}` : line));
  const message = decoded.join('\r\n');
  const isTooLong = decoded.some((line) => line.length + 2 > limits.lineOctets);
  const fault = faultOf(message) ?? (isTooLong ? 'lineTooLong' : undefined);
  return {
    passed: fault === undefined ? encoded.join('\r\n') : '',
    fault,
    rest: end === -1 ? undefined : octets.slice(end + 3),
    messageOctets: fault === undefined ? message.length : undefined,
  };
}

function faultOf(message: string): MailDataFault | undefined {
  const at = message.search(/\r(?!\n)|(?<!\r)\n|\0/);
  if (at === -1) return undefined;
  if (message[at] === '\0') return 'nul';
  return message[at] === '\r' ? 'bareCr' : 'bareLf';
}

function cut(octets: Buffer, cuts: readonly number[]): Buffer[] {
  const bounds = [0, ...cuts.map((at) => Math.min(at, octets.length)).sort((a, b) => a - b), octets.length];
  return bounds.slice(1).map((end, index) => octets.subarray(bounds[index], end));
}

const octetsOf = (text: string): Buffer => Buffer.from(text, 'latin1');
const octetByOctet = (text: string): Buffer[] => [...octetsOf(text)].map((octet) => Buffer.of(octet));

const cases: readonly [name: string, octets: string, passed: string, rest: string | undefined][] = [
  ['an empty message', '.\r\n', '', ''],
  ['a line', 'a\r\n.\r\n', 'a\r\n', ''],
  ['what follows the final dot', 'a\r\n.\r\nQUIT\r\n', 'a\r\n', 'QUIT\r\n'],
  ['a stuffed dot', '..\r\n..a\r\n.\r\n', '..\r\n..a\r\n', ''],
  ['a dot that means nothing', '.a\r\nb\r\n.c.\r\n.\r\n', 'a\r\nb\r\nc.\r\n', ''],
  ['three dots', '...\r\n.\r\n', '...\r\n', ''],
  ['dots elsewhere', 'a.\r\n b.\r\n.\r\n', 'a.\r\n b.\r\n', ''],
  ['empty lines', '\r\n\r\n.\r\n', '\r\n\r\n', ''],
  ['an 8-bit line', '\xff\xfe\r\n.\r\n', '\xff\xfe\r\n', ''],
  ['no end yet', 'a\r\n.', 'a\r\n', undefined],
];

for (const [name, octets, passed, rest] of cases) {
  test(`mail data is passed on: ${name}`, () => {
    for (const chunks of [[octetsOf(octets)], octetByOctet(octets)]) {
      const received = receive(chunks);
      assert.equal(received.passed, passed);
      assert.equal(received.fault, undefined);
      assert.equal(received.rest, rest);
    }
  });
}

const faults: readonly [name: string, octets: string, fault: MailDataFault][] = [
  ['a bare LF', 'a\nb\r\n.\r\n', 'bareLf'],
  ['a bare CR', 'a\rb\r\n.\r\n', 'bareCr'],
  ['CR CR LF', 'a\r\r\n.\r\n', 'bareCr'],
  ['NUL', 'a\0b\r\n.\r\n', 'nul'],
  ['NUL behind a dot', '.\0\r\n.\r\n', 'nul'],
  ['the end <LF>.<LF>', 'a\n.\nMAIL FROM:<x@y>\r\n.\r\n', 'bareLf'],
  ['the end <LF>.<CR><LF>', 'a\n.\r\nMAIL FROM:<x@y>\r\n.\r\n', 'bareLf'],
  ['the end <CR>.<CR>', 'a\r.\rMAIL FROM:<x@y>\r\n.\r\n', 'bareCr'],
  ['the end <CR><LF>.<LF>', 'a\r\n.\nMAIL FROM:<x@y>\r\n.\r\n', 'bareLf'],
  ['the end <CR><LF>.<CR>', 'a\r\n.\rMAIL FROM:<x@y>\r\n.\r\n', 'bareCr'],
  ['the end <CR><LF>.<CR><CR><LF>', 'a\r\n.\r\r\nMAIL FROM:<x@y>\r\n.\r\n', 'bareCr'],
  ['the end <CR><LF>\\0.<CR><LF>', 'a\r\n\0.\r\nMAIL FROM:<x@y>\r\n.\r\n', 'nul'],
  ['a line too long', `${'a'.repeat(999)}\r\n.\r\n`, 'lineTooLong'],
  ['a message too large', `${`${'a'.repeat(900)}\r\n`.repeat(120)}.\r\n`, 'tooLarge'],
];

for (const [name, octets, fault] of faults) {
  test(`mail data is refused for ${name}, and its true end is found`, () => {
    for (const chunks of [[octetsOf(`${octets}NOOP`)], octetByOctet(`${octets}NOOP`)]) {
      assert.deepEqual(receive(chunks), { passed: '', fault, rest: 'NOOP', messageOctets: undefined });
    }
  });
}

test('a line may be as long as the limit, without the dot added for transparency', () => {
  const line = `.${'a'.repeat(997)}\r\n`;
  assert.equal(receive([octetsOf(`.${line}.\r\n`)]).fault, undefined);
});

test('the size of a message counts neither the dots added for transparency nor the final one', () => {
  const octets = '..\r\n'.repeat(10);
  assert.equal(receive([octetsOf(`${octets}.\r\n`)], { ...limits, messageOctets: 30 }).messageOctets, 30);
  assert.equal(receive([octetsOf(`${octets}.\r\n`)], { ...limits, messageOctets: 29 }).fault, 'tooLarge');
  assert.equal(receive(octetByOctet(`${octets}.\r\n`), { ...limits, messageOctets: 30 }).messageOctets, 30);
});

test('the common chunk is passed on as it is, not copied', () => {
  const chunk = octetsOf(`${`${'x'.repeat(76)}\r\n`.repeat(400)}..y\r\n`);
  const { passed } = new MailDataDecoder(limits).decode(chunk, 0);
  assert.equal(passed?.buffer, chunk.buffer);
  assert.equal(passed?.length, chunk.length);
});

const anyMailData = fc
  .array(
    fc.oneof(
      {
        weight: 8,
        arbitrary: fc.constantFrom('\r\n', '.', 'a', 'bc', 'text\r\n', '\r\n.', '\r\n..', '.x\r\n'),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom('\r', '\n', '\0', '\r\n.\r', 'y'.repeat(996), 'z'.repeat(600)),
      },
    ),
    { maxLength: 40 },
  )
  .map((pieces) => `${pieces.join('')}\r\n.\r\nrest`);

test('whatever comes, in whatever chunks, what goes on is encode(decode(it))', () => {
  fc.assert(
    fc.property(anyMailData, fc.array(fc.nat(200), { maxLength: 8 }), (text, cuts) => {
      const { rest, ...received } = receive(cut(octetsOf(text), cuts));
      const { rest: expectedRest, fault, ...expected } = canonicalise(text);
      assert.equal(rest, expectedRest);
      // Which of several faults comes first is of no account.
      assert.equal(received.fault === undefined, fault === undefined);
      if (fault === undefined) assert.deepEqual(received, { fault, ...expected });
    }),
    { numRuns: 3000 },
  );
});

test('what was passed on is passed on again unchanged: the next decoder understands the same', () => {
  fc.assert(
    fc.property(anyMailData, (text) => {
      const { passed, fault } = receive([octetsOf(text)]);
      if (fault === undefined) assert.equal(receive([octetsOf(`${passed}.\r\n`)]).passed, passed);
    }),
  );
});

const anyMessage = fc
  .array(fc.string({ unit: fc.constantFrom('.', 'a', ' ', '\xe9') }))
  .map((lines) => octetsOf(lines.map((line) => `${line}\r\n`).join('')));

test('decode of encode is the message', () => {
  fc.assert(
    fc.property(anyMessage, (message) => {
      const octets: TransferOctets = encodeMailData(message);
      assert.deepEqual(decodeMailData(octets), message);
      assert.equal(receive([octets, octetsOf('.\r\n')]).passed, octets.toString('latin1'));
    }),
  );
});

test('what is not made of lines has no transfer form', () => {
  for (const text of ['a', 'a\n', 'a\r', 'a\r\r\n', '\na\r\n', 'a\0\r\n', 'a\r\nb'])
    assert.throws(() => encodeMailData(octetsOf(text)), RangeError, JSON.stringify(text));
});
