// SPDX-License-Identifier: MIT
import { createHmac } from 'node:crypto';

/**
 * Ids for clients, which know aliases by them. Both are a keyed hash under the text of the key: always the same for the same alias,
 * and whoever does not have the key learns nothing from them.
 */
export interface Ids {
  /** Version 8 of RFC 9562. */
  readonly uuid: string;
  /** From 1 to 2³¹−1, since some clients keep it in 32 bits. Two aliases of a key may have the same, if very rarely. */
  readonly number: number;
}

/** The ids of what a key has or is: an alias by its address, the key itself, its target. */
export function idsOf(keyText: string, what: 'alias' | 'key' | 'mailbox', name = ''): Ids {
  const mac = createHmac('sha256', keyText).update(`${what} ${name}`).digest();
  const hex = mac.toString('hex');
  const variant = ((mac[8] ?? 0) & 0x3f) | 0x80;
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant.toString(16)}${hex.slice(18, 20)}`,
    hex.slice(20, 32),
  ];
  return { uuid: parts.join('-'), number: Math.max(1, mac.readUInt32BE(16) >>> 1) };
}
