// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientKey, widerNetworks } from '../../base/client-network.ts';
import { ClientErrors } from './error-counts.ts';

const client = (address: string) => ({ client: clientKey(address), wider: widerNetworks(address) });

test('a client that has used up its errors is over until the minute ends, others are not', () => {
  const clock = { now: 5 };
  const errors = new ClientErrors(2, clock);
  errors.of(client('192.0.2.1')).add();
  assert.equal(errors.isOver(client('192.0.2.1')), false);
  errors.of(client('192.0.2.1')).add();
  assert.equal(errors.isOver(client('192.0.2.1')), true);
  assert.equal(errors.isOver(client('192.0.2.2')), false);
  clock.now += 59_999;
  assert.equal(errors.isOver(client('192.0.2.1')), true);
  clock.now += 1;
  assert.equal(errors.isOver(client('192.0.2.1')), false);
  assert.equal(errors.size, 0);
});

test('no more than 20,000 clients are kept, and who erred last is among them', () => {
  const errors = new ClientErrors(1, { now: 0 });
  for (let number = 0; number < 30_000; number++) errors.of(client(`${number}`)).add();
  assert.equal(errors.size, 20_000);
  assert.equal(errors.isOver(client('29999')), true);
  assert.equal(errors.isOver(client('0')), false);
});

test('without a limit no account is kept', () => {
  const errors = new ClientErrors(Number.POSITIVE_INFINITY, { now: 0 });
  errors.of(client('192.0.2.1')).add();
  assert.equal(errors.size, 0);
});

test('a client that changes its /64 with each error is over all the same, at twice its limit in a /56, at four times in a /48', () => {
  for (const [step, limit] of [
    [1, 10],
    [256, 20],
  ] as const) {
    const errors = new ClientErrors(5, { now: 0 });
    const at = (number: number) => client(`2001:db8:0:${(number * step).toString(16)}::1`);
    let made = 0;
    while (!errors.isOver(at(made))) errors.of(at(made++)).add();
    assert.equal(made, limit);
    assert.ok(errors.of(at(made)).isOver());
    assert.ok(!errors.isOver(client('2001:db8:1::1')));
  }
});
