// SPDX-License-Identifier: MIT
import type { DialogueShape, MessageShape } from '../load/plan.ts';
import { loadLane } from '../measure/load-lane.ts';
import { recipients, strangers } from '../setting.ts';
import type { Scenario, Target } from './scenario.ts';

/** Input that is dear to take, beside its ordinary counterpart; the first lane is the ordinary one. */
interface Pathology {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly concurrency: number;
  readonly lanes: Readonly<Record<string, { readonly dialogue: DialogueShape; readonly units: number }>>;
}

const bodyMiB = 4;
const headerOctets = 196_608;
const refusal = {
  kind: 'refusal',
  recipients: strangers,
  recipientsPerDialogue: 1,
  isPipelined: false,
} as const;

/** Mayfly alone: nothing that a client can send costs more than half as much again as what it has to send anyway. */
export const pathologies: readonly Scenario[] = [
  against({
    name: 'bodies',
    title: 'Bodies in lines of 76, 10 and 0 columns, 4 MiB messages, 4 at a time',
    unit: 'MiB',
    concurrency: 4,
    lanes: {
      'lines-of-76': { dialogue: body(76), units: bodyMiB },
      'lines-of-10': { dialogue: body(10), units: bodyMiB },
      'lines-of-0': { dialogue: body(0), units: bodyMiB },
    },
  }),
  against({
    name: 'long-headers',
    title: 'Messages of 192 KiB: all body, or header fields of 76 and of 2 columns, 10 at a time',
    unit: 'message',
    concurrency: 10,
    lanes: {
      body: { dialogue: delivery({ octets: headerOctets, columns: 76 }), units: 1 },
      'fields-of-76': { dialogue: delivery({ octets: headerOctets, columns: 76, isHeader: true }), units: 1 },
      'fields-of-2': { dialogue: delivery({ octets: headerOctets, columns: 2, isHeader: true }), units: 1 },
    },
  }),
  against({
    name: 'segments',
    title: 'Refused dialogues, each command in one segment or each octet in its own, 50 at a time',
    unit: 'segment',
    concurrency: 50,
    lanes: {
      commands: { dialogue: refusal, units: 4 },
      octets: { dialogue: { ...refusal, isOctetByOctet: true }, units: octetsOfRefusal() },
    },
  }),
];

function against({ name, title, unit, concurrency, lanes }: Pathology): Scenario {
  const [ordinary = '', ...others] = Object.keys(lanes);
  return {
    name,
    title,
    unit,
    hasWarmUp: true,
    targets: others.map((lane) => costTarget(lane, ordinary)),
    async lanes(bench) {
      const mayfly = bench.peers.find((peer) => peer.name === 'mayfly');
      if (mayfly === undefined) return [];
      const server = await bench.startPeer(mayfly, concurrency + 50);
      return Object.entries(lanes).map(([lane, { dialogue, units }]) =>
        loadLane(bench, { name: lane, server, concurrency, dialogue, unitsPerDialogue: units }),
      );
    },
  };
}

function costTarget(lane: string, ordinary: string): Target {
  return {
    text: `cpuUs of ${lane} ≤ 1.5 × ${ordinary}`,
    needs: [lane, ordinary],
    of: (sample) => (sample(lane).cpuUs ?? Number.NaN) / (sample(ordinary).cpuUs ?? Number.NaN),
    atMost: 1.5,
  };
}

function delivery(message: MessageShape): DialogueShape {
  return { kind: 'delivery', recipients, message };
}

function body(columns: number): DialogueShape {
  return delivery({ octets: bodyMiB * 1_048_576, columns });
}

/** What a client sends in one refused dialogue. */
function octetsOfRefusal(): number {
  const commands = [
    'EHLO client.test',
    'MAIL FROM:<sender@origin.test>',
    `RCPT TO:<${strangers[0]}>`,
    'QUIT',
  ];
  return commands.reduce((octets, command) => octets + command.length + 2, 0);
}
