// SPDX-License-Identifier: MIT
import type { TransferOctets } from '../smtp/wire/envelope.ts';

/** Room for the headers of usual messages, those of large providers with their chains of signatures included; octets. */
const maxHeldOctets = 32_768;
const leastRoom = 2_048;

/**
 * Holds the header of a message until it is over, for what stands in front of it depends on what is in it. A message whose header
 * comes in one piece, as most do, is not copied; a header that is longer than what is held goes on without waiting for its end. In one
 * piece of memory, so that octets that come one by one take no more than others.
 */
export class HeldHeader {
  #room: Buffer = Buffer.alloc(0);
  #octets = 0;

  /** Takes a copy, for octets are lent; `false` when there is no room for it. */
  hold(octets: TransferOctets): boolean {
    const wanted = this.#octets + octets.length;
    if (wanted > maxHeldOctets) return false;
    if (wanted > this.#room.length) this.#grow(wanted);
    this.#octets += octets.copy(this.#room, this.#octets);
    return true;
  }

  /** All that is held. */
  take(): readonly TransferOctets[] {
    return this.#octets === 0 ? [] : [this.#room.subarray(0, this.#octets) as TransferOctets];
  }

  #grow(wanted: number): void {
    const larger = Buffer.allocUnsafeSlow(
      Math.min(maxHeldOctets, Math.max(leastRoom, wanted, 2 * this.#room.length)),
    );
    this.#room.copy(larger, 0, 0, this.#octets);
    this.#room = larger;
  }
}
