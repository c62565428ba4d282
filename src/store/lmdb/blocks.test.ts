// SPDX-License-Identifier: MIT
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blockStoreContract } from '../../../test/support/block-store-contract.ts';
import { openLmdbStore } from './store.ts';

blockStoreContract('LMDB', async () => {
  const path = await mkdtemp(join(tmpdir(), 'mayfly-blocks-'));
  return {
    open: async (options) => openLmdbStore({ ...options, path }),
    remove: () => rm(path, { recursive: true }),
  };
});
