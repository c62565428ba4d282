// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { goneSince, readEnding } from './ended.ts';

const alias = (address: string) => ({ address, note: 'shop.example' });

it('aliases that are alive no more are gone, and new ones are no news', () => {
  const known = [alias('alive@x'), alias('gone@x')];
  assert.deepEqual(goneSince(known, [alias('new@x'), alias('alive@x')]), [alias('gone@x')]);
});

it('an ending is what the server calls it, whoever destroyed the alias', () => {
  const words = ['usedUp', 'expired', 'destroyedByOwner', 'destroyedByLink', 'swallowed', undefined];
  assert.deepEqual(words.map(readEnding), [
    'usedUp',
    'expired',
    'destroyed',
    'destroyed',
    'unknown',
    'unknown',
  ]);
});
