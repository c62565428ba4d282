// SPDX-License-Identifier: MIT
/** A client among attackers: asks again and again, from an address of its own, and is to be served all the while. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Program } from '../program/program.ts';

const dialogue =
  'EHLO client.example\r\nMAIL FROM:<a@shop.example>\r\nRCPT TO:<nobody@foreign.example>\r\nQUIT\r\n';
const served = /^220 [^\n]*\n(250-[^\n]*\n)*250 [^\n]*\n250 [^\n]*\n550 5\.7\.1 [^\n]*\n221 [^\n]*\n$/;

/** How a bystander fared. */
export interface Bystander {
  /** Stops asking, and gives the times that dialogues took, ms. Rejects when one was not served. */
  stop(): Promise<Waits>;
}

/**
 * Half of the dialogues took no longer than `medianMs`. What the system gave to other processes while we or the server had
 * something to do is not counted, where it tells: on a busy machine that is most of it.
 */
export interface Waits {
  readonly medianMs: number;
  readonly worstMs: number;
}

/** Starts asking a program on 127.0.0.1, from 127.0.0.3. */
export function startBystander({ smtpPort, pid }: Pick<Program, 'smtpPort' | 'pid'>): Bystander {
  const over = new AbortController();
  const asking = askUntil(over.signal, smtpPort, () => delayMs('self') + delayMs(pid));
  // Told by `stop`.
  asking.catch(() => undefined);
  return {
    stop: () => {
      over.abort();
      return asking;
    },
  };
}

async function askUntil(signal: AbortSignal, port: number, delayedMs: () => number): Promise<Waits> {
  const waitsMs: number[] = [];
  do {
    const startedAt = performance.now() - delayedMs();
    const heard = await ask(port);
    waitsMs.push(performance.now() - delayedMs() - startedAt);
    if (!served.test(heard)) throw new Error(`a bystander was not served: ${heard}`);
    await sleep(20);
  } while (!signal.aborted);
  waitsMs.sort((a, b) => a - b);
  return { medianMs: waitsMs[waitsMs.length >> 1] ?? 0, worstMs: waitsMs.at(-1) ?? 0 };
}

async function ask(port: number): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.3' });
  let heard = '';
  socket.on('data', (octets) => {
    heard += octets;
  });
  socket.write(dialogue);
  await once(socket, 'close', { signal: AbortSignal.timeout(60_000) });
  return heard;
}

/** How long the main thread of a process has waited for a processor, in all, ms; 0 where the system does not tell. */
function delayMs(pid: number | 'self'): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}
