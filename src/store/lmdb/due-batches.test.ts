// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { encodeUint } from '../record.ts';
import { type DueBatchOptions, dueBatches, instantOctets } from './due-batches.ts';
import { type Environment, openEnvironment } from './environment.ts';

const firstAt = 1_700_000_000_000;

test('a batch ends when its time is over, and the others come in another until nothing is due', async (t) => {
  const environment = await filled(t, { entries: 9, everyMs: 1 });
  // A clock by which every look at it, and so every entry, takes 3 ms.
  let elapsedMs = 0;
  const elapsed = () => {
    elapsedMs += 3;
    return elapsedMs;
  };
  const swept = await sweep(environment, { now: firstAt + 7, elapsed, warm: async () => {} });
  assert.deepEqual(
    swept.map((batch) => batch.length),
    [2, 2, 2, 2],
  );
  const left = [...environment.due.getKeys()];
  assert.equal(left.length, 1);
});

test('a transaction looks at no more than 100 rows, and all of them have been read before it', async (t) => {
  const environment = await filled(t, { entries: 250, everyMs: 1 });
  const warmed = new Set<string>();
  const warm = async (keys: readonly Uint8Array[]) => {
    await turn();
    for (const key of keys) warmed.add(nameOf(key));
  };
  const onBatch = (batch: readonly Uint8Array[]) => {
    for (const entry of batch) assert.ok(warmed.has(nameOf(entry.subarray(instantOctets))));
  };
  const swept = await sweep(environment, { now: firstAt + 250, elapsed: () => 0, warm }, onBatch);
  assert.deepEqual(
    swept.map((batch) => batch.length),
    [100, 100, 50],
  );
});

test('the pages of what comes next are read before they are needed', async (t) => {
  const everyMs = 40;
  const environment = await filled(t, { entries: 1000, everyMs });
  const places: number[] = [];
  const { prefetch } = environment.due;
  environment.due.prefetch = (keys) => {
    for (const key of keys) places.push(Buffer.from(key).readUIntBE(0, instantOctets));
    return prefetch.call(environment.due, keys);
  };
  // A page holds more entries than these, so that none is passed over.
  const near = 25 * everyMs;
  let isFirst = true;
  const onBatch = (batch: readonly Uint8Array[]) => {
    for (const entry of isFirst ? [] : batch) {
      const at = Buffer.from(entry).readUIntBE(0, instantOctets);
      assert.ok(
        places.some((place) => Math.abs(place - at) <= near),
        `${at}`,
      );
    }
    isFirst = false;
  };
  const now = firstAt + 1000 * everyMs;
  const swept = await sweep(environment, { now, elapsed: () => 0, warm: async () => {} }, onBatch);
  assert.equal(swept.flat().length, 1000);
});

/** An environment with entries that are due one after the other. */
async function filled(
  t: TestContext,
  { entries, everyMs }: { entries: number; everyMs: number },
): Promise<Environment> {
  const path = await mkdtemp(join(tmpdir(), 'mayfly-due-'));
  const environment = openEnvironment(path);
  t.after(async () => {
    await environment.root.close();
    await rm(path, { recursive: true });
  });
  environment.root.transactionSync(() => {
    for (let number = 0; number < entries; number += 1) {
      const instant = encodeUint(firstAt + number * everyMs, instantOctets);
      environment.due.putSync(Buffer.concat([instant, randomBytes(18)]), new Uint8Array(0));
    }
  });
  return environment;
}

/** Removes what is due, each batch in a transaction; gives the batches. */
async function sweep(
  { root, due }: Environment,
  batchOptions: DueBatchOptions,
  onBatch: (batch: readonly Uint8Array[]) => void = () => {},
): Promise<Uint8Array[][]> {
  const batches: Uint8Array[][] = [];
  for await (const batch of dueBatches(due, batchOptions)) {
    const entries = root.transactionSync(() =>
      [...batch].map((entry) => {
        due.removeSync(entry);
        return entry;
      }),
    );
    onBatch(entries);
    batches.push(entries);
  }
  return batches;
}

function nameOf(key: Uint8Array): string {
  return Buffer.from(key).toString('hex');
}
