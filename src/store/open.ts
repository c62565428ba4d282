import type { AliasStore } from '../alias/ports.ts';
import { openLmdbStore } from './lmdb.ts';
import { createMemoryStore } from './memory.ts';
import type { RedisLocation } from './redis-location.ts';

/** Where aliases are kept. */
export type StoreLocation =
  | { readonly kind: 'lmdb'; readonly path: string }
  | { readonly kind: 'redis'; readonly location: RedisLocation }
  | { readonly kind: 'memory' };

/** Opens a store. Rejects with a StoreError of one line. `warn` takes a line about what the store cannot promise. */
export async function openStore(
  location: StoreLocation,
  warn: (line: string) => void = () => {},
): Promise<AliasStore> {
  if (location.kind === 'memory') return createMemoryStore();
  if (location.kind === 'lmdb') return openLmdbStore({ path: location.path });
  const { openRedisStore } = await import('./redis.ts');
  return openRedisStore({ location: location.location, warn });
}
