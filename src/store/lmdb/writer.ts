// SPDX-License-Identifier: MIT
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
/** How long what is in no hurry waits at most, ms. */
const patienceMs = 10;
/** After a transaction of `burst` writes more are likely to come, and the next waits for them, ms: a lone write never does. */
const burst = 6;
const gatherMs = 4;

/** Writes in transactions of an environment. What another process or a dying disk holds up for `deadlineMs` is given up. */
export function createWriter(
  environment: RootDatabase,
  toStoreError: ToStoreError,
  deadlineMs = defaultDeadlineMs,
): Writer {
  return new GroupWriter(environment, toStoreError, deadlineMs);
}

/**
 * One transaction at a time takes all that waits when it has the lock. Of `transaction()` lmdb-js only promises that the
 * commit is visible (README, "Overlapping Sync Options"), and of `flushed`, read at the time of the call, that it is on the
 * medium; we wait for both. `transactionSync` would flush on the event loop.
 */
class GroupWriter implements Writer {
  readonly #environment: RootDatabase;
  readonly #toStoreError: ToStoreError;
  readonly #deadlineMs: number;
  readonly #heldUp: StoreError;
  readonly #waiting: Write[] = [];
  #timer: NodeJS.Timeout | undefined;
  #dueAt = Number.POSITIVE_INFINITY;
  #isCommitting = false;
  #lastGroup = 0;
  #closing: (() => void) | undefined;

  constructor(environment: RootDatabase, toStoreError: ToStoreError, deadlineMs: number) {
    this.#environment = environment;
    this.#toStoreError = toStoreError;
    this.#deadlineMs = deadlineMs;
    this.#heldUp = new StoreError(
      `The store did not answer within ${deadlineMs / 1000} s; is another process holding it?`,
    );
  }

  write<Result>(action: () => Result): Promise<Result> {
    return this.#add(action, true);
  }

  writeWithOthers(action: () => void): Promise<void> {
    return this.#add(action, false);
  }

  async close(): Promise<void> {
    const closed = new AbortController();
    const late = sleep(closeDeadlineMs, undefined, { signal: closed.signal }).catch(() => undefined);
    const written = new Promise<void>((resolve) => {
      this.#closing = resolve;
      if (this.#waiting.length > 0) this.#commitSoon();
      else if (!this.#isCommitting) resolve();
    });
    const ended = written.then(() => this.#environment.close());
    await Promise.race([ended, late]).finally(() => closed.abort());
  }

  #add<Result>(action: () => Result, isUrgent: boolean): Promise<Result> {
    return new Promise((resolve, reject) => {
      const fail = (error: unknown): void => reject(this.#toStoreError(error));
      const run = (): (() => void) => {
        try {
          const result = action();
          return () => resolve(result);
        } catch (error) {
          return () => fail(error);
        }
      };
      this.#waiting.push({ run, fail, isUrgent });
      this.#commitSoon();
    });
  }

  #commitSoon(): void {
    if (this.#closing !== undefined) this.#commitWithin(0);
    else if (!this.#waiting.some((write) => write.isUrgent)) this.#commitWithin(patienceMs);
    else this.#commitWithin(this.#lastGroup >= burst ? gatherMs : 0);
  }

  /** Commits after this time, or as soon as was said before; after the commit that is under way, if there is one. */
  #commitWithin(ms: number): void {
    if (this.#isCommitting) return;
    const at = performance.now() + ms;
    if (at >= this.#dueAt) return;
    clearTimeout(this.#timer);
    this.#dueAt = at;
    if (ms === 0) void this.#commit();
    else this.#timer = setTimeout(() => this.#commit(), ms);
  }

  async #commit(): Promise<void> {
    let group: Write[] = [];
    let done: (() => void)[] | undefined;
    const failAll = (error: unknown): void => {
      for (const write of [...group, ...this.#waiting.splice(0)]) write.fail(error);
    };
    const unwatch = this.#watch(failAll);
    this.#isCommitting = true;
    this.#dueAt = Number.POSITIVE_INFINITY;
    try {
      const committed = this.#environment.transaction(() => {
        group = this.#waiting.splice(0);
        done = group.map((write) => write.run());
      });
      await Promise.all([committed, this.#environment.flushed]);
      for (const tell of done ?? []) tell();
    } catch (error) {
      const reason = await reasonOf(error);
      if (done === undefined) failAll(reason);
      else for (const write of group) write.fail(reason);
    }
    unwatch();
    this.#isCommitting = false;
    this.#lastGroup = group.length;
    if (this.#waiting.length > 0) this.#commitSoon();
    else this.#closing?.();
  }

  /** Watches over a commit: `failAll` is told when it is held up, or the environment broken. Gives what ends the watch. */
  #watch(failAll: (error: unknown) => void): () => void {
    // Again and again, for what comes to wait meanwhile. What was not run by then never will be.
    const deadline = setInterval(failAll, this.#deadlineMs, this.#heldUp);
    // In a broken environment lmdb-js lets a write wait for ever, but a read says at once what is wrong.
    const look = setInterval(() => refusalOfRead(this.#environment, failAll), lookEveryMs);
    return () => {
      clearInterval(deadline);
      clearInterval(look);
    };
  }
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
