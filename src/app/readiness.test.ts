// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createReadiness, readinessHoldsMs } from './readiness.ts';

test('store and next hop are asked once in five seconds, however often readiness is', async () => {
  let now = 0;
  const asked = { store: 0, nextHop: 0 };
  let storeWorks = true;
  const ready = createReadiness(
    {
      store: async () => {
        asked.store += 1;
        if (!storeWorks) throw new Error('disk full');
      },
      nextHop: async () => {
        asked.nextHop += 1;
      },
    },
    () => now,
  );
  const all = await Promise.all(Array.from({ length: 100 }, ready));
  assert.deepEqual(all[99], { ok: true, checks: { store: 'ok', nextHop: 'ok' } });
  assert.deepEqual(asked, { store: 1, nextHop: 1 });

  storeWorks = false;
  now = readinessHoldsMs;
  assert.equal((await ready()).ok, true);
  now += 1;
  assert.deepEqual(await ready(), { ok: false, checks: { store: 'failed', nextHop: 'ok' } });
  assert.deepEqual(asked, { store: 2, nextHop: 2 });
});

test('what fails does not keep the other from being asked', async () => {
  const ready = createReadiness(
    { store: () => Promise.reject(new Error('away')), nextHop: () => Promise.reject(new Error('away')) },
    () => 0,
  );
  assert.deepEqual(await ready(), { ok: false, checks: { store: 'failed', nextHop: 'failed' } });
});
