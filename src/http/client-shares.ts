// SPDX-License-Identifier: MIT
import { networksOf, normaliseAddress } from '../base/client-network.ts';
import { isLoopback } from '../base/loopback.ts';

/** How many of something each client may hold at a time, so that none of them can take all. */
export class ClientShares {
  readonly #perClient: number;
  readonly #held = new Map<string, number>();

  constructor(perClient: number) {
    this.#perClient = perClient;
  }

  /**
   * Takes one for a client; gives what returns it, or nothing when the client has its share. A /56 and a /48 of IPv6 have four
   * and sixteen shares. Whoever comes over loopback has no limit: that is a proxy on this machine, or ourselves.
   */
  take(address: string): (() => void) | undefined {
    const client = normaliseAddress(address);
    if (client === '' || isLoopback(client)) return () => {};
    const networks = networksOf(client);
    if (networks.some((network, i) => this.#of(network) >= this.#perClient * 4 ** i)) return undefined;
    for (const network of networks) this.#held.set(network, this.#of(network) + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      for (const network of networks) this.#giveBack(network);
    };
  }

  #of(network: string): number {
    return this.#held.get(network) ?? 0;
  }

  #giveBack(network: string): void {
    const held = this.#of(network) - 1;
    if (held > 0) this.#held.set(network, held);
    else this.#held.delete(network);
  }
}
