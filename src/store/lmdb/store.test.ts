// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { now } from '../../../test/support/alias.ts';
import {
  aliasRecord,
  aliasStoreContract,
  randomKey,
  reservationOf,
} from '../../../test/support/store-contract.ts';
import { StoreError } from '../../alias/ports.ts';
import { createVault } from '../../crypto/vault.ts';
import { newInstance } from '../instance.ts';
import { openLmdbStore } from './store.ts';

aliasStoreContract('LMDB', async () => {
  const path = await mkdtemp(join(tmpdir(), 'mayfly-lmdb-'));
  return {
    open: async (options) => openLmdbStore({ ...options, path }),
    remove: () => rm(path, { recursive: true }),
  };
});

test('a process whose address space is too small for the map says so, and does not crash', async (t) => {
  const path = join(await folder(t), 'made', 'for', 'it');
  const module = JSON.stringify(join(import.meta.dirname, 'store.ts'));
  const program = `import { openLmdbStore } from ${module};
    try { openLmdbStore({ path: ${JSON.stringify(path)} }); } catch (error) { console.log(error.message); }`;
  const limited = `ulimit -v 12000000; exec "$0" --input-type=module --eval "$1"`;
  const child = spawn('sh', ['-c', limited, process.execPath, program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (octets) => {
    output += octets;
  });
  assert.deepEqual(await once(child, 'close'), [0, null]);
  assert.match(output, /needs more address space than it may use .*ulimit -v/);
});

test("a use in flight whose process number is now a sibling's, as after a restart of a container, goes to its retry", async (t) => {
  const path = await folder(t);
  const sibling = spawn(process.execPath, ['--eval', 'process.stdin.resume()'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  t.after(() => sibling.kill('SIGKILL'));
  await once(sibling, 'spawn');
  const [pid, start, ...others] = newInstance(sibling.pid).split('.');
  assert.ok(others.length === 2 || process.platform !== 'linux');
  const before = openLmdbStore({
    path,
    clock: () => now,
    instance: [pid, Number(start) - 1, ...others].join('.'),
  });
  const key = randomKey();
  await before.create(key, aliasRecord({ maxUses: 1 }));
  await before.spend(reservationOf('m', key), now);
  await before.close();
  const after = openLmdbStore({ path, clock: () => now });
  t.after(() => after.close());
  assert.equal((await after.find(key))?.pending[0]?.isInDoubt, true);
  assert.partialDeepStrictEqual(await after.spend(reservationOf('m', key), now), { verdict: 'spent' });
  assert.equal((await after.find(key))?.pending.length, 1);
});

test('the folder and the files are made for their owner only, with the folders above', async (t) => {
  const path = join(await folder(t), 'data', 'may.fly');
  await openLmdbStore({ path }).close();
  assert.equal((await stat(path)).mode & 0o777, 0o700);
  const files = await readdir(path);
  assert.deepEqual(files.sort(), ['data.mdb', 'lock.mdb']);
  for (const file of files) assert.equal((await stat(join(path, file))).mode & 0o777, 0o600, file);
});

test('the files of the store show neither address nor target nor token, while the alias lives and afterwards', async (t) => {
  const path = await folder(t);
  const vault = createVault(randomBytes(32));
  const address = 'canary-alias-5e1f@alias.example';
  const target = 'canary-target-77aa@target.example';
  const { token, hash } = vault.newToken();
  const key = vault.keyOf(address);
  const secrets = [address, target, 'canary-note', token].flatMap((text) => [
    Buffer.from(text),
    Buffer.from(Buffer.from(text).toString('base64').slice(0, 12)),
    Buffer.from(text, 'utf16le'),
  ]);
  const assertHidden = async () => {
    for (const file of await readdir(path)) {
      const octets = await readFile(join(path, file));
      for (const secret of secrets) assert.equal(octets.includes(secret), false, `${secret} in ${file}`);
    }
  };
  const store = openLmdbStore({ path });
  const sealed = vault.seal(address, { target, note: 'canary-note' }, hash);
  await store.create(key, aliasRecord({ tokenHash: hash, sealed }));
  const reservation = reservationOf('m', key);
  await store.spend(reservation, now);
  await assertHidden();
  await store.settle(reservation, now);
  await store.change(key, { sealed: vault.seal(address, { target, note: 'canary-note-2' }, hash) });
  await store.destroy(key);
  await assertHidden();
  await store.close();
  await assertHidden();
});

test('a store grows beyond the address space it was given at first', async (t) => {
  const store = openLmdbStore({ path: await folder(t), mapSize: 2 ** 17 });
  const keys = Array.from({ length: 3000 }, randomKey);
  const created = await Promise.all(keys.map((key) => store.create(key, aliasRecord())));
  assert.equal(created.every(Boolean), true);
  for (const key of keys) assert.notEqual(await store.find(key), undefined);
  await store.close();
});

test('a use is settled for every later look of this process, before that is on the medium', async (t) => {
  const store = openLmdbStore({ path: await folder(t) });
  const key = randomKey();
  await store.create(key, aliasRecord({ maxUses: 2 }));
  for (const delivered of [1, 2]) {
    const reservation = reservationOf(`m${delivered}`, key);
    await store.spend(reservation, now);
    const settled = store.settle(reservation, now);
    const record = await store.find(key);
    assert.deepEqual([record?.delivered, record?.pending], [delivered, []]);
    await settled;
  }
  assert.equal(await store.find(key), undefined);
  await store.close();
});

test('writes under way when the store is closed are made', async (t) => {
  const path = await folder(t);
  const keys = Array.from({ length: 50 }, randomKey);
  const store = openLmdbStore({ path });
  const created = keys.map((key) => store.create(key, aliasRecord()));
  await store.close();
  assert.equal((await Promise.all(created)).every(Boolean), true);
  const reopened = openLmdbStore({ path });
  for (const key of keys) assert.notEqual(await reopened.find(key), undefined);
  await reopened.close();
});

test('a path with a file in it is refused in one line that names it', async (t) => {
  const file = join(await folder(t), 'file');
  await writeFile(file, 'not a folder');
  for (const path of [file, join(file, 'below')])
    assert.throws(() => openLmdbStore({ path }), storeError(path, 'a file is in its place'));
});

test('a folder whose files are not those of a store is refused, and they are left as they are', async (t) => {
  const path = await folder(t);
  const file = join(path, 'data.mdb');
  for (const foreign of [Buffer.alloc(8192, 'foreign '), Buffer.alloc(8192), Buffer.from('short')]) {
    await writeFile(file, foreign);
    assert.throws(() => openLmdbStore({ path }), storeError(path, 'not an LMDB store'));
    assert.deepEqual(await readFile(file), foreign);
  }
  await rm(file);
  await mkdir(file);
  assert.throws(() => openLmdbStore({ path }), storeError(path, 'holds a folder'));
});

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'mayfly-lmdb-'));
  t.after(() => rm(path, { recursive: true }));
  return path;
}

function storeError(...parts: readonly string[]) {
  return (error: unknown) => {
    assert.ok(error instanceof StoreError);
    for (const part of parts) assert.ok(error.message.includes(part), error.message);
    assert.equal(error.message.includes('\n'), false);
    return true;
  };
}
