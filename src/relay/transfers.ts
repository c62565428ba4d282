// SPDX-License-Identifier: MIT
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

/** Who sends: the network of the client, and the route that its session with the next hop takes. */
export interface Sender {
  readonly client: string;
  readonly route: string;
}

interface Transfer extends Member, Sender {
  readonly startedAt: number;
  readonly giveWay: () => void;
}

/**
 * Messages whose mail data is coming. Each holds a session with the next hop, which is everybody's, for as long as its client likes:
 * where they are many, or the next hop takes no more, the client that has the most of them makes room for others. A client never makes room
 * for itself, so that a mail server in front, which is the only one, has all.
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
  enter({ client, route }: Sender, giveWay: () => void): () => void {
    if (this.#running.size >= this.#limits.givingWayFrom) this.#makeRoomFor(client);
    const transfer = { place: -1, client, route, startedAt: this.#now(), giveWay };
    this.#running.add(transfer);
    this.#counts.set(client, (this.#counts.get(client) ?? 0) + 1);
    return () => this.#leave(transfer);
  }

  /** Whether another client has at least two more on the same route, so that it would be no worse off if it made room for this one. */
  isOutdone(sender: Sender): boolean {
    return this.#greediest(sender) !== undefined;
  }

  /**
   * The next hop takes no more sessions of this route, which is crowded then, however few they are: the oldest gives way of the client that
   * outdoes this one by most. `false` when none does. `evenQuick`: its time does not matter.
   */
  giveWay(sender: Sender, evenQuick: boolean): boolean {
    const greediest = this.#greediest(sender);
    if (greediest === undefined) return false;
    return this.#endOldest((one) => one.client === greediest && one.route === sender.route, evenQuick);
  }

  #greediest({ client, route }: Sender): string | undefined {
    const counts = new Map<string, number>();
    for (const one of this.#running)
      if (one.route === route) counts.set(one.client, (counts.get(one.client) ?? 0) + 1);
    const [most, count] = mostOf(counts);
    return count >= (counts.get(client) ?? 0) + 2 ? most : undefined;
  }

  #makeRoomFor(client: string): void {
    const [most, count] = mostOf(this.#counts);
    if (most !== client && count > this.#limits.share) this.#endOldest((one) => one.client === most, false);
  }

  #endOldest(isMeant: (transfer: Transfer) => boolean, evenQuick: boolean): boolean {
    let oldest: Transfer | undefined;
    for (const one of this.#running)
      if (isMeant(one) && one.startedAt < (oldest?.startedAt ?? Number.POSITIVE_INFINITY)) oldest = one;
    if (oldest === undefined) return false;
    if (!evenQuick && this.#now() - oldest.startedAt < this.#limits.quickMs) return false;
    this.#leave(oldest);
    oldest.giveWay();
    return true;
  }

  #leave(transfer: Transfer): void {
    if (!this.#running.remove(transfer)) return;
    const { client } = transfer;
    const count = (this.#counts.get(client) ?? 0) - 1;
    if (count > 0) this.#counts.set(client, count);
    else this.#counts.delete(client);
  }
}

/** Who has the most, and how many. */
function mostOf(counts: ReadonlyMap<string, number>): readonly [client: string, count: number] {
  let most: readonly [string, number] = ['', 0];
  for (const one of counts) if (one[1] > most[1]) most = one;
  return most;
}
