// SPDX-License-Identifier: MIT
import { AggregatorRegistry, Counter, Registry } from 'prom-client';

/** The metrics of one process, to be added to those of others. */
export type MetricSnapshot = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** Metrics in the text exposition format of Prometheus, and their media type. */
export interface Exposition {
  readonly text: string;
  readonly mediaType: string;
}

/** The metrics of all workers as those of one service. */
export interface MetricTotals {
  /** The present metrics of a worker, instead of its last ones. */
  note(worker: number, metrics: MetricSnapshot): void;
  /**
   * A worker has ended. What it had counted when it was last asked goes on counting: a total that went down would look to
   * Prometheus as if everything had happened once more.
   */
  retire(worker: number): void;
  total(): Promise<Exposition>;
}

/** Totals of no worker yet. */
export function createMetricTotals(): MetricTotals {
  const own = new Registry();
  const ended = new Counter({
    name: 'mayfly_workers_ended_total',
    help: 'Workers that ended and were replaced.',
    registers: [own],
  });
  const living = new Map<number, MetricSnapshot>();
  let past: MetricSnapshot = [];
  return {
    note: (worker, metrics) => void living.set(worker, metrics.map(withoutGaps)),
    retire(worker) {
      ended.inc();
      const last = living.get(worker);
      // What the library aggregates has its values at hand, which its declaration does not tell.
      if (last !== undefined)
        past = sum([past, last.filter(isTotal)]).getMetricsAsArray() as unknown as MetricSnapshot;
      living.delete(worker);
    },
    async total() {
      const all = sum([...living.values(), past, await own.getMetricsAsJSON()]);
      return { text: await all.metrics(), mediaType: all.contentType };
    },
  };
}

function sum(metrics: readonly MetricSnapshot[]): Registry {
  return AggregatorRegistry.aggregate([...metrics]);
}

/** A process that has just begun has no mean of some things yet; that must not become everyone's. */
function withoutGaps(metric: MetricSnapshot[number]): MetricSnapshot[number] {
  return { ...metric, values: metric.values.filter(({ value }) => !Number.isNaN(value)) };
}

/** What only grows. The library names the types in words where its declaration has numbers. */
function isTotal({ type }: MetricSnapshot[number]): boolean {
  return ['counter', 'histogram'].includes(String(type));
}
