// SPDX-License-Identifier: MIT
import type { AliasEvents } from './events.ts';
import type { RandomOctets } from './name.ts';
import type { Caps } from './policy.ts';
import type { AliasStore, KeyStore, KeyVault, Vault } from './ports.ts';

/** What the service is made of. */
export interface AliasDeps {
  readonly store: AliasStore;
  readonly vault: Vault;
  /** The alias domains in normal form (`parseDomain`); the first is the default of new aliases. */
  readonly domains: readonly [string, ...string[]];
  readonly caps: Caps;
  /** Mailboxes and `@domain`s in lower case that targets must be among; without it any may be one. */
  readonly targets?: readonly string[] | undefined;
  /** Whether the operator has blocked a target: then no mail is passed on to it. */
  readonly isBlocked?: ((target: string) => boolean) | undefined;
  /** The clock, ms since the epoch. */
  readonly now: () => number;
  readonly randomBytes: RandomOctets;
  /** Shared with the relay; without it, changes of the owner alone are told. */
  readonly events?: AliasEvents;
  /** Where absent, no key opens an alias. */
  readonly keys?: KeyStore;
  readonly keyVault?: KeyVault;
}

/** What the service of keys is made of. */
export interface KeyDeps extends AliasDeps {
  readonly keys: KeyStore;
  readonly keyVault: KeyVault;
}
