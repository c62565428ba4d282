import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { StoreError } from '../alias/ports.ts';
import type { StoreLocation } from '../base/store-location.ts';
import { StoreMissingError } from './manifest.ts';
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

test('a path that leads through a file is a mistake, and is not waited for as a store that may come back', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'mayfly-open-'));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'file'), '');
  const memory = { recall: async () => ({ kind: 'unknown' as const }), remember: async () => undefined };
  const open = (path: string) => openStore({ kind: 'lmdb', path }, { memory, whenMissing: 'wait' });
  await assert.rejects(
    open(join(folder, 'file', 'store')),
    (error) => error instanceof StoreError && !(error instanceof StoreMissingError),
  );
  const waiting = await open(join(folder, 'nothing', 'store'));
  t.after(() => waiting.close());
  await assert.rejects(waiting.check(), StoreMissingError);
});
