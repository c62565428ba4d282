// SPDX-License-Identifier: MIT
import { aliasStoreContract } from '../../test/support/store-contract.ts';
import { createMemoryStore, type MemoryImage, type ReturnPathImage } from './memory.ts';

aliasStoreContract('memory', async () => {
  const image: MemoryImage = new Map();
  const returns: ReturnPathImage = new Map();
  return {
    open: async (options) => createMemoryStore({ ...options, image, returns }),
    remove: async () => {},
  };
});
