// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatMailDate } from './mail-date.ts';

test('a date is written as in RFC 5322, with two digits of the day and a numeric zone', () => {
  assert.equal(formatMailDate(Date.UTC(2026, 1, 3, 4, 5, 6)), 'Tue, 03 Feb 2026 04:05:06 +0000');
});
