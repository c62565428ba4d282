/** How many events of one key there may be within a window, and how long that is in ms. */
export interface WindowLimit {
  readonly most: number;
  readonly windowMs: number;
}

/** So many keys are kept account of at a time; then the one that came first is forgotten. */
const mostKeys = 20_000;

/** Counts events by key, in windows that are the same for all keys. Bounded in memory. */
export class WindowCounts {
  readonly #limit: WindowLimit;
  readonly #now: () => number;
  readonly #counts = new Map<string, number>();
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

  /** Counts one event of a key; `false` when it is one too many. */
  take(key: string): boolean {
    const now = this.#now();
    if (now >= this.#windowEndsAt) {
      this.#windowEndsAt = now + this.#limit.windowMs;
      this.#counts.clear();
    }
    const count = this.#counts.get(key) ?? 0;
    if (count >= this.#limit.most) return false;
    if (count === 0 && this.#counts.size >= mostKeys) this.#forgetOne();
    this.#counts.set(key, count + 1);
    return true;
  }

  #forgetOne(): void {
    for (const key of this.#counts.keys()) return void this.#counts.delete(key);
  }
}
