// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Alias } from './alias.ts';
import { changedPolicy, newPolicy } from './policy.ts';
import type { AliasRequest, AliasUpdate } from './service.ts';

const dayMs = 86_400_000;
const now = Date.UTC(2026, 0, 1);
const caps = { maxUses: 100, maxDays: 60 };

function policyOf(limits: Omit<AliasRequest, 'target'>) {
  const answer = newPolicy({ target: 'ann@home.test', ...limits }, caps, now);
  assert.ok('policy' in answer, JSON.stringify(answer));
  return answer.policy;
}

function faultyFields(limits: Omit<AliasRequest, 'target'>, under = caps as Parameters<typeof newPolicy>[1]) {
  const answer = newPolicy({ target: 'ann@home.test', ...limits }, under, now);
  return 'faults' in answer ? answer.faults.map((fault) => fault.field) : [];
}

describe('policy of a new alias', () => {
  it('takes the operator’s caps for what was not asked for', () => {
    assert.deepEqual(policyOf({ maxUses: 3 }), {
      maxUses: 3,
      validFrom: null,
      validUntil: now + 60 * dayMs,
      validForMs: null,
      clock: 'creation',
      idleForMs: null,
    });
    assert.equal(policyOf({ validForMs: dayMs }).maxUses, 100);
  });

  it('is without end where there are no caps and none was asked for', () => {
    const answer = newPolicy({ target: '', maxUses: 3 }, { maxUses: null, maxDays: null }, now);
    assert.ok('policy' in answer && answer.policy.validUntil === null);
  });

  it('dies at the cap even when its clock waits for a first delivery', () => {
    const policy = policyOf({ validForMs: 30 * dayMs, startsAt: 'first-use' });
    assert.equal(policy.validForMs, 30 * dayMs);
    assert.equal(policy.validUntil, now + 60 * dayMs);
  });

  it('rounds a part of a day to whole ms', () => {
    assert.equal(policyOf({ validForMs: 0.07 * dayMs }).validForMs, 6_048_000);
  });

  it('takes a start in the past, however far, for none', () => {
    for (const validFrom of [now, Date.parse('1960-01-01T00:00:00Z')])
      assert.equal(policyOf({ maxUses: 3, validFrom }).validFrom, null);
  });

  const faulty: readonly [string, Omit<AliasRequest, 'target'>, string[]][] = [
    ['no limit at all', {}, ['maxUses']],
    ['a start alone', { validFrom: now + dayMs }, ['maxUses']],
    ['no uses', { maxUses: 0 }, ['maxUses']],
    ['negative uses', { maxUses: -1 }, ['maxUses']],
    ['half a use', { maxUses: 1.5 }, ['maxUses']],
    ['uses without number', { maxUses: Number.NaN }, ['maxUses']],
    ['more uses than the cap', { maxUses: 101 }, ['maxUses']],
    ['an end in the past', { validUntil: now }, ['validUntil']],
    ['an end beyond the cap', { validUntil: now + 60 * dayMs + 1 }, ['validUntil']],
    ['no duration', { validForMs: 0 }, ['validFor']],
    ['an endless duration', { validForMs: Number.POSITIVE_INFINITY }, ['validFor']],
    ['a duration beyond the cap', { validForMs: 61 * dayMs }, ['validFor']],
    [
      'a duration from a start beyond the cap',
      { validFrom: now + dayMs, validForMs: 60 * dayMs },
      ['validFor'],
    ],
    ['idleness beyond the cap', { idleForMs: 61 * dayMs }, ['idleFor']],
    ['a start at the cap', { maxUses: 1, validFrom: now + 60 * dayMs }, ['validFrom']],
    ['a start without number', { maxUses: 1, validFrom: Number.NaN }, ['validFrom']],
    ['an end before the start', { validFrom: now + 2 * dayMs, validUntil: now + dayMs }, ['validUntil']],
    [
      'several mistakes',
      { maxUses: 0, validForMs: -1, validUntil: 5 },
      ['maxUses', 'validUntil', 'validFor'],
    ],
  ];
  for (const [name, limits, fields] of faulty)
    it(`refuses ${name}`, () => assert.deepEqual(faultyFields(limits), fields));

  it('refuses what no calendar holds where there are no caps', () => {
    const open = { maxUses: null, maxDays: null };
    assert.deepEqual(faultyFields({ maxUses: 1e15, validUntil: 1e15 }, open), ['maxUses', 'validUntil']);
  });

  it('names the cap', () => {
    const answer = newPolicy({ target: '', maxUses: 101, validForMs: 61 * dayMs }, caps, now);
    assert.ok('faults' in answer);
    assert.deepEqual(answer.faults, [
      { field: 'maxUses', code: 'tooManyUses', params: { max: 100 } },
      { field: 'validFor', code: 'tooLong', params: { maxDays: 60 } },
    ]);
  });
});

describe('update of a policy', () => {
  const alias: Alias = {
    ...policyOf({ maxUses: 5, validForMs: dayMs }),
    state: 'active',
    createdAt: now,
    firstDeliveryAt: now,
    lastDeliveryAt: now,
    delivered: 2,
    pending: [
      {
        reservation: 'r',
        fingerprint: 'f',
        spentAt: now,
        instance: 'o',
        isInDoubt: false,
        wasInDoubt: false,
      },
    ],
  };
  const later = now + dayMs / 2;
  const change = (update: AliasUpdate, of = alias) => changedPolicy(of, update, { caps, now: later });

  it('lets a duration count from now and replace the earlier end', () => {
    assert.deepEqual(change({ validForMs: 60 * dayMs }), {
      change: { validUntil: later + 60 * dayMs, validForMs: null },
    });
    assert.deepEqual(change({ validUntil: later + 1 }), {
      change: { validUntil: later + 1, validForMs: null },
    });
  });

  it('leaves alone what it does not name', () => {
    assert.deepEqual(change({ state: 'paused', note: 'x' }), { change: {} });
  });

  it('may leave no use beside those spent', () => {
    assert.deepEqual(change({ maxUses: 3 }), { change: { maxUses: 3 } });
  });

  const faulty: readonly [string, AliasUpdate, string, Alias?][] = [
    ['fewer uses than are spent', { maxUses: 2 }, 'maxUses'],
    ['uses that end it at once', { maxUses: 2 }, 'maxUses', { ...alias, pending: [] }],
    ['more uses than the cap', { maxUses: 101 }, 'maxUses'],
    ['an end in the past', { validUntil: later }, 'validUntil'],
    ['an end beyond the cap from now', { validUntil: later + 61 * dayMs }, 'validUntil'],
    ['two ends', { validUntil: later + 1, validForMs: 1 }, 'validFor'],
    ['idleness that ends it at once', { idleForMs: 1000 }, 'idleFor'],
    ['an end before the start', { validForMs: 1000 }, 'validFor', { ...alias, validFrom: later + 5000 }],
  ];
  for (const [name, update, field, of] of faulty)
    it(`refuses ${name}`, () => {
      const answer = change(update, of);
      assert.deepEqual('faults' in answer && answer.faults.map((fault) => fault.field), [field]);
    });
});
