// SPDX-License-Identifier: MIT
import type { AliasRecord } from './alias.ts';

/**
 * Whether an alias is as it was seen: in nothing that its owner is shown, nor in its attributes, is there a difference. Which message
 * has a use, and whether that is in doubt, is not shown. Redis judges the same by itself (`store/redis/script.ts`).
 */
export function isAlike(alias: AliasRecord, seen: AliasRecord): boolean {
  return (
    shownFields.every((field) => alias[field] === seen[field]) &&
    alias.pending.length === seen.pending.length &&
    areSame(alias.attributes, seen.attributes) &&
    areSame(alias.sealed, seen.sealed)
  );
}

const shownFields = [
  'state',
  'clock',
  'createdAt',
  'delivered',
  'maxUses',
  'validFrom',
  'validUntil',
  'validForMs',
  'idleForMs',
  'firstDeliveryAt',
  'lastDeliveryAt',
] as const;

function areSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((octet, at) => octet === other[at]);
}
