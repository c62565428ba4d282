// SPDX-License-Identifier: MIT
import { Socket } from 'node:net';
import { loopback } from '../network.ts';

/** Octets to send, and the code of each reply to wait for before the next step. */
export interface Step {
  readonly send: string | Buffer;
  readonly replies: readonly string[];
}

/** How a dialogue went: when the reply before the last came, on `performance.now`, or what was wrong. */
export type DialogueOutcome = { readonly answeredAt: number } | { readonly failure: string };

const dialogueTimeoutMs = 120_000;
/** One for all: a callback has read it before the next socket writes into it. */
const readBuffer = Buffer.allocUnsafe(65_536);

/** Plays the steps over a new connection. The first has nothing to send; the last is QUIT. Calls back once, at its end. */
export function playDialogue(
  port: number,
  steps: readonly Step[],
  isOctetByOctet: boolean,
  done: (outcome: DialogueOutcome) => void,
): void {
  let step = 0;
  let reply = 0;
  let unread = '';
  let answeredAt = 0;
  let isDone = false;
  const finish = (outcome: DialogueOutcome): void => {
    if (isDone) return;
    isDone = true;
    socket.destroy();
    done(outcome);
  };
  const take = (size: number): boolean => {
    unread += readBuffer.toString('latin1', 0, size);
    for (let end = unread.indexOf('\n'); end >= 0; end = unread.indexOf('\n')) {
      const line = unread.slice(0, end);
      unread = unread.slice(end + 1);
      // Only the last line of a reply counts (RFC 5321 §4.2.1).
      if (line[3] !== '-') heed(line);
    }
    return true;
  };
  const heed = (line: string): void => {
    const { replies = [] } = steps[step] ?? {};
    const expected = replies[reply] ?? 'nothing';
    if (line.startsWith(expected)) advance(replies.length);
    else finish({ failure: `${expected} was expected: ${line.trim()}` });
  };
  const advance = (replies: number): void => {
    reply += 1;
    if (reply < replies) return;
    step += 1;
    reply = 0;
    if (step === steps.length - 1) answeredAt = performance.now();
    if (step === steps.length) finish({ answeredAt });
    else send();
  };
  const send = (): void => {
    const octets = steps[step]?.send ?? '';
    if (isOctetByOctet) for (const octet of Buffer.from(octets)) socket.write(Buffer.of(octet));
    else if (typeof octets === 'string') socket.write(octets, 'latin1');
    else socket.write(octets);
  };
  const socket = new Socket({ onread: { buffer: readBuffer, callback: take } });
  socket.setNoDelay(true);
  socket.setTimeout(dialogueTimeoutMs, () => finish({ failure: 'no reply in time' }));
  socket.on('error', (error) => finish({ failure: error.message }));
  socket.on('close', () => finish({ failure: `closed in step ${step}` }));
  socket.connect({ port, host: loopback });
}
