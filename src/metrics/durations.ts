// SPDX-License-Identifier: MIT
import { Histogram, type Registry } from 'prom-client';

/** As many wait to be counted; what comes in between costs a push. */
const maxWaiting = 512;

/** A histogram of durations, by one label. */
export interface Durations<Label extends string> {
  observe(label: Label, durationMs: number): void;
}

interface DurationsOptions<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelName: string;
  /** Listed from the start, with no observation. */
  readonly labels?: readonly Label[];
  /** Upper bounds in seconds. */
  readonly buckets: number[];
}

/**
 * Registers a histogram whose observations are counted many at a time, or when someone asks: alone, in the middle of a message,
 * each costs several times as much, since nothing of it is in the processor's caches then.
 */
export function createDurations<Label extends string>(
  registry: Registry,
  { name, help, labelName, labels = [], buckets }: DurationsOptions<Label>,
): Durations<Label> {
  let waiting: { readonly label: Label; readonly durationMs: number }[] = [];
  const count = (): void => {
    const counted = waiting;
    waiting = [];
    for (const { label, durationMs } of counted) childOf(label).observe(durationMs / 1000);
  };
  const children = new Map<Label, ReturnType<typeof histogram.labels>>();
  const childOf = (label: Label) => {
    const child = children.get(label) ?? histogram.labels(label);
    children.set(label, child);
    return child;
  };
  const histogram = new Histogram<string>({
    name,
    help,
    labelNames: [labelName],
    buckets,
    registers: [registry],
    collect: count,
  });
  for (const label of labels) histogram.zero({ [labelName]: label });
  return {
    observe(label, durationMs) {
      waiting.push({ label, durationMs });
      if (waiting.length >= maxWaiting) count();
    },
  };
}
