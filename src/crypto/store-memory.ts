/** What the secret remembers of the store that was made under it: its id, in a file of its own beside the secret. */
import { readFile, rm } from 'node:fs/promises';
import type { StoreMemory } from '../alias/ports.ts';
import { replaceFile, SecretError } from './secret-file.ts';

/** The memory of the secret in a file. */
export function storeMemoryOf(secretFile: string): StoreMemory {
  const path = pathOf(secretFile);
  return {
    async recall() {
      const text = await readIfThere(path);
      if (text === undefined) return undefined;
      const id = text.trim();
      if (/^[\w-]{8,64}$/.test(id)) return id;
      throw new SecretError(
        `The file ${path} is damaged: it names the store that belongs to the secret; restore it, or remove it once the store is in its place`,
      );
    },
    remember: (storeId) => replaceFile(path, `${storeId}\n`),
  };
}

/** Forgets the store that a secret knew; gives whether it knew one. The next start makes a store, or takes the one it finds. */
export async function forgetStore(secretFile: string): Promise<boolean> {
  const path = pathOf(secretFile);
  const isKnown = (await readIfThere(path)) !== undefined;
  await rm(path, { force: true });
  return isKnown;
}

function pathOf(secretFile: string): string {
  return `${secretFile}.store`;
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
