// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { now, unlimited } from '../../test/support/alias.ts';
import {
  type Alias,
  doubtRetentionMs,
  endsAt,
  isDead,
  judge,
  type Life,
  type PendingUse,
  usesLeft,
} from './alias.ts';

const minuteMs = 60_000;

const inFlight: PendingUse = {
  reservation: 'r',
  fingerprint: 'f',
  spentAt: now,
  instance: 'o',
  isInDoubt: false,
  wasInDoubt: false,
};
const inDoubt: PendingUse = { ...inFlight, isInDoubt: true };

test('the life of an alias follows from its policy, its uses and the instant', () => {
  const cases: readonly (readonly [Life, string, Partial<Alias>, number?])[] = [
    ['alive', 'no limit at all', {}],
    ['notYet', 'before validFrom', { validFrom: now + 1 }],
    ['alive', 'at validFrom', { validFrom: now }],
    ['alive', 'just before validUntil', { validUntil: now + 1 }],
    ['expired', 'at validUntil', { validUntil: now }],
    ['paused', 'paused', { state: 'paused' }],
    ['expired', 'paused and past its end', { state: 'paused', validUntil: now }],
    ['notYet', 'paused and not yet valid', { state: 'paused', validFrom: now + 1 }],
    ['usedUp', 'paused with every use delivered', { state: 'paused', maxUses: 1, delivered: 1 }],
    ['alive', 'a use left', { maxUses: 3, delivered: 1, pending: [inFlight] }],
    ['busy', 'the last use in flight', { maxUses: 3, delivered: 2, pending: [inFlight] }],
    ['alive', 'the last use in doubt, which a retry may take over', { maxUses: 1, pending: [inDoubt] }],
    ['alive', 'one use in flight and one in doubt', { maxUses: 2, pending: [inFlight, inDoubt] }],
    [
      'alive',
      'in doubt just before its retention ends',
      { maxUses: 1, pending: [inDoubt] },
      now + doubtRetentionMs - 1,
    ],
    [
      'usedUp',
      'in doubt for longer than it is kept',
      { maxUses: 1, pending: [inDoubt] },
      now + doubtRetentionMs,
    ],
    ['usedUp', 'every use delivered', { maxUses: 2, delivered: 2 }],
    ['usedUp', 'fewer uses than were delivered, after a change', { maxUses: 1, delivered: 2 }],
  ];
  for (const [life, title, fields, at = now] of cases)
    assert.equal(judge({ ...unlimited, ...fields }, at), life, title);
});

test('time ends an alias at the first of its ends', () => {
  const cases: readonly (readonly [number | null, string, Partial<Alias>])[] = [
    [null, 'no limit of time', { maxUses: 1 }],
    [now + 7, 'validUntil', { validUntil: now + 7 }],
    [now + minuteMs, 'a duration from creation', { validForMs: minuteMs }],
    [now + 2 * minuteMs, 'a duration from the start', { validForMs: minuteMs, validFrom: now + minuteMs }],
    [now + minuteMs, 'a start that was past at creation', { validForMs: minuteMs, validFrom: now - 5 }],
    [null, 'a duration from the first use, not yet used', { validForMs: minuteMs, clock: 'first-use' }],
    [
      now + 3 + minuteMs,
      'from the first use',
      { validForMs: minuteMs, clock: 'first-use', firstDeliveryAt: now + 3 },
    ],
    [now + minuteMs, 'idle since creation', { idleForMs: minuteMs }],
    [now + 9 + minuteMs, 'idle since the last delivery', { idleForMs: minuteMs, lastDeliveryAt: now + 9 }],
    [now + 2, 'the earliest of all', { idleForMs: minuteMs, validForMs: 5, validUntil: now + 2 }],
  ];
  for (const [end, title, fields] of cases) assert.equal(endsAt({ ...unlimited, ...fields }), end, title);
});

test('uses left are those neither delivered nor pending, and never less than none', () => {
  assert.equal(usesLeft(unlimited), null);
  assert.equal(usesLeft({ ...unlimited, maxUses: 5, delivered: 1, pending: [inFlight, inDoubt] }), 2);
  assert.equal(usesLeft({ ...unlimited, maxUses: 1, delivered: 2 }), 0);
});

test('what is dead stays dead: no later instant brings an alias back', () => {
  const instant = fc.option(fc.integer({ min: now - 100, max: now + 100 }));
  const duration = fc.option(fc.nat({ max: 100 }));
  const aliases = fc.record({
    maxUses: fc.option(fc.nat({ max: 3 })),
    validFrom: instant,
    validUntil: instant,
    validForMs: duration,
    idleForMs: duration,
    clock: fc.constantFrom('creation' as const, 'first-use' as const),
    state: fc.constant('active' as const),
    delivered: fc.nat({ max: 3 }),
    pending: fc.array(fc.constantFrom(inFlight, inDoubt), { maxLength: 2 }),
  });
  fc.assert(
    fc.property(aliases, fc.nat({ max: 200 }), fc.nat(), (fields, at, later) => {
      const alias = { ...unlimited, ...fields };
      if (isDead(alias, now + at)) assert.equal(isDead(alias, now + at + later), true);
    }),
  );
});
