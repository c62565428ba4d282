// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { matcherOf } from '../base/address-ranges.ts';
import { clientAddressReader, resolveClientAddress } from './client-address.ts';

const isProxy = matcherOf(['10.0.0.0/8', '2001:db8:ffff::/48', '127.0.0.1']);

const cases: readonly [name: string, peer: string, forwardedFor: string | undefined, client: string][] = [
  ['a peer that is no proxy is the client', '192.0.2.1', undefined, '192.0.2.1'],
  ['a peer that is no proxy is not believed', '192.0.2.1', '198.51.100.1', '192.0.2.1'],
  ['a proxy is believed', '10.1.1.1', '198.51.100.1', '198.51.100.1'],
  [
    'the right-most address that is no proxy counts',
    '10.1.1.1',
    '1.2.3.4, 198.51.100.1, 10.2.2.2',
    '198.51.100.1',
  ],
  ['what a client invents on the left does not count', '127.0.0.1', '127.0.0.1, 203.0.113.5', '203.0.113.5'],
  ['a chain of proxies alone ends at the first', '10.1.1.1', '10.3.3.3,10.2.2.2', '10.3.3.3'],
  ['rubbish ends at the proxy that reported it', '10.1.1.1', '198.51.100.1, nonsense', '10.1.1.1'],
  ['an empty field ends at the proxy', '10.1.1.1', '', '10.1.1.1'],
  ['octal and short forms are rubbish', '10.1.1.1', '0300.1', '10.1.1.1'],
  ['an IPv4-mapped peer is IPv4', '::ffff:192.0.2.1', undefined, '192.0.2.1'],
  ['an IPv4-mapped proxy is IPv4', '::ffff:10.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['IPv6 proxies are believed', '2001:db8:ffff::1', '2001:db8:1::9', '2001:db8:1::9'],
  ['ports are left out', '10.1.1.1', '198.51.100.1:4711', '198.51.100.1'],
  ['ports after IPv6 are left out', '10.1.1.1', '[2001:db8::1]:4711', '2001:db8::1'],
  ['a zone is left out', 'fe80::1%eth0', undefined, 'fe80::1'],
  ['no peer is nobody', '', '198.51.100.1', 'unknown'],
];

describe('the address of a client', () => {
  for (const [name, peer, forwardedFor, client] of cases)
    it(name, () => assert.equal(resolveClientAddress(peer, forwardedFor, isProxy), client));

  it('cannot be read with a proxy that is neither address nor range', () => {
    for (const range of ['proxy.example', '10.0.0.0/33', '', '10.0.0.0/x'])
      assert.throws(() => clientAddressReader([range]), `${range} was taken`);
  });
});
