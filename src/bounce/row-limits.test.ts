// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RowLimits } from './row-limits.ts';

async function taken(limits: RowLimits, networks: readonly string[], times: number): Promise<number> {
  let count = 0;
  for (let time = 0; time < times; time += 1) if (await limits.take(networks)) count += 1;
  return count;
}

test('a client may have a thousand rows kept in an hour, and the networks about it two and four times that', async () => {
  const clock = { now: 0 };
  const limits = new RowLimits({ now: () => clock.now });
  assert.equal(await taken(limits, ['192.0.2.1'], 1_200), 1_000);
  assert.equal(await taken(limits, ['192.0.2.2'], 1), 1);
  for (const [at, expected] of [1_000, 1_000, 0].entries())
    assert.equal(await taken(limits, [`64-${at}`, '56', '48'], 1_000), expected);
  clock.now = 3_600_000;
  assert.equal(await taken(limits, ['192.0.2.1'], 1), 1);
});

test('all processes count together, and each for itself where that fails', async () => {
  const asked: string[] = [];
  const shared = new RowLimits({
    now: () => 0,
    async sharedCounts({ max }, key) {
      asked.push(`${max} ${key}`);
      if (key.includes('down')) throw new Error('no answer');
      return false;
    },
  });
  assert.equal(await shared.take(['a', 'b']), false);
  assert.equal(await shared.take(['down']), true);
  assert.deepEqual(asked, ['1000 return path of a', '1000 return path of down']);
});
