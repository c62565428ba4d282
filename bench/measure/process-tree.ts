// SPDX-License-Identifier: MIT
/** What the kernel has accounted to a process and all of its descendants (proc(5), `/proc/<pid>/stat`). */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
const pageOctets = Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' }));

/** One process tree at one moment. */
export interface TreeUsage {
  /** User and system time, also of children that have ended and been waited for, µs. */
  readonly cpuUs: number;
  /** Sum of the resident sets; pages shared between processes count in each. */
  readonly rssOctets: number;
  readonly processes: number;
}

/** Reads the tree below, and with, a process. */
export function readTree(root: number): TreeUsage {
  const children = new Map<number, Stat[]>();
  let rootStat: Stat | undefined;
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = readStat(Number(entry));
    if (stat === undefined) continue;
    if (stat.pid === root) rootStat = stat;
    children.set(stat.parent, [...(children.get(stat.parent) ?? []), stat]);
  }
  if (rootStat === undefined) throw new Error(`process ${root} has ended`);
  const tree = [rootStat];
  for (const stat of tree) tree.push(...(children.get(stat.pid) ?? []));
  return {
    cpuUs: (tree.reduce((sum, stat) => sum + stat.ticks, 0) * 1_000_000) / ticksPerSecond,
    rssOctets: tree.reduce((sum, stat) => sum + stat.pages, 0) * pageOctets,
    processes: tree.length,
  };
}

/** Reads a tree once it has used no more CPU time for 60 ms, so that what a load set in motion is counted with it. */
export async function readQuietTree(root: number): Promise<TreeUsage> {
  const deadline = performance.now() + 5_000;
  let before = readTree(root);
  for (;;) {
    await delay(60);
    const now = readTree(root);
    if (now.cpuUs - before.cpuUs < 10_000 || performance.now() > deadline) return now;
    before = now;
  }
}

/** Memory of all TCP sockets of the machine, octets (`/proc/net/sockstat`). */
export function readSocketOctets(): number {
  const pages = /^TCP: .*mem (\d+)$/m.exec(readFileSync('/proc/net/sockstat', 'latin1'))?.[1];
  return Number(pages ?? Number.NaN) * pageOctets;
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
  readonly pages: number;
}

function readStat(pid: number): Stat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // Field 3 follows the command's name, which may hold blanks and brackets of its own.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  return {
    pid,
    parent: field(4),
    ticks: field(14) + field(15) + field(16) + field(17),
    pages: field(24),
  };
}
