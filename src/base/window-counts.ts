// SPDX-License-Identifier: MIT
import { BoundedMap } from './bounded-map.ts';

/** The maximum number of events of one key within a window, and the length of that in ms. */
export interface WindowLimit {
  readonly max: number;
  readonly windowMs: number;
}

/** The maximum number of keys counted at a time, at some hundred octets each; then the one that came first is forgotten. */
const maxKeys = 20_000;

/**
 * Counts events by key, in windows that are the same for all keys. Bounded in memory, at once and without a promise: it is asked
 * for each refusal. (`rate-limiter-flexible` has a window and a timer for each key and answers with promises.)
 */
export class WindowCounts {
  readonly #limit: WindowLimit;
  readonly #now: () => number;
  readonly #counts = new BoundedMap<string, number>(maxKeys);
  #windowEndsAt = Number.NEGATIVE_INFINITY;

  /** `now` gives ms. */
  constructor(limit: WindowLimit, now: () => number) {
    this.#limit = limit;
    this.#now = now;
  }

  /** Keys with events in the present window, as far as they are kept. */
  get size(): number {
    return this.#counts.size;
  }

  /** Counts one event of a key; `false`, and nothing counted, when it is one too many. */
  take(key: string): boolean {
    if (this.isOver(key)) return false;
    this.add(key, 1);
    return true;
  }

  /** Counts events of a key, also beyond the limit. */
  add(key: string, events: number): void {
    this.#turn();
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + events);
  }

  /** Whether a key has used up what it may: the limit, or another `max`. */
  isOver(key: string, max = this.#limit.max): boolean {
    if (this.#counts.size === 0) return max <= 0;
    this.#turn();
    return (this.#counts.get(key) ?? 0) >= max;
  }

  #turn(): void {
    const now = this.#now();
    if (now < this.#windowEndsAt) return;
    this.#windowEndsAt = now + this.#limit.windowMs;
    this.#counts.clear();
  }
}
