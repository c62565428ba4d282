// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientKey, normaliseAddress, ownerNetwork, widerNetworks } from './client-network.ts';

test('an address loses its zone and the prefix of a mapped IPv4 address', () => {
  assert.equal(normaliseAddress('192.0.2.1'), '192.0.2.1');
  assert.equal(normaliseAddress('::ffff:192.0.2.1'), '192.0.2.1');
  assert.equal(normaliseAddress('fe80::1%eth0'), 'fe80::1');
  assert.equal(normaliseAddress('2001:db8::1'), '2001:db8::1');
});

test('an IPv4 address is a client, and so is a whole /64 of IPv6, however it is written', () => {
  assert.equal(clientKey('192.0.2.1'), '192.0.2.1');
  const same = [
    '2001:db8::1',
    '2001:DB8::ffff:1:2:3',
    '2001:0db8:0:0:9:8:7:6',
    '2001:db8:0:0::',
    '2001:db8::1.2.3.4',
  ];
  assert.deepEqual(new Set(same.map(clientKey)), new Set(['2001:db8:0:0::/64']));
  assert.equal(clientKey('::1'), '0:0:0:0::/64');
  assert.equal(clientKey('2001:db8:0:1::1'), '2001:db8:0:1::/64');
  assert.equal(clientKey('1:2:3:4:5:6:7::'), '1:2:3:4::/64');
});

test('an owner has an IPv4 address, or the /48 about an IPv6 address', () => {
  assert.equal(ownerNetwork('192.0.2.1'), '192.0.2.1');
  assert.equal(ownerNetwork('2001:0DB8:0007:12ff::1'), '2001:db8:7::/48');
});

test('an IPv6 address has a /56 and a /48 about it, an IPv4 address nothing', () => {
  assert.deepEqual(widerNetworks('192.0.2.1'), []);
  assert.deepEqual(widerNetworks('2001:db8:7:12ff::1'), ['2001:db8:7:1200::/56', '2001:db8:7::/48']);
  assert.deepEqual(widerNetworks('2001:db8::1'), ['2001:db8:0:0::/56', '2001:db8:0::/48']);
  assert.deepEqual(widerNetworks('2001:0DB8:0007:00ff::'), ['2001:db8:7:0::/56', '2001:db8:7::/48']);
});
