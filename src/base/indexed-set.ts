/** Who can be in a crowd, and in one at a time. */
export interface Member {
  /** Where it stands in the crowd; for the crowd alone to change. */
  place: number;
}

/**
 * Those that are present, in no order. Not a `Set`, for what comes and goes thousands of times a second: that takes a new table
 * whenever its own is used up, and the old one points to the new one. Once one of them has been promoted to the old generation,
 * all that follow, with whatever was in them, outlive every collection of the young one: a quarter of all memory that was used
 * for connections had to wait for a collection of the whole heap.
 */
export class Crowd<Someone extends Member> implements Iterable<Someone> {
  readonly #members: Someone[] = [];

  get size(): number {
    return this.#members.length;
  }

  add(member: Someone): void {
    member.place = this.#members.length;
    this.#members.push(member);
  }

  /** Takes out a member, whose place the last one takes; does nothing for someone who is not there. */
  remove(member: Someone): void {
    if (this.#members[member.place] !== member) return;
    const last = this.#members.pop();
    if (last === undefined || last === member) return;
    this.#members[member.place] = last;
    last.place = member.place;
  }

  /** All who are present now, whoever leaves meanwhile. */
  [Symbol.iterator](): Iterator<Someone> {
    return [...this.#members].values();
  }
}
