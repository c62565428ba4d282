// SPDX-License-Identifier: MIT
import { Counter, type Registry } from 'prom-client';

/** Labels with how often what they stand for has happened. */
export type LabelledCount = readonly [labels: Readonly<Record<string, string>>, count: number];

/** What a counter is called, what it counts, and the names of its labels. */
export interface CollectedCounterOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
}

/** Registers a counter whose counts are kept elsewhere, as plain integers; `read` gives them when someone asks. */
export function addCollectedCounter(
  registry: Registry,
  { name, help, labelNames = [] }: CollectedCounterOptions,
  read: () => number | Iterable<LabelledCount>,
): void {
  new Counter({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    collect() {
      this.reset();
      const counts = read();
      if (typeof counts === 'number') this.inc(counts);
      else for (const [labels, count] of counts) this.inc(labels, count);
    },
  });
}
