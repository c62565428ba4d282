import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDebts } from './retry-queue.ts';

test('what failed is done once more by itself, and then no longer', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const debts = createDebts();
  const outcomes = [false, false, true];
  let done = 0;
  const work = async (): Promise<void> => {
    done++;
    if (outcomes.shift() === false) throw new Error('the disk is full');
  };
  await assert.rejects(debts.owe(work), /full/);
  for (const times of [2, 3, 3]) {
    t.mock.timers.tick(1_000);
    await new Promise(setImmediate);
    assert.equal(done, times);
  }
});

test('a payment under way is not begun twice, and one that is dropped never again', async () => {
  const debts = createDebts();
  const started: (() => void)[] = [];
  let isFirst = true;
  const work = (): Promise<void> => {
    if (!isFirst) return new Promise((resolve) => started.push(resolve));
    isFirst = false;
    return Promise.reject(new Error('away'));
  };
  await assert.rejects(debts.owe(work));
  debts.pay();
  debts.pay();
  assert.equal(started.length, 1);
  debts.drop();
  for (const resolve of started) resolve();
  await new Promise(setImmediate);
  debts.pay();
  assert.equal(started.length, 1);
});
