// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pl } from './pl.ts';

test('Polish numbers take the form of the noun that is theirs', () => {
  const hours = [0, 1, 2, 4, 5, 12, 21, 22, 25].map((n) => pl.duration.hour(n));
  assert.deepEqual(hours, [
    '0 godzin',
    '1 godzina',
    '2 godziny',
    '4 godziny',
    '5 godzin',
    '12 godzin',
    '21 godzin',
    '22 godziny',
    '25 godzin',
  ]);
  assert.deepEqual([1, 2, 60].map(pl.make.anyTime), ['do 1 dnia', 'do 2 dni', 'do 60 dni']);
  assert.deepEqual([1, 2, 5].map(pl.messages), ['1 wiadomość', '2 wiadomości', '5 wiadomości']);
});
