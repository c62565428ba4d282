// SPDX-License-Identifier: MIT
import type { DeliveryShape, MessageShape } from '../load/plan.ts';
import { durableWriteLane } from '../measure/durable-write.ts';
import { recipients } from '../setting.ts';
import { compare } from './comparison.ts';
import { ratio, type Scenario, type Target } from './scenario.ts';

const small: MessageShape = { octets: 4096, columns: 76 };
const largeMiB = 25;
const large: MessageShape = { octets: largeMiB * 1_048_576, columns: 76 };
const peers = ['postfix', 'haraka', 'node-pipe'];

/** Messages that are passed on, each at the price of one use, durably spent. */
export const forwardings: readonly Scenario[] = [
  compare({
    name: 'forwarded-50',
    title: '4 KiB messages forwarded, 50 at a time',
    unit: 'message',
    peers: [...peers, 'mayfly-redis'],
    concurrency: 50,
    dialogue: delivery(small),
    targets: [
      ratio('cpuUs', 'postfix', { atMost: 0.1 }),
      ratio('cpuUs', 'haraka', { atMost: 0.15 }),
      ratio('cpuUs', 'node-pipe', { atMost: 1.3 }),
      ratio('rate', 'postfix', { atLeast: 8 }),
      ratio('cpuUs', 'mayfly', { atMost: 1 }, 'mayfly-redis'),
    ],
  }),
  compare({
    name: 'forwarded-1',
    title: '4 KiB messages forwarded, one at a time',
    unit: 'message',
    peers: [...peers, 'c-pipe'],
    concurrency: 1,
    dialogue: delivery(small),
    targets: [latencyTarget()],
    beside: async (bench) => [durableWriteLane(await bench.newFolder())],
  }),
  compare({
    name: 'forwarded-25-mib',
    title: '25 MiB messages forwarded, 4 at a time',
    unit: 'MiB',
    peers,
    concurrency: 4,
    dialogue: delivery(large),
    unitsPerDialogue: largeMiB,
    targets: [
      ratio('cpuUs', 'node-pipe', { atMost: 1.3 }),
      ratio('cpuUs', 'postfix', { atMost: 0.2 }),
      ratio('rate', 'postfix', { atLeast: 3 }),
    ],
  }),
];

function delivery(message: MessageShape): DeliveryShape {
  return { kind: 'delivery', recipients, message };
}

function latencyTarget(): Target {
  return {
    text: 'medianMs ≤ c-pipe + two durable writes, as a share of that',
    needs: ['mayfly', 'c-pipe', 'durable-write'],
    of: (sample) => {
      const [own, pipe, write] = ['mayfly', 'c-pipe', 'durable-write'].map(
        (lane) => sample(lane).medianMs ?? Number.NaN,
      );
      return (own ?? Number.NaN) / ((pipe ?? Number.NaN) + 2 * (write ?? Number.NaN));
    },
    atMost: 1,
  };
}
