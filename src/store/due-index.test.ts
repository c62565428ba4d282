import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { aliasRecord, randomKey } from '../../test/store-contract.ts';
import type { AliasRecord } from '../alias/alias.ts';
import { createDueIndex } from './due-index.ts';
import type { Ledger } from './ledger.ts';
import { openEnvironment } from './lmdb-environment.ts';

test('a sweep ends its transaction when its time is over, and goes on in another until nothing is due', async (t) => {
  const path = await mkdtemp(join(tmpdir(), 'mayfly-due-'));
  t.after(() => rm(path, { recursive: true }));
  const { root, due: table } = openEnvironment(path);
  // A clock by which every look at it, and so every alias, takes 3 ms.
  let elapsedMs = 0;
  const due = createDueIndex(table, () => {
    elapsedMs += 3;
    return elapsedMs;
  });
  const records = new Map<string, AliasRecord | null>();
  const ledger: Ledger = {
    get: (key) => records.get(key),
    put: (key, record) => void records.set(key, record),
    bury: (key) => void records.set(key, null),
  };
  for (let number = 0; number < 9; number += 1) {
    const [key, record] = [randomKey(), aliasRecord({ validUntil: 1000 + number })];
    records.set(key, record);
    due.put(Buffer.from(key, 'base64url'), record);
  }
  const asker = { owner: '', isOwnerAlive: () => true, now: 2000 };
  const batches: number[] = [];
  const swept = await due.sweep(asker.now, async (batch) => {
    const count = root.transactionSync(() => batch(ledger, asker));
    batches.push(count);
    return count;
  });
  assert.equal(swept, 9);
  assert.deepEqual(batches, [2, 2, 2, 2, 1]);
  assert.deepEqual(new Set(records.values()), new Set([null]));
  await root.close();
});
