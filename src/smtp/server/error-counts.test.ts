import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientErrors } from './error-counts.ts';

test('a client that has used up its errors is over until the minute ends, others are not', () => {
  const clock = { now: 5 };
  const errors = new ClientErrors(2, clock);
  errors.of('192.0.2.1').add();
  assert.equal(errors.isOver('192.0.2.1'), false);
  errors.of('192.0.2.1').add();
  assert.equal(errors.isOver('192.0.2.1'), true);
  assert.equal(errors.isOver('192.0.2.2'), false);
  clock.now += 59_999;
  assert.equal(errors.isOver('192.0.2.1'), true);
  clock.now += 1;
  assert.equal(errors.isOver('192.0.2.1'), false);
  assert.equal(errors.size, 0);
});

test('no more than 20,000 clients are kept, and who erred last is among them', () => {
  const errors = new ClientErrors(1, { now: 0 });
  for (let client = 0; client < 30_000; client++) errors.of(`${client}`).add();
  assert.equal(errors.size, 20_000);
  assert.equal(errors.isOver('29999'), true);
  assert.equal(errors.isOver('0'), false);
});

test('without a limit no account is kept', () => {
  const errors = new ClientErrors(Number.POSITIVE_INFINITY, { now: 0 });
  errors.of('192.0.2.1').add();
  assert.equal(errors.size, 0);
});
