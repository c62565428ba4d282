// SPDX-License-Identifier: MIT
/** What keeps the memory of the service small. At rest on Node 24, x64: 88 MiB, 104 without. */
import { totalmem } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** MiB of each half of V8's young generation. On a large machine V8 lets it grow to 64 MiB and more, and gives nothing back. */
const youngHalfMib = 16;
const youngFlag = `--max-semi-space-size=${youngHalfMib}`;
/** Memory of malloc is kept in an arena for each thread that ever asked for some; two are enough for ours. */
const arenas = '2';
/** Of a worker's share of the memory, what is not V8's old generation: buffers, code, stacks, and the store's pages. */
const heapShare = 0.5;
const leastHeapMib = 64;

/**
 * Begins the program anew in the same process, with the flags and the environment that only a start can set; does not return
 * then. Does nothing where they are set already, and under a parent with a pipe to this process, which would be lost.
 */
export function beginAnewWithLimits(): void {
  const { env, execArgv, execPath, argv, channel } = process;
  const isSet = [...execArgv, env.NODE_OPTIONS ?? ''].some((flag) => flag.includes('--max-semi-space-size'));
  if (isSet || channel !== undefined || env.WATCH_REPORT_DEPENDENCIES !== undefined) return;
  process.execve?.(execPath, [execPath, youngFlag, ...execArgv, ...argv.slice(1)], {
    MALLOC_ARENA_MAX: arenas,
    ...env,
  });
}

/** V8's flags for one of several workers: all of them together must not want more than the machine, or the container, has. */
export function flagsOfWorker(workers: number): readonly string[] {
  const octets = process.constrainedMemory() || totalmem();
  const shareMib = Math.min(octets, totalmem()) / 1_048_576 / (workers + 1);
  const heapMib = Math.max(leastHeapMib, Math.floor(shareMib * heapShare));
  return [...process.execArgv, youngFlag, `--max-old-space-size=${heapMib}`];
}

/** Gives back what loading the program has left, which V8 would keep until there is much more of it: some 16 MiB. */
export function collectAfterStart(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  if (typeof collect === 'function') collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
