// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { errorCodeOf } from './error-code.ts';

test('the code of an error of the system is given, its message is not', async () => {
  const error = await readFile('/nowhere/secret').catch((it: unknown) => it);
  assert.equal(errorCodeOf(error), 'ENOENT');
});

test('what has no code has none', () => {
  assert.equal(errorCodeOf(new Error('no code')), undefined);
  assert.equal(errorCodeOf({ code: 'ENOENT' }), undefined);
  assert.equal(errorCodeOf('ENOENT'), undefined);
});
