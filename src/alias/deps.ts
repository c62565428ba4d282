import type { AliasEvents } from './events.ts';
import type { RandomOctets } from './name.ts';
import type { Caps } from './policy.ts';
import type { AliasStore, Vault } from './ports.ts';

/** What the service is made of. */
export interface AliasDeps {
  readonly store: AliasStore;
  readonly vault: Vault;
  /** The alias domains in normal form (`parseDomain`); the first is the default of new aliases. */
  readonly domains: readonly [string, ...string[]];
  readonly caps: Caps;
  /** The clock, ms since the epoch. */
  readonly now: () => number;
  readonly randomBytes: RandomOctets;
  /** Shared with the relay; without it, changes of the owner alone are told. */
  readonly events?: AliasEvents;
}
