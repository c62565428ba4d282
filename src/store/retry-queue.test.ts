// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRetryQueue } from './retry-queue.ts';

test('what failed is done once more by itself, and then no longer', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const retries = createRetryQueue();
  const outcomes = [false, false, true];
  let done = 0;
  const work = async (): Promise<void> => {
    done++;
    if (outcomes.shift() === false) throw new Error('the disk is full');
  };
  await assert.rejects(retries.run(work), /full/);
  for (const times of [2, 3, 3]) {
    t.mock.timers.tick(1_000);
    await new Promise(setImmediate);
    assert.equal(done, times);
  }
});

test('a retry under way is not begun twice, and what was cleared is never run again', async () => {
  const retries = createRetryQueue();
  const started: (() => void)[] = [];
  let isFirst = true;
  const work = (): Promise<void> => {
    if (!isFirst) return new Promise((resolve) => started.push(resolve));
    isFirst = false;
    return Promise.reject(new Error('away'));
  };
  await assert.rejects(retries.run(work));
  retries.retry();
  retries.retry();
  assert.equal(started.length, 1);
  retries.clear();
  for (const resolve of started) resolve();
  await new Promise(setImmediate);
  retries.retry();
  assert.equal(started.length, 1);
});
