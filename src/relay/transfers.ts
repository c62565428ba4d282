import { IndexedSet, type Member } from '../base/indexed-set.ts';

/** Limits on mail data that is on its way to the next hop. */
export interface TransferLimits {
  /** The number of transfers at a time from which on some give way. */
  readonly givingWayFrom: number;
  /** What each client may have in any case. */
  readonly share: number;
  /** How long each transfer is left alone. */
  readonly quickMs: number;
}

/** Well under the 50 sessions that a next hop takes of us at a time. */
const defaultLimits: TransferLimits = { givingWayFrom: 30, share: 10, quickMs: 5_000 };

interface Transfer extends Member {
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
  readonly #running = new IndexedSet<Transfer>();
  /** How many of them each client has. */
  readonly #counts = new Map<string, number>();

  /** `now` gives ms and never goes back. */
  constructor(now: () => number, limits: Partial<TransferLimits> = {}) {
    this.#now = now;
    this.#limits = { ...defaultLimits, ...limits };
  }

  /** A transfer begins; gives what ends that. `giveWay` is called once at most, and not after the end. */
  enter(client: string, giveWay: () => void): () => void {
    if (this.#running.size >= this.#limits.givingWayFrom) this.#makeRoomFor(client);
    const transfer = { place: -1, client, startedAt: this.#now(), giveWay };
    this.#running.add(transfer);
    this.#counts.set(client, (this.#counts.get(client) ?? 0) + 1);
    return () => this.#leave(transfer);
  }

  #makeRoomFor(client: string): void {
    const { share, quickMs } = this.#limits;
    let [most, count] = ['', 0];
    for (const [one, ofOne] of this.#counts) if (ofOne > count) [most, count] = [one, ofOne];
    if (most === client || count <= share) return;
    const oldest = this.#oldestOf(most);
    if (oldest === undefined) return;
    if (this.#now() - oldest.startedAt < quickMs) return;
    this.#leave(oldest);
    oldest.giveWay();
  }

  #oldestOf(client: string): Transfer | undefined {
    let oldest: Transfer | undefined;
    for (const transfer of this.#running)
      if (transfer.client === client && transfer.startedAt < (oldest?.startedAt ?? Number.POSITIVE_INFINITY))
        oldest = transfer;
    return oldest;
  }

  #leave(transfer: Transfer): void {
    if (!this.#running.remove(transfer)) return;
    const { client } = transfer;
    const count = (this.#counts.get(client) ?? 0) - 1;
    if (count > 0) this.#counts.set(client, count);
    else this.#counts.delete(client);
  }
}
