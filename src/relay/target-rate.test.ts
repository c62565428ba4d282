// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createVault } from '../crypto/vault.ts';
import { TargetRate } from './target-rate.ts';

const vault = createVault(new Uint8Array(32));
const hourMs = 3_600_000;

test('a target may have so many within the window, however it is spelled, and no other is concerned', async () => {
  const clock = { now: 0 };
  const rate = new TargetRate({ points: 2, durationMs: hourMs }, { vault, now: () => clock.now });
  assert.equal(await rate.take('Ada@home.example'), true);
  assert.equal(await rate.take('ada+shop@home.example'), true);
  assert.equal(rate.isOver('ada@home.example'), false, 'nobody was refused yet');
  assert.equal(await rate.take('ada@home.example'), false);
  assert.equal(rate.isOver('ADA@home.example'), true);
  assert.equal(rate.isOver('eve@home.example'), false);
  assert.equal(await rate.take('eve@home.example'), true);
  clock.now = 60_000;
  assert.equal(rate.isOver('ada@home.example'), false, 'somebody may ask again');
  assert.equal(await rate.take('ada@home.example'), false);
  clock.now = hourMs;
  assert.equal(await rate.take('ada@home.example'), true);
  assert.equal(rate.isOver('ada@home.example'), false);
});

test('all processes count together, under a hash that tells nothing of the target', async () => {
  const asked: string[] = [];
  const rate = new TargetRate(
    { points: 7, durationMs: hourMs },
    {
      vault,
      now: () => 0,
      async sharedCounts({ max, windowMs }, key) {
        asked.push(`${max} ${windowMs} ${key}`);
        return false;
      },
    },
  );
  assert.equal(await rate.take('ada@home.example'), false);
  assert.equal(asked.length, 1);
  assert.match(asked[0] ?? '', /^7 3600000 target [\w-]{24}$/);
});
