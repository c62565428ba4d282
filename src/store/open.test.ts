import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { StoreError } from '../alias/ports.ts';
import { openStore } from './open.ts';

test('a URL names the kind of store and where it is', async (t) => {
  const path = await mkdtemp(join(tmpdir(), 'mayfly-open-'));
  t.after(() => rm(path, { recursive: true }));
  for (const url of ['memory:', `lmdb:${path}`]) {
    const store = await openStore(url);
    await store.check();
    await store.close();
  }
  assert.ok((await readdir(path)).includes('data.mdb'));
});

test('a URL of no known store is refused in one line that says what to write', async () => {
  for (const url of ['', 'data/mayfly', 'lmdb:', 'mysql://host/db', 'LMDB']) {
    await assert.rejects(openStore(url), (error) => {
      assert.ok(error instanceof StoreError);
      assert.match(error.message, /^[^\n]*write [^\n]*lmdb:PATH[^\n]*$/);
      return true;
    });
  }
});
