// SPDX-License-Identifier: MIT
/** What a bounded map can be told besides its size. */
export interface BoundedMapOptions<Value> {
  /** Whether a value may make room; default: each may. While none may, the map grows beyond its maximum. */
  readonly mayEvict?: (value: Value) => boolean;
  /** Called with each value that made room. */
  readonly onEvict?: (value: Value) => void;
}

/**
 * A map with a maximum number of entries: a new one beyond it makes the first one go. Entries stand in the order in which they
 * came; `renew` puts one at the end, so that a map whose entries are renewed at each use loses the least recently used.
 */
export class BoundedMap<Key, Value> {
  readonly #entries = new Map<Key, Value>();
  readonly #maxEntries: number;
  readonly #options: BoundedMapOptions<Value>;

  constructor(maxEntries: number, options: BoundedMapOptions<Value> = {}) {
    this.#maxEntries = maxEntries;
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  /** Sets a value; that of a key that is there keeps its place. */
  set(key: Key, value: Value): void {
    if (this.#entries.size >= this.#maxEntries && !this.#entries.has(key)) this.#evict();
    this.#entries.set(key, value);
  }

  /** Sets a value and puts it at the end: it is the last to go. */
  renew(key: Key, value: Value): void {
    this.#entries.delete(key);
    this.set(key, value);
  }

  delete(key: Key): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }

  values(): IterableIterator<Value> {
    return this.#entries.values();
  }

  #evict(): void {
    const { mayEvict, onEvict } = this.#options;
    for (const [key, value] of this.#entries) {
      if (this.#entries.size < this.#maxEntries) return;
      if (mayEvict?.(value) === false) continue;
      this.#entries.delete(key);
      onEvict?.(value);
    }
  }
}
