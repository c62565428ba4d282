// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClientShares } from './client-shares.ts';

describe('the shares of clients', () => {
  it('are the same for each, and free again when given back', () => {
    const shares = new ClientShares(2);
    const first = shares.take('192.0.2.1');
    assert.ok(first && shares.take('::ffff:192.0.2.1'));
    assert.equal(shares.take('192.0.2.1'), undefined);
    assert.ok(shares.take('192.0.2.2'));
    first();
    first();
    assert.ok(shares.take('192.0.2.1'));
    assert.equal(shares.take('192.0.2.1'), undefined);
  });

  it('of an IPv6 /64 count for its /56 and /48 too', () => {
    const shares = new ClientShares(1);
    const takes = (address: string): boolean => shares.take(address) !== undefined;
    assert.deepEqual([takes('2001:db8::1'), takes('2001:db8::2')], [true, false]);
    const of56 = ['1', '2', '3', '4'].map((subnet) => takes(`2001:db8:0:${subnet}::1`));
    assert.deepEqual(of56, [true, true, true, false]);
    const of48 = Array.from({ length: 16 }, (_, i) => takes(`2001:db8:0:${(i + 1) * 100}::1`));
    assert.deepEqual(of48.indexOf(false), 12);
    assert.ok(takes('2001:db8:1::1'));
  });

  it('have no bound over loopback, where all come from one address', () => {
    const shares = new ClientShares(1);
    for (const address of ['127.0.0.1', '127.0.0.1', '::1', '::1', '', ''])
      assert.ok(shares.take(address), address);
  });
});
