// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownTurn } from './own-turn.ts';

test('however many wait, each has a turn of the event loop of its own, in the order in which they came', async () => {
  let [turn, isOver] = [0, false];
  const count = (): void => {
    turn += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const seen: { readonly who: number; readonly turn: number }[] = [];
  const work = async (who: number): Promise<void> => {
    for (let part = 0; part < 3; part++) {
      await ownTurn();
      seen.push({ who, turn });
    }
  };
  await Promise.all(Array.from({ length: 20 }, (_, who) => work(who)));
  isOver = true;
  assert.equal(seen.length, 60);
  assert.equal(new Set(seen.map((part) => part.turn)).size, 60);
  // Nobody has a second part before everybody has had a first one.
  assert.deepEqual(
    seen.slice(0, 20).map(({ who }) => who),
    Array.from({ length: 20 }, (_, who) => who),
  );
});
