import { AggregatorRegistry, Counter, Registry } from 'prom-client';

/** The figures of one process, to be added to those of others. */
export type Figures = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** Figures in the text exposition format of Prometheus, and their media type. */
export interface Exposition {
  readonly text: string;
  readonly mediaType: string;
}

/** The figures of all workers as those of one service. */
export interface FigureBook {
  /** The present figures of a worker, instead of its last ones. */
  note(worker: number, figures: Figures): void;
  /**
   * A worker has ended. What it had counted when it was last asked goes on counting: a total that went down would look to
   * Prometheus as if everything had happened once more.
   */
  retire(worker: number): void;
  total(): Promise<Exposition>;
}

/** An empty book. */
export function createFigureBook(): FigureBook {
  const own = new Registry();
  const ended = new Counter({
    name: 'mayfly_workers_ended_total',
    help: 'Workers that ended and were replaced.',
    registers: [own],
  });
  const living = new Map<number, Figures>();
  let past: Figures = [];
  return {
    note: (worker, figures) => void living.set(worker, figures.map(withoutGaps)),
    retire(worker) {
      ended.inc();
      const last = living.get(worker);
      // What the library aggregates has its values at hand, which its declaration does not tell.
      if (last !== undefined)
        past = sum([past, last.filter(isTotal)]).getMetricsAsArray() as unknown as Figures;
      living.delete(worker);
    },
    async total() {
      const all = sum([...living.values(), past, await own.getMetricsAsJSON()]);
      return { text: await all.metrics(), mediaType: all.contentType };
    },
  };
}

function sum(figures: readonly Figures[]): Registry {
  return AggregatorRegistry.aggregate([...figures]);
}

/** A process that has just begun has no mean of some things yet; that must not become everyone's. */
function withoutGaps(metric: Figures[number]): Figures[number] {
  return { ...metric, values: metric.values.filter(({ value }) => !Number.isNaN(value)) };
}

/** What only grows. The library names the types in words where its declaration has numbers. */
function isTotal({ type }: Figures[number]): boolean {
  return ['counter', 'histogram'].includes(String(type));
}
