import { randomBytes } from 'node:crypto';
import type { AliasRecord } from '../alias/alias.ts';
import { doubtUses } from '../alias/use.ts';

/** A use this old (ms) is in doubt even if its instance seems alive: no next hop takes so long to answer the final dot. */
export const leaseMs = 15 * 60 * 1000;

/** Whether the process that spent a use can still settle or refund it. */
export type IsInstanceAlive = (instance: string) => boolean;

/** A name for one open store, to be kept with every use it spends: its process and a random instance. */
export function newInstance(): string {
  return `${process.pid}.${randomBytes(9).toString('base64url')}`;
}

/**
 * Judges other instances as seen from `self`. Another instance with our own process id is a life of this process number that
 * is over, as after each start of a container. An instance in another process namespace may be misjudged; a use wrongly held
 * to be in doubt goes only to a retry of its own message, and one wrongly held to be in flight ends with its lease.
 */
export function instanceLiveness(self: string): IsInstanceAlive {
  return (instance) => {
    if (instance === self) return true;
    const pid = Number.parseInt(instance, 10);
    return pid !== process.pid && isRunning(pid);
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
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
