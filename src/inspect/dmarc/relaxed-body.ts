// SPDX-License-Identifier: MIT
const tab = 0x09;
const carriageReturn = 0x0d;
const space = 0x20;

/**
 * Reduces the white space of a body as "relaxed" canonicalization does (RFC 6376 §3.4.4), for any chunking: none at the
 * end of a line, elsewhere one space. Doing it again changes nothing. `mailauth` does it too, but at a cost of a
 * microsecond for each line that needs it; what comes from here needs it nowhere.
 */
export class RelaxedBody {
  #hasSpace = false;

  /** The next octets, reduced. A CR must be part of a line end. */
  reduce(octets: Buffer): Buffer {
    const reduced = Buffer.allocUnsafe(octets.length + 1);
    let length = 0;
    let hasSpace = this.#hasSpace;
    for (const octet of octets) {
      if (octet === space || octet === tab) {
        hasSpace = true;
        continue;
      }
      if (hasSpace && octet !== carriageReturn) reduced[length++] = space;
      hasSpace = false;
      reduced[length++] = octet;
    }
    this.#hasSpace = hasSpace;
    return reduced.subarray(0, length);
  }
}
