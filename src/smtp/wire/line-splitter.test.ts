// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineSplitter, type Octets } from './line-splitter.ts';

const limits = { lineOctets: 12, discardedOctets: 40 };

function textOf({ memory, start, end }: Octets): string {
  return memory.toString('latin1', start, end);
}

/** The lines, in brackets, and the offences among them, by name. */
function readAll(chunks: readonly Buffer[]): string[] {
  const splitter = new LineSplitter(limits);
  const seen: string[] = [];
  for (const chunk of chunks) {
    for (let from = 0; from < chunk.length; ) {
      const memory = Buffer.concat([chunk, Buffer.from('left\nover')]);
      const outcome = splitter.read(memory, from, chunk.length);
      assert.ok(splitter.at > from || outcome === 'tooLong');
      from = splitter.at;
      if (outcome === 'line') seen.push(`[${textOf(splitter.line)}]`);
      else if (outcome !== 'partial') seen.push(outcome);
      if (outcome === 'flood') return seen;
    }
  }
  return seen;
}

const cases: readonly [name: string, octets: string, seen: string[]][] = [
  ['lines', 'a\r\nbc\r\n\r\nd', ['[a]', '[bc]', '[]']],
  ['the longest line', `${'a'.repeat(10)}\r\nb\r\n`, [`[${'a'.repeat(10)}]`, '[b]']],
  ['a line too long', `${'a'.repeat(11)}\r\nb\r\n`, ['tooLong', '[b]']],
  ['a line much too long', `${'a'.repeat(30)}\r\nb\r\n`, ['tooLong', '[b]']],
  ['a bare LF, with what follows up to the true end', 'a\nQUIT\r\nb\r\n', ['bareLineFeed', '[b]']],
  ['several bare LFs as one offence', 'a\n\nb\nc\r\nd\r\n', ['bareLineFeed', '[d]']],
  ['a bare CR as part of a line', 'a\rb\r\nc\r\n', ['[a\rb]', '[c]']],
  ['CR CR LF', 'a\r\r\nb\r\n', ['[a\r]', '[b]']],
  ['LF CR LF', '\n\r\nb\r\n', ['bareLineFeed', '[b]']],
  ['a flood', 'a\n'.repeat(60), ['bareLineFeed', 'flood']],
  ['a flood that ends', `${'a'.repeat(60)}\r\nb\r\n`, ['tooLong', 'flood']],
];

for (const [name, octets, seen] of cases) {
  test(`the splitter tells ${name}, whole and octet by octet`, () => {
    const whole = Buffer.from(octets, 'latin1');
    assert.deepEqual(readAll([whole]), seen);
    assert.deepEqual(readAll([...whole].map((octet) => Buffer.of(octet))), seen);
  });
}

test('however lines are cut into chunks, the same is seen', () => {
  const anyText = fc.array(fc.constantFrom('a', 'bcdef', '\r', '\n', '\r\n'), { maxLength: 30 });
  fc.assert(
    fc.property(anyText, fc.array(fc.nat(60), { maxLength: 6 }), (text, cuts) => {
      const octets = Buffer.from(text.join('').replaceAll(/(?<!\r)\n/g, 'x\r\n'));
      const bounds = [
        0,
        ...cuts.map((cut) => Math.min(cut, octets.length)).sort((a, b) => a - b),
        octets.length,
      ];
      const chunks = bounds.slice(1).map((end, index) => octets.subarray(bounds[index], end));
      assert.deepEqual(readAll(chunks), readAll([octets]));
    }),
    { numRuns: 2000 },
  );
});
