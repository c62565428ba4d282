// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shareDescriptors } from './descriptors.ts';

for (const [limit, smtp, http] of [
  [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 1000],
  [65_536, 42_981, 1000],
  [4096, 2142, 819],
  [1024, 504, 204],
  [256, 94, 51],
  [20, 4, 4],
] as const)
  test(`of ${limit} descriptors SMTP may take ${smtp} and HTTP ${http}`, () => {
    assert.deepEqual(shareDescriptors(limit), { smtp, http });
  });
