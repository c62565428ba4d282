import { type AliasStore, StoreError } from '../alias/ports.ts';
import { openLmdbStore } from './lmdb.ts';
import { createMemoryStore } from './memory.ts';

/** Opens the store that a URL names: `lmdb:PATH` or `memory:`. Rejects with a StoreError of one line. */
export async function openStore(url: string): Promise<AliasStore> {
  const [, scheme, rest = ''] = /^([a-z]+):(.*)$/s.exec(url) ?? [];
  switch (scheme) {
    case 'lmdb':
      if (rest === '') throw new StoreError(`The store "${url}" lacks a path; write lmdb:PATH`);
      return openLmdbStore({ path: rest });
    case 'memory':
      return createMemoryStore();
    default:
      throw new StoreError(`The store "${url}" is of an unknown kind; write lmdb:PATH or memory:`);
  }
}
