// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dkimVerify } from 'mailauth';
import { splitHeader } from './header-fields.ts';

const line = fc
  .array(fc.constantFrom('From', 'Subject', ':', ' ', '\t', 'x', '\u00a0', '\u00c4'), {
    minLength: 1,
    maxLength: 5,
  })
  .map((pieces) => pieces.join(''));

test('a header splits into the fields that mailauth sees, whatever its lines are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 6 }), async (lines) => {
      const header = Buffer.from(`From: a@b.example\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1');
      const { headers } = await dkimVerify(header, { sender: 'nobody@invalid' });
      assert.deepEqual(
        splitHeader(header).map(({ name, octets }) => [name, octets.toString('latin1')]),
        headers?.parsed.map(({ key, line: text }) => [key, `${text.toString('latin1')}\r\n`]),
      );
    }),
    { numRuns: 300 },
  );
});
