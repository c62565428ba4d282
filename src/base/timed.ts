// SPDX-License-Identifier: MIT
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What was found, and how long finding it took. Whoever asks later waits as long as the first one, so that time does not tell
 * what is remembered. `now` gives ms and never goes back.
 */
export class Timed<Found> {
  readonly #found: Promise<Found>;
  readonly #tookMs: Promise<number>;
  readonly #now: () => number;

  constructor(found: Promise<Found>, now: () => number) {
    const startedAt = now();
    const took = (): number => now() - startedAt;
    this.#found = found;
    this.#tookMs = found.then(took, took);
    this.#now = now;
  }

  /** Settles as the finding did, no sooner after this call than that did after its start. */
  async get(): Promise<Found> {
    const askedAt = this.#now();
    const dueMs = askedAt + (await this.#tookMs) - this.#now();
    if (dueMs > 0) await sleep(dueMs, undefined, { ref: false });
    return this.#found;
  }
}

/** Settles as `work` does, at a multiple of `stepMs` after this call. */
export async function inSteps<Result>(
  work: Promise<Result>,
  stepMs: number,
  now: () => number,
): Promise<Result> {
  const startedAt = now();
  await Promise.allSettled([work]);
  const restMs = stepMs - ((now() - startedAt) % stepMs);
  await sleep(restMs, undefined, { ref: false });
  return work;
}
