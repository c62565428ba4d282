// SPDX-License-Identifier: MIT
import type { KeyDeps } from './deps.ts';
import { findKey, keyEndOf } from './key-lookup.ts';
import { livingOf, rowsOf } from './key-rows.ts';
import { findLiving } from './lookup.ts';
import type { KeyId } from './ports.ts';
import { roundedUp } from './rounding.ts';

/**
 * Makes an unconfirmed key active, and with it its aliases; of an active one, those aliases that were left over where an attempt before broke
 * off. An alias that is made at the same time sees to itself. `false` when there is no such key any more.
 */
export async function confirmKey(deps: KeyDeps, text: string, forMs?: number): Promise<boolean> {
  const found = await findKey(deps, text);
  if (found === undefined) return false;
  const now = deps.now();
  const active = {
    state: 'active',
    expiresAt: forMs === undefined ? keyEndOf('active', now) : roundedUp(now + forMs),
  } as const;
  if (found.record.state === 'unconfirmed' && (await deps.keys.change(found.id, active)) === undefined)
    return false;
  const rows = await rowsOf(deps, found, { limit: found.record.kept + rowsMargin });
  await Promise.all(rows.map(({ address }) => confirmAlias(deps, text, address)));
  return true;
}

/** Rows that may have come since the key was read. */
const rowsMargin = 100;

async function confirmAlias(deps: KeyDeps, text: string, address: string): Promise<void> {
  const living = await livingOf(deps, text, address);
  if (living?.record.state !== 'unconfirmed') return;
  if (await deps.store.confirm(living.key, living.record.tokenHash, deps.now()))
    deps.events?.publish(living.key, 'changed');
}

/** Ends a key, and the alias that it was made with, if nobody has agreed to them. */
export async function lapseKey(deps: KeyDeps, id: KeyId, address: string | undefined): Promise<void> {
  if ((await deps.keys.find(id, deps.now()))?.state !== 'unconfirmed') return;
  await deps.keys.destroy(id);
  if (address === undefined) return;
  const { key, record } = await findLiving(deps, address, deps.now());
  if (record?.state === 'unconfirmed' && (await deps.store.destroy(key)))
    deps.events?.publish(key, 'destroyed');
}
