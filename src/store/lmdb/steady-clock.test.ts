// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SteadyClock } from './steady-clock.ts';

const start = Date.UTC(2026, 0, 1);
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

test('a clock that is slewed, or stepped by less than a minute, is followed', () => {
  const { clock, time, warnings } = clockAt(start, start - hour);
  for (const step of [0, 59_000, -30_000, 1]) {
    time.wall += step + minute;
    time.elapsed += minute;
    assert.equal(clock.now(), time.wall);
    assert.equal(clock.steadyNow(), time.wall);
  }
  assert.deepEqual(warnings, []);
});

test('after a jump nothing is decided that only one of the two times says, until it is set right', () => {
  for (const jump of [8 * day, -3 * hour]) {
    const { clock, time, warnings } = clockAt(start, undefined);
    time.wall += jump;
    assert.equal(clock.steadyNow(), undefined);
    assert.equal(clock.now(), start + Math.max(jump, 0));
    assert.equal(clock.isUndecided(start + jump / 2), true);
    assert.equal(clock.isUndecided(start + 9 * day), false);
    assert.equal(clock.isUndecided(start - 9 * day), false);
    assert.equal(warnings.length, 1);
    time.wall = start + minute;
    time.elapsed += minute;
    assert.equal(clock.steadyNow(), start + minute);
    assert.equal(clock.isUndecided(start + jump / 2), false);
    assert.match(warnings[1] ?? '', /agrees again/);
  }
});

test('a clock that stays where it jumped to is believed after an hour, and after a second jump an hour later still', () => {
  const { clock, time } = clockAt(start, undefined);
  const pass = (ms: number): void => {
    time.wall += ms;
    time.elapsed += ms;
  };
  time.wall += day;
  assert.equal(clock.steadyNow(), undefined);
  pass(hour - 1);
  time.wall += day;
  assert.equal(clock.steadyNow(), undefined);
  pass(hour - 1);
  assert.equal(clock.steadyNow(), undefined);
  pass(1);
  assert.equal(clock.steadyNow(), time.wall);
});

test('a start long after or before the latest instant in the store is suspect, and one soon after is not', () => {
  for (const [at, isSteady] of [
    [start, true],
    [start + 23 * hour, true],
    [start + 8 * day, false],
    [start - 30_000, true],
    [start - 3 * hour, false],
  ] as const) {
    const { clock, warnings } = clockAt(at, start);
    assert.equal(clock.steadyNow() !== undefined, isSteady, `${at - start}`);
    assert.equal(warnings.length, isSteady ? 0 : 1);
  }
});

function clockAt(wall: number, latest: number | undefined) {
  const time = { wall, elapsed: 1_000 };
  const warnings: string[] = [];
  const clock = new SteadyClock({
    latest,
    warn: (line) => warnings.push(line),
    wall: () => time.wall,
    elapsed: () => time.elapsed,
  });
  return { clock, time, warnings };
}
