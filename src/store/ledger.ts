// SPDX-License-Identifier: MIT
import {
  type AliasRecord,
  doubtRetentionMs,
  endsAt,
  isDead,
  leavesTombstone,
  usesLeft,
} from '../alias/alias.ts';
import { type AliasEnd, type Destruction, destroyedEnd, ownEnd, toldUntil, usedUpEnd } from '../alias/end.ts';
import type { AliasChange, AliasKey, Reservation, SpendResult } from '../alias/ports.ts';
import { doubtUses, refundUse, settleUse, spendUse } from '../alias/use.ts';
import { doubtOrphans, type IsInstanceAlive } from './instance.ts';

/** What one transaction sees of the aliases. A store makes all of its writes, or none. */
export interface Ledger {
  /** The record; `null` for a tombstone, nothing for an unknown key. */
  get(key: AliasKey): AliasRecord | null | undefined;
  put(key: AliasKey, record: AliasRecord, before?: AliasRecord): void;
  /** Leaves a tombstone, and for some days the end. */
  bury(key: AliasKey, before: AliasRecord, end: AliasEnd | undefined): void;
  /** Leaves nothing, as if there had never been an alias. */
  remove(key: AliasKey, before: AliasRecord): void;
}

/** Who asks, and when. */
export interface Asker {
  readonly instance: string;
  readonly isInstanceAlive: IsInstanceAlive;
  /** ms since the epoch */
  readonly now: number;
}

/** `AliasStore.create` within a transaction. */
export function createIn(ledger: Ledger, key: AliasKey, record: AliasRecord): boolean {
  if (ledger.get(key) !== undefined) return false;
  ledger.put(key, record);
  return true;
}

/** `AliasStore.spend` within a transaction: judges every use before it writes the first. */
export function spendIn(ledger: Ledger, reservation: Reservation, asker: Asker): SpendResult {
  const writes: { key: AliasKey; before: AliasRecord; after: AliasRecord }[] = [];
  for (const { key, fingerprint } of reservation.uses) {
    const before = ledger.get(key);
    if (!before) return { verdict: 'refused', key, life: 'gone' };
    const spending = { reservation: reservation.id, fingerprint, instance: asker.instance };
    const spent = spendUse(doubtOrphans(before, asker.now, asker.isInstanceAlive), spending, asker.now);
    if ('refused' in spent) return { verdict: 'refused', key, life: spent.refused };
    writes.push({ key, before, after: spent.alias });
  }
  for (const { key, before, after } of writes) ledger.put(key, after, before);
  return { verdict: 'spent', isLast: writes.some(({ after }) => usesLeft(after) === 0) };
}

/** `AliasStore.settle` within a transaction. The last use that is settled destroys the alias. */
export function settleIn(ledger: Ledger, reservation: Reservation, now: number): void {
  updatePending(ledger, reservation, (record) => settleUse(record, reservation.id, now));
}

/** `AliasStore.refund` within a transaction. */
export function refundIn(ledger: Ledger, reservation: Reservation): void {
  updatePending(ledger, reservation, (record) => refundUse(record, reservation.id));
}

/** `AliasStore.doubt` within a transaction. */
export function doubtIn(ledger: Ledger, reservation: Reservation): void {
  updatePending(ledger, reservation, (record) =>
    doubtUses(record, (use) => use.reservation === reservation.id),
  );
}

/** Whether an alias may be changed as it is now. */
type Condition = (record: AliasRecord) => boolean;

const always: Condition = () => true;

/** `AliasStore.change` within a transaction. */
export function changeIn(
  ledger: Ledger,
  key: AliasKey,
  { change, mayBe = always }: { readonly change: AliasChange; readonly mayBe?: Condition | undefined },
): AliasRecord | undefined {
  const before = ledger.get(key);
  if (!before || !mayBe(before)) return undefined;
  const state = before.state === 'unconfirmed' ? before.state : (change.state ?? before.state);
  const after = { ...before, ...change, state };
  ledger.put(key, after, before);
  return after;
}

/** `AliasStore.confirm` within a transaction. */
export function confirmIn(
  ledger: Ledger,
  key: AliasKey,
  { tokenHash, now }: { readonly tokenHash: Uint8Array; readonly now: number },
): boolean {
  const before = ledger.get(key);
  if (!before || Buffer.compare(before.tokenHash, tokenHash) !== 0 || isDead(before, now)) return false;
  if (before.state === 'unconfirmed') ledger.put(key, { ...before, state: 'active' }, before);
  return true;
}

/** `AliasStore.destroy` within a transaction. */
export function destroyIn(
  ledger: Ledger,
  key: AliasKey,
  { how, mayBe = always }: { readonly how?: Destruction | undefined; readonly mayBe?: Condition | undefined },
): boolean {
  const before = ledger.get(key);
  if (!before || !mayBe(before)) return false;
  finish(ledger, key, { before, end: how && destroyedEnd(before, how) });
  return true;
}

/** Ends an alias that can never deliver again; `false` while it can, or if there is none. */
export function sweepIn(ledger: Ledger, key: AliasKey, asker: Asker): boolean {
  const before = ledger.get(key);
  if (!before) return false;
  const record = doubtOrphans(before, asker.now, asker.isInstanceAlive);
  if (!isDead(record, asker.now)) return false;
  const end = ownEnd(record, asker.now);
  finish(ledger, key, { before, end: asker.now < toldUntil(end) ? end : undefined });
  return true;
}

/**
 * The instant (ms) from which a sweep may find the alias dead, or `null` while only a change could bring it nearer: the
 * end of its time, or that of the last use in doubt when no other is left.
 */
export function sweepableAt(record: AliasRecord): number | null {
  const end = endsAt(record);
  if (usesLeft(record) !== 0) return end;
  const pendingEnd = Math.max(0, ...record.pending.map((use) => use.spentAt + doubtRetentionMs));
  return end === null ? pendingEnd : Math.min(end, pendingEnd);
}

function finish(
  ledger: Ledger,
  key: AliasKey,
  { before, end }: { readonly before: AliasRecord; readonly end: AliasEnd | undefined },
): void {
  if (leavesTombstone(before)) ledger.bury(key, before, end);
  else ledger.remove(key, before);
}

/** Uses of a reservation that are not pending, or no more, are left alone: the alias may have been destroyed meanwhile. */
function updatePending(
  ledger: Ledger,
  reservation: Reservation,
  update: (record: AliasRecord) => AliasRecord,
): void {
  for (const { key } of reservation.uses) {
    const before = ledger.get(key);
    if (!before?.pending.some((use) => use.reservation === reservation.id)) continue;
    const after = update(before);
    if (after.maxUses !== null && after.delivered >= after.maxUses)
      ledger.bury(key, before, usedUpEnd(after));
    else ledger.put(key, after, before);
  }
}
