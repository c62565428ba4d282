import { randomBytes } from 'node:crypto';
import { createAliases } from '../../src/alias/aliases.ts';
import { createKeys } from '../../src/alias/keys.ts';
import { createKeyVault } from '../../src/crypto/key-vault.ts';
import { createVault, secretOctets } from '../../src/crypto/vault.ts';
import { createHttpApp, type HttpDeps } from '../../src/http/app.ts';
import { createMemoryStore } from '../../src/store/memory.ts';

/** The instant at which the clock of every `testApp` stands, ms. */
export const startedAt = Date.parse('2026-12-01T10:00:00Z');

/** A day in ms. */
export const dayMs = 86_400_000;

/** The HTTP side over the real alias service, vault and memory store. With `storeFails`, the store rejects with that. */
export function testApp({ storeFails, ...deps }: Partial<HttpDeps> & { readonly storeFails?: Error } = {}) {
  const now = () => startedAt;
  const memory = createMemoryStore({ clock: now });
  const store = storeFails === undefined ? memory : { ...memory, create: () => Promise.reject(storeFails) };
  const domains = ['alias.example', 'other.example'] as const;
  const caps = { maxUses: 100, maxDays: 60 };
  const secret = randomBytes(secretOctets);
  const [vault, keyVault, keys] = [createVault(secret), createKeyVault(secret), store.keys];
  const parts = { store, vault, keys, keyVault, domains, caps, now, randomBytes };
  return createHttpApp({
    aliases: createAliases(parts),
    keys: createKeys(parts),
    keysOnly: false,
    makesKeys: true,
    publicUrl: () => 'https://mayfly.example',
    domains,
    caps,
    rateLimit: undefined,
    trustProxy: [],
    ready: async () => ({ ok: true, checks: {} }),
    now,
    ...deps,
  });
}

/** A request with a JSON body. */
export function json(method: string, body: unknown) {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
