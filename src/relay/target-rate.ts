// SPDX-License-Identifier: MIT
import { normaliseMailbox } from '../alias/mailbox.ts';
import type { Vault } from '../alias/ports.ts';
import { BoundedMap } from '../base/bounded-map.ts';
import { CountedLimit, type CountingOptions } from '../base/counted-limit.ts';
import type { Rate } from '../base/rate.ts';

/** What a limit per target is made of. */
interface TargetRateOptions extends CountingOptions {
  readonly vault: Pick<Vault, 'digest'>;
}

/** How long a target whose limit is reached is refused at RCPT before it is asked for again at a final dot, ms. */
const rememberedMs = 60_000;
const maxRemembered = 20_000;

/**
 * How many messages are passed on to one target, through whichever of its aliases. Counted at the final dot, so that a probe counts
 * nothing, by all processes together, under a keyed hash of the mailbox.
 */
export class TargetRate {
  readonly #limit: CountedLimit;
  readonly #vault: Pick<Vault, 'digest'>;
  readonly #now: () => number;
  /** Targets that had too many a moment ago, and until when that is remembered. */
  readonly #over = new BoundedMap<string, number>(maxRemembered);

  constructor({ points, durationMs }: Rate, { vault, now, sharedCounts }: TargetRateOptions) {
    this.#limit = new CountedLimit({ max: points, windowMs: durationMs }, { now, sharedCounts });
    this.#vault = vault;
    this.#now = now;
  }

  /** Whether a target had too many a moment ago: for RCPT, where nothing is asked and nothing counted. */
  isOver(target: string): boolean {
    if (this.#over.size === 0) return false;
    return this.#now() < (this.#over.get(this.#keyOf(target)) ?? 0);
  }

  /** Counts a message; `false` when it is one too many. */
  async take(target: string): Promise<boolean> {
    const key = this.#keyOf(target);
    const isWithin = await this.#limit.take(`target ${key}`);
    if (isWithin) this.#over.delete(key);
    else this.#over.set(key, this.#now() + rememberedMs);
    return isWithin;
  }

  #keyOf(target: string): string {
    return this.#vault.digest('limit', ['target', normaliseMailbox(target)]);
  }
}
