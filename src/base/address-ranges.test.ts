// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matcherOf } from './address-ranges.ts';

test('addresses and CIDR ranges of both families are matched, and nothing else', () => {
  const isProxy = matcherOf(['192.0.2.1', '10.0.0.0/8', '2001:db8::/32', '::1']);
  for (const address of ['192.0.2.1', '10.255.0.1', '2001:db8:ffff::1', '::1'])
    assert.equal(isProxy(address), true, address);
  for (const address of ['192.0.2.2', '11.0.0.1', '2001:db9::1', '::2', 'nonsense', ''])
    assert.equal(isProxy(address), false, address);
});

test('what is neither address nor range is refused', () => {
  for (const range of ['mx.example', '10.0.0.0/33', '10.0.0.0/x', '/8', ''])
    assert.throws(() => matcherOf([range]), range);
});
