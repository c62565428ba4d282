// SPDX-License-Identifier: MIT
import type { Alias } from './alias.ts';

/** What is remembered of an alias between two looks at the server. */
export type KnownAlias = Pick<Alias, 'address' | 'note'>;

/** How an alias has ended; `unknown` when that was too long ago. */
export type Ending = 'usedUp' | 'expired' | 'destroyed' | 'unknown';

/** An alias that has ended without the extension's doing. */
export interface EndedAlias extends KnownAlias {
  readonly how: Ending;
}

/** Those that were alive at the last look and are no more. */
export function goneSince(known: readonly KnownAlias[], alive: readonly KnownAlias[]): readonly KnownAlias[] {
  const addresses = new Set(alive.map(({ address }) => address));
  return known.filter(({ address }) => !addresses.has(address));
}

/** What the server says of an alias that is gone (`ended` of docs/api.md). */
export function readEnding(ended: unknown): Ending {
  if (ended === 'usedUp' || ended === 'expired') return ended;
  return typeof ended === 'string' && ended.startsWith('destroyed') ? 'destroyed' : 'unknown';
}
