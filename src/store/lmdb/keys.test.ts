// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { now } from '../../../test/support/alias.ts';
import { keyRecord, keyStoreContract } from '../../../test/support/key-store-contract.ts';
import { randomKey } from '../../../test/support/store-contract.ts';
import { openLmdbStore } from './store.ts';

keyStoreContract('LMDB', async () => {
  const path = await mkdtemp(join(tmpdir(), 'mayfly-keys-'));
  return {
    open: async (options) => openLmdbStore({ ...options, path }),
    remove: () => rm(path, { recursive: true }),
  };
});

test('a sweep removes a key that has expired with its rows, and not one whose life was prolonged', async (t) => {
  const path = await mkdtemp(join(tmpdir(), 'mayfly-keys-'));
  t.after(() => rm(path, { recursive: true }));
  const store = openLmdbStore({ path, clock: () => now });
  t.after(() => store.close());
  const [expired, prolonged] = [randomKey(), randomKey()];
  for (const id of [expired, prolonged]) {
    await store.keys.create(id, keyRecord({ expiresAt: now + 1 }));
    await store.keys.addRow(id, 0, randomBytes(9));
  }
  await store.keys.change(prolonged, { expiresAt: now + 9 });
  await store.sweep(now + 1);
  assert.deepEqual(await store.keys.rows(expired, { limit: 9 }), []);
  assert.equal(await store.keys.create(expired, keyRecord()), true);
  assert.equal((await store.keys.rows(prolonged, { limit: 9 })).length, 1);
  await store.sweep(now + 9);
  assert.equal(await store.keys.create(prolonged, keyRecord()), true);
});
