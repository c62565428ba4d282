// SPDX-License-Identifier: MIT
import { unconfirmedForMs } from './alias.ts';
import type { KeyDeps } from './deps.ts';
import { isKeyText } from './key-service.ts';
import type { KeyId, KeyRecord, KeyState } from './ports.ts';
import { roundedUp } from './rounding.ts';

/** A key and its text, which opens it. */
export interface Opened {
  readonly text: string;
  readonly id: KeyId;
  readonly record: KeyRecord;
}

const dayMs = 24 * 60 * 60 * 1000;
/** A key that is not used for this time is gone, ms. */
const unusedForMs = 400 * dayMs;
/** The end of a key is rounded up to a multiple of this, so that it tells nobody when the key was used. */
const roundedToMs = 30 * dayMs;

/** The key of a text, as it is stored; nothing for a text that is none. */
export async function findKey(
  { keys, keyVault, now }: Pick<KeyDeps, 'keys' | 'keyVault' | 'now'>,
  text: string,
): Promise<Opened | undefined> {
  if (!isKeyText(text)) return undefined;
  for (const id of keyVault.idsOf(text)) {
    const record = await keys.find(id, now());
    if (record !== undefined) return { text, id, record };
  }
  return undefined;
}

/** Not later than this an active key ends if it is not used from now on, and an unconfirmed one if nobody agrees. */
export function keyEndOf(state: KeyState, now: number): number {
  if (state === 'unconfirmed') return roundedUp(now + unconfirmedForMs);
  return Math.ceil((now + unusedForMs) / roundedToMs) * roundedToMs;
}
