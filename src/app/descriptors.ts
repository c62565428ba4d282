// SPDX-License-Identifier: MIT
/** File descriptors: how many connections of each kind a process may have with those that the system grants it. */
import { closeSync, openSync, readFileSync } from 'node:fs';
import { errorCodeOf } from '../base/error-code.ts';
import type { Log } from './log.ts';

/** The maximum number of connections at a time, of one process. */
interface ConnectionShares {
  readonly smtp: number;
  readonly http: number;
}

/** What the store, the listeners, pipes and the rest of the program have open. */
const ownDescriptors = 64;
const maxHttp = 1000;
const least = 4;

/**
 * Shares `limit` descriptors so that HTTP can never take those of SMTP. HTTP gets a fifth, 1000 at most. Of the rest SMTP gets two
 * thirds, for what goes on from some of its sessions needs descriptors too: sessions with next hops, questions to DNS.
 */
export function shareDescriptors(limit: number): ConnectionShares {
  const http = Math.max(least, Math.min(maxHttp, Math.floor(limit / 5)));
  return { http, smtp: Math.max(least, Math.floor(((limit - http - ownDescriptors) * 2) / 3)) };
}

/** RLIMIT_NOFILE of this process, which Node has raised to the hard limit; infinite where it cannot be told. */
export function descriptorLimit(): number {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** Between two looks, and between two lines in the log, ms. */
const lookEveryMs = 1_000;
const sayEveryMs = 60_000;

/**
 * Says in the log, once a minute at most, that no descriptor is left: what connects then is dropped before the program hears of it.
 * Gives what ends the watch.
 */
export function watchDescriptors(log: Pick<Log, 'error'>): () => void {
  const limit = descriptorLimit();
  let saidAt = Number.NEGATIVE_INFINITY;
  const timer = setInterval(() => {
    const code = lackOfDescriptors();
    if (code === undefined || performance.now() - saidAt < sayEveryMs) return;
    saidAt = performance.now();
    log.error(
      { code, limit },
      'no file descriptor is left: connections are dropped; raise LimitNOFILE (ulimit -n)',
    );
  }, lookEveryMs).unref();
  return () => clearInterval(timer);
}

/** Why no descriptor is to be had; nothing when one is. */
function lackOfDescriptors(): string | undefined {
  try {
    closeSync(openSync('/dev/null', 'r'));
    return undefined;
  } catch (error) {
    const code = errorCodeOf(error);
    return code === 'EMFILE' || code === 'ENFILE' ? code : undefined;
  }
}
