// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WindowCounts } from './window-counts.ts';

test('each key has its own count, and a new window forgives', () => {
  let now = 0;
  const counts = new WindowCounts({ max: 2, windowMs: 1000 }, () => now);
  assert.deepEqual(
    [counts.take('a'), counts.take('a'), counts.take('a'), counts.take('b')],
    [true, true, false, true],
  );
  now = 999;
  assert.equal(counts.take('a'), false);
  now = 1000;
  assert.equal(counts.take('a'), true);
});

test('however many keys there are, only so many are kept', () => {
  const counts = new WindowCounts({ max: 1, windowMs: 1000 }, () => 0);
  for (let key = 0; key < 50_000; key += 1) assert.equal(counts.take(String(key)), true);
  assert.equal(counts.size, 20_000);
  assert.equal(counts.take('49999'), false);
});
