// SPDX-License-Identifier: MIT
/** A client, as what it has open is counted. */
export interface ClientNetworks {
  /** An IPv4 address, or the /64 of an IPv6 address. */
  readonly client: string;
  /** The /56 and the /48 about it; none of an IPv4 address. */
  readonly wider: readonly string[];
}

/** Open connections by client, and by the networks that one owner of IPv6 addresses may have. */
export class ClientConnections {
  readonly #perClient: number;
  readonly #counts = new Map<string, number>();

  /** A /56 may have twice what one client may, a /48 four times. */
  constructor(perClient: number) {
    this.#perClient = perClient;
  }

  /** Whether one more would be too many. */
  isFull({ client, wider }: ClientNetworks): boolean {
    if (this.#countOf(client) >= this.#perClient) return true;
    return wider.some((network, index) => this.#countOf(network) >= shareOf(this.#perClient, index));
  }

  /** One is open. */
  enter({ client, wider }: ClientNetworks): void {
    this.#add(client, 1);
    for (const network of wider) this.#add(network, 1);
  }

  /** One is closed. */
  leave({ client, wider }: ClientNetworks): void {
    this.#add(client, -1);
    for (const network of wider) this.#add(network, -1);
  }

  #countOf(network: string): number {
    return this.#counts.get(network) ?? 0;
  }

  #add(network: string, connections: number): void {
    const count = this.#countOf(network) + connections;
    if (count > 0) this.#counts.set(network, count);
    else this.#counts.delete(network);
  }
}

/** What a wider network may have where one client may have `perClient`: the networks are each 256 times as wide as the last. */
export function shareOf(perClient: number, index: number): number {
  return perClient * 2 ** (index + 1);
}
