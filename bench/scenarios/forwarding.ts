import type { DeliveryShape, MessageShape } from '../load/plan.ts';
import { durableWriteLane } from '../measure/durable-write.ts';
import { loadLane } from '../measure/load-lane.ts';
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
    peers,
    concurrency: 50,
    dialogue: delivery(small),
    targets: [
      ratio('cpuUs', 'postfix', { atMost: 0.1 }),
      ratio('cpuUs', 'haraka', { atMost: 0.15 }),
      ratio('cpuUs', 'node-pipe', { atMost: 0.85 }),
      ratio('rate', 'postfix', { atLeast: 8 }),
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
  bodies(),
];

/** Mayfly alone, with bodies that are dear to scan. */
function bodies(): Scenario {
  const mebibytes = 4;
  const columns = { 'lines-of-76': 76, 'lines-of-10': 10, 'lines-of-0': 0 };
  const cost = (lane: string): Target => ({
    text: `cpuUs of ${lane} ≤ 1.5 × lines-of-76`,
    needs: [lane],
    of: (sample) => (sample(lane).cpuUs ?? Number.NaN) / (sample('lines-of-76').cpuUs ?? Number.NaN),
    atMost: 1.5,
  });
  return {
    name: 'bodies',
    title: 'Bodies in lines of 76, 10 and 0 columns, 4 MiB messages, 4 at a time',
    unit: 'MiB',
    hasWarmUp: true,
    targets: [cost('lines-of-10'), cost('lines-of-0')],
    async lanes(bench) {
      const mayfly = bench.peers.find((peer) => peer.name === 'mayfly');
      if (mayfly === undefined) return [];
      const server = await bench.startPeer(mayfly, 50);
      return Object.entries(columns).map(([name, width]) => {
        const dialogue = delivery({ octets: mebibytes * 1_048_576, columns: width });
        return loadLane(bench, { name, server, concurrency: 4, dialogue, unitsPerDialogue: mebibytes });
      });
    },
  };
}

function delivery(message: MessageShape): DeliveryShape {
  return { kind: 'delivery', recipients, message };
}

function latencyTarget(): Target {
  return {
    text: 'medianMs ≤ 1.5 × c-pipe + one durable write, as a share of that',
    needs: ['mayfly', 'c-pipe', 'durable-write'],
    of: (sample) => {
      const [own, pipe, write] = ['mayfly', 'c-pipe', 'durable-write'].map(
        (lane) => sample(lane).medianMs ?? Number.NaN,
      );
      return (own ?? Number.NaN) / (1.5 * (pipe ?? Number.NaN) + (write ?? Number.NaN));
    },
    atMost: 1,
  };
}
