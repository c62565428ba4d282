// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import {
  getDefaultAutoSelectFamily,
  getDefaultAutoSelectFamilyAttemptTimeout,
  setDefaultAutoSelectFamilyAttemptTimeout,
} from 'node:net';
import { test } from 'node:test';
import { setPlatformDefaults } from './platform-defaults.ts';
import { runProgram } from './program.ts';

test('the program gives each address of a name time for a slow handshake', async (t) => {
  const before = getDefaultAutoSelectFamilyAttemptTimeout();
  t.after(() => setDefaultAutoSelectFamilyAttemptTimeout(before));
  setDefaultAutoSelectFamilyAttemptTimeout(250);
  t.mock.method(process.stdout, 'write', () => true);
  await runProgram(['--version']);
  assert.deepEqual([getDefaultAutoSelectFamily(), getDefaultAutoSelectFamilyAttemptTimeout()], [true, 2_500]);
});

test('a longer time that the operator has given Node stays', (t) => {
  const before = getDefaultAutoSelectFamilyAttemptTimeout();
  t.after(() => setDefaultAutoSelectFamilyAttemptTimeout(before));
  setDefaultAutoSelectFamilyAttemptTimeout(9_000);
  setPlatformDefaults();
  assert.equal(getDefaultAutoSelectFamilyAttemptTimeout(), 9_000);
});
