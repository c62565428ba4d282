// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WaitingTransactions } from './waiting.ts';

function waiting(limits = {}, now = () => 0) {
  const all = new WaitingTransactions(now, { perClient: 2, inAll: 3, quickMs: 100, ...limits });
  const gone: string[] = [];
  const enter = (client: string, name: string, route = '') =>
    all.enter({ client, route }, () => gone.push(name));
  return { all, gone, enter };
}

test('beyond its share, the oldest transactions of a client give way once it is not quick, though nobody else comes', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const { enter, gone } = waiting({ inAll: 9 }, Date.now);
  enter('other', 'other');
  for (const name of ['first', 'second', 'third', 'fourth']) enter('greedy', name);
  t.mock.timers.tick(99);
  assert.deepEqual(gone, []);
  t.mock.timers.tick(1);
  assert.deepEqual(gone, ['first', 'second']);
  t.mock.timers.tick(50);
  enter('greedy', 'fifth')();
  t.mock.timers.tick(200);
  assert.deepEqual(gone, ['first', 'second']);
});

test('beyond the limit for all, the oldest of all gives way, however quick; of a client that has its share, its own', () => {
  const { enter, gone } = waiting();
  for (const client of ['a', 'b', 'c', 'd']) enter(client, client);
  assert.deepEqual(gone, ['a']);
  enter('c', 'again');
  assert.deepEqual(gone, ['a', 'b']);
  enter('c', 'once more');
  assert.deepEqual(gone, ['a', 'b', 'c']);
});

test('who has left does not give way, neither then nor when time is over', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const { all, enter, gone } = waiting({ forMs: 1_000 }, Date.now);
  const leave = enter('a', 'left');
  enter('b', 'stays');
  leave();
  t.mock.timers.tick(400);
  enter('c', 'comes later');
  t.mock.timers.tick(599);
  assert.deepEqual(gone, []);
  t.mock.timers.tick(1);
  assert.deepEqual(gone, ['stays']);
  t.mock.timers.tick(400);
  assert.deepEqual(gone, ['stays', 'comes later']);
  assert.equal(all.giveWay(''), false);
  enter('d', 'again');
  t.mock.timers.tick(1_000);
  assert.deepEqual(gone, ['stays', 'comes later', 'again']);
});

test('of one route the oldest of the client with the most gives way; the only one of a client, once it is not quick', () => {
  let now = 0;
  const { all, enter, gone } = waiting({ perClient: 9, inAll: 9 }, () => now);
  enter('a', 'of a');
  enter('b', 'first');
  enter('b', 'second');
  assert.equal(all.giveWay(''), true);
  assert.deepEqual(gone, ['first']);
  assert.equal(all.giveWay(''), false);
  now = 100;
  assert.equal(all.giveWay(''), true);
  assert.equal(all.giveWay(''), true);
  assert.equal(all.giveWay(''), false);
  assert.deepEqual(gone, ['first', 'of a', 'second']);
});

test('who waits with a session of another route does not give way', () => {
  const { all, enter, gone } = waiting({ quickMs: 0 });
  enter('a', 'elsewhere', 'other.example');
  enter('b', 'here', 'home.example');
  assert.equal(all.giveWay('home.example'), true);
  assert.equal(all.giveWay('home.example'), false);
  assert.deepEqual(gone, ['here']);
});
