// SPDX-License-Identifier: MIT
import { WindowCounts, type WindowLimit } from './window-counts.ts';

/** Counts one event of a key; `false` when it is one too many. Kept by all processes of the service together. */
export type SharedCounts = (limit: WindowLimit, key: string) => Promise<boolean>;

/** Where events are counted. */
export interface CountingOptions {
  /** The clock, ms. */
  readonly now: () => number;
  readonly sharedCounts?: SharedCounts | undefined;
}

/** A limit that all processes count for together. Where they cannot, or where there is only one, this one counts for itself. */
export class CountedLimit {
  readonly #limit: WindowLimit;
  readonly #local: WindowCounts;
  readonly #shared: SharedCounts | undefined;

  constructor(limit: WindowLimit, { now, sharedCounts }: CountingOptions) {
    this.#limit = limit;
    this.#local = new WindowCounts(limit, now);
    this.#shared = sharedCounts;
  }

  /** Counts one event; `false` when it is one too many. `key` tells what is counted too: other limits have other keys. */
  async take(key: string): Promise<boolean> {
    if (this.#shared === undefined) return this.#local.take(key);
    return this.#shared(this.#limit, key).catch(() => this.#local.take(key));
  }
}
