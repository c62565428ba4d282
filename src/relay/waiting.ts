/** Limits on transactions that hold a session with the next hop while they wait for DATA. */
export interface WaitingLimits {
  readonly perClient: number;
  readonly inAll: number;
  readonly forMs: number;
}

/**
 * A client that pipelines waits for milliseconds, and one that does not for a few round trips. Both numbers are well under the
 * 50 sessions that a next hop takes of us at a time (Postfix by default, and direct delivery for each domain).
 */
const defaultLimits: WaitingLimits = { perClient: 10, inAll: 30, forMs: 10_000 };

/** Who waits: the client, and the route that its session with the next hop takes. */
export interface Waiter {
  readonly client: string;
  readonly route: string;
}

interface Waiting extends Waiter {
  readonly until: number;
  readonly giveWay: () => void;
}

/**
 * Transactions whose recipient was accepted and whose mail data has not begun. Each holds a session with the next hop, which
 * is everybody's: beyond the limits the one that waits longest gives way, that of the same client first. It loses nothing
 * but time, since at DATA it gets another session.
 */
export class WaitingTransactions {
  readonly #limits: WaitingLimits;
  /** Longest waiting first. */
  readonly #waiting = new Set<Waiting>();
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;

  /** `now` gives ms and never goes back. */
  constructor(now: () => number, limits: Partial<WaitingLimits> = {}) {
    this.#now = now;
    this.#limits = { ...defaultLimits, ...limits };
  }

  /** A transaction begins to wait; gives what ends that. `giveWay` is called once at most, and not after the end. */
  enter({ client, route }: Waiter, giveWay: () => void): () => void {
    const { perClient, inAll, forMs } = this.#limits;
    if (this.#countOf(client) >= perClient) this.#end(this.#first((one) => one.client === client));
    else if (this.#waiting.size >= inAll) this.#end(this.#first(() => true));
    const waiting = { client, route, until: this.#now() + forMs, giveWay };
    this.#waiting.add(waiting);
    this.#timer ??= setTimeout(this.#onTime, forMs).unref();
    return () => void this.#waiting.delete(waiting);
  }

  /** Has the one give way that waits longest with a session of this route; `false` when none does. */
  giveWay(route: string): boolean {
    const oldest = this.#first((one) => one.route === route);
    this.#end(oldest);
    return oldest !== undefined;
  }

  #countOf(client: string): number {
    let count = 0;
    for (const one of this.#waiting) if (one.client === client) count += 1;
    return count;
  }

  #first(isSought: (waiting: Waiting) => boolean): Waiting | undefined {
    for (const one of this.#waiting) if (isSought(one)) return one;
    return undefined;
  }

  /** One timer serves all, since all wait for the same time: it is set anew for the one that waits longest. */
  readonly #onTime = (): void => {
    this.#timer = undefined;
    const now = this.#now();
    for (const one of this.#waiting) {
      if (one.until > now) {
        this.#timer = setTimeout(this.#onTime, Math.ceil(one.until - now)).unref();
        return;
      }
      this.#end(one);
    }
  };

  #end(waiting: Waiting | undefined): void {
    if (waiting !== undefined && this.#waiting.delete(waiting)) waiting.giveWay();
  }
}
