// SPDX-License-Identifier: MIT
/**
 * The life of one use. `claimed` lives in the memory of the relay and is not known here.
 *
 * | state    | entered when                                        | leaves by                              |
 * |----------|-----------------------------------------------------|----------------------------------------|
 * | free     | the alias is created                                | spend                                  |
 * | spent    | just before the final dot goes to the next hop      | settle, refund, doubt                  |
 * | settled  | the next hop answered 2xx                           | never; the last one destroys the alias |
 * | inDoubt  | process or next hop died between dot and reply      | spend by the same message; else never  |
 *
 * Every store applies these same functions inside its transaction, or scripts that the contract suite holds to them.
 */
import { type Alias, doubtRetentionMs, judge, type Life, type PendingUse, usesLeft } from './alias.ts';

/** One use to spend, for one message through one alias. */
export interface Spending {
  readonly reservation: string;
  readonly fingerprint: string;
  readonly instance: string;
}

/** The alias after the use was spent, or why it was not. */
export type Spent<A extends Alias> = { readonly alias: A } | { readonly refused: Exclude<Life, 'alive'> };

/** Spends a use at `now` (ms): on the use that the same message left in doubt if there is one, else on a free one. */
export function spendUse<A extends Alias>(alias: A, spending: Spending, now: number): Spent<A> {
  if (alias.pending.some((use) => use.reservation === spending.reservation)) return { alias };
  const life = judge(alias, now);
  if (life !== 'alive') return { refused: life };
  const inDoubt = alias.pending.find((use) => isRetryOf(use, spending, now));
  if (inDoubt !== undefined) {
    // Its time counts anew: on the old time its lease would be over at once, and a second copy could ride on it too.
    const retaken: PendingUse = { ...inDoubt, ...spending, spentAt: now, isInDoubt: false, wasInDoubt: true };
    return { alias: { ...alias, pending: alias.pending.map((use) => (use === inDoubt ? retaken : use)) } };
  }
  if (usesLeft(alias) === 0)
    return { refused: alias.pending.some((use) => !use.isInDoubt) ? 'busy' : 'usedUp' };
  const use: PendingUse = { ...spending, spentAt: now, isInDoubt: false, wasInDoubt: false };
  return { alias: { ...alias, pending: [...alias.pending, use] } };
}

/** Settles a spent use at `now` (ms): the next hop has accepted the message. Unknown reservations change nothing. */
export function settleUse<A extends Alias>(alias: A, reservation: string, now: number): A {
  if (!alias.pending.some((use) => use.reservation === reservation)) return alias;
  return {
    ...alias,
    pending: alias.pending.filter((use) => use.reservation !== reservation),
    delivered: alias.delivered + 1,
    firstDeliveryAt: alias.firstDeliveryAt ?? now,
    lastDeliveryAt: now,
  };
}

/** Refunds a spent use: the next hop refused the message. A use taken over from doubt returns to doubt. */
export function refundUse<A extends Alias>(alias: A, reservation: string): A {
  return {
    ...alias,
    pending: alias.pending
      .filter((use) => use.reservation !== reservation || use.wasInDoubt)
      .map((use) => (use.reservation === reservation ? { ...use, isInDoubt: true } : use)),
  };
}

/** Leaves spent uses in doubt: by reservation after a lost connection, or by instance after a crash. */
export function doubtUses<A extends Alias>(alias: A, isDoubted: (use: PendingUse) => boolean): A {
  if (!alias.pending.some((use) => !use.isInDoubt && isDoubted(use))) return alias;
  return {
    ...alias,
    pending: alias.pending.map((use) => (isDoubted(use) ? { ...use, isInDoubt: true } : use)),
  };
}

function isRetryOf(use: PendingUse, spending: Spending, now: number): boolean {
  return use.isInDoubt && use.fingerprint === spending.fingerprint && now < use.spentAt + doubtRetentionMs;
}
