// SPDX-License-Identifier: MIT
/** Limits on transactions that hold a session with the next hop while they wait for DATA. */
export interface WaitingLimits {
  /** What each client may have that waits longer than `quickMs`. */
  readonly perClient: number;
  readonly inAll: number;
  /** A client that pipelines waits for milliseconds, and one that does not for a few round trips. */
  readonly quickMs: number;
  readonly forMs: number;
}

/** Both numbers are well under the 50 sessions that a next hop takes of us at a time (Postfix by default, and direct delivery for each domain). */
const defaultLimits: WaitingLimits = { perClient: 10, inAll: 30, quickMs: 1_000, forMs: 10_000 };

/** Who waits: the client, and the route that its session with the next hop takes. */
export interface Waiter {
  readonly client: string;
  readonly route: string;
}

interface Waiting extends Waiter {
  readonly since: number;
  readonly giveWay: () => void;
}

/**
 * Transactions whose recipient was accepted and whose mail data has not begun. Each holds a session with the next hop, which
 * is everybody's: beyond the limits the one that waits longest gives way, that of the same client first. It loses nothing
 * but time, since at DATA it gets another session. Beyond its share a client gives way once it is no longer quick, and not before: a mail server
 * in front is one client with many connections, and each would have to ask the next hop twice.
 */
export class WaitingTransactions {
  readonly #limits: WaitingLimits;
  /** Longest waiting first. Not a `Set`: see `IndexedSet`. */
  readonly #waiting: Waiting[] = [];
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;

  /** `now` gives ms and never goes back. */
  constructor(now: () => number, limits: Partial<WaitingLimits> = {}) {
    this.#now = now;
    this.#limits = { ...defaultLimits, ...limits };
  }

  /** A transaction begins to wait; gives what ends that. `giveWay` is called once at most, and not after the end. */
  enter({ client, route }: Waiter, giveWay: () => void): () => void {
    const { inAll, quickMs, forMs } = this.#limits;
    if (this.#waiting.length >= inAll) this.#end(this.#oldestFor(client));
    const waiting = { client, route, since: this.#now(), giveWay };
    this.#waiting.push(waiting);
    this.#timer ??= setTimeout(this.#onTime, Math.min(quickMs, forMs)).unref();
    return () => void this.#remove(waiting);
  }

  /**
   * Of the client that has the most, the one gives way that waits longest with a session of this route; `false` when none does. The only one
   * of a client is left alone while it is quick: else whoever comes again and again would take the sessions of all that do not.
   */
  giveWay(route: string): boolean {
    const ofRoute = this.#waiting.filter((one) => one.route === route);
    const [first] = ofRoute.toSorted((one, other) => this.#countOf(other.client) - this.#countOf(one.client));
    if (first === undefined) return false;
    const isQuick = this.#now() - first.since < this.#limits.quickMs;
    if (isQuick && this.#countOf(first.client) === 1) return false;
    this.#end(first);
    return true;
  }

  /** Who has to give way to one more of a client where all places are taken. */
  #oldestFor(client: string): Waiting | undefined {
    const hasShare = this.#countOf(client) >= this.#limits.perClient;
    return hasShare ? this.#waiting.find((one) => one.client === client) : this.#waiting[0];
  }

  #countOf(client: string): number {
    let count = 0;
    for (const one of this.#waiting) if (one.client === client) count += 1;
    return count;
  }

  /** One timer serves all: it looks for those beyond a share once in `quickMs`, and is there when the longest has waited for `forMs`. */
  readonly #onTime = (): void => {
    this.#timer = undefined;
    const { perClient, quickMs, forMs } = this.#limits;
    const now = this.#now();
    for (const one of [...this.#waiting]) {
      const isBeyondShare = this.#countOf(one.client) > perClient;
      if (now - one.since >= (isBeyondShare ? quickMs : forMs)) this.#end(one);
    }
    const [oldest] = this.#waiting;
    if (oldest === undefined) return;
    const leftMs = Math.ceil(oldest.since + forMs - now);
    this.#timer = setTimeout(this.#onTime, Math.min(quickMs, leftMs)).unref();
  };

  #end(waiting: Waiting | undefined): void {
    if (waiting !== undefined && this.#remove(waiting)) waiting.giveWay();
  }

  #remove(waiting: Waiting): boolean {
    const at = this.#waiting.indexOf(waiting);
    if (at !== -1) this.#waiting.splice(at, 1);
    return at !== -1;
  }
}
