// SPDX-License-Identifier: MIT
/**
 * A deadline that is set and cleared for each command and hardly ever reached. One timer stays for many of them: when it fires
 * too early, since the deadline has moved on, it waits for the rest. Durations in ms.
 */
export class Deadline {
  readonly #onOver: () => void;
  #durationMs = 0;
  #overAt = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #firesAt = Number.POSITIVE_INFINITY;

  /** `onOver` is called when a deadline is reached, once for each that was set. */
  constructor(onOver: () => void) {
    this.#onOver = onOver;
  }

  /** Sets it anew, this long from now. */
  set(durationMs: number): void {
    this.#durationMs = durationMs;
    this.#overAt = performance.now() + durationMs;
    if (this.#overAt < this.#firesAt) this.#wait(durationMs);
  }

  /** Begins the present duration anew. */
  restart(): void {
    if (this.#overAt !== Number.POSITIVE_INFINITY) this.set(this.#durationMs);
  }

  /** Until the next `set` there is no deadline. */
  clear(): void {
    this.#overAt = Number.POSITIVE_INFINITY;
  }

  /** Clears it for good, and lets the process end. */
  end(): void {
    this.clear();
    clearTimeout(this.#timer);
    this.#firesAt = Number.POSITIVE_INFINITY;
  }

  #wait(durationMs: number): void {
    clearTimeout(this.#timer);
    this.#firesAt = performance.now() + durationMs;
    this.#timer = setTimeout(this.#fire, Math.max(1, durationMs));
  }

  readonly #fire = (): void => {
    this.#firesAt = Number.POSITIVE_INFINITY;
    const leftMs = this.#overAt - performance.now();
    if (leftMs > 0) {
      if (leftMs !== Number.POSITIVE_INFINITY) this.#wait(leftMs);
      return;
    }
    this.clear();
    this.#onOver();
  };
}
