// SPDX-License-Identifier: MIT
/**
 * The life of an alias.
 *
 * | life        | when                                                           | mail is answered |
 * |-------------|----------------------------------------------------------------|------------------|
 * | notYet      | before `validFrom`                                             | 450 4.2.1        |
 * | paused      | `state` is `paused`                                            | 450 4.2.1        |
 * | unconfirmed | `state` is `unconfirmed`: who gets the mail has not agreed yet | 450 4.2.1        |
 * | alive       | otherwise, while a use is free or in doubt                     | 250              |
 * | busy        | every use is spent, but one of them may still be refunded      | 450 4.2.1        |
 * | usedUp      | every use is spent and settled: gone for good                  | 550 5.1.1        |
 * | expired     | at or after `endsAt`: gone for good                            | 550 5.1.1        |
 *
 * Dead is dead: an address that was used up, expired or destroyed leaves a tombstone and is never issued again. Only one that
 * was never confirmed leaves nothing, so that nobody can use up names.
 */
export type Life = 'alive' | 'notYet' | 'paused' | 'unconfirmed' | 'busy' | 'usedUp' | 'expired';

/** What its owner has set, or has still to do. */
export type AliasState = (typeof aliasStates)[number];

/** All of them. A record keeps the number of the state in this order, which is for good. */
export const aliasStates = ['active', 'paused', 'unconfirmed'] as const;

/** Limits of an alias. Instants are ms since the epoch, durations ms; `null` means no such limit. */
export interface Policy {
  readonly maxUses: number | null;
  readonly validFrom: number | null;
  readonly validUntil: number | null;
  /** Life from creation or from the first delivery, by `clock`. */
  readonly validForMs: number | null;
  readonly clock: 'creation' | 'first-use';
  /** Dies after this long without a delivery. */
  readonly idleForMs: number | null;
}

/** What the life of an alias depends on. Held in clear by the store, since the store acts on it. */
export interface Alias extends Policy {
  readonly state: AliasState;
  readonly createdAt: number;
  readonly firstDeliveryAt: number | null;
  readonly lastDeliveryAt: number | null;
  /** Messages that the next hop accepted for certain. */
  readonly delivered: number;
  /** Uses neither settled nor refunded: in flight, or in doubt. Uses spent = `delivered` + `pending.length`. */
  readonly pending: readonly PendingUse[];
}

/** A use between its spending and its settlement. */
export interface PendingUse {
  /** Id of the reservation that spent it; a repeated call with the same id changes nothing. */
  readonly reservation: string;
  /** Keyed hash over alias, reverse path, header block and size of the message (invariant I7). */
  readonly fingerprint: string;
  readonly spentAt: number;
  /** The instance (one open store of one process) that spent it; when that is gone, the use is in doubt. */
  readonly instance: string;
  /** In doubt: the outcome at the next hop is unknown. A retry of the same message takes this use over. */
  readonly isInDoubt: boolean;
  /** Was in doubt before the present attempt took it over, so a refund returns it to doubt and frees nothing. */
  readonly wasInDoubt: boolean;
}

/** An alias as stored: what the store acts on in clear, the rest sealed. */
export interface AliasRecord extends Alias {
  /** Hash of the management token. */
  readonly tokenHash: Uint8Array;
  /** As `attributes.ts` encodes them; stores copy them without looking. */
  readonly attributes: Uint8Array;
  /** Target and note, encrypted under a key derived from the server secret and the address. */
  readonly sealed: Uint8Array;
}

/** How long a use in doubt waits for the retry of its message before it simply counts as used, ms. */
export const doubtRetentionMs = 5 * 24 * 60 * 60 * 1000;

/** How long an alias may stay unconfirmed, ms. */
export const unconfirmedForMs = 24 * 60 * 60 * 1000;

/** The instant at which the alias dies by time, or `null` when only its uses limit it. */
export function endsAt(alias: Alias): number | null {
  let end = alias.validUntil ?? Number.POSITIVE_INFINITY;
  if (alias.validForMs !== null) {
    const start = alias.clock === 'creation' ? startOf(alias) : alias.firstDeliveryAt;
    if (start !== null) end = Math.min(end, start + alias.validForMs);
  }
  if (alias.idleForMs !== null)
    end = Math.min(end, (alias.lastDeliveryAt ?? startOf(alias)) + alias.idleForMs);
  if (alias.state === 'unconfirmed') end = Math.min(end, alias.createdAt + unconfirmedForMs);
  return end === Number.POSITIVE_INFINITY ? null : end;
}

/** Uses that a new message could still spend; `null` when uses are not limited. */
export function usesLeft(alias: Alias): number | null {
  return alias.maxUses === null ? null : Math.max(0, alias.maxUses - alias.delivered - alias.pending.length);
}

/** Judges an alias at an instant (ms). Pure: the same at RCPT TO and again when the use is spent (invariant I4). */
export function judge(alias: Alias, now: number): Life {
  const end = endsAt(alias);
  if (end !== null && now >= end) return 'expired';
  if (alias.maxUses !== null && alias.delivered >= alias.maxUses) return 'usedUp';
  if (alias.validFrom !== null && now < alias.validFrom) return 'notYet';
  if (alias.state !== 'active') return alias.state;
  if (usesLeft(alias) !== 0) return 'alive';
  if (alias.pending.some((use) => use.isInDoubt && now < use.spentAt + doubtRetentionMs)) return 'alive';
  return alias.pending.some((use) => !use.isInDoubt) ? 'busy' : 'usedUp';
}

/** Whether the alias can never deliver again, so that only its tombstone needs keeping. */
export function isDead(alias: Alias, now: number): boolean {
  const life = judge(alias, now);
  return life === 'expired' || life === 'usedUp';
}

/** Whether the address stays taken once the alias is dead. */
export function leavesTombstone(alias: Alias): boolean {
  return alias.state !== 'unconfirmed';
}

/** A life given as a duration starts when the alias becomes valid, or at creation if it is valid at once. */
function startOf(alias: Alias): number {
  return Math.max(alias.createdAt, alias.validFrom ?? 0);
}
