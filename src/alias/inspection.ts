// SPDX-License-Identifier: MIT
import { type AliasRecord, judge } from './alias.ts';
import type { AliasDeps } from './deps.ts';
import { addressOf, lookUp } from './lookup.ts';

/** What the operator may see of an alias; `gone` where a tombstone is all that is left. */
type Inspection =
  | { readonly address: string; readonly life: ReturnType<typeof judge>; readonly record: AliasRecord }
  | { readonly address: string; readonly life: 'gone' };

/** Looks an alias up without a credential, and opens nothing that is sealed; nothing where there never was one. */
export async function inspect(deps: AliasDeps, text: string): Promise<Inspection | undefined> {
  const address = addressOf(text);
  const found = await lookUp(deps, address);
  if (found !== undefined) return { address, life: judge(found.record, deps.now()), record: found.record };
  const { store, vault } = deps;
  for (const key of [vault.keyOf(address), ...vault.otherKeysOf(address)])
    if (await store.isTaken(key)) return { address, life: 'gone' };
  return undefined;
}

/** Ends an alias without a credential; `false` where there is none. */
export async function destroyUnasked(deps: AliasDeps, text: string): Promise<boolean> {
  const found = await lookUp(deps, addressOf(text));
  return (
    found !== undefined &&
    (await deps.store.destroy(found.key, { cause: 'destroyedByOperator', at: deps.now() }))
  );
}
