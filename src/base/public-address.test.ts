// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isPublicAddress } from './public-address.ts';

for (const address of [
  '8.8.8.8',
  '1.1.1.1',
  '172.32.0.1',
  '100.128.0.1',
  '2001:4860:4860::8888',
  '2a00::1',
  '64:ff9b::808:808',
])
  test(`${address} is public`, () => assert.ok(isPublicAddress(address)));

for (const address of [
  ...[
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
  ],
  ...[
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.1',
  ],
  ...['203.0.113.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
  ...[
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::ffff:0:10.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::a00:1',
  ],
  ...[
    '64:ff9b:1::808:808',
    '2002:7f00:1::',
    '2002:808:808::',
    '2001::1',
    '2001:db8::1',
    '3fff::1',
    '100::1',
    'fc00::1',
    'fd12::1',
  ],
  ...['fe80::1', 'febf::1', 'fec0::1', 'ff02::1', '4000::1', 'fe80::1%eth0', '2a00::1%1'],
  ...['', 'localhost', '127.1', '0x7f.1', '2130706433', '010.0.0.1', '8.8.8.8.', '8.8.8'],
])
  test(`${address || 'nothing'} is not public`, () => assert.ok(!isPublicAddress(address)));

test('no way to write a private address is public', () => {
  const octet = fc.integer({ min: 0, max: 255 });
  const isPrivate = ([a, b]: number[]) =>
    a === 10 || a === 127 || (a === 192 && b === 168) || (a === 169 && b === 254);
  fc.assert(
    fc.property(fc.constantFrom(10, 127, 192, 169), octet, octet, octet, (a, b, c, d) => {
      fc.pre(isPrivate([a, b]));
      const hex = Buffer.from([a, b, c, d])
        .toString('hex')
        .replace(/(....)/, '$1:');
      for (const form of [
        `${a}.${b}.${c}.${d}`,
        `::ffff:${hex}`,
        `::${hex}`,
        `64:ff9b::${hex}`,
        `2002:${hex}::1`,
      ])
        assert.ok(!isPublicAddress(form), form);
    }),
  );
});
