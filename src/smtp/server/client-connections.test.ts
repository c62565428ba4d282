// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientKey, widerNetworks } from '../../base/client-network.ts';
import { ClientConnections } from './client-connections.ts';

const networksOf = (address: string) => ({ client: clientKey(address), wider: widerNetworks(address) });

/** Opens connections from ever new addresses until one is too many; gives how many there are. */
function open(counts: ClientConnections, addressOf: (number: number) => string): number {
  for (let number = 0; ; number += 1) {
    const networks = networksOf(addressOf(number));
    if (counts.isFull(networks)) return number;
    counts.enter(networks);
  }
}

test('a client has its number of connections, a /56 twice that, and a /48 four times', () => {
  assert.equal(
    open(new ClientConnections(5), () => '192.0.2.1'),
    5,
  );
  assert.equal(
    open(new ClientConnections(5), (number) => `2001:db8:0:1::${number}`),
    5,
  );
  assert.equal(
    open(new ClientConnections(5), (number) => `2001:db8:0:${number}::1`),
    10,
  );
  assert.equal(
    open(new ClientConnections(5), (number) => `2001:db8:0:${(number * 256).toString(16)}::1`),
    20,
  );
});

test('what is closed makes room, and another /48 and IPv4 are not touched', () => {
  const counts = new ClientConnections(1);
  assert.equal(
    open(counts, (number) => `2001:db8:0:${number}::1`),
    2,
  );
  assert.ok(!counts.isFull(networksOf('2001:db8:1::1')));
  assert.ok(!counts.isFull(networksOf('192.0.2.1')));
  assert.ok(counts.isFull(networksOf('2001:db8:0:2::1')));
  counts.leave(networksOf('2001:db8:0:1::1'));
  assert.ok(!counts.isFull(networksOf('2001:db8:0:2::1')));
});

test('without a limit nothing is full', () => {
  const counts = new ClientConnections(Number.POSITIVE_INFINITY);
  for (let number = 0; number < 1000; number += 1) counts.enter(networksOf('2001:db8::1'));
  assert.ok(!counts.isFull(networksOf('2001:db8::1')));
});
