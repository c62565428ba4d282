// SPDX-License-Identifier: MIT
/** What the extension keeps, where several windows of it change that at once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { readSettings, updateSettings } from './settings.ts';

/** The store of a browser, which answers and writes later than it is asked. */
function fakeStore() {
  const kept: Record<string, unknown> = {};
  return {
    async get() {
      await turn();
      return structuredClone(kept);
    },
    async set(change: object) {
      await turn();
      Object.assign(kept, change);
    },
  };
}

test('changes by what is kept lose nothing of one another', async () => {
  Object.assign(globalThis, { chrome: { storage: { local: fakeStore() } } });
  const addresses = Array.from({ length: 20 }, (_, number) => `${number}@alias.example`);
  await Promise.all(
    addresses.map((address) => updateSettings(({ known }) => ({ known: [...known, { address, note: '' }] }))),
  );
  const { known, ended } = await readSettings();
  assert.deepEqual(
    known.map(({ address }) => address),
    addresses,
  );
  assert.deepEqual(ended, []);
});
