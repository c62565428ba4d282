import { setTimeout as sleep } from 'node:timers/promises';
import type { RootDatabase } from 'lmdb';
import { StoreError } from '../../alias/ports.ts';
import type { ToStoreError } from './environment.ts';

/** Write transactions. Actions run one after the other over all processes, and share a flush when they arrive together. */
export interface Writer {
  /** Resolves when what the action wrote is on the medium and seen by every process. Rejects with a StoreError. */
  write<Result>(action: () => Result): Promise<Result>;
  /** The same for what is in no hurry: it waits for others to share their flush, but not for long. */
  writeWithOthers(action: () => void): Promise<void>;
  /** Closes the environment when the writes under way have ended. */
  close(): Promise<void>;
}

/** An action, and who waits for it. */
interface Write {
  /** Runs the action; gives what tells of its success, once it is on the medium. */
  readonly run: () => () => void;
  readonly fail: (error: unknown) => void;
  readonly isUrgent: boolean;
}

/** A write that another process or a dying disk holds up this long is given up, ms. */
const defaultDeadlineMs = 15_000;
/** lmdb-js waits at closing for the flush of a commit that failed, which never comes. The environment then closes at exit. */
const closeDeadlineMs = 2_000;
/** How often to look, while a commit is under way, whether the environment is still usable, ms. */
const lookEveryMs = 250;
/** Wait for the reason of a failed commit, ms. */
const reasonDeadlineMs = 250;
/** What is in no hurry waits so long at most, ms. */
const patienceMs = 10;
/** After a transaction of so many writes there are more to come, and the next waits for them, ms: a lone write never does. */
const burst = 6;
const gatherMs = 4;

/**
 * One transaction at a time takes all that waits when it has the lock. Of `transaction()` lmdb-js only promises that the
 * commit is visible (README, "Overlapping Sync Options"), and of `flushed`, read at the time of the call, that it is on the
 * medium; we wait for both. `transactionSync` would flush on the event loop.
 */
export function createWriter(
  environment: RootDatabase,
  toStoreError: ToStoreError,
  deadlineMs = defaultDeadlineMs,
): Writer {
  const heldUp = new StoreError(
    `The store did not answer within ${deadlineMs / 1000} s; is another process holding it?`,
  );
  const waiting: Write[] = [];
  let timer: NodeJS.Timeout | undefined;
  let dueAt = Number.POSITIVE_INFINITY;
  let isCommitting = false;
  let lastGroup = 0;
  let closing: (() => void) | undefined;

  /** Commits in so many ms, or as soon as was said before; after the commit that is under way, if there is one. */
  const commitWithin = (ms: number): void => {
    if (isCommitting) return;
    const at = performance.now() + ms;
    if (at >= dueAt) return;
    clearTimeout(timer);
    dueAt = at;
    if (ms === 0) void commit();
    else timer = setTimeout(commit, ms);
  };

  const commit = async (): Promise<void> => {
    let group: Write[] = [];
    let done: (() => void)[] | undefined;
    const failAll = (error: unknown): void => {
      for (const write of [...group, ...waiting.splice(0)]) write.fail(error);
    };
    // Again and again, for what comes to wait meanwhile. What was not run by then never will be.
    const deadline = setInterval(failAll, deadlineMs, heldUp);
    // In a broken environment lmdb-js lets a write wait for ever, but a read says at once what is wrong.
    const watch = setInterval(() => refusalOfRead(environment, failAll), lookEveryMs);
    isCommitting = true;
    dueAt = Number.POSITIVE_INFINITY;
    try {
      const committed = environment.transaction(() => {
        group = waiting.splice(0);
        done = group.map((write) => write.run());
      });
      await Promise.all([committed, environment.flushed]);
      for (const tell of done ?? []) tell();
    } catch (error) {
      const reason = await reasonOf(error);
      if (done === undefined) failAll(reason);
      else for (const write of group) write.fail(reason);
    }
    clearInterval(deadline);
    clearInterval(watch);
    isCommitting = false;
    lastGroup = group.length;
    if (waiting.length > 0) commitSoon();
    else closing?.();
  };

  const commitSoon = (): void => {
    if (closing !== undefined) commitWithin(0);
    else if (!waiting.some((write) => write.isUrgent)) commitWithin(patienceMs);
    else commitWithin(lastGroup >= burst ? gatherMs : 0);
  };

  const add = <Result>(action: () => Result, isUrgent: boolean): Promise<Result> =>
    new Promise((resolve, reject) => {
      const fail = (error: unknown): void => reject(toStoreError(error));
      const run = (): (() => void) => {
        try {
          const result = action();
          return () => resolve(result);
        } catch (error) {
          return () => fail(error);
        }
      };
      waiting.push({ run, fail, isUrgent });
      commitSoon();
    });

  return {
    write: (action) => add(action, true),
    writeWithOthers: (action) => add(action, false),
    async close() {
      const closed = new AbortController();
      const late = sleep(closeDeadlineMs, undefined, { signal: closed.signal }).catch(() => undefined);
      const written = new Promise<void>((resolve) => {
        closing = resolve;
        if (waiting.length > 0) commitSoon();
        else if (!isCommitting) resolve();
      });
      const ended = written.then(() => environment.close());
      await Promise.race([ended, late]).finally(() => closed.abort());
    },
  };
}

/** Hands over what a read throws. */
function refusalOfRead(environment: RootDatabase, take: (error: unknown) => void): void {
  try {
    environment.resetReadTxn();
    environment.getBinary('looked for');
  } catch (error) {
    take(error);
  }
}

/**
 * lmdb-js rejects with "Commit failed" and a promise that rejects with the reason, or does not: a reason that came before the
 * failure is lost (write.js, `rejectCommit`).
 */
async function reasonOf(error: unknown): Promise<unknown> {
  if (!(error instanceof Error && 'commitError' in error)) return error;
  const known = new AbortController();
  const late = sleep(reasonDeadlineMs, error, { signal: known.signal }).catch(() => error);
  return Promise.race([error.commitError, late])
    .catch((reason) => reason)
    .finally(() => known.abort());
}
