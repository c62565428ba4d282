import { setTimeout as sleep } from 'node:timers/promises';
import type { RootDatabase } from 'lmdb';
import { StoreError } from '../alias/ports.ts';
import type { ToStoreError } from './lmdb-environment.ts';

/** Write transactions. Actions run one after the other over all processes, and together when they arrive together. */
export interface Writer {
  /** Resolves when what the action wrote is flushed to the medium. Rejects with a StoreError. */
  flushed<Result>(action: () => Result): Promise<Result>;
  /** Resolves when every later read in any process sees what the action wrote; flushed soon after. */
  visible(action: () => void): Promise<void>;
  /** Closes the environment when the writes under way have ended. */
  close(): Promise<void>;
}

/** A write that another process or a dying disk holds up this long is given up, ms. */
const deadlineMs = 15_000;
/** lmdb-js waits at closing for the flush of a commit that failed, which never comes. The environment then closes at exit. */
const closeDeadlineMs = 2_000;

/**
 * When lmdb-js 3.5 resolves what. Its README ("Overlapping Sync Options") promises of `transaction()` only that the commit
 * is visible, and of `flushed`, read at the time of the call, that it is on the medium. In fact `transaction()` too
 * resolves after the flush: writer.cpp marks the instructions as committed only after `mdb_txn_commit`, which flushes
 * last. (With a `fdatasync` that takes 200 ms, the new value is read after 2 ms and both promises come after 202 ms.) We
 * wait for both, so the documented promise suffices; and for visibility we look at the last transaction of the environment.
 *
 * `transactionSync` would flush on the event loop. Delaying commits gains nothing: calls that arrive during one event turn,
 * or while a commit is on its way, share the next.
 */
export function createWriter(environment: RootDatabase, toStoreError: ToStoreError): Writer {
  const guard = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await withDeadline(work());
    } catch (error) {
      throw toStoreError(await reasonOf(error));
    }
  };
  const visibility = createVisibility(environment);
  return {
    flushed: (action) =>
      guard(async () => {
        const committed = environment.transaction(action);
        const [result] = await Promise.all([committed, environment.flushed]);
        return result;
      }),
    visible: (action) =>
      guard(
        () =>
          new Promise((resolve, reject) => {
            const watch = visibility.watch(resolve);
            const committed = environment.transaction(() => {
              action();
              watch.start(environment.getWriteTxnId());
            });
            // An action that wrote nothing makes no transaction to be seen; what failed later is met by the next write.
            committed.then(resolve, reject).finally(watch.stop);
          }),
      ),
    async close() {
      const closed = new AbortController();
      const late = sleep(closeDeadlineMs, undefined, { signal: closed.signal }).catch(() => undefined);
      await Promise.race([environment.close(), late]).finally(() => closed.abort());
    },
  };
}

/** Looks, once in a turn however many wait, which write transaction is the last that readers see. */
function createVisibility(environment: RootDatabase) {
  const waiting = new Map<() => void, number>();
  let isLooking = false;
  const look = () => {
    isLooking = waiting.size > 0;
    if (!isLooking) return;
    const { lastTxnId } = environment.getStats() as { readonly lastTxnId: number };
    for (const [resolve, transaction] of waiting) {
      if (transaction > lastTxnId) continue;
      waiting.delete(resolve);
      resolve();
    }
    setImmediate(look);
  };
  return {
    watch: (resolve: () => void) => ({
      start(transaction: number) {
        waiting.set(resolve, transaction);
        if (isLooking) return;
        isLooking = true;
        setImmediate(look);
      },
      stop: () => waiting.delete(resolve),
    }),
  };
}

async function withDeadline<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new StoreError(
          `The store did not answer within ${deadlineMs / 1000} s; is another process holding it?`,
        ),
      );
    }, deadlineMs);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** lmdb-js rejects with "Commit failed" and a promise that rejects with the reason. */
async function reasonOf(error: unknown): Promise<unknown> {
  if (!(error instanceof Error && 'commitError' in error)) return error;
  return Promise.resolve(error.commitError).catch((reason) => reason);
}
