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

  constructor(limits: Partial<WaitingLimits> = {}) {
    this.#limits = { ...defaultLimits, ...limits };
  }

  /** A transaction begins to wait; gives what ends that. `giveWay` is called once at most, and not after the end. */
  enter({ client, route }: Waiter, giveWay: () => void): () => void {
    const waiting = { client, route, giveWay };
    const { perClient, inAll, forMs } = this.#limits;
    const ofClient = [...this.#waiting].filter((one) => one.client === client);
    if (ofClient.length >= perClient) this.#end(ofClient[0]);
    else if (this.#waiting.size >= inAll) this.#end([...this.#waiting][0]);
    this.#waiting.add(waiting);
    const timer = setTimeout(() => this.#end(waiting), forMs).unref();
    return () => {
      clearTimeout(timer);
      this.#waiting.delete(waiting);
    };
  }

  /** Has the one give way that waits longest with a session of this route; `false` when none does. */
  giveWay(route: string): boolean {
    const oldest = [...this.#waiting].find((one) => one.route === route);
    this.#end(oldest);
    return oldest !== undefined;
  }

  #end(waiting: Waiting | undefined): void {
    if (waiting !== undefined && this.#waiting.delete(waiting)) waiting.giveWay();
  }
}
