// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Transfers } from './transfers.ts';

function transfers() {
  const clock = { now: 0 };
  const all = new Transfers(() => clock.now, { givingWayFrom: 4, share: 2, quickMs: 100 });
  const gone: string[] = [];
  const enter = (client: string, name = client, route = '') =>
    all.enter({ client, route }, () => gone.push(name));
  return { clock, gone, all, enter };
}

test('where they are many, the client that has the most loses its oldest to another', () => {
  const { clock, gone, enter } = transfers();
  for (const name of ['first', 'second', 'third']) enter('greedy', name);
  enter('modest');
  clock.now = 100;
  enter('other');
  assert.deepEqual(gone, ['first']);
  enter('greedy', 'fourth');
  assert.deepEqual(gone, ['first']);
});

test('nobody gives way who is quick, has no more than a share, is alone, or has ended', () => {
  const { clock, gone, enter } = transfers();
  const leave = enter('greedy', 'ended');
  for (const name of ['second', 'third', 'fourth', 'fifth']) enter('greedy', name);
  clock.now = 99;
  enter('other');
  assert.deepEqual(gone, []);
  leave();
  clock.now = 100;
  enter('greedy');
  assert.deepEqual(gone, []);
  enter('other');
  assert.deepEqual(gone, ['second']);
  const fair = transfers();
  for (const client of ['a', 'a', 'b', 'b']) fair.enter(client);
  fair.clock.now = 1_000;
  fair.enter('c');
  assert.deepEqual(fair.gone, []);
});

test('where the next hop takes no more, who has two more than another makes room for it, on the same route, the quick when asked for', () => {
  const { clock, gone, all, enter } = transfers();
  const other = { client: 'other', route: '' };
  enter('greedy', 'elsewhere', 'home.example');
  enter('greedy', 'first');
  assert.equal(all.isOutdone(other), false);
  enter('greedy', 'second');
  assert.equal(all.isOutdone(other), true);
  assert.equal(all.giveWay(other, false), false);
  assert.equal(all.giveWay({ ...other, client: 'greedy' }, true), false);
  assert.deepEqual(gone, []);
  assert.equal(all.giveWay(other, true), true);
  clock.now = 100;
  assert.equal(all.giveWay(other, true), false);
  enter('greedy', 'third');
  enter('other');
  assert.equal(all.giveWay(other, true), false);
  assert.equal(all.giveWay({ ...other, client: 'third' }, false), true);
  assert.deepEqual(gone, ['first', 'second']);
});
