/** Limits on mail data that is on its way to the next hop. */
export interface TransferLimits {
  /** Below so many at a time nobody gives way. */
  readonly crowdedFrom: number;
  /** What each client may have in any case. */
  readonly share: number;
  /** Who is done sooner is left alone. */
  readonly quickMs: number;
}

/** Well under the 50 sessions that a next hop takes of us at a time. */
const defaultLimits: TransferLimits = { crowdedFrom: 30, share: 10, quickMs: 5_000 };

interface Transfer {
  readonly client: string;
  readonly startedAt: number;
  readonly giveWay: () => void;
}

/**
 * Messages whose mail data is coming. Each holds a session with the next hop, which is everybody's, for as long as its client likes:
 * where they are many, the client that has the most of them makes room for others. A client never makes room for itself, so
 * that a mail server in front, which is the only one, has all.
 */
export class Transfers {
  readonly #now: () => number;
  readonly #limits: TransferLimits;
  /** Longest running first. */
  readonly #running = new Set<Transfer>();

  /** `now` gives ms and never goes back. */
  constructor(now: () => number, limits: Partial<TransferLimits> = {}) {
    this.#now = now;
    this.#limits = { ...defaultLimits, ...limits };
  }

  /** A transfer begins; gives what ends that. `giveWay` is called once at most, and not after the end. */
  enter(client: string, giveWay: () => void): () => void {
    if (this.#running.size >= this.#limits.crowdedFrom) this.#makeRoomFor(client);
    const transfer = { client, startedAt: this.#now(), giveWay };
    this.#running.add(transfer);
    return () => void this.#running.delete(transfer);
  }

  #makeRoomFor(client: string): void {
    const { share, quickMs } = this.#limits;
    const byClient = Map.groupBy(this.#running, (transfer) => transfer.client);
    let most: readonly Transfer[] = [];
    for (const ofClient of byClient.values()) if (ofClient.length > most.length) most = ofClient;
    const [oldest] = most;
    if (oldest === undefined || oldest.client === client || most.length <= share) return;
    if (this.#now() - oldest.startedAt < quickMs) return;
    this.#running.delete(oldest);
    oldest.giveWay();
  }
}
