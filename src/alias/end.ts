// SPDX-License-Identifier: MIT
/**
 * What is kept of an alias after its end, so that whoever could open it hears for some days what became of it: how and when it ended,
 * what it had passed on, and the hash that its manage token is known by. Nothing sealed, and nothing that the living alias did
 * not have in clear.
 */
import { type AliasRecord, doubtRetentionMs, endsAt, judge } from './alias.ts';

/** Why there is no such alias any more; who destroyed it is told by what showed itself: manage token or key, link, or neither. */
export type EndCause = 'usedUp' | 'expired' | 'destroyedByOwner' | 'destroyedByLink' | 'destroyedByOperator';

/** All of them. A store keeps the number of the cause in this order, which is for good. */
export const endCauses: readonly EndCause[] = [
  'usedUp',
  'expired',
  'destroyedByOwner',
  'destroyedByLink',
  'destroyedByOperator',
];

/** The end of an alias. */
export interface AliasEnd {
  readonly cause: EndCause;
  /** ms since the epoch */
  readonly endedAt: number;
  /** Messages passed on, with those of which that is in doubt. */
  readonly used: number;
  readonly maxUses: number | null;
  /** Hash of the management token. */
  readonly tokenHash: Uint8Array;
}

/** Who destroys an alias, and when, ms since the epoch. */
export interface Destruction {
  readonly cause: 'destroyedByOwner' | 'destroyedByLink' | 'destroyedByOperator';
  readonly at: number;
  /** Only if the alias is still like this (`isAlike`). */
  readonly seen?: AliasRecord | undefined;
}

/** How long an end is told, ms. */
export const endToldMs = 30 * 24 * 60 * 60 * 1000;

/** Until when an end is told, ms since the epoch. */
export function toldUntil({ endedAt }: Pick<AliasEnd, 'endedAt'>): number {
  return endedAt + endToldMs;
}

/** The end of an alias that is destroyed. */
export function destroyedEnd(record: AliasRecord, { cause, at }: Destruction): AliasEnd {
  return { cause, endedAt: at, ...figuresOf(record) };
}

/** The end of an alias whose last use is settled, or was in doubt for as long as its retry could come. */
export function usedUpEnd(record: AliasRecord): AliasEnd {
  const { maxUses, delivered, createdAt, lastDeliveryAt, pending } = record;
  const isSettled = maxUses !== null && delivered >= maxUses;
  const endedAt = isSettled
    ? (lastDeliveryAt ?? createdAt)
    : Math.max(createdAt, ...pending.map((use) => use.spentAt + doubtRetentionMs));
  return { cause: 'usedUp', endedAt, ...figuresOf(record) };
}

/** The end of an alias that is dead at `now` (ms) by itself. */
export function ownEnd(record: AliasRecord, now: number): AliasEnd {
  return judge(record, now) === 'expired'
    ? { cause: 'expired', endedAt: endsAt(record) ?? now, ...figuresOf(record) }
    : usedUpEnd(record);
}

function figuresOf({ delivered, pending, maxUses, tokenHash }: AliasRecord) {
  return { used: delivered + pending.length, maxUses, tokenHash };
}
