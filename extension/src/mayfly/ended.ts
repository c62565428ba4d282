import type { Alias } from './alias.ts';

/** What is remembered of an alias between two looks at the server. */
export type KnownAlias = Pick<Alias, 'address' | 'note' | 'validUntil'>;

/** An alias that has ended without the extension's doing. */
export interface EndedAlias {
  readonly address: string;
  readonly note: string;
  /** `usedUp` is also what was destroyed elsewhere: the server tells nobody how an alias ended. */
  readonly how: 'expired' | 'usedUp';
}

/** Those that were alive at the last look and are no more at `now`, ms. */
export function endedSince(
  known: readonly KnownAlias[],
  alive: readonly Pick<Alias, 'address'>[],
  now: number,
): readonly EndedAlias[] {
  const addresses = new Set(alive.map(({ address }) => address));
  return known
    .filter(({ address }) => !addresses.has(address))
    .map(({ address, note, validUntil }) => ({
      address,
      note,
      how: validUntil !== null && validUntil <= now ? 'expired' : 'usedUp',
    }));
}
