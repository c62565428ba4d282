// SPDX-License-Identifier: MIT
import type { RefusalShape } from '../load/plan.ts';
import { strangers } from '../setting.ts';
import { compare } from './comparison.ts';
import { ratio, type Scenario } from './scenario.ts';

const unknown: RefusalShape = {
  kind: 'refusal',
  recipients: strangers,
  recipientsPerDialogue: 1,
  isPipelined: false,
};
const peers = ['postfix', 'haraka', 'responder'];
const unit = 'dialogue';

/** Mail to recipients that do not exist: the common case. */
export const refusals: readonly Scenario[] = [
  compare({
    name: 'refused-50',
    title: 'Refused dialogues, 50 at a time',
    unit,
    peers: [...peers, 'mayfly-redis'],
    concurrency: 50,
    dialogue: unknown,
    targets: [
      ratio('cpuUs', 'postfix', { atMost: 0.22 }),
      ratio('cpuUs', 'haraka', { atMost: 0.2 }),
      ratio('cpuUs', 'responder', { atMost: 1.1 }),
      ratio('rate', 'postfix', { atLeast: 3 }),
      ratio('cpuUs', 'mayfly', { atMost: 1.5 }, 'mayfly-redis'),
    ],
  }),
  compare({
    name: 'refused-500',
    title: 'Refused dialogues, 500 at a time',
    unit,
    peers,
    concurrency: 500,
    dialogue: unknown,
    targets: [ratio('rate', 'postfix', { atLeast: 3 }), ratio('rate', 'haraka', { atLeast: 5 })],
  }),
  compare({
    name: 'refused-ten',
    title: 'Ten refused recipients in one connection, 50 at a time',
    unit,
    peers,
    concurrency: 50,
    dialogue: { ...unknown, recipientsPerDialogue: 10 },
    targets: [ratio('cpuUs', 'postfix', { atMost: 0.11 })],
  }),
  compare({
    name: 'refused-pipelined',
    title: 'MAIL, RCPT and QUIT pipelined and refused, 50 at a time',
    unit,
    peers,
    concurrency: 50,
    dialogue: { ...unknown, isPipelined: true },
    targets: [ratio('cpuUs', 'postfix', { atMost: 0.2 })],
  }),
];
