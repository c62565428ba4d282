import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SecretError } from './secret-file.ts';
import { forgetStore, storeMemoryOf } from './store-memory.ts';

test('a secret remembers one store until it is told to forget it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'mayfly-memory-'));
  t.after(() => rm(folder, { recursive: true }));
  const secretFile = join(folder, 'secret');
  const memory = storeMemoryOf(secretFile);
  assert.equal(await memory.recall(), undefined);
  assert.equal(await forgetStore(secretFile), false);
  for (const id of ['first-store_1', 'second-store']) {
    await memory.remember(id);
    assert.equal(await memory.recall(), id);
  }
  assert.equal((await stat(`${secretFile}.store`)).mode & 0o777, 0o600);
  assert.deepEqual(await readdir(folder), ['secret.store']);
  assert.equal(await forgetStore(secretFile), true);
  assert.equal(await memory.recall(), undefined);
  await writeFile(`${secretFile}.store`, '');
  await assert.rejects(
    memory.recall(),
    (error) => error instanceof SecretError && /damaged/.test(error.message),
  );
  await assert.rejects(storeMemoryOf(join(folder, 'none', 'secret')).remember('store-of-none'));
});
