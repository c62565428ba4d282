// SPDX-License-Identifier: MIT
/** The store, for what the operator does on the command line beside a service that runs on it. */
import { randomBytes } from 'node:crypto';
import type { KeyDeps } from '../alias/deps.ts';
import { type Store, StoreError } from '../alias/ports.ts';
import type { Config } from '../config/config.ts';
import { createKeyVault } from '../crypto/key-vault.ts';
import { existingSecrets, loadSecrets } from '../crypto/secret-file.ts';
import { storeMemoryOf } from '../crypto/store-memory.ts';
import { checkOf, createVault } from '../crypto/vault.ts';
import { openStore } from '../store/open.ts';
import { servedTargets } from './targets.ts';

/** Opens the configured store with its secrets, and closes it when `work` is done. `whenNew`: whether both may be made. */
export async function onStore<Result>(
  config: Config,
  whenNew: 'make' | 'reject',
  work: (deps: KeyDeps & { readonly store: Store }) => Promise<Result>,
): Promise<Result> {
  if (config.store.kind === 'memory')
    throw new StoreError('A store in memory is in its own process alone: no command reaches it');
  const warn = (line: string): void => void process.stderr.write(`mayfly: ${line}\n`);
  const secretsOf = whenNew === 'make' ? loadSecrets : existingSecrets;
  const secrets = await secretsOf(config.secretFile, warn);
  const memory = storeMemoryOf(config.secretFile);
  const store = await openStore(config.store, { secrets: secrets.map(checkOf), memory, whenNew, warn });
  try {
    const { domains, caps } = config;
    const [vault, keyVault] = [createVault(...secrets), createKeyVault(...secrets)];
    const now = () => store.now();
    return await work({
      store,
      vault,
      keys: store.keys,
      keyVault,
      domains,
      caps,
      targets: servedTargets(config),
      now,
      randomBytes,
    });
  } finally {
    await store.close();
  }
}
