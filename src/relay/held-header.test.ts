// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TransferOctets } from '../smtp/wire/envelope.ts';
import { HeldHeader } from './held-header.ts';

const transfer = (text: string): TransferOctets => Buffer.from(text) as TransferOctets;

test('what is held is a copy, whole, however it came', () => {
  const text = 'Subject: x\r\n'.repeat(2_000);
  for (const size of [1, 7, 4_000]) {
    const held = new HeldHeader();
    assert.deepEqual(held.take(), []);
    for (let at = 0; at < text.length; at += size) {
      const lent = transfer(text.slice(at, at + size));
      assert.ok(held.hold(lent));
      lent.fill(0);
    }
    assert.equal(Buffer.concat(held.take()).toString(), text);
  }
});

test('it has room for 32 KiB and not for an octet more', () => {
  const held = new HeldHeader();
  assert.ok(held.hold(transfer('x'.repeat(32_767))));
  assert.equal(held.hold(transfer('yy')), false);
  assert.ok(held.hold(transfer('y')));
  assert.equal(held.hold(transfer('z')), false);
  assert.equal(Buffer.concat(held.take()).length, 32_768);
});
