import type { ReturnPathStore, ReturnPathVault } from './ports.ts';

/** Rows that expire, each under a keyed hash of its name and sealed under a key that needs the name. */
export interface SealedRows {
  /** Durable when it resolves. `expiresAt` in ms since the epoch. */
  keep(name: string, content: string, expiresAt: number): Promise<void>;
  /** Nothing for an unknown name, and from `expiresAt` on. */
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
      store.keep(newest.keyOf(name), newest.sealReturnPath(name, content), expiresAt),
    async find(name, now) {
      for (const vault of vaults) {
        const sealed = await store.find(vault.keyOf(name), now);
        if (sealed !== undefined) return vault.openReturnPath(name, sealed);
      }
      return undefined;
    },
  };
}
