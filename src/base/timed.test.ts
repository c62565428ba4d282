// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { inSteps, Timed } from './timed.ts';

const now = (): number => performance.now();

for (const isFound of [true, false])
  test(`what was ${isFound ? 'found' : 'not found'} is given after as long as that took`, async () => {
    const find = async (): Promise<string> => {
      await sleep(100);
      if (!isFound) throw new Error('nothing there');
      return 'found';
    };
    const finding = find();
    const timed = new Timed(finding, now);
    const startedAt = now();
    await finding.catch(() => undefined);
    const tookMs = now() - startedAt;
    const askedAt = now();
    const answer = await timed.get().catch((error: Error) => error.message);
    assert.equal(answer, isFound ? 'found' : 'nothing there');
    // The clock of timers has whole ms.
    assert.ok(now() - askedAt >= Math.min(100, tookMs) - 2, `${now() - askedAt} ms`);
  });

test('work that is done in steps ends at a multiple of them, whatever its end', async () => {
  for (const work of [() => Promise.resolve('done'), () => Promise.reject(new Error('failed'))]) {
    const startedAt = now();
    await Promise.allSettled([inSteps(work(), 100, now)]);
    assert.ok(now() - startedAt >= 98, `${now() - startedAt} ms`);
  }
  await assert.rejects(inSteps(Promise.reject(new Error('failed')), 1, now), /failed/);
  assert.equal(await inSteps(Promise.resolve('done'), 1, now), 'done');
});
