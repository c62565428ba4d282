// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { now, unlimited } from '../../test/support/alias.ts';
import { type Alias, doubtRetentionMs } from './alias.ts';
import { doubtUses, refundUse, settleUse, spendUse } from './use.ts';

const alias: Alias = { ...unlimited, maxUses: 1 };

test('a spent use settles once, with the instants of the delivery', () => {
  const spent = spend(alias, 'r', 'message');
  const settled = settleUse(spent, 'r', now + 5);
  assert.deepEqual(settled, { ...alias, delivered: 1, firstDeliveryAt: now + 5, lastDeliveryAt: now + 5 });
  assert.equal(settleUse(settled, 'r', now + 6), settled);
  const again = settleUse(spend({ ...settled, maxUses: 2 }, 's', 'other'), 's', now + 9);
  assert.deepEqual([again.firstDeliveryAt, again.lastDeliveryAt, again.delivered], [now + 5, now + 9, 2]);
});

test('the last use is busy in flight, and free again after a refund', () => {
  const spent = spend(alias, 'r', 'message');
  assert.deepEqual(spendUse(spent, spending('s', 'other'), now), { refused: 'busy' });
  assert.deepEqual(refundUse(spent, 'r'), alias);
  assert.deepEqual(refundUse(spent, 'unknown'), spent);
});

test('a use in doubt can be taken over by its message only, until its retention ends', () => {
  const inDoubt = doubtUses(spend(alias, 'r', 'message'), (use) => use.instance === 'instance');
  assert.deepEqual(spendUse(inDoubt, spending('s', 'other'), now), { refused: 'usedUp' });
  const late = now + doubtRetentionMs;
  assert.deepEqual(spendUse(inDoubt, spending('s', 'message'), late), { refused: 'usedUp' });
  const retaken = spend(inDoubt, 's', 'message');
  assert.deepEqual(
    retaken.pending.map((use) => [use.reservation, use.isInDoubt, use.spentAt]),
    [['s', false, now]],
  );
  assert.equal(settleUse(retaken, 'r', now), retaken, 'the first attempt has lost the use to the retry');
  assert.deepEqual(
    refundUse(retaken, 's').pending.map((use) => use.isInDoubt),
    [true],
    'the first attempt may have been delivered, so a refund of the second frees nothing',
  );
  assert.equal(settleUse(retaken, 's', now).delivered, 1);
});

test('a repeated spend with the same reservation spends nothing more', () => {
  const spent = spend({ ...alias, maxUses: 2 }, 'r', 'message');
  assert.equal(spend(spent, 'r', 'message'), spent);
});

/**
 * A world of a few messages and a next hop that tells what it accepted. A message is attempted again and again; at each
 * final dot the next hop accepts, refuses, or the connection or the process dies, having accepted or not.
 */
const stepArbitrary = fc.record({
  message: fc.nat({ max: 7 }),
  outcome: fc.constantFrom(
    'accept',
    'refuse',
    'lostAfter',
    'lostBefore',
    'crashAfter',
    'crashBefore',
    'hold',
  ),
  elapsedMs: fc.constantFrom(0, 0, 0, 1000, doubtRetentionMs),
});

test('I1: in any interleaving the next hop accepts no more than maxUses distinct messages', () => {
  const property = fc.property(
    fc.integer({ min: 1, max: 4 }),
    fc.array(stepArbitrary, { maxLength: 60 }),
    (maxUses, steps) => {
      const world = new World(maxUses);
      for (const step of steps) world.attempt(step.message, step.outcome, step.elapsedMs);
      world.finish();
      assert.ok(world.accepted.size <= maxUses, `${[...world.accepted]} of ${maxUses}`);
    },
  );
  fc.assert(property, { numRuns: 2000 });
});

test('I3: after any refusals exactly maxUses deliveries are possible', () => {
  const refusals = fc.array(
    stepArbitrary.filter((step) => ['refuse', 'accept', 'hold'].includes(step.outcome)),
    {
      maxLength: 40,
    },
  );
  const property = fc.property(fc.integer({ min: 1, max: 4 }), refusals, (maxUses, steps) => {
    const world = new World(maxUses);
    for (const step of steps) world.attempt(step.message, step.outcome, 0);
    world.refuseHeld();
    for (let message = 100; message < 110; message++) world.attempt(message, 'accept', 0);
    assert.equal(world.deliveries, maxUses);
  });
  fc.assert(property, { numRuns: 1000 });
});

class World {
  readonly accepted = new Set<number>();
  deliveries = 0;
  #alias: Alias;
  #now = now;
  #attempts = 0;
  #held: { readonly reservation: string; readonly message: number }[] = [];

  constructor(maxUses: number) {
    this.#alias = { ...alias, maxUses };
  }

  attempt(message: number, outcome: string, elapsedMs: number): void {
    this.#now += elapsedMs;
    const reservation = `${this.#attempts++}`;
    const spent = spendUse(this.#alias, spending(reservation, `${message}`), this.#now);
    if ('refused' in spent) return;
    this.#alias = spent.alias;
    if (outcome === 'hold') this.#held.push({ reservation, message });
    else this.#conclude(reservation, message, outcome);
  }

  /** The next hop takes, late, all messages it still holds. */
  finish(): void {
    for (const { reservation, message } of this.#held) this.#conclude(reservation, message, 'accept');
  }

  refuseHeld(): void {
    for (const { reservation, message } of this.#held) this.#conclude(reservation, message, 'refuse');
  }

  #conclude(reservation: string, message: number, outcome: string): void {
    if (outcome === 'accept' || outcome.endsWith('After')) {
      this.accepted.add(message);
      this.deliveries++;
    }
    if (outcome === 'accept') this.#alias = settleUse(this.#alias, reservation, this.#now);
    else if (outcome === 'refuse') this.#alias = refundUse(this.#alias, reservation);
    else if (outcome.startsWith('lost'))
      this.#alias = doubtUses(this.#alias, (use) => use.reservation === reservation);
    else this.#alias = doubtUses(this.#alias, (use) => use.instance === 'instance');
  }
}

function spending(reservation: string, fingerprint: string) {
  return { reservation, fingerprint, instance: 'instance' };
}

function spend(subject: Alias, reservation: string, fingerprint: string): Alias {
  const spent = spendUse(subject, spending(reservation, fingerprint), now);
  assert.ok('alias' in spent);
  return spent.alias;
}
