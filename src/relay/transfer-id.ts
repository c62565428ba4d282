// SPDX-License-Identifier: MIT
const idOctets = 12;
const idsAtOnce = 128;

/** Ids of 96 random bits, in base64url. They are drawn many at a time, since a draw costs twenty times as much as an id. */
export function createIds(randomOctets: (count: number) => Buffer): () => string {
  let drawn: Buffer = Buffer.alloc(0);
  let at = 0;
  return () => {
    if (at === drawn.length) {
      drawn = randomOctets(idOctets * idsAtOnce);
      at = 0;
    }
    at += idOctets;
    return drawn.toString('base64url', at - idOctets, at);
  };
}
