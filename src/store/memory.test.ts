import { aliasStoreContract } from '../../test/store-contract.ts';
import { createMemoryStore, type MemoryImage } from './memory.ts';

aliasStoreContract('memory', async () => {
  const image: MemoryImage = new Map();
  return { open: async (options) => createMemoryStore({ ...options, image }), remove: async () => {} };
});
