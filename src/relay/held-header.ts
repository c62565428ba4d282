import type { TransferOctets } from '../smtp/wire/envelope.ts';

/** Room for the headers of usual messages, those of large providers with their chains of signatures included; octets. */
const maxHeldOctets = 32_768;

/**
 * Holds the header of a message until it is over, for what stands in front of it depends on what is in it. A message whose header
 * comes in one piece, as most do, is not copied; a header that is longer than what is held goes on without waiting for its end.
 */
export class HeldHeader {
  readonly #held: Buffer[] = [];
  #octets = 0;

  /** Takes a copy, for octets are lent; `false` when there is no room for it. */
  hold(octets: TransferOctets): boolean {
    if (this.#octets + octets.length > maxHeldOctets) return false;
    this.#octets += octets.length;
    this.#held.push(Buffer.from(octets));
    return true;
  }

  /** All that is held. */
  take(): readonly TransferOctets[] {
    return this.#held.length === 0 ? [] : [Buffer.concat(this.#held) as TransferOctets];
  }
}
