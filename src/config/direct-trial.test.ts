// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDirectTrial } from './direct-trial.ts';

test('a trial of direct delivery names ranges of loopback and two ports', () => {
  assert.deepEqual(parseDirectTrial('127.0.1.0/24,::1 smtp=2525 https=8443'), {
    value: { ranges: ['127.0.1.0/24', '::1'], smtpPort: 2525, httpsPort: 8443 },
  });
});

for (const text of [
  ...['', '127.0.0.0/8', '127.0.0.0/8 smtp=25', 'smtp=25 https=443', '127.0.0.1 smtp=0 https=443'],
  ...['10.0.0.0/8 smtp=25 https=443', '0.0.0.0/0 smtp=25 https=443', '127.0.0.0/7 smtp=25 https=443'],
  ...['::1/64 smtp=25 https=443', '127.0.0.1,192.168.1.1 smtp=25 https=443', 'localhost smtp=25 https=443'],
  '127.0.0.1 smtp=25 https=70000',
])
  test(`a trial is not ${JSON.stringify(text)}: nothing but loopback can be opened`, () => {
    assert.ok('fault' in parseDirectTrial(text));
  });
