// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Registry } from 'prom-client';
import type { Reservation } from '../alias/ports.ts';
import { createMemoryStore } from '../store/memory.ts';
import { measureStore } from './store-metrics.ts';

test('a store is still told, while it is measured, whether a use was the last', async () => {
  const given: (boolean | undefined)[] = [];
  const measured = measureStore(
    { ...createMemoryStore(), settle: async (_reservation, _now, isLast) => void given.push(isLast) },
    new Registry(),
  );
  const reservation: Reservation = { id: 'reservation', uses: [] };
  await measured.settle(reservation, 0, false);
  await measured.settle(reservation, 0, true);
  assert.deepEqual(given, [false, true]);
});

test('a wrong clock is told, and the sweeps that it held up are counted', async () => {
  const clock = { skewMs: 0, isTrusted: true };
  const registry = new Registry();
  const measured = measureStore({ ...createMemoryStore(), clockState: () => clock }, registry);
  const figureOf = async (name: string) => (await registry.getSingleMetric(name)?.get())?.values[0]?.value;
  await measured.sweep(0);
  assert.equal(await figureOf('mayfly_store_clock_skew_seconds'), 0);
  assert.equal(await figureOf('mayfly_store_sweeps_held_total'), 0);
  Object.assign(clock, { skewMs: -7_200_000, isTrusted: false });
  await measured.sweep(0);
  assert.equal(await figureOf('mayfly_store_clock_skew_seconds'), -7200);
  assert.equal(await figureOf('mayfly_store_sweeps_held_total'), 1);
});
