// SPDX-License-Identifier: MIT
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AliasRecord } from '../alias/alias.ts';
import { doubtUses } from '../alias/use.ts';
import { errorCodeOf } from '../base/error-code.ts';

/** A use this old (ms) is in doubt even if its instance seems alive: no next hop takes so long to answer the final dot. */
export const leaseMs = 15 * 60 * 1000;

/** Whether the process that spent a use can still settle or refund it. */
export type IsInstanceAlive = (instance: string) => boolean;

/**
 * A name for one open store, to be kept with every use it spends: the number of its process, when that started and in which
 * run of the machine, as far as the system tells, and something random. Process numbers alone repeat: in each container at
 * every start, and after a reboot.
 */
export function newInstance(pid = process.pid): string {
  const [, start] = lifeOf(pid);
  const life = start === undefined || bootId === undefined ? [] : [start, bootId];
  return [pid, ...life, randomBytes(9).toString('base64url')].join('.');
}

/** Whether a text is the name of an instance, as this or an earlier version made it. */
export function isInstance(text: string): boolean {
  return /^\d+(\.\d+\.\w+)?\.[\w-]{12}$/.test(text);
}

/**
 * Judges other instances as seen from `self`. Another instance with our own process id is over, and so is one whose process
 * started at another time, in another run of the machine, or has ended and was not reaped. An instance of a container beside
 * ours may be misjudged; a use wrongly held to be in doubt goes only to a retry of its own message, and one wrongly held to
 * be in flight ends with its lease.
 */
export function instanceLiveness(self: string): IsInstanceAlive {
  return (instance) => {
    if (instance === self) return true;
    const [number = '', start, boot] = instance.split('.');
    const pid = Number.parseInt(number, 10);
    if (pid === process.pid || !isRunning(pid)) return false;
    const [state, startedAt = start] = lifeOf(pid);
    if (state === 'Z' || state === 'X') return false;
    // Earlier versions named the process alone.
    return boot === undefined || (boot === bootId && startedAt === start);
  };
}

/** The alias with the uses in doubt whose instance is gone or whose lease is over at `now` (ms). */
export function doubtOrphans(
  record: AliasRecord,
  now: number,
  isInstanceAlive: IsInstanceAlive,
): AliasRecord {
  if (record.pending.length === 0) return record;
  return doubtUses(record, (use) => now >= use.spentAt + leaseMs || !isInstanceAlive(use.instance));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return errorCodeOf(error) === 'EPERM';
  }
}

/**
 * State of a process, `Z` for one that has ended and was not reaped, and when it started, in ticks since the machine did; nothing
 * where `/proc` does not tell. The second field may hold anything, even a parenthesis (proc_pid_stat(5)).
 */
function lifeOf(pid: number): readonly [state?: string | undefined, startedAt?: string | undefined] {
  const text = readText(`/proc/${pid}/stat`);
  if (text === undefined) return [];
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return [fields[0], fields[startField]];
}

/** `starttime` is field 22, the state field 3. */
const startField = 22 - 3;

/** One run of the machine, from its start to its end. */
const bootId = readText('/proc/sys/kernel/random/boot_id')?.replace(/-.*\s*/, '');

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
