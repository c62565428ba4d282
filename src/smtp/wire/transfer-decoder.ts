// SPDX-License-Identifier: MIT
import type { TransferOctets } from './envelope.ts';

const dot = 0x2e;
const lineFeed = 0x0a;
const dotAtLineStart = Buffer.from('\n.');

/** The message that mail data in transfer form stands for: transparency dots removed (RFC 5321 §4.5.2), for any chunking. */
export class TransferDecoder {
  #isLineStart = true;

  /** The next octets of the message, in pieces that share the memory of `octets`. To be read to the end. */
  *decode(octets: TransferOctets): Generator<Buffer> {
    let from = this.#isLineStart && octets[0] === dot ? 1 : 0;
    for (;;) {
      const feedAt = octets.indexOf(dotAtLineStart, from);
      if (feedAt === -1) break;
      yield octets.subarray(from, feedAt + 1);
      from = feedAt + dotAtLineStart.length;
    }
    if (from < octets.length) yield octets.subarray(from);
    if (octets.length > 0) this.#isLineStart = octets.at(-1) === lineFeed;
  }
}
