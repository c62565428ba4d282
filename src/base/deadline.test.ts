// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Deadline } from './deadline.ts';

/** A deadline under a clock of the test's own, and how often it was reached. */
function underClock(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  const reached: number[] = [];
  const deadline = new Deadline(() => reached.push(now));
  const pass = (ms: number): void => {
    for (const end = now + ms; now < end; ) {
      now += 1;
      t.mock.timers.tick(1);
    }
  };
  return { deadline, reached, pass };
}

test('a deadline is reached once, in its time', (t) => {
  const { deadline, reached, pass } = underClock(t);
  deadline.set(50);
  pass(200);
  assert.deepEqual(reached, [50]);
});

test('a deadline that moves on is reached at its last place, one that moves nearer too', (t) => {
  const { deadline, reached, pass } = underClock(t);
  deadline.set(50);
  pass(40);
  deadline.set(50);
  pass(40);
  deadline.restart();
  pass(20);
  deadline.set(10);
  pass(200);
  assert.deepEqual(reached, [110]);
});

test('a deadline that was cleared is not reached, nor begun anew', (t) => {
  const { deadline, reached, pass } = underClock(t);
  deadline.set(50);
  pass(10);
  deadline.clear();
  deadline.restart();
  pass(200);
  deadline.set(30);
  deadline.end();
  pass(200);
  assert.deepEqual(reached, []);
});

test('after one was cleared, the next is reached in its own time', (t) => {
  const { deadline, reached, pass } = underClock(t);
  deadline.set(50);
  deadline.clear();
  pass(20);
  deadline.set(100);
  pass(200);
  assert.deepEqual(reached, [120]);
});
