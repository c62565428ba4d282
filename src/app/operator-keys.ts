/** What the operator does with keys from the command line, on the store itself. */
import { randomBytes } from 'node:crypto';
import { formatFault } from '../alias/fault.ts';
import type { KeyService } from '../alias/key-service.ts';
import { createKeys } from '../alias/keys.ts';
import { type KeyId, StoreError } from '../alias/ports.ts';
import type { KeySummary, Mistake, NewKey, RevokedKey } from '../cli/deps.ts';
import type { Config } from '../config/config.ts';
import { createKeyVault } from '../crypto/key-vault.ts';
import { loadSecrets } from '../crypto/secret-file.ts';
import { storeMemoryOf } from '../crypto/store-memory.ts';
import { checkOf, createVault } from '../crypto/vault.ts';
import { formatKey, keyRequestSchema } from '../http/key-schema.ts';
import { faultsOf, respell } from '../http/request-faults.ts';
import { openStore } from '../store/open.ts';
import { enFaults } from '../web/text/faults-en.ts';

/** Makes a key that is active at once; the request is a body of POST /keys. */
export async function createKey(
  config: Config,
  request: object,
): Promise<NewKey | { readonly mistakes: readonly Mistake[] }> {
  const parsed = keyRequestSchema.safeParse(request);
  if (!parsed.success) return { mistakes: faultsOf(parsed.error).map(mistakeOf) };
  // The first key may be made before the first start.
  const created = await withKeys(config, 'make', (keys) => keys.create(parsed.data, 'active'));
  if ('faults' in created) return { mistakes: respell(created.faults, request).map(mistakeOf) };
  const { state, label, target, ...preset } = formatKey(created.view);
  const set = Object.entries(preset).filter(([, value]) => value !== null);
  return { key: created.text, state, label, target, preset: Object.fromEntries(set) };
}

/** All keys, as far as they are in clear, in the order of their ids. */
export function listKeys(config: Config): Promise<readonly KeySummary[]> {
  return withKeys(config, 'reject', async (keys) => {
    const found = new Map<string, KeySummary>();
    for await (const { id, state, made, expiresAt } of keys.list())
      found.set(id, { id: shownId(id), state, made, unusedUntil: new Date(expiresAt).toISOString() });
    return [...found.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
  });
}

/** Ends a key, named by its id or by itself. */
export function revokeKey(
  config: Config,
  { which, aliases }: { readonly which: string; readonly aliases: 'keep' | 'destroy' },
): Promise<RevokedKey> {
  return withKeys(config, 'reject', async (keys) => {
    const key = await keys.open(which);
    if (key !== undefined) return (await key.revoke(aliases)) ? 'revoked' : 'unknown';
    if (!/^[0-9a-f]{36}$/.test(which)) return 'unknown';
    if (aliases === 'destroy') return 'needsText';
    const id = Buffer.from(which, 'hex').toString('base64url');
    return (await keys.end(id)) ? 'revoked' : 'unknown';
  });
}

async function withKeys<Result>(
  config: Config,
  whenNew: 'make' | 'reject',
  work: (keys: KeyService) => Promise<Result>,
): Promise<Result> {
  if (config.store.kind === 'memory')
    throw new StoreError('A store in memory is in its own process alone: no command reaches its keys');
  const warn = (line: string): void => void process.stderr.write(`mayfly: ${line}\n`);
  const secrets = await loadSecrets(config.secretFile, warn);
  const memory = storeMemoryOf(config.secretFile);
  const store = await openStore(config.store, { secrets: secrets.map(checkOf), memory, whenNew, warn });
  try {
    const { domains, caps, targets } = config;
    const [vault, keyVault] = [createVault(...secrets), createKeyVault(...secrets)];
    const now = () => store.now();
    const keys = createKeys({
      store,
      vault,
      keys: store.keys,
      keyVault,
      domains,
      caps,
      targets,
      now,
      randomBytes,
    });
    return await work(keys);
  } finally {
    await store.close();
  }
}

/** In hexadecimal, since base64url may begin with a hyphen, which a command line takes for an option. */
function shownId(id: KeyId): string {
  return Buffer.from(id, 'base64url').toString('hex');
}

function mistakeOf(fault: ReturnType<typeof faultsOf>[number]): Mistake {
  return { field: fault.field, code: fault.code, message: formatFault(enFaults, fault) };
}
