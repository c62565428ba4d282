// SPDX-License-Identifier: MIT
import { createAlias, draftOf } from './creation.ts';
import type { AliasDeps } from './deps.ts';
import { createAliasEvents } from './events.ts';
import { createExpansion } from './expansion.ts';
import { Management } from './management.ts';
import { retarget } from './retarget.ts';
import type { AliasService } from './service.ts';

/** The alias service over a store. Rejects with `StoreError` when the store cannot answer. */
export function createAliases(deps: AliasDeps): AliasService {
  const management = new Management(deps, deps.events ?? createAliasEvents(deps.now));
  return {
    create: (request) => createAlias(deps, request),
    faultsOf(request) {
      const judged = draftOf(deps, request);
      return 'faults' in judged ? judged.faults : [];
    },
    open: (address, credential) => management.open(address, credential),
    retarget: (address, target) => retarget(deps, address, target),
    expand: createExpansion(deps),
  };
}
