import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Transfers } from './transfers.ts';

function transfers() {
  const clock = { now: 0 };
  const all = new Transfers(() => clock.now, { givingWayFrom: 4, share: 2, quickMs: 100 });
  const gone: string[] = [];
  return { clock, gone, enter: (client: string, name = client) => all.enter(client, () => gone.push(name)) };
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
