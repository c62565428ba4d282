// SPDX-License-Identifier: MIT
/** Runs writes, and remembers those that failed to run them again later. */
export interface RetryQueue {
  /** Runs the work; if it fails it is remembered, to be retried later, and this rejects. Running it twice must be harmless. */
  run(work: () => Promise<void>): Promise<void>;
  /** Runs everything that is remembered once more, unless that is under way already. */
  retry(): void;
  /** Forgets everything. */
  clear(): void;
}

/** The maximum number of works that are remembered. The uses of further ones are in doubt once their lease is over. */
const maxQueued = 10_000;
const retryEveryMs = 1_000;

/** An empty queue. What is remembered is retried once a second, and whenever `retry` is called. */
export function createRetryQueue(): RetryQueue {
  const queued = new Set<() => Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let isRetrying = false;
  const clear = (): void => {
    clearInterval(timer);
    timer = undefined;
    queued.clear();
  };
  const retry = (): void => {
    if (isRetrying || queued.size === 0) return;
    isRetrying = true;
    const running = [...queued].map((work) =>
      work().then(
        () => void queued.delete(work),
        () => undefined,
      ),
    );
    void Promise.all(running).then(() => {
      isRetrying = false;
      if (queued.size === 0) clear();
    });
  };
  return {
    run(work) {
      return work().catch((error: unknown) => {
        if (queued.size < maxQueued) queued.add(work);
        timer ??= setInterval(retry, retryEveryMs).unref();
        throw error;
      });
    },
    retry,
    clear,
  };
}
