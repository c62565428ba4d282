// SPDX-License-Identifier: MIT
import { type AliasRecord, endsAt, usesLeft } from './alias.ts';
import type { Sealed } from './ports.ts';
import type { AliasView } from './service.ts';

/** A live alias as whoever reads a forwarded message sees it: what is in clear of its record. */
export function linkedViewOf(
  address: string,
  record: AliasRecord,
): Omit<AliasView, 'target' | 'note' | 'isPinned'> {
  return {
    address,
    state: record.state,
    maxUses: record.maxUses,
    usesLeft: usesLeft(record),
    delivered: record.delivered,
    validFrom: record.validFrom,
    validUntil: endsAt(record),
    validForMs: record.validForMs,
    startsAt: record.clock,
    idleForMs: record.idleForMs,
    createdAt: record.createdAt,
    lastDeliveryAt: record.lastDeliveryAt,
  };
}

/** A live alias as its owner sees it; `content` is what was sealed. */
export function viewOf(
  address: string,
  record: AliasRecord,
  { target, note, isPinned = false }: Sealed,
): AliasView {
  return { ...linkedViewOf(address, record), target, note, isPinned };
}
