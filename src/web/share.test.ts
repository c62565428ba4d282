// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { labelOfShared } from './share.ts';

describe('the label for what is shared', () => {
  const table: readonly (readonly [Record<string, string>, string])[] = [
    [{ url: 'https://www.shop.example/cart?token=secret#x', title: 'Your cart' }, 'shop.example'],
    [{ text: 'Look: https://shop.example/a, now', title: 'Cart' }, 'shop.example'],
    [{ title: 'HTTPS://Shop.Example' }, 'shop.example'],
    [{ url: '', text: '', title: 'A newsletter' }, 'A newsletter'],
    [{ text: 'two\nlines' }, 'two lines'],
    [{ url: 'javascript:alert(1)', title: 'Shop' }, 'Shop'],
    [{ url: 'https://%zz', title: 'Shop' }, 'Shop'],
    [{ title: 'x'.repeat(300) }, `${'x'.repeat(199)}…`],
    [{}, ''],
  ];
  for (const [fields, label] of table)
    it(`is ${JSON.stringify(label.slice(0, 20))} for ${JSON.stringify(fields).slice(0, 70)}`, () =>
      assert.equal(labelOfShared(new URLSearchParams(fields)), label));
});
