// SPDX-License-Identifier: MIT
/** Mail data is kept back until there is this much, so that header and first octets, last octets and dot leave together. */
export const heldOctetsLimit = 16_384;

/** Maximum number of pieces that are kept while they are not lent. */
const maxSpare = 64;
const spare: Buffer[] = [];

/** Memory for what a session keeps back. It is used again and again, for new memory for each message has to be collected. */
export function lend(): Buffer {
  return spare.pop() ?? Buffer.allocUnsafeSlow(heldOctetsLimit);
}

/** Takes back what was lent, once nothing uses it any more. What never comes back is left to the garbage collector. */
export function takeBack(memory: Buffer | undefined): void {
  if (memory !== undefined && spare.length < maxSpare) spare.push(memory);
}
