// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Claims } from './claims.ts';

function claims() {
  const clock = { now: 0 };
  return { clock, all: new Claims(() => clock.now) };
}

test('as many claims as uses, and a dropped one is free again', () => {
  const { all } = claims();
  const first = all.claim('a', 'c', 2);
  assert.ok(first !== undefined && all.claim('a', 'd', 2) !== undefined);
  assert.equal(all.claim('a', 'e', 2), undefined);
  assert.ok(all.claim('b', 'e', 1), 'another alias');
  first.drop();
  first.drop();
  assert.ok(all.claim('a', 'e', 2));
  assert.equal(all.claim('a', 'f', 2), undefined);
});

test('a claim without mail data counts for seconds, one with mail data for minutes, or until it is dropped', () => {
  const { all, clock } = claims();
  all.claim('a', 'idle', 1);
  clock.now = 9_999;
  assert.equal(all.claim('a', 'other', 1), undefined);
  clock.now = 10_000;
  const busy = all.claim('a', 'other', 1);
  assert.equal(busy?.hold(), true);
  clock.now += 299_999;
  assert.equal(all.claim('a', 'third', 1), undefined);
  busy?.drop();
  const slow = all.claim('a', 'third', 1);
  assert.equal(slow?.hold(), true);
  clock.now += 300_000;
  assert.ok(all.claim('a', 'fourth', 1), 'an octet now and then keeps no use from others');
});

test('nor do mail data that come again and again and never end', () => {
  const { all, clock } = claims();
  const first = all.claim('a', 'greedy', 1);
  assert.equal(first?.hold(), true);
  clock.now = 299_000;
  first?.drop();
  assert.equal(all.claim('a', 'greedy', 1)?.hold(), true);
  assert.equal(all.claim('a', 'other', 1), undefined);
  clock.now = 300_000;
  const other = all.claim('a', 'other', 1);
  assert.equal(other?.hold(), true);
  assert.equal(all.claim('a', 'greedy', 1), undefined);
});

test('claiming again and again extends nothing, until a message was delivered or ten minutes are over', () => {
  const { all, clock } = claims();
  for (clock.now = 0; clock.now < 10_000; clock.now += 1_000) all.claim('a', 'greedy', 1)?.drop();
  const again = all.claim('a', 'greedy', 1);
  assert.ok(again, 'its own claim is not refused');
  const other = all.claim('a', 'other', 1);
  assert.ok(other, 'but does not count');
  other.hold();
  assert.equal(again.hold(), false, 'and whose mail data comes first has the use');
  other.drop();
  assert.equal(again.hold(), true);
  again.drop(true);
  assert.ok(all.claim('a', 'greedy', 1));
  assert.equal(all.claim('a', 'other', 1), undefined, 'after a delivery its claims count again');
  clock.now += 600_000;
  all.claim('a', 'greedy', 1);
  assert.equal(all.claim('a', 'other', 1), undefined);
});

test('of more clients than are remembered the one that came first begins anew', () => {
  const { all, clock } = claims();
  all.claim('a', 'first', 1)?.drop();
  all.claim('b', 'second', 1)?.drop();
  clock.now = 10_000;
  for (let client = 0; client < 19_999; client += 1) all.claim('c', `client ${client}`, 1)?.drop();
  assert.ok(all.claim('b', 'second', 1), 'one that is remembered has claimed for ten seconds');
  assert.ok(all.claim('b', 'other', 1), 'so its claim does not count');
  assert.ok(all.claim('a', 'first', 1));
  assert.equal(all.claim('a', 'other', 1), undefined, 'that of one that was forgotten does');
});

test('unlimited uses need no account', () => {
  const { all } = claims();
  for (let count = 0; count < 100; count += 1) assert.ok(all.claim('a', 'c', null)?.hold());
});
