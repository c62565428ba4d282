// SPDX-License-Identifier: MIT
import { WindowCounts } from '../../base/window-counts.ts';
import { type ClientNetworks, shareOf } from './client-connections.ts';

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
  readonly #shared: SharedErrors | undefined;
  readonly #counts: WindowCounts;

  /** `limit` is what one client may have per minute; `Infinity` keeps no account. `clock` gives instants in ms. */
  constructor(limit: number, clock: { readonly now: number }, shared?: SharedErrors) {
    this.#limit = limit;
    this.#counts = new WindowCounts({ max: limit, windowMs }, () => clock.now);
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
      isOver: () => this.#counts.isOver(name) || this.#isAnyOver(wider),
    };
  }

  /** Counts errors of a client, by its name, such as another server tells of. */
  hear(name: string, errors: number): void {
    if (this.#limit === Number.POSITIVE_INFINITY) return;
    this.#counts.add(name, errors);
  }

  /** Whether a client has used up what it may. */
  isOver({ client, wider }: ClientNetworks): boolean {
    return this.#counts.size > 0 && (this.#counts.isOver(this.#nameOf(client)) || this.#isAnyOver(wider));
  }

  #nameOf(client: string): string {
    return this.#shared?.nameOf(client) ?? client;
  }

  #isAnyOver(wider: readonly string[]): boolean {
    return wider.some((network, index) => this.#counts.isOver(network, shareOf(this.#limit, index)));
  }
}
