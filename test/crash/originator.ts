// SPDX-License-Identifier: MIT
/** Originators: they send a message as their plan has it, and write down what they were told. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Dialogue } from '../support/smtp/dialogue.ts';
import type { Attempt } from './books.ts';
import type { MessagePlan, OriginatorStep } from './plan.ts';
import { chanceOf } from './random.ts';

/** What an originator finds around it. */
export interface Surroundings {
  /** Ports of the processes; nothing for one that is not there now. */
  ports(): readonly (number | undefined)[];
  /** The address of an alias by its id. */
  addressOf(alias: string): string;
  /** Called at every step; a fault may happen then, which the originator waits for, but at the dot. */
  onStep(message: MessagePlan, step: OriginatorStep, node: number): Promise<void>;
  /** Resolves when no fault lasts any more. */
  calm(): Promise<void>;
  /** Takes what was said, to look for what must not be in it. */
  onTranscript(said: string): void;
}

const maxAttempts = 8;
const pauseMs = 20;

/** Sends a message until its behaviour has enough; gives what it was told each time that it got beyond RCPT. */
export async function send(message: MessagePlan, around: Surroundings): Promise<readonly Attempt[]> {
  const chance = chanceOf(message.seed);
  const attempts: Attempt[] = [];
  let recipients = message.aliases;
  for (let time = 0; time < maxAttempts && recipients.length > 0; time++) {
    if (time > 0) {
      await around.calm();
      await sleep(pauseMs * 2 ** Math.min(time, 5));
    }
    const ports = around.ports();
    const node = chance.below(ports.length);
    const behaviour = time === 0 ? message.behaviour : 'retry';
    const result = await attempt({ ...message, behaviour, aliases: recipients }, node, ports[node], around);
    if (result.attempt !== undefined) attempts.push(result.attempt);
    if (message.behaviour === 'once' || message.behaviour === 'probe') break;
    recipients = result.again;
  }
  return attempts;
}

interface Result {
  readonly attempt?: Attempt;
  /** Recipients to whom it has to be sent again. */
  readonly again: readonly string[];
}

async function attempt(
  message: MessagePlan,
  node: number,
  port: number | undefined,
  around: Surroundings,
): Promise<Result> {
  const dialogue = port === undefined ? undefined : await Dialogue.open(port).catch(() => undefined);
  if (dialogue === undefined) return { again: message.aliases };
  try {
    return await converse(message, node, dialogue, around);
  } finally {
    dialogue.drop();
    around.onTranscript(dialogue.transcript);
  }
}

async function converse(
  message: MessagePlan,
  node: number,
  dialogue: Dialogue,
  around: Surroundings,
): Promise<Result> {
  const { aliases, behaviour } = message;
  const step = (name: OriginatorStep): Promise<void> => around.onStep(message, name, node);
  const say = (line: string): Promise<string> => dialogue.say(line).catch(() => 'lost');
  await say('EHLO client.example');
  if (!/^2/.test(await say('MAIL FROM:<shop@shop.example>'))) return { again: aliases };
  const offered: (readonly [string, string])[] = [];
  for (const alias of aliases) offered.push([alias, await say(`RCPT TO:<${around.addressOf(alias)}>`)]);
  await step('rcptSaid');
  if (behaviour === 'probe') {
    await say('QUIT');
    return { again: [] };
  }
  if (behaviour === 'reset') {
    await say('RSET');
    return { again: aliases };
  }
  const taken = offered.filter(([, reply]) => reply.startsWith('2')).map(([alias]) => alias);
  const deferred = offered.filter(([, reply]) => !/^[25]/.test(reply)).map(([alias]) => alias);
  if (taken.length === 0) return { again: deferred };

  let dotSentAt: number | undefined;
  const end = (reply: string): Result => {
    const told = /^\d{3}/.test(reply) ? Number(reply.slice(0, 3)) : 'lost';
    const again =
      told === 'lost' || (told >= 400 && told < 500)
        ? aliases.filter((one) => taken.includes(one) || deferred.includes(one))
        : deferred;
    return {
      attempt: { message: message.id, aliases: taken, node, dotSentAt, toldAt: Date.now(), told },
      again,
    };
  };
  const invited = await say('DATA');
  if (!invited.startsWith('354')) return end(invited);
  await step('dataSaid');
  await dialogue.write(
    `Subject: crash\r\nX-Crash: ${message.id}\r\n\r\n${'A line of the body.\r\n'.repeat(20)}`,
  );
  await step('middleSent');
  if (behaviour === 'abort') {
    dialogue.drop();
    return end('lost');
  }
  dotSentAt = Date.now();
  await dialogue.write('The last line.\r\n.\r\n');
  step('dotSent').catch(() => undefined);
  const reply = await dialogue.reply().catch(() => 'lost');
  const result = end(reply);
  await step('told');
  return result;
}
