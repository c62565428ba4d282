// SPDX-License-Identifier: MIT
/** What the secret remembers of the store that was made under it: its id, in a file of its own beside the secret. */
import { readFile, stat } from 'node:fs/promises';
import type { StoreMemory } from '../alias/ports.ts';
import { noStoreYet, replaceFile, SecretError, storeFileOf } from './secret-file.ts';

/** The memory of the secret in a file. */
export function storeMemoryOf(secretFile: string): StoreMemory {
  const path = storeFileOf(secretFile);
  return {
    async recall() {
      const text = await readIfThere(path);
      // No secret, and so nothing that could belong to one.
      if (text === undefined) return { kind: (await isThere(secretFile)) ? 'unknown' : 'new' };
      const id = text.trim();
      if (id === noStoreYet) return { kind: 'new' };
      if (/^[\w-]{8,64}$/.test(id)) return { kind: 'known', id };
      throw new SecretError(
        `The file ${path} is damaged: it names the store that belongs to the secret; restore it, or remove it once the store is in its place`,
      );
    },
    remember: (storeId) => replaceFile(path, `${storeId}\n`),
  };
}

/** Forgets the store that a secret knew; gives whether it knew one. The next start makes a store, or takes the one it finds. */
export async function forgetStore(secretFile: string): Promise<boolean> {
  const path = storeFileOf(secretFile);
  const text = (await readIfThere(path))?.trim();
  if (text === undefined && !(await isThere(secretFile))) return false;
  await replaceFile(path, `${noStoreYet}\n`).catch((error: Error) => {
    throw new SecretError(
      `The file ${path} cannot be written: ${error.message}; put the line '${noStoreYet}' into it`,
    );
  });
  return text !== undefined && text !== noStoreYet;
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw new SecretError(`The file ${path} cannot be read: ${reason}`, { cause: error });
  }
}
