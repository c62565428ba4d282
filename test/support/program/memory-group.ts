// SPDX-License-Identifier: MIT
/** A control group of the kernel that bounds the memory of a program and of all processes that it starts. */
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../redis/redis-server.ts';

/** A group without processes yet. */
export interface MemoryGroup {
  /** Runs a command in it, as `startProgram` takes that. */
  readonly within: readonly string[];
  /** How many processes the kernel has killed for want of memory. */
  kills(): number;
  /** Once its processes have ended. */
  remove(): Promise<void>;
}

const root = '/sys/fs/cgroup';

/** Of both versions of control groups: where they are, and which file has the limit and which the kills. */
const versions = [
  { folder: join(root, 'memory'), limit: 'memory.limit_in_bytes', kills: 'memory.oom_control' },
  { folder: root, limit: 'memory.max', kills: 'memory.events' },
] as const;

/** Makes a group; nothing where we may make none. */
export function createMemoryGroup(limitMib: number): MemoryGroup | undefined {
  for (const version of versions) {
    const folder = join(version.folder, `mayfly-test-${process.pid}-${limitMib}`);
    try {
      mkdirSync(folder);
      writeFileSync(join(folder, version.limit), `${limitMib * 1_048_576}`);
    } catch {
      continue;
    }
    return {
      within: ['sh', '-c', `echo $$ > ${folder}/cgroup.procs && exec "$0" "$@"`],
      kills: () =>
        Number(
          /^oom_kill (\d+)$/m.exec(readFileSync(join(folder, version.kills), 'utf8'))?.[1] ?? Number.NaN,
        ),
      remove: () => eventually(async () => isRemoved(folder)),
    };
  }
  return undefined;
}

/** The kernel takes a moment to let go of processes that have ended. */
function isRemoved(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return false;
  }
}
