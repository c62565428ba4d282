// SPDX-License-Identifier: MIT
import { CountedLimit, type CountingOptions } from '../base/counted-limit.ts';

/**
 * Rows that a client can have us keep within an hour, each some 600 octets for eleven days: 160 MB at most of a client that never rests. A
 * mail service whose senders are long enough to need rows delivers fewer messages an hour from one address.
 */
const perClient = 1_000;
const windowMs = 3_600_000;

/** Bounds on the rows of return paths, so that no stranger fills the disk. */
export class RowLimits {
  /** Of a client, and of the networks about it: a /56 may have twice as much, a /48 four times. */
  readonly #limits: readonly CountedLimit[];

  constructor(options: CountingOptions) {
    this.#limits = [1, 2, 4].map((share) => new CountedLimit({ max: share * perClient, windowMs }, options));
  }

  /** Counts a row for a client and the wider networks about it, in this order; `false` when it is one too many. */
  async take(networks: readonly string[]): Promise<boolean> {
    for (const [at, network] of networks.entries())
      if (!(await this.#limits[at]?.take(`return path of ${network}`))) return false;
    return true;
  }
}
