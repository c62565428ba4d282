// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { BlockList, isIPv4 } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { NetworkSet, normaliseNetwork } from './network-set.ts';

const spellings: [string, string | undefined][] = [
  ['192.0.2.7', '192.0.2.7'],
  ['192.0.2.7/32', '192.0.2.7'],
  ['192.0.2.7/24', '192.0.2.0/24'],
  ['255.255.255.255/1', '128.0.0.0/1'],
  ['0.0.0.0/0', '0.0.0.0/0'],
  ['2001:DB8:0:0::7', '2001:db8::7'],
  ['2001:db8:ffff::/36', '2001:db8:f000::/36'],
  ['::/0', '::/0'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7/120', '192.0.2.0/24'],
  ['::ffff:192.0.2.7/64', undefined],
  ['192.0.2.7/33', undefined],
  ['2001:db8::/129', undefined],
  ['192.0.2.7/', undefined],
  ['192.0.2.7/-1', undefined],
  ['192.0.2.7/8/8', undefined],
  ['192.0.2', undefined],
  ['0x7f000001', undefined],
  ['fe80::1%eth0', undefined],
  ['shop.example', undefined],
  ['', undefined],
];

for (const [text, expected] of spellings)
  test(`normaliseNetwork of ${JSON.stringify(text)}`, () => {
    assert.equal(normaliseNetwork(text), expected);
  });

test('an address is found as Node itself finds it in a list of the same networks', () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6());
  const network = fc.tuple(address, fc.nat({ max: 128 })).map(([base, bits]) => `${base}/${bits}`);
  fc.assert(
    fc.property(
      fc.array(network, { maxLength: 8 }),
      fc.array(address, { minLength: 1 }),
      (texts, addresses) => {
        const networks = texts.map(normaliseNetwork).filter((text) => text !== undefined);
        const set = new NetworkSet(networks);
        // One for each family: Node takes IPv4 for a part of IPv6, and we do not.
        const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
        for (const one of networks) {
          const [base = '', bits] = one.split('/');
          const family = isIPv4(base) ? 'ipv4' : 'ipv6';
          lists[family].addSubnet(base, Number(bits ?? (family === 'ipv4' ? 32 : 128)), family);
        }
        for (const one of [...addresses, ...networks.map((text) => text.split('/')[0] ?? '')]) {
          const plain = normaliseNetwork(one) ?? '';
          const family = isIPv4(plain) ? 'ipv4' : 'ipv6';
          assert.equal(set.has(one), lists[family].check(plain, family), one);
        }
      },
    ),
  );
});

test('an empty set and what is no address match nothing', () => {
  assert.equal(new NetworkSet([]).has('192.0.2.7'), false);
  assert.equal(new NetworkSet(['0.0.0.0/0', '::/0']).has('unknown'), false);
});
