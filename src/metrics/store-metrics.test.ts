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
