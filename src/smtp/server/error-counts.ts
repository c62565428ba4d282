import { type ClientNetworks, shareOf } from './client-connections.ts';

/** Maximum number of clients that are kept account of, at some hundred octets each; then the one that erred first is forgotten. */
const maxClients = 20_000;
const windowMs = 60_000;

/** Errors that are counted together with those of other servers, which hear of them a moment later. */
export interface SharedErrors {
  /** What a client is called among the servers. */
  nameOf(client: string): string;
  /** The client of this name made an error here. */
  tell(name: string): void;
}

/** The account of one client, which its sessions share. */
export interface ClientAccount {
  /** Counts an error. */
  add(): void;
  /** Whether the client has used up what it may. */
  isOver(): boolean;
}

/**
 * Errors of all clients in the present minute, over their sessions. Counted by `clientKey`, so that a client cannot
 * begin anew with another address of its /64. Bounded in memory, and an error costs one look into a map.
 */
export class ClientErrors {
  readonly #limit: number;
  readonly #clock: { readonly now: number };
  readonly #shared: SharedErrors | undefined;
  readonly #counts = new Map<string, number>();
  #windowEndsAt = Number.NEGATIVE_INFINITY;

  /** `limit` is what one client may have per minute; `Infinity` keeps no account. `clock` gives instants in ms. */
  constructor(limit: number, clock: { readonly now: number }, shared?: SharedErrors) {
    this.#limit = limit;
    this.#clock = clock;
    this.#shared = limit === Number.POSITIVE_INFINITY ? undefined : shared;
  }

  /** Clients with errors in the present minute, as far as they are kept. */
  get size(): number {
    return this.#counts.size;
  }

  /** The account of a client, for one session. Wider networks may have a multiple, as with connections; they are counted here alone. */
  of({ client, wider }: ClientNetworks): ClientAccount {
    const name = this.#nameOf(client);
    return {
      add: () => {
        this.hear(name, 1);
        for (const network of wider) this.hear(network, 1);
        this.#shared?.tell(name);
      },
      isOver: () => this.#isNamedOver(name) || this.#isAnyOver(wider),
    };
  }

  /** Counts errors of a client, by its name, such as another server tells of. */
  hear(name: string, errors: number): void {
    if (this.#limit === Number.POSITIVE_INFINITY) return;
    this.#turn();
    const count = this.#counts.get(name);
    if (count === undefined && this.#counts.size >= maxClients) this.#forgetOne();
    this.#counts.set(name, (count ?? 0) + errors);
  }

  /** Whether a client has used up what it may. */
  isOver({ client, wider }: ClientNetworks): boolean {
    return this.#counts.size > 0 && (this.#isNamedOver(this.#nameOf(client)) || this.#isAnyOver(wider));
  }

  #nameOf(client: string): string {
    return this.#shared?.nameOf(client) ?? client;
  }

  #isAnyOver(wider: readonly string[]): boolean {
    return wider.some((network, index) => this.#isNamedOver(network, shareOf(this.#limit, index)));
  }

  #isNamedOver(name: string, limit = this.#limit): boolean {
    if (this.#counts.size === 0) return false;
    this.#turn();
    return (this.#counts.get(name) ?? 0) >= limit;
  }

  /** A new minute begins: everyone is forgiven. */
  #turn(): void {
    if (this.#clock.now < this.#windowEndsAt) return;
    this.#windowEndsAt = this.#clock.now + windowMs;
    this.#counts.clear();
  }

  #forgetOne(): void {
    for (const client of this.#counts.keys()) {
      this.#counts.delete(client);
      return;
    }
  }
}
