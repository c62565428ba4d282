// SPDX-License-Identifier: MIT
import type { AliasDeps } from './deps.ts';
import { findLiving } from './lookup.ts';

/** Messages may come in between; each time one of them does. */
const attempts = 64;

/** Passes the mail of an alias on to another target from now on, which is in normal form; `false` when there is no such alias any more. */
export async function retarget(deps: AliasDeps, address: string, target: string): Promise<boolean> {
  const { store, vault, events } = deps;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { key, record } = await findLiving(deps, address, deps.now());
    if (record === undefined) return false;
    const content = vault.open(address, record);
    if (content.target === target) return true;
    const sealed = vault.seal(address, { ...content, target }, record.tokenHash);
    if ((await store.change(key, { sealed }, record)) === undefined) continue;
    events?.publish(key, 'changed');
    return true;
  }
  throw new Error(`none of ${attempts} attempts to change a target came through`);
}
