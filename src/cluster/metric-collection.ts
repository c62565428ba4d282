// SPDX-License-Identifier: MIT
import type { Exposition, MetricTotals } from './metric-totals.ts';

/** Asks workers for their metrics. */
export interface MetricCollection {
  /** The metrics of all. Never rejects; a worker that does not answer in time counts with its last metrics. */
  collect(): Promise<Exposition>;
  /** This worker has answered, or ended. */
  settle(worker: number): void;
}

const answerMs = 1_000;

/** `ask` asks all workers, and gives their numbers. */
export function createMetricCollection(totals: MetricTotals, ask: () => readonly number[]): MetricCollection {
  const awaited = new Set<number>();
  let present: { readonly done: Promise<void>; readonly finish: () => void } | undefined;
  const begin = () => {
    let finish = (): void => {};
    const done = new Promise<void>((resolve) => {
      const deadline = setTimeout(resolve, answerMs);
      finish = () => {
        clearTimeout(deadline);
        resolve();
      };
    }).finally(() => {
      present = undefined;
      awaited.clear();
    });
    for (const worker of ask()) awaited.add(worker);
    if (awaited.size === 0) finish();
    return { done, finish };
  };
  return {
    async collect() {
      present ??= begin();
      await present.done;
      return totals.total();
    },
    settle(worker) {
      if (awaited.delete(worker) && awaited.size === 0) present?.finish();
    },
  };
}
