// SPDX-License-Identifier: MIT
/** Originators that send one message after the other, each again and again until it is answered for good. */
import { Dialogue } from './dialogue.ts';

/** What became of the messages. */
export interface TrafficReport {
  /** Subjects of messages that were answered 250. */
  readonly accepted: ReadonlySet<string>;
  /** Messages that were answered 550. */
  readonly refused: number;
  /** Attempts that were answered 4xx. */
  readonly deferred: number;
  /** Replies that should not have come. */
  readonly wrong: readonly string[];
  /** The longest time in which nothing was accepted, ms. */
  readonly longestGapMs: number;
}

export interface Traffic {
  readonly accepted: ReadonlySet<string>;
  /** Lets every originator bring its last message to an end. */
  stop(): Promise<TrafficReport>;
}

/** An originator's pause before it sends the same message again, ms. */
const retryMs = 100;
/** A message that was not answered for good by then is given up and counts as wrong, ms. */
const patienceMs = 30_000;

/** Starts so many originators, which write to the aliases in turn. */
export function startTraffic(port: number, addresses: readonly string[], originators: number): Traffic {
  const accepted = new Set<string>();
  const wrong: string[] = [];
  let [refused, deferred, longestGapMs, lastAt, isOver, sent] = [0, 0, 0, performance.now(), false, 0];
  const takeNote = (subject: string, reply: string): boolean => {
    if (reply.startsWith('250')) {
      const now = performance.now();
      longestGapMs = Math.max(longestGapMs, now - lastAt);
      lastAt = now;
      accepted.add(subject);
    } else if (reply.startsWith('550 5.1.1')) refused++;
    else if (/^4[25][01] /.test(reply)) {
      deferred++;
      return false;
    } else wrong.push(reply);
    return true;
  };
  const bring = async (address: string): Promise<void> => {
    const subject = crypto.randomUUID();
    const end = performance.now() + patienceMs;
    while (!takeNote(subject, await send(port, address, subject))) {
      if (performance.now() > end) return void wrong.push('never answered for good');
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  };
  const running = Array.from({ length: originators }, async () => {
    while (!isOver) await bring(addresses[sent++ % addresses.length] ?? '');
  });
  return {
    accepted,
    async stop() {
      isOver = true;
      await Promise.all(running);
      return { accepted, refused, deferred, wrong, longestGapMs };
    },
  };
}

/** Sends one message; gives the reply that decided. */
export async function send(port: number, recipient: string, subject: string): Promise<string> {
  const [dialogue, rcpt] = await Dialogue.envelope(port, recipient);
  const reply = rcpt.startsWith('250') ? await dialogue.message(`Subject: ${subject}\r\n\r\nbody\r\n`) : rcpt;
  dialogue.drop();
  return reply;
}
