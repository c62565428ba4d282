/**
 * Those that are here now, in no order. A `Set` for what comes and goes quickly: when it makes room, a `Set` goes over to a
 * new table and leaves the old one pointing to it. Once one such table is old to the garbage collector, all that follow,
 * and whatever was in them, live until the next collection of the whole heap. That made a refused dialogue a third dearer.
 */
export class Attendance<T> {
  readonly #places: Place<T>[] = [];

  /** How many are here. */
  get size(): number {
    return this.#places.length;
  }

  /** Comes; what is given goes again, and is to be called once. */
  enter(one: T): () => void {
    const place = { one, at: this.#places.length };
    this.#places.push(place);
    return () => this.#leave(place);
  }

  /** Each that is here; whoever comes or goes meanwhile may be left out, but nobody else. */
  *[Symbol.iterator](): Generator<T> {
    // From the end, so that the one that takes the place of another has been seen.
    for (let at = this.#places.length - 1; at >= 0; at -= 1) {
      const place = this.#places[at];
      if (place !== undefined) yield place.one;
    }
  }

  /** The last takes the place. */
  #leave(place: Place<T>): void {
    const last = this.#places.pop();
    if (last === undefined || last === place) return;
    this.#places[place.at] = last;
    last.at = place.at;
  }
}

interface Place<T> {
  readonly one: T;
  at: number;
}
