// SPDX-License-Identifier: MIT
import { blockStoreContract } from '../../test/support/block-store-contract.ts';
import { createMemoryStore } from './memory.ts';

blockStoreContract('memory', async () => {
  const blockImage = new Map<string, Uint8Array>();
  return {
    open: async (options) => createMemoryStore({ ...options, blockImage }),
    remove: async () => {},
  };
});
