// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { assembleScanner } from '../../../scripts/build-scanner.ts';
import { fastScan } from './fast-scan.ts';
import { type LineState, scan } from './scan.ts';
import { scannerModule } from './scanner-module.ts';

const freshLine = (): LineState => ({ position: 'start', lineOctets: 0, stuffedDots: 0 });

/** What comes of scanning on from chunk to chunk, up to the first octet that needs a closer look. */
function scanAll(scanner: typeof scan, chunks: readonly Buffer[], maxLineOctets: number) {
  const line = freshLine();
  let passed = 0;
  for (const chunk of chunks) {
    const index = scanner(chunk, 0, line, maxLineOctets);
    passed += index;
    if (index < chunk.length) break;
  }
  return { passed, ...line };
}

function assertSame(chunks: readonly Buffer[], maxLineOctets: number): void {
  assert.deepEqual(scanAll(fastScan, chunks, maxLineOctets), scanAll(scan, chunks, maxLineOctets));
}

const line = (text: string): string => `${text}\r\n`;
const pieces = [
  '\r\n',
  line('.'),
  line('..'),
  line('..x'),
  line('.x'),
  line('x'),
  line('y'.repeat(62)),
  line('z'.repeat(200)),
  '\r',
  '\n',
  '\0',
  '.',
  'xyz',
];

test('the WebAssembly scan is there and is what its source says', async () => {
  assert.notEqual(fastScan, scan);
  assert.equal(await assembleScanner(), scannerModule);
});

test('both scans agree on every octet of every kind at every position of three blocks', () => {
  for (const oddity of [
    '\0',
    '\r',
    '\n',
    '.',
    '..',
    '\r\n',
    '\r\n.',
    '\r\n..',
    '\r\n.\r\n',
    '\r\n.x',
    '\r\n..\r\n.',
    '\r\r\n',
    '\n\r\n',
  ]) {
    for (let at = 512; at < 512 + 192; at++) {
      const octets = Buffer.from(`${'a'.repeat(at)}${oddity}${'b'.repeat(900 - at)}`, 'latin1');
      assertSame([octets], 65_536);
      assertSame([octets], at + 1);
    }
  }
});

test('both scans agree on the octet at which a line becomes too long', () => {
  for (let length = 990; length < 1070; length++) {
    for (const start of ['', '..', 'x\r\n', 'x\r\n..']) {
      assertSame([Buffer.from(`${start}${'a'.repeat(length)}\r\n${'b'.repeat(700)}\r\n`)], 1030);
    }
  }
});

test('both scans agree on any mail data in any chunks', () => {
  const anyPiece = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...pieces.slice(0, 8)) },
    fc.constantFrom(...pieces),
  );
  const anyText = fc.array(fc.tuple(anyPiece, fc.integer({ min: 1, max: 90 })), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(
    fc.property(anyText, fc.array(fc.integer({ min: 0, max: 9000 }), { maxLength: 5 }), (text, cuts) => {
      const octets = Buffer.from(text.map(([piece, times]) => piece.repeat(times)).join(''), 'latin1');
      const bounds = [
        0,
        ...cuts.map((cut) => Math.min(cut, octets.length)).sort((a, b) => a - b),
        octets.length,
      ];
      const chunks = bounds.slice(1).map((end, at) => octets.subarray(bounds[at], end));
      assertSame(chunks, 1200);
    }),
    { numRuns: 2000 },
  );
});

test('chunks larger than the scanner’s memory are scanned whole', () => {
  const octets = Buffer.from(`${line('m'.repeat(74)).repeat(6000)}.\r\n`);
  assertSame([octets], 65_536);
  assert.equal(scanAll(fastScan, [octets], 65_536).passed, octets.length - 3);
});
