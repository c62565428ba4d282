// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { explain, openEnvironment } from './environment.ts';

test('a new store is named on the medium: its folder and every folder above that was made for it are flushed', async (t) => {
  const root = temporaryFolder(t);
  const path = join(root, 'new', 'data', 'mayfly');
  const flushed = watchFlushes(t);
  await openEnvironment(path).root.close();
  assert.deepEqual(flushed.splice(0), [path, join(root, 'new', 'data'), join(root, 'new'), root]);
  await openEnvironment(path).root.close();
  assert.deepEqual(flushed, [], 'nothing is new');
});

test('a store has a place in its lock file for every worker there can be and for commands, and says what to do when all are taken', async (t) => {
  const path = temporaryFolder(t);
  const { root } = openEnvironment(path);
  t.after(() => root.close());
  const { size } = fs.statSync(join(path, 'lock.mdb'));
  assert.ok(size >= 512 * placeOctets, `${size}`);
  const full = new Error('MDB_READERS_FULL: Environment maxreaders limit reached');
  assert.match(
    explain(path)(full).message,
    /^The store \S+ is open in 512 processes, which is the maximum: .*MAYFLY_WORKERS/,
  );
});

/** Of one reader, a line of the processor's cache (mdb.c). */
const placeOctets = 64;

/** The folders that are flushed from now on. */
function watchFlushes(t: TestContext): string[] {
  const flushed: string[] = [];
  const { fsyncSync } = fs;
  fs.fsyncSync = (descriptor) => {
    flushed.push(fs.readlinkSync(`/proc/self/fd/${descriptor}`));
    fsyncSync(descriptor);
  };
  syncBuiltinESMExports();
  t.after(() => {
    fs.fsyncSync = fsyncSync;
    syncBuiltinESMExports();
  });
  return flushed;
}

function temporaryFolder(t: TestContext): string {
  const folder = fs.mkdtempSync(join(tmpdir(), 'mayfly-environment-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  return folder;
}
