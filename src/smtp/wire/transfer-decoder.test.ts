// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TransferOctets } from './envelope.ts';
import { encodeMailData } from './mail-data.ts';
import { TransferDecoder } from './transfer-decoder.ts';

const lines = fc.array(
  fc.array(fc.constantFrom('.', '..', 'x', ' ', '\u00e9')).map((pieces) => pieces.join('')),
);

test('decoding what was encoded gives the message again, however it is cut', () => {
  fc.assert(
    fc.property(lines, fc.array(fc.nat(60)), (texts, cuts) => {
      const message = Buffer.from(texts.map((text) => `${text}\r\n`).join(''));
      const octets = encodeMailData(message);
      const decoder = new TransferDecoder();
      const bounds = [
        0,
        ...cuts.map((at) => Math.min(at, octets.length)).sort((a, b) => a - b),
        octets.length,
      ];
      const pieces = bounds
        .slice(1)
        .flatMap((end, index) => [...decoder.decode(octets.subarray(bounds[index], end) as TransferOctets)]);
      assert.equal(Buffer.concat(pieces).toString(), message.toString());
    }),
    { numRuns: 500 },
  );
});
