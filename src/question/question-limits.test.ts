// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createSealedRows } from '../alias/sealed-rows.ts';
import { createVault } from '../crypto/vault.ts';
import { createMemoryStore } from '../store/memory.ts';
import { QuestionLimits } from './question-limits.ts';

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];

/** Limits over a store whose clock the test sets; `again` are those of another process on the same store. */
function world(rates: Partial<ConstructorParameters<typeof QuestionLimits>[0]['rates']> = {}) {
  const clock = { now: Date.parse('2026-11-29T06:00:00Z') };
  const now = () => clock.now;
  const rows = createSealedRows(createMemoryStore({ clock: now }).returnPaths, [
    createVault(randomBytes(32)),
  ]);
  const again = () =>
    new QuestionLimits({
      now,
      rows,
      rates: {
        perTarget: { points: 3, durationMs: dayMs },
        perClient: { points: 10, durationMs: hourMs },
        inAll: { points: 300, durationMs: hourMs },
        ...rates,
      },
    });
  return { clock, limits: again(), again };
}

test('a target is asked once in ten minutes and three times a day, however it is written and whoever asks', async () => {
  const { clock, limits, again } = world();
  assert.equal(await limits.take('192.0.2.1', 'Ada@home.example'), undefined);
  assert.equal(await limits.take('192.0.2.2', 'ada+tag@home.example'), 'target');
  assert.equal(await again().take('192.0.2.3', 'ada@home.example'), 'target');
  assert.equal(await limits.take('192.0.2.1', 'bob@home.example'), undefined);
  clock.now += 10 * minuteMs;
  assert.equal(await again().take('192.0.2.3', 'ada@home.example'), undefined);
  clock.now += 10 * minuteMs - 1;
  assert.equal(await limits.take('192.0.2.4', 'ada@home.example'), 'target');
  clock.now += 1;
  assert.equal(await limits.take('192.0.2.4', 'ada@home.example'), undefined);
  clock.now += 23 * hourMs;
  assert.equal(await again().take('192.0.2.5', 'ada@home.example'), 'target');
  clock.now += hourMs - 20 * minuteMs;
  assert.equal(await again().take('192.0.2.5', 'ada@home.example'), undefined);
});

test('a mailbox at Gmail is one target, wherever dots stand in it and under either domain', async () => {
  const { limits } = world();
  assert.equal(await limits.take('192.0.2.1', 'ada.lovelace@gmail.com'), undefined);
  for (const spelling of [
    'adalovelace@gmail.com',
    'a.d.a.lovelace@gmail.com',
    'AdaLovelace+x@googlemail.com',
  ])
    assert.equal(await limits.take('192.0.2.2', spelling), 'target', spelling);
  assert.equal(await limits.take('192.0.2.2', 'adalovelace@home.example'), undefined);
  assert.equal(await limits.take('192.0.2.2', 'ada.lovelace@home.example'), undefined);
});

test('who asks at the same time asks once', async () => {
  const { limits } = world();
  const asked = await Promise.all(
    Array.from({ length: 20 }, (_, at) => limits.take(`192.0.2.${at}`, 'ada@home.example')),
  );
  assert.equal(asked.filter((limit) => limit === undefined).length, 1);
});

test('a flood from a thousand addresses at one target costs the others nothing; at many it ends at the limit of all', async () => {
  const { limits, clock } = world();
  let asked = 0;
  for (let at = 0; at < 1000; at++) {
    if ((await limits.take(`192.0.${at >> 8}.${at & 255}`, 'ada@home.example')) === undefined) asked += 1;
    clock.now += 1000;
  }
  assert.equal(asked, 2);
  assert.equal(await limits.take('198.51.100.1', 'bob@home.example'), undefined);
  const many = world().limits;
  const fates = new Map<string | undefined, number>();
  for (let at = 0; at < 1000; at++) {
    const limit = await many.take(`192.0.${at >> 8}.${at & 255}`, `p${at}@home.example`);
    fates.set(limit, (fates.get(limit) ?? 0) + 1);
  }
  assert.deepEqual(
    [...fates],
    [
      [undefined, 300],
      ['all', 700],
    ],
  );
});

test('a client has ten an hour, and the networks about it two and four times that', async () => {
  const { limits } = world({ inAll: undefined });
  let asked = 0;
  const count = async (client: (at: number) => string, times: number): Promise<number> => {
    let passed = 0;
    for (let at = 0; at < times; at++)
      if ((await limits.take(client(at), `t${asked++}@home.example`)) === undefined) passed += 1;
    return passed;
  };
  assert.equal(await count(() => '192.0.2.1', 20), 10);
  assert.equal(await count(() => '2001:db8:0:1::1', 20), 10);
  assert.equal(await count((at) => `2001:db8:0:${(at % 200) + 2}::1`, 60), 10);
  assert.equal(await count((at) => `2001:db8:0:${((at + 1) << 8).toString(16)}::1`, 60), 20);
});

test('a limit that is off lets everything pass', async () => {
  const { limits } = world({ perTarget: undefined, perClient: undefined, inAll: undefined });
  for (let at = 0; at < 400; at++)
    assert.equal(await limits.take('192.0.2.1', 'ada@home.example'), undefined);
});
