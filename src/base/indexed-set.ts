// SPDX-License-Identifier: MIT
/** What can be in an indexed set, and in one at a time. */
export interface Member {
  /** Its index there; for the set alone to change. */
  place: number;
}

/**
 * A set without order, whose members know their index. Not a `Set`, for members that come and go thousands of times a second: that
 * takes a new table whenever its own is used up, and the old one points to the new one. Once one of them has been promoted to the
 * old generation, all that follow, with whatever was in them, outlive every collection of the young one: a quarter of all memory
 * that was used for connections had to wait for a collection of the whole heap.
 */
export class IndexedSet<T extends Member> implements Iterable<T> {
  readonly #members: T[] = [];

  get size(): number {
    return this.#members.length;
  }

  add(member: T): void {
    member.place = this.#members.length;
    this.#members.push(member);
  }

  /** Takes out a member, whose place the last one takes; `false` for what is no member. */
  remove(member: T): boolean {
    if (this.#members[member.place] !== member) return false;
    const last = this.#members.pop();
    if (last === undefined || last === member) return true;
    this.#members[member.place] = last;
    last.place = member.place;
    return true;
  }

  /** All present members; taking some out meanwhile is harmless. */
  [Symbol.iterator](): Iterator<T> {
    return [...this.#members].values();
  }
}
