// SPDX-License-Identifier: MIT
import type { ReturnPathStore, ReturnPathVault } from './ports.ts';
import { roundedUp } from './rounding.ts';

/** Rows that expire, each under a keyed hash of its name and sealed under a key that needs the name. */
export interface SealedRows {
  /** Durable when it resolves. `expiresAt` in ms since the epoch; a row may be there an hour longer. */
  keep(name: string, content: string, expiresAt: number): Promise<void>;
  /** Nothing for an unknown name, and for a row that has expired. */
  find(name: string, now: number): Promise<string | undefined>;
}

/**
 * Rows beside the return paths, whose names must begin as none of those does (`SRS0=`, `SRS1=`, `bounce=`). The vaults: that of the newest secret
 * first.
 */
export function createSealedRows(
  store: ReturnPathStore,
  vaults: readonly [ReturnPathVault, ...ReturnPathVault[]],
): SealedRows {
  const [newest] = vaults;
  return {
    keep: (name, content, expiresAt) =>
      store.keep(newest.keyOf(name), newest.sealReturnPath(name, content), roundedUp(expiresAt)),
    async find(name, now) {
      for (const vault of vaults) {
        const sealed = await store.find(vault.keyOf(name), now);
        if (sealed !== undefined) return vault.openReturnPath(name, sealed);
      }
      return undefined;
    },
  };
}
