// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RelaxedBody } from './relaxed-body.ts';

const body = fc
  .array(fc.constantFrom(' ', '\t', '  ', 'x', '\r\n', '.'))
  .map((pieces) => `${pieces.join('')}\r\n`);

test('white space is reduced as RFC 6376 §3.4.4 says, however the body is cut', () => {
  fc.assert(
    fc.property(body, fc.array(fc.nat(80)), (text, cuts) => {
      const octets = Buffer.from(text);
      const bounds = [
        0,
        ...cuts.map((at) => Math.min(at, octets.length)).sort((a, b) => a - b),
        octets.length,
      ];
      const relaxed = new RelaxedBody();
      const pieces = bounds.slice(1).map((end, index) => relaxed.reduce(octets.subarray(bounds[index], end)));
      const expected = text.replace(/[ \t]+(?=\r\n)/g, '').replace(/[ \t]+/g, ' ');
      assert.equal(Buffer.concat(pieces).toString(), expected);
    }),
    { numRuns: 500 },
  );
});
