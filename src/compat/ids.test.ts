// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { idsOf } from './ids.ts';

const key = `mayfly${'0'.repeat(40)}`;

describe('the ids of an alias', () => {
  it('are the same each time, and others for another alias, another key and another kind of thing', () => {
    const own = idsOf(key, 'alias', 'shop@alias.example');
    assert.deepEqual(idsOf(key, 'alias', 'shop@alias.example'), own);
    const others = [
      idsOf(key, 'alias', 'shop2@alias.example'),
      idsOf(`${key}1`, 'alias', 'shop@alias.example'),
      idsOf(key, 'mailbox', 'shop@alias.example'),
      idsOf(key, 'key'),
    ];
    for (const { uuid, number } of others) {
      assert.notEqual(uuid, own.uuid);
      assert.notEqual(number, own.number);
    }
  });

  it('are a UUID of version 8 and a positive number of 31 bits', () => {
    for (let count = 0; count < 200; count++) {
      const { uuid, number } = idsOf(key, 'alias', `${count}@alias.example`);
      assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      assert.ok(Number.isInteger(number) && number >= 1 && number < 2 ** 31, `${number}`);
    }
  });
});
