/** The connections of all workers, counted by the first process. */

/** What a worker tells of its connections, in the order in which it happened: opened with their client, or closed. */
export type ConnectionReport = readonly (
  | { readonly opened: number; readonly client: string }
  | { readonly closed: number }
)[];

/** Which limit a connection ran into: that of all clients together, or its own. */
export type Excess = 'all' | 'client';

/** What workers are to know: whether all is full, and which clients have as many connections as they may. */
export interface Fullness {
  readonly isFull: boolean;
  readonly fullClients: readonly string[];
}

/** Connections of a worker that were one too many, which do not count, and why. */
export type TurnedAway = readonly (readonly [number, Excess])[];

/** Whether all is full now, and which clients became full or free. */
export interface FullnessChanges {
  readonly isFull: boolean;
  readonly full: readonly string[];
  readonly free: readonly string[];
}

/** How many connections may be open in all workers together. */
export interface ConnectionLimits {
  readonly connections: number;
  readonly connectionsPerClient: number;
}

/**
 * Counts exactly, a moment later than it happens. So a worker lets a connection in at once when it knows of nothing against
 * it, and closes it again when it is told here that it was one too many.
 */
export class ConnectionCounts {
  readonly #limits: ConnectionLimits;
  readonly #workers = new Map<number, Map<number, string>>();
  readonly #clients = new Map<string, number>();
  /** Clients that became full or free since the last `changes`, and whether they were full then. */
  readonly #touched = new Map<string, boolean>();
  #count = 0;
  #wasFull = false;

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  get fullness(): Fullness {
    const fullClients = [...this.#clients.keys()].filter((client) => this.#isClientFull(client));
    return { isFull: this.#isFull, fullClients };
  }

  /** Counts what a worker tells; gives those of its connections that are one too many. */
  take(worker: number, report: ConnectionReport): TurnedAway {
    const open = this.#workers.get(worker) ?? new Map<number, string>();
    this.#workers.set(worker, open);
    const turnedAway: (readonly [number, Excess])[] = [];
    for (const change of report) {
      if ('closed' in change) {
        const client = open.get(change.closed);
        if (client !== undefined && open.delete(change.closed)) this.#add(client, -1);
      } else if (this.#isFull) turnedAway.push([change.opened, 'all']);
      else if (this.#isClientFull(change.client)) turnedAway.push([change.opened, 'client']);
      else {
        open.set(change.opened, change.client);
        this.#add(change.client, 1);
      }
    }
    return turnedAway;
  }

  /** A worker is gone, and its connections with it. */
  forget(worker: number): void {
    for (const client of this.#workers.get(worker)?.values() ?? []) this.#add(client, -1);
    this.#workers.delete(worker);
  }

  /** What workers have to be told since the last time; nothing when all is as it was. */
  changes(): FullnessChanges | undefined {
    const isFull = this.#isFull;
    const changed = [...this.#touched].filter(([client, was]) => was !== this.#isClientFull(client));
    this.#touched.clear();
    if (changed.length === 0 && isFull === this.#wasFull) return undefined;
    this.#wasFull = isFull;
    const clientsThat = (were: boolean) =>
      changed.filter(([, was]) => was === were).map(([client]) => client);
    return { isFull, full: clientsThat(false), free: clientsThat(true) };
  }

  get #isFull(): boolean {
    return this.#count >= this.#limits.connections;
  }

  #isClientFull(client: string): boolean {
    return (this.#clients.get(client) ?? 0) >= this.#limits.connectionsPerClient;
  }

  #add(client: string, change: 1 | -1): void {
    if (!this.#touched.has(client)) this.#touched.set(client, this.#isClientFull(client));
    this.#count += change;
    const count = (this.#clients.get(client) ?? 0) + change;
    if (count > 0) this.#clients.set(client, count);
    else this.#clients.delete(client);
  }
}
