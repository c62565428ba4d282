// SPDX-License-Identifier: MIT
/** The connections of all workers, counted by the first process. */
import { type ClientNetworks, shareOf } from '../smtp/server/client-connections.ts';

/** What a worker tells of its connections, in the order in which it happened: opened with their client, or closed. */
export type ConnectionReport = readonly (
  | ({ readonly opened: number } & ClientNetworks)
  | { readonly closed: number }
)[];

/** Which limit a connection ran into: that of all clients together, or its own. */
export type Excess = 'all' | 'client';

/** What workers are to know: whether all is full or nearly so, and which clients and wider networks have as many connections as they may. */
export interface Fullness {
  readonly isFull: boolean;
  /** Three quarters are taken. */
  readonly isStressed: boolean;
  readonly fullClients: readonly string[];
}

/** Connections of a worker that were one too many, which do not count, and why. */
export type TurnedAway = readonly (readonly [number, Excess])[];

/** Whether all is full or nearly so now, and which clients and wider networks became full or free. */
export interface FullnessChanges {
  readonly isFull: boolean;
  readonly isStressed: boolean;
  readonly full: readonly string[];
  readonly free: readonly string[];
}

/** How many connections may be open in all workers together. */
export interface ConnectionLimits {
  readonly connections: number;
  readonly connectionsPerClient: number;
}

/** Of all connections: from here on servers wait less for those that are idle. */
const stressedShare = 0.75;

/**
 * Counts exactly, a moment later than it happens. So a worker lets a connection in at once when it knows of nothing against
 * it, and closes it again when it is told here that it was one too many.
 */
export class ConnectionCounts {
  readonly #limits: ConnectionLimits;
  readonly #workers = new Map<number, Map<number, ClientNetworks>>();
  /** Clients and the wider networks about them, with the maximum number of connections of each. */
  readonly #clients = new Map<string, { readonly count: number; readonly max: number }>();
  /** Clients that became full or free since the last `changes`, and whether they were full then. */
  readonly #touched = new Map<string, boolean>();
  #count = 0;
  #wasFull = false;
  #wasStressed = false;

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  get fullness(): Fullness {
    const fullClients = [...this.#clients.keys()].filter((client) => this.#isClientFull(client));
    return { isFull: this.#isFull, isStressed: this.#isStressed, fullClients };
  }

  /** Counts what a worker tells; gives those of its connections that are one too many. */
  take(worker: number, report: ConnectionReport): TurnedAway {
    const open = this.#workers.get(worker) ?? new Map<number, ClientNetworks>();
    this.#workers.set(worker, open);
    const turnedAway: (readonly [number, Excess])[] = [];
    for (const change of report) {
      if ('closed' in change) {
        const networks = open.get(change.closed);
        if (networks !== undefined && open.delete(change.closed)) this.#add(networks, -1);
      } else if (this.#isFull) turnedAway.push([change.opened, 'all']);
      else if ([change.client, ...change.wider].some((network) => this.#isClientFull(network)))
        turnedAway.push([change.opened, 'client']);
      else {
        open.set(change.opened, change);
        this.#add(change, 1);
      }
    }
    return turnedAway;
  }

  /** A worker is gone, and its connections with it. */
  forget(worker: number): void {
    for (const networks of this.#workers.get(worker)?.values() ?? []) this.#add(networks, -1);
    this.#workers.delete(worker);
  }

  /** What workers have to be told since the last time; nothing when all is as it was. */
  changes(): FullnessChanges | undefined {
    const [isFull, isStressed] = [this.#isFull, this.#isStressed];
    const changed = [...this.#touched].filter(([client, was]) => was !== this.#isClientFull(client));
    this.#touched.clear();
    if (changed.length === 0 && isFull === this.#wasFull && isStressed === this.#wasStressed)
      return undefined;
    this.#wasFull = isFull;
    this.#wasStressed = isStressed;
    const clientsThat = (were: boolean) =>
      changed.filter(([, was]) => was === were).map(([client]) => client);
    return { isFull, isStressed, full: clientsThat(false), free: clientsThat(true) };
  }

  get #isFull(): boolean {
    return this.#count >= this.#limits.connections;
  }

  get #isStressed(): boolean {
    return this.#count >= stressedShare * this.#limits.connections;
  }

  #isClientFull(client: string): boolean {
    const counted = this.#clients.get(client);
    return counted !== undefined && counted.count >= counted.max;
  }

  #add({ client, wider }: ClientNetworks, change: 1 | -1): void {
    const { connectionsPerClient } = this.#limits;
    this.#count += change;
    this.#addTo(client, change, connectionsPerClient);
    for (const [at, network] of wider.entries())
      this.#addTo(network, change, shareOf(connectionsPerClient, at));
  }

  #addTo(network: string, change: 1 | -1, max: number): void {
    if (!this.#touched.has(network)) this.#touched.set(network, this.#isClientFull(network));
    const count = (this.#clients.get(network)?.count ?? 0) + change;
    if (count > 0) this.#clients.set(network, { count, max });
    else this.#clients.delete(network);
  }
}
