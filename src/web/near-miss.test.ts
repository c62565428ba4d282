// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { likelyMeant } from './near-miss.ts';

describe('an address whose domain is a slip away from a well-known one', () => {
  const cases: readonly [written: string, meant: string | undefined][] = [
    ['you@gmial.con', 'you@gmail.com'],
    ['you@gmail.co', 'you@gmail.com'],
    ['You@GMAIL.CMO', 'You@gmail.com'],
    ['you@hotmial.com', 'you@hotmail.com'],
    ['you@outlok.com', 'you@outlook.com'],
    ['you@t-onlin.de', 'you@t-online.de'],
    ['you@wbe.de', 'you@web.de'],
    ['a@b@yahooo.com', 'a@b@yahoo.com'],
    ['you@gmail.com', undefined],
    ['you@ymail.com', undefined],
    ['you@googlemail.com', undefined],
    ['you@example.org', undefined],
    ['you@target.example', undefined],
    ['you@sandbox.test', undefined],
    ['you@mayfly.dev', undefined],
    ['you@wisc.edu', undefined],
    ['gmial.con', undefined],
    [`you@${'x'.repeat(10_000)}`, undefined],
    ['', undefined],
  ];
  for (const [written, meant] of cases)
    it(`${written.slice(0, 30)} is ${meant === undefined ? 'not asked about' : `probably ${meant}`}`, () =>
      assert.equal(likelyMeant(written), meant));
});
