// SPDX-License-Identifier: MIT
import { keyStoreContract } from '../../test/support/key-store-contract.ts';
import { createMemoryStore } from './memory.ts';
import { emptyKeyImage } from './memory-keys.ts';

keyStoreContract('memory', async () => {
  const keyImage = emptyKeyImage();
  return {
    open: async (options) => createMemoryStore({ ...options, keyImage }),
    remove: async () => {},
  };
});
