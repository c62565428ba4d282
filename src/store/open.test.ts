import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { StoreLocation } from '../base/store-location.ts';
import { openStore } from './open.ts';

test('a location names the kind of store and where it is', async (t) => {
  const path = await mkdtemp(join(tmpdir(), 'mayfly-open-'));
  t.after(() => rm(path, { recursive: true }));
  const locations: readonly StoreLocation[] = [{ kind: 'memory' }, { kind: 'lmdb', path }];
  for (const location of locations) {
    const store = await openStore(location);
    await store.check();
    await store.close();
  }
  assert.ok((await readdir(path)).includes('data.mdb'));
});
