// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
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

test('of a store that is waited for, the log hears why it is not served once, and again when there is another reason', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const folder = await mkdtemp(join(tmpdir(), 'mayfly-open-'));
  t.after(() => rm(folder, { recursive: true }));
  let attempts = 0;
  const recall = async () => {
    attempts += 1;
    return { kind: 'unknown' as const };
  };
  const lines: string[] = [];
  const waiting = await openStore(
    { kind: 'lmdb', path: join(folder, 'parent', 'store') },
    {
      memory: { recall, remember: async () => undefined },
      whenMissing: 'wait',
      warn: (line) => lines.push(line),
    },
  );
  t.after(() => waiting.close());
  const attempt = async (which: number): Promise<void> => {
    while (attempts < which) {
      t.mock.timers.tick(2_000);
      await setImmediate();
    }
  };
  await attempt(3);
  assert.equal(lines.length, 1);
  await writeFile(join(folder, 'parent'), '');
  await attempt(6);
  assert.equal(lines.length, 2, lines.join('\n'));
  assert.match(lines[0] ?? '', /is missing or empty/);
  assert.doesNotMatch(lines[1] ?? '', /is missing or empty/);
});
