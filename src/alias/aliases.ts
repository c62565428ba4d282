import { createAlias } from './creation.ts';
import { type AliasEvents, createAliasEvents } from './events.ts';
import { createExpansion } from './expansion.ts';
import { Management } from './management.ts';
import type { RandomOctets } from './name.ts';
import type { Caps } from './policy.ts';
import type { AliasStore, Vault } from './ports.ts';
import type { AliasService } from './service.ts';

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

/** The alias service over a store. Rejects with `StoreError` when the store cannot answer. */
export function createAliases(deps: AliasDeps): AliasService {
  const management = new Management(deps, deps.events ?? createAliasEvents(deps.now));
  return {
    create: (request) => createAlias(deps, request),
    open: (address, credential) => management.open(address, credential),
    expand: createExpansion(deps),
  };
}
