import type { AliasStore } from '../alias/ports.ts';
import { openLmdbStore } from './lmdb.ts';
import { createMemoryStore } from './memory.ts';

/** Where aliases are kept. */
export type StoreLocation = { readonly kind: 'lmdb'; readonly path: string } | { readonly kind: 'memory' };

/** Opens a store. Rejects with a StoreError of one line. */
export async function openStore(location: StoreLocation): Promise<AliasStore> {
  return location.kind === 'memory' ? createMemoryStore() : openLmdbStore({ path: location.path });
}
