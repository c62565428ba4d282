// SPDX-License-Identifier: MIT
/** What is done with aliases and keys, over a store. */
import { randomBytes } from 'node:crypto';
import { createAliases } from '../alias/aliases.ts';
import type { AliasEvents } from '../alias/events.ts';
import type { KeyService } from '../alias/key-service.ts';
import { createKeys } from '../alias/keys.ts';
import type { Store } from '../alias/ports.ts';
import type { AliasService } from '../alias/service.ts';
import { createKeyVault } from '../crypto/key-vault.ts';
import type { Blocks } from './blocks.ts';
import type { ServiceContext } from './context.ts';
import { servedTargets } from './targets.ts';

/** The services of aliases and keys. */
export function createAliasServices(
  { config, secrets, vault, now }: ServiceContext,
  parts: { readonly store: Store; readonly events: AliasEvents; readonly blocks: Blocks },
): { readonly aliases: AliasService; readonly keys: KeyService } {
  const { store, events, blocks } = parts;
  const { domains, caps } = config;
  const deps = {
    store,
    vault,
    keys: store.keys,
    keyVault: createKeyVault(...secrets),
    domains,
    caps,
    targets: servedTargets(config),
    isBlocked: blocks.hasTarget,
    now,
    randomBytes,
    events,
  };
  return { aliases: createAliases(deps), keys: createKeys(deps) };
}
