import type { Store, StoreError } from '../alias/ports.ts';
import { openLmdbStore } from './lmdb/store.ts';
import { admit, type ImprintPlace, judge } from './manifest.ts';
import { createMemoryStore } from './memory.ts';
import type { RedisLocation } from './redis/location.ts';

/** Where aliases are kept. */
export type StoreLocation =
  | { readonly kind: 'lmdb'; readonly path: string }
  | { readonly kind: 'redis'; readonly location: RedisLocation }
  | { readonly kind: 'memory' };

export interface OpenOptions {
  /** Check values (`checkOf`) of the server secrets; left out by who opens no alias and makes none. */
  readonly secrets?: readonly string[];
  /** `look`: only to see how it is, while another process may serve it; leaves no trace. Default `serve`. */
  readonly purpose?: 'serve' | 'look';
  /** Takes a line about what the store cannot promise. */
  readonly warn?: (line: string) => void;
  /** Called once when this process can use the store no more, and another one can. */
  readonly onBroken?: (error: StoreError) => void;
}

/**
 * Opens a store to serve it. Rejects with a StoreError of one line, also for a store that must not be served: one of a later
 * format, of another server secret, incomplete, or moved elsewhere.
 */
export async function openStore(
  location: StoreLocation,
  { secrets = [], purpose = 'serve', ...options }: OpenOptions = {},
): Promise<Store> {
  if (location.kind === 'memory') return createMemoryStore();
  const store = await openPersistent(location, options);
  try {
    await { serve: admit, look: judge }[purpose](store.imprint, { secrets, now: Date.now() });
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function openPersistent(
  location: Exclude<StoreLocation, { readonly kind: 'memory' }>,
  { warn = () => {}, onBroken }: OpenOptions,
): Promise<Store & { readonly imprint: ImprintPlace }> {
  if (location.kind === 'lmdb') return openLmdbStore({ path: location.path, ...(onBroken && { onBroken }) });
  const { openRedisStore } = await import('./redis/store.ts');
  return openRedisStore({ location: location.location, warn });
}
