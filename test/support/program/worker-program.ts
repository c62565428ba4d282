// SPDX-License-Identifier: MIT
/** The real program with several workers. */
import { existsSync, readFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { Dialogue } from '../smtp/dialogue.ts';
import { childrenOf, environment, type Program, startProgram, temporaryFolder } from './program.ts';

/** How many there are. */
export const workers = 3;

/** Each request over a connection of its own, so that any worker may answer. */
export const alone = { connection: 'close' };

/** Starts the program with its workers on a store of its own. */
export function startWorkers(t: TestContext, more: Record<string, string> = {}): Promise<Program> {
  return startProgram(t, environment(temporaryFolder(t), { MAYFLY_WORKERS: `${workers}`, ...more }));
}

/** Sends one message; gives the reply that decided. */
export async function send(program: Program, recipient: string, subject = 'hello'): Promise<string> {
  const [dialogue, rcpt] = await Dialogue.envelope(program.smtpPort, recipient);
  const reply = rcpt.startsWith('250') ? await dialogue.message(`Subject: ${subject}\r\n\r\nbody\r\n`) : rcpt;
  dialogue.drop();
  return reply;
}

/** The workers of a program, by the process ids of its children. */
export async function workersOf(program: Program): Promise<number[]> {
  return processesOf(program).slice(1);
}

/** The process ids of a program and of its workers; none when it has ended. */
export function processesOf({ pid }: Pick<Program, 'pid'>): number[] {
  return existsSync(`/proc/${pid}`) ? [pid, ...childrenOf(pid).filter(isRunning)] : [];
}

/** Whether there is such a process that has not ended. */
export function isRunning(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}
