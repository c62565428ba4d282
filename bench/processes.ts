// SPDX-License-Identifier: MIT
/** Every process that the bench starts, so that every one of them ends: by id, whatever happens. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

const running = new Set<ChildProcess>();

process.on('exit', () => {
  for (const child of running) killGroup(child, 'SIGKILL');
});
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => process.exit(code));

/** Starts a program in a process group of its own, so that all of its children can be ended with it. */
export function start(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, { ...options, detached: true });
  child.on('error', (error) => {
    running.delete(child);
    process.stderr.write(`${command}: ${error.message}\n`);
  });
  child.once('exit', () => running.delete(child));
  running.add(child);
  return child;
}

/** The id of a started program; throws when it did not start. */
export function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error(`${child.spawnfile} did not start`);
  return child.pid;
}

/** Asks a program to end and resolves when it has; after ten seconds it is killed with its whole group. */
export async function end(child: ChildProcess): Promise<void> {
  if (!running.has(child)) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const isEnded = await Promise.race([ended.then(() => true), delay(10_000, false, { ref: false })]);
  if (isEnded) return;
  killGroup(child, 'SIGKILL');
  await ended;
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended already.
  }
}
