// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ownFolder } from './compile-cache.ts';

const main = join(import.meta.dirname, '..', 'main.ts');

function temporary(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'mayfly-cache-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function version(env: NodeJS.ProcessEnv): string {
  const { NODE_COMPILE_CACHE: _, ...others } = process.env;
  return execFileSync(process.execPath, [main, '--version'], {
    env: { ...others, ...env },
    encoding: 'utf8',
  });
}

test('compiled code is kept in the folder for it, which is made for its user alone', (t) => {
  const folder = join(temporary(t), 'made');
  assert.match(version({ CACHE_DIRECTORY: folder }), /^\d/);
  assert.equal(readdirSync(folder).length, 1);
});

test('NODE_COMPILE_CACHE and NODE_DISABLE_COMPILE_CACHE go first', (t) => {
  const [folder, other] = [temporary(t), temporary(t)];
  version({ CACHE_DIRECTORY: folder, NODE_COMPILE_CACHE: other });
  assert.deepEqual([readdirSync(folder).length, readdirSync(other).length], [0, 1]);
  version({ CACHE_DIRECTORY: folder, NODE_DISABLE_COMPILE_CACHE: '1' });
  assert.deepEqual(readdirSync(folder), []);
});

test('a folder that others can write to, a link and what is no folder are not used, and nothing is said', (t) => {
  const folder = temporary(t);
  assert.equal(ownFolder(folder), folder);
  const shared = join(folder, 'shared');
  mkdirSync(shared);
  chmodSync(shared, 0o777);
  symlinkSync(temporary(t), join(folder, 'link'));
  writeFileSync(join(folder, 'file'), '');
  for (const name of ['shared', 'link', 'file', 'file/below']) {
    assert.equal(ownFolder(join(folder, name)), undefined, name);
    assert.match(version({ CACHE_DIRECTORY: join(folder, name) }), /^\d/);
  }
  assert.deepEqual(readdirSync(shared), []);
});

test('the folder of another user is not used', (t) => {
  const isRoot = process.getuid?.() === 0;
  const folder = isRoot ? temporary(t) : '/';
  if (isRoot) chownSync(folder, 65534, 65534);
  assert.equal(ownFolder(folder), undefined);
});
