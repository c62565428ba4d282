// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadSecrets, SecretError } from './secret-file.ts';
import { forgetStore, storeMemoryOf } from './store-memory.ts';

test('a secret remembers one store until it is told to forget it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'mayfly-memory-'));
  t.after(() => rm(folder, { recursive: true }));
  const secretFile = join(folder, 'secret');
  const memory = storeMemoryOf(secretFile);
  assert.deepEqual(await memory.recall(), { kind: 'new' });
  assert.equal(await forgetStore(secretFile), false);
  for (const id of ['first-store_1', 'second-store']) {
    await memory.remember(id);
    assert.deepEqual(await memory.recall(), { kind: 'known', id });
  }
  assert.equal((await stat(`${secretFile}.store`)).mode & 0o777, 0o600);
  assert.deepEqual(await readdir(folder), ['secret.store']);
  assert.equal(await forgetStore(secretFile), true);
  assert.deepEqual(await memory.recall(), { kind: 'new' });
  assert.equal(await forgetStore(secretFile), false);
  await writeFile(`${secretFile}.store`, '');
  await assert.rejects(
    memory.recall(),
    (error) => error instanceof SecretError && /damaged/.test(error.message),
  );
  await assert.rejects(storeMemoryOf(join(folder, 'none', 'secret')).remember('store-of-none'));
});

test('a secret that was just made has no store yet; one of which nothing is noted has had one', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'mayfly-memory-'));
  t.after(() => rm(folder, { recursive: true }));
  const secretFile = join(folder, 'secret');
  await loadSecrets(secretFile);
  const memory = storeMemoryOf(secretFile);
  assert.deepEqual(await memory.recall(), { kind: 'new' });
  await rm(`${secretFile}.store`);
  await loadSecrets(secretFile);
  assert.deepEqual(await memory.recall(), { kind: 'unknown' });
  assert.equal(await forgetStore(secretFile), false);
  assert.deepEqual(await memory.recall(), { kind: 'new' });
});
