// SPDX-License-Identifier: MIT
/** The load generator: a process of its own, so that what it costs is not counted as the server's. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { serveParent } from '../child.ts';
import { quantile } from '../measure/statistics.ts';
import { loopback } from '../network.ts';
import { playDialogue, type Step } from './dialogue.ts';
import { writeMessage } from './message.ts';
import type { DialogueShape, GeneratorAnswer, GeneratorRequest, Load } from './plan.ts';

/** Connections that are opened at a time when many are to be held. */
const openingAtATime = 50;
const held: Socket[] = [];

serveParent(async (request: GeneratorRequest): Promise<GeneratorAnswer | undefined> => {
  if (request.kind === 'run') return run(request.load);
  if (request.kind === 'hold') await hold(request.port, request.connections);
  else release();
  return undefined;
});

function run({ port, concurrency, stopAfter, dialogue }: Load): Promise<GeneratorAnswer> {
  const stepsOf = stepsInTurn(dialogue);
  const { isOctetByOctet = false } = dialogue;
  const durationsMs: number[] = [];
  const examples: string[] = [];
  let failures = 0;
  let begun = 0;
  let open = 0;
  const startedAt = performance.now();
  const startedCpu = process.cpuUsage();
  const mayBegin = (): boolean =>
    'dialogues' in stopAfter ? begun < stopAfter.dialogues : performance.now() - startedAt < stopAfter.ms;
  return new Promise((resolve) => {
    const begin = (): void => {
      const begunAt = performance.now();
      begun += 1;
      open += 1;
      playDialogue(port, stepsOf(), isOctetByOctet, (outcome) => {
        open -= 1;
        if ('answeredAt' in outcome) durationsMs.push(outcome.answeredAt - begunAt);
        else {
          failures += 1;
          if (examples.length < 3) examples.push(outcome.failure);
        }
        if (mayBegin() && failures < 100) begin();
        else if (open === 0) resolve(report());
      });
    };
    const report = (): GeneratorAnswer => {
      const { user, system } = process.cpuUsage(startedCpu);
      return {
        dialogues: durationsMs.length,
        seconds: (performance.now() - startedAt) / 1000,
        cpuUs: user + system,
        medianMs: quantile(durationsMs, 0.5),
        p99Ms: quantile(durationsMs, 0.99),
        failures,
        examples,
      };
    };
    for (let count = 0; count < concurrency && mayBegin(); count += 1) begin();
  });
}

/** The steps of one dialogue after the other: alike but for the recipients. */
function stepsInTurn(shape: DialogueShape): () => readonly Step[] {
  const rcpt = shape.recipients.map((recipient) => `RCPT TO:<${recipient}>\r\n`);
  let turn = 0;
  const nextRcpt = (): string => rcpt[turn++ % rcpt.length] ?? '';
  const rcpts = (code: string, count: number): Step[] =>
    Array.from({ length: count }, () => ({ send: nextRcpt(), replies: [code] }));
  const opening: readonly Step[] = [
    { send: '', replies: ['220'] },
    { send: 'EHLO client.test\r\n', replies: ['250'] },
  ];
  const mail: Step = { send: 'MAIL FROM:<sender@origin.test>\r\n', replies: ['250'] };
  const quit: Step = { send: 'QUIT\r\n', replies: ['221'] };
  if (shape.kind === 'delivery') {
    const data: readonly Step[] = [
      { send: 'DATA\r\n', replies: ['354'] },
      { send: writeMessage(shape.message), replies: ['250'] },
      quit,
    ];
    return () => [...opening, mail, ...rcpts('250', 1), ...data];
  }
  const refusals = (): Step[] => rcpts('550', shape.recipientsPerDialogue);
  if (!shape.isPipelined) return () => [...opening, mail, ...refusals(), quit];
  return () => {
    const group = [mail, ...refusals(), quit];
    return [
      ...opening,
      { send: group.map((step) => step.send).join(''), replies: group.flatMap((step) => step.replies) },
    ];
  };
}

async function hold(port: number, connections: number): Promise<void> {
  let left = connections;
  const openSome = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      held.push(await openOne(port));
    }
  };
  await Promise.all(Array.from({ length: openingAtATime }, openSome));
}

function release(): void {
  const closed = held.filter((socket) => socket.readyState !== 'open').length;
  for (const socket of held.splice(0)) socket.destroy();
  if (closed > 0) throw new Error(`${closed} idle connections were closed`);
}

/** A connection that has been greeted and has said EHLO. */
async function openOne(port: number): Promise<Socket> {
  const socket = connect(port, loopback).setTimeout(60_000, () =>
    socket.destroy(new Error('no reply in time')),
  );
  await once(socket, 'data');
  socket.write('EHLO client.test\r\n');
  await once(socket, 'data');
  return socket.setTimeout(0).on('error', () => undefined);
}
