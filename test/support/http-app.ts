// SPDX-License-Identifier: MIT
import { randomBytes } from 'node:crypto';
import { createAliases } from '../../src/alias/aliases.ts';
import { createConfirmations, type Question } from '../../src/alias/confirmations.ts';
import type { AliasEvents } from '../../src/alias/events.ts';
import type { KeyService } from '../../src/alias/key-service.ts';
import { createKeys } from '../../src/alias/keys.ts';
import { normaliseMailbox } from '../../src/alias/mailbox.ts';
import type { Store } from '../../src/alias/ports.ts';
import { createQuestions, type Questions } from '../../src/alias/questions.ts';
import { createSealedRows } from '../../src/alias/sealed-rows.ts';
import type { AliasService } from '../../src/alias/service.ts';
import { createKeyVault } from '../../src/crypto/key-vault.ts';
import { createVault, secretOctets } from '../../src/crypto/vault.ts';
import { createHttpApp, type HttpDeps } from '../../src/http/app.ts';
import { createMemoryStore } from '../../src/store/memory.ts';

/** The instant at which the clock of every `testApp` stands, ms. */
export const startedAt = Date.parse('2026-12-01T10:00:00Z');

/** A day in ms. */
export const dayMs = 86_400_000;

/** What the parts behind the HTTP side are made of, where a test reaches into them. */
interface Behind {
  readonly store?: Store;
  readonly vault?: ReturnType<typeof createVault>;
  readonly events?: AliasEvents;
  readonly mustAgree?: (target: string) => boolean;
  readonly ask?: (question: Question) => void;
  /** With it the store rejects. */
  readonly storeFails?: Error;
}

/** The HTTP side over the real services of aliases and keys, vault and memory store. */
export function testApp({ storeFails, ...given }: Partial<HttpDeps> & Behind = {}) {
  const { now = () => startedAt, domains = ['alias.example', 'other.example'], ...deps } = given;
  const { mustAgree = () => false, ask = () => undefined, events } = given;
  const memory = given.store ?? createMemoryStore({ clock: now });
  const store = storeFails === undefined ? memory : { ...memory, create: () => Promise.reject(storeFails) };
  const caps = { maxUses: 100, maxDays: 60 };
  const secret = randomBytes(secretOctets);
  const vault = given.vault ?? createVault(secret);
  const parts = {
    store,
    vault,
    keys: store.keys,
    keyVault: createKeyVault(secret),
    domains: domains as [string, ...string[]],
    caps,
    now,
    randomBytes,
    ...(events && { events }),
  };
  const [keys, aliases] = [createKeys(parts), createAliases(parts)];
  return createHttpApp({
    aliases,
    keys,
    confirmations: createConfirmations({ keys, mustAgree, ask }),
    questions: questionsOf({ store, vaults: [vault], keys, aliases, now }),
    testMessages: { send: async () => 'accepted' },
    keysOnly: false,
    publicUrl: () => 'https://mayfly.example',
    domains,
    caps,
    operator: { name: undefined, contact: 'abuse@alias.example' },
    rateLimit: undefined,
    trustProxy: [],
    ready: async () => ({ ok: true, checks: {} }),
    now,
    ...deps,
  });
}

/** Questions whose opt-outs are in memory. */
export function questionsOf({
  store,
  vaults,
  keys,
  aliases,
  now,
}: {
  readonly store: Store;
  readonly vaults: Parameters<typeof createSealedRows>[1];
  readonly keys: KeyService;
  readonly aliases: AliasService;
  readonly now: () => number;
}): Questions {
  const optOuts = new Set<string>();
  return createQuestions({
    keys,
    retarget: aliases.retarget,
    rows: createSealedRows(store.returnPaths, vaults),
    optOuts: {
      hasOptOut: (target) => optOuts.has(normaliseMailbox(target)),
      optOut: async (target) => void optOuts.add(normaliseMailbox(target)),
    },
    now,
    randomBytes,
  });
}

/** A request with a JSON body. */
export function json(method: string, body: unknown) {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
