// SPDX-License-Identifier: MIT
/** The reconciler itself: books that agree are passed, and every kind of lie in them is found. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  type AliasAccount,
  type Attempt,
  type Books,
  type FaultSpan,
  reconcile,
  spansPast,
} from './books.ts';
import type { JournalLine } from './hop.ts';
import type { AliasPlan, MessagePlan } from './plan.ts';

const message = (id: string, more: Partial<MessagePlan> = {}): MessagePlan => ({
  id,
  aliases: ['a'],
  behaviour: 'once',
  hop: [],
  seed: 0,
  ...more,
});
const attempt = (id: string, more: Partial<Attempt> = {}): Attempt => ({
  message: id,
  aliases: ['a'],
  node: 0,
  dotSentAt: 100,
  toldAt: 200,
  told: 250,
  ...more,
});
const accepted = (id: string, aliases: readonly string[] = ['a']): JournalLine[] => [
  { accepted: id, aliases, at: 150 },
  { answered: id },
];
const account = (usesLeft: number | undefined, more: Partial<AliasAccount> = {}): AliasAccount => ({
  plan: plan('a'),
  shown: usesLeft === undefined ? undefined : { usesLeft, delivered: 2 - usesLeft },
  drained: usesLeft ?? 0,
  closed: [],
  ...more,
});
const plan = (id: string, ending: AliasPlan['ending'] = 'none'): AliasPlan => ({ id, maxUses: 2, ending });
const fault = (kind: FaultSpan['kind'], from: number, to: number, node?: number): FaultSpan => ({
  kind,
  node,
  from,
  to,
});

/** One message through an alias of two uses, as it should be, unless something else is said. */
const books = (more: Partial<Books> = {}): Books => ({
  messages: [message('m')],
  journal: accepted('m'),
  attempts: [attempt('m')],
  faults: [],
  accounts: [account(1)],
  ...more,
});

const honest: readonly (readonly [string, Books])[] = [
  ['a message that arrived', books()],
  [
    'a message that was refused',
    books({ journal: [], attempts: [attempt('m', { told: 550 })], accounts: [account(2)] }),
  ],
  [
    'the last use',
    books({
      messages: [message('m'), message('n')],
      journal: [...accepted('m'), ...accepted('n')],
      attempts: [attempt('m'), attempt('n')],
      accounts: [account(undefined)],
    }),
  ],
  [
    'a use lost to a kill between dot and answer',
    books({
      journal: [],
      attempts: [attempt('m', { told: 'lost' })],
      faults: [fault('kill service', 150, 160, 0)],
    }),
  ],
  [
    'the same, of a worker',
    books({
      journal: [],
      attempts: [attempt('m', { told: 'lost' })],
      faults: [fault('kill worker', 150, 160, 0)],
    }),
  ],
  [
    'a retry that is accepted again after a doubt, on the same use',
    books({
      messages: [message('m', { hop: [{ step: 'accepted', act: 'hangUp' }] })],
      journal: [{ accepted: 'm', aliases: ['a'], at: 150 }, ...accepted('m')],
      attempts: [attempt('m', { told: 451 }), attempt('m', { dotSentAt: 300, toldAt: 400 })],
    }),
  ],
  [
    'a dot before the alias was destroyed',
    books({
      accounts: [
        account(undefined, {
          plan: plan('a', 'destroy'),
          closed: [{ from: 120, to: Number.POSITIVE_INFINITY }],
        }),
      ],
    }),
  ],
];

const untrue: readonly (readonly [string, RegExp, Books])[] = [
  [
    'more messages than uses',
    /^I1: 3 messages arrived through 2 uses/m,
    books({
      messages: ['m', 'n', 'o'].map((id) => message(id)),
      journal: ['m', 'n', 'o'].flatMap((id) => accepted(id)),
      attempts: ['m', 'n', 'o'].map((id) => attempt(id)),
      accounts: [account(undefined)],
    }),
  ],
  [
    'more messages than uses only when those at the end are counted',
    /^I1: 3 messages arrived through 2 uses/m,
    books({ accounts: [account(1, { drained: 2 })] }),
  ],
  [
    'a message that cost nothing',
    /^I1: 1 messages arrived, and only 0 uses/m,
    books({ accounts: [account(2)] }),
  ],
  [
    'a dead alias that takes mail',
    /^I1: 1 messages arrived through a dead alias/m,
    books({
      messages: [message('m'), message('n')],
      attempts: [attempt('m'), attempt('n', { told: 550 })],
      accounts: [account(undefined, { drained: 1 })],
    }),
  ],
  [
    'a 250 for a message that never arrived',
    /^I2: message m was answered 250/m,
    books({ journal: [], accounts: [account(2)] }),
  ],
  [
    'a 250 for two aliases when one got it',
    /^I2: message m was answered 250/m,
    books({
      messages: [message('m', { aliases: ['a', 'b'] })],
      attempts: [attempt('m', { aliases: ['a', 'b'] })],
    }),
  ],
  [
    'a use gone for a refused message',
    /^I3: 1 uses are gone for 0 messages/m,
    books({ journal: [], attempts: [attempt('m', { told: 550 })] }),
  ],
  [
    'a use gone for a lost connection that no fault explains',
    /^I3: 1 uses are gone for 0 messages/m,
    books({ journal: [], attempts: [attempt('m', { told: 'lost' })] }),
  ],
  [
    'a use gone for a kill of another process',
    /^I3: 1 uses are gone/m,
    books({
      journal: [],
      attempts: [attempt('m', { told: 'lost' })],
      faults: [fault('kill service', 150, 160, 1)],
    }),
  ],
  [
    'a use gone for a kill before the dot',
    /^I3: 1 uses are gone/m,
    books({
      journal: [],
      attempts: [attempt('m', { told: 'lost' })],
      faults: [fault('kill service', 50, 60, 0)],
    }),
  ],
  [
    'a use gone for a stop, which loses nothing',
    /^I3: 1 uses are gone/m,
    books({
      journal: [],
      attempts: [attempt('m', { told: 451 })],
      faults: [fault('stop worker', 150, 160, 0), fault('move clock', 150, 160)],
    }),
  ],
  [
    'a use gone for a message without its dot',
    /^I3: 1 uses are gone/m,
    books({
      journal: [],
      attempts: [attempt('m', { told: 'lost', dotSentAt: undefined })],
      faults: [fault('kill service', 150, 160, 0)],
    }),
  ],
  [
    'two uses gone for one doubt',
    /^I3: 2 uses are gone for 0 messages that arrived and 1 in doubt/m,
    books({
      journal: [],
      attempts: [attempt('m', { told: 'lost' })],
      faults: [fault('kill service', 150, 160, 0)],
      accounts: [account(0)],
    }),
  ],
  [
    'uses left that cannot be used',
    /^I3: 1 uses were left, and 0 more messages arrived/m,
    books({ accounts: [account(1, { drained: 0 })] }),
  ],
  [
    'a message whose dot came after the end',
    /^I4: message m was let through after the end/m,
    books({
      accounts: [
        account(undefined, {
          plan: plan('a', 'destroy'),
          closed: [{ from: 50, to: Number.POSITIVE_INFINITY }],
        }),
      ],
    }),
  ],
  [
    'a message whose dot came during a pause',
    /^I4: message m was let through after the end/m,
    books({ accounts: [account(1, { plan: plan('a', 'pause'), closed: [{ from: 50, to: 120 }] })] }),
  ],
  [
    'one of two aliases that paid nothing',
    /^I1: 1 messages arrived, and only 0 uses are counted \(alias b\)/m,
    books({
      messages: [message('m', { aliases: ['a', 'b'] })],
      journal: accepted('m', ['a', 'b']),
      attempts: [attempt('m', { aliases: ['a', 'b'] })],
      accounts: [account(1), account(2, { plan: plan('b') })],
    }),
  ],
  [
    'one of two aliases that paid for a refusal',
    /^I3: 1 uses are gone for 0 messages that arrived and 0 in doubt \(alias b\)/m,
    books({
      messages: [message('m', { aliases: ['a', 'b'] })],
      journal: [],
      attempts: [attempt('m', { aliases: ['a', 'b'], told: 451 })],
      accounts: [account(2), account(1, { plan: plan('b') })],
    }),
  ],
  [
    'a message that arrived twice without a doubt',
    /^I7: message m was accepted 2 times/m,
    books({ journal: [...accepted('m'), ...accepted('m')] }),
  ],
  [
    'a retry that cost a second use',
    /^I3: 2 uses are gone for 1 messages/m,
    books({
      messages: [message('m', { hop: [{ step: 'accepted', act: 'hangUp' }] })],
      journal: [{ accepted: 'm', aliases: ['a'], at: 150 }, ...accepted('m')],
      attempts: [attempt('m', { told: 451 }), attempt('m', { dotSentAt: 300, toldAt: 400 })],
      accounts: [account(0)],
    }),
  ],
];

suite('The reconciler', () => {
  for (const [name, told] of honest) test(`passes ${name}`, () => assert.deepEqual(reconcile(told), []));
  for (const [name, violation, told] of untrue)
    test(`finds ${name}`, () => assert.match(reconcile(told).join('\n'), violation));
});

test('an alias has ended by a clock that was moved only for as long as that clock is past its end', () => {
  const ahead = 3_600_000;
  const offsets = [
    { since: 0, aheadMs: 0 },
    { since: 1_000, aheadMs: ahead },
    { since: 5_000, aheadMs: 0 },
  ];
  assert.deepEqual(spansPast(2_000 + ahead, offsets), [
    { from: 2_100, to: 5_000 },
    { from: 2_100 + ahead, to: Number.POSITIVE_INFINITY },
  ]);
  assert.deepEqual(spansPast(500, offsets.slice(0, 1)), [{ from: 600, to: Number.POSITIVE_INFINITY }]);
});
