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
 * but time, since at DATA it gets another session. Who is quick is left alone below the limit for all: a mail server in front is
 * one client with many connections, and each would have to ask the next hop twice.
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
    const waiting = { client, route, since: this.#now(), giveWay };
    this.#end(this.#excessive(waiting));
    this.#waiting.push(waiting);
    this.#timer ??= setTimeout(this.#onTime, this.#limits.forMs).unref();
    return () => void this.#remove(waiting);
  }

  /** Has the one give way that waits longest with a session of this route; `false` when none does. */
  giveWay(route: string): boolean {
    const oldest = this.#waiting.find((one) => one.route === route);
    this.#end(oldest);
    return oldest !== undefined;
  }

  /** Who has to give way to one more, if anybody has. */
  #excessive({ client, since }: Waiting): Waiting | undefined {
    const { perClient, inAll, quickMs } = this.#limits;
    const isFull = this.#waiting.length >= inAll;
    const hasShare = this.#countOf(client) >= perClient;
    const oldest = hasShare ? this.#waiting.find((one) => one.client === client) : this.#waiting[0];
    const isSlow = oldest !== undefined && since - oldest.since >= quickMs;
    return isFull || (hasShare && isSlow) ? oldest : undefined;
  }

  #countOf(client: string): number {
    let count = 0;
    for (const one of this.#waiting) if (one.client === client) count += 1;
    return count;
  }

  /** One timer serves all, since all wait for the same time: it is set anew for the one that waits longest. */
  readonly #onTime = (): void => {
    this.#timer = undefined;
    const longAgo = this.#now() - this.#limits.forMs;
    for (let oldest = this.#waiting[0]; oldest !== undefined; oldest = this.#waiting[0]) {
      if (oldest.since > longAgo) {
        this.#timer = setTimeout(this.#onTime, Math.ceil(oldest.since - longAgo)).unref();
        return;
      }
      this.#end(oldest);
    }
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
