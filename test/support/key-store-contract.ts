// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { KeyEntry, KeyRecord, KeyRow, KeyStore, Store } from '../../src/alias/ports.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { now } from './alias.ts';
import { randomKey, type StorePlace } from './store-contract.ts';

const dayMs = 86_400_000;

/** A key without rows that expires a year from now, with whatever is given. */
export function keyRecord(fields: Partial<KeyRecord> = {}): KeyRecord {
  return {
    state: 'active',
    expiresAt: now + 365 * dayMs,
    made: 0,
    kept: 0,
    sealed: randomBytes(93),
    ...fields,
  };
}

/** What every KeyStore must do, whatever is behind it. */
export function keyStoreContract(name: string, createPlace: () => Promise<StorePlace>): void {
  suite(`${name} as a key store`, { concurrency: 4 }, () => {
    const scenario = (title: string, run: (open: () => Promise<Store>) => Promise<void>) =>
      test(title, async () => {
        const place = await createPlace();
        const stores: Store[] = [];
        const open = async (): Promise<Store> => {
          const options = { instance: `i${stores.length}`, isInstanceAlive: () => true, clock: () => now };
          const store = await place.open(options);
          stores.push(store);
          return store;
        };
        try {
          await run(open);
        } finally {
          await Promise.all(stores.map((store) => store.close()));
          await place.remove();
        }
      });

    scenario(
      'a key is created once, and found as it was given by every store until it expires',
      async (open) => {
        const [{ keys: one }, { keys: other }] = [await open(), await open()];
        const [id, record] = [randomKey(), keyRecord({ state: 'unconfirmed' })];
        assert.equal(await one.find(id, now), undefined);
        assert.equal(await one.create(id, record), true);
        assert.equal(await other.create(id, keyRecord()), false);
        assert.deepEqual(plain(await other.find(id, record.expiresAt - 1)), plain(record));
        assert.equal(await other.find(id, record.expiresAt), undefined);
      },
    );

    scenario('a change alters what it names and nothing else', async (open) => {
      const { keys } = await open();
      const [id, record] = [randomKey(), keyRecord({ state: 'unconfirmed' })];
      await keys.create(id, record);
      await keys.addRow(id, 0, randomBytes(9));
      const counted = { ...record, made: 1, kept: 1 };
      const confirmed = { ...counted, state: 'active' as const };
      assert.deepEqual(plain(await keys.change(id, { state: 'active' })), plain(confirmed));
      const expiresAt = now + 400 * dayMs;
      const sealed = randomBytes(200);
      assert.deepEqual(plain(await keys.change(id, { expiresAt })), plain({ ...confirmed, expiresAt }));
      await keys.change(id, { sealed });
      assert.deepEqual(plain(await keys.find(id, now)), plain({ ...confirmed, expiresAt, sealed }));
      assert.equal(await keys.change(randomKey(), { state: 'active' }), undefined);
    });

    scenario('rows are given newest first, in pages, and only those of their own key', async (open) => {
      const { keys } = await open();
      const [id, neighbour] = [randomKey(), randomKey()];
      const sealed = Array.from({ length: 12 }, () => randomBytes(80));
      for (const key of [id, neighbour]) await keys.create(key, keyRecord());
      for (const [made, row] of sealed.entries()) assert.equal(await keys.addRow(id, made, row), 'added');
      await keys.addRow(neighbour, 0, randomBytes(80));
      const rows = await keys.rows(id, { limit: 5 });
      assert.deepEqual(numbersOf(rows), [12, 11, 10, 9, 8]);
      assert.deepEqual(
        rows.map((row) => hex(row.sealed)),
        sealed.slice(7).reverse().map(hex),
      );
      assert.deepEqual(numbersOf(await keys.rows(id, { before: 8, limit: 100 })), [7, 6, 5, 4, 3, 2, 1]);
      assert.deepEqual(await keys.rows(id, { before: 1, limit: 100 }), []);
      assert.deepEqual(await keys.rows(randomKey(), { limit: 100 }), []);
    });

    scenario('of several who add the next row at once, one does', async (open) => {
      const stores = await Promise.all([open(), open(), open()]);
      const id = randomKey();
      await stores[0].keys.create(id, keyRecord());
      const verdicts = await Promise.all(stores.map(({ keys }) => keys.addRow(id, 0, randomBytes(9))));
      assert.deepEqual(verdicts.sort(), ['added', 'moved', 'moved']);
      assert.partialDeepStrictEqual(await stores[0].keys.find(id, now), { made: 1, kept: 1 });
      assert.equal(await stores[0].keys.addRow(randomKey(), 0, randomBytes(9)), 'gone');
    });

    scenario('rows that are removed are counted, and their numbers are not given again', async (open) => {
      const { keys } = await open();
      const id = randomKey();
      await keys.create(id, keyRecord());
      for (const made of [0, 1, 2]) await keys.addRow(id, made, randomBytes(9));
      await keys.removeRows(id, [1, 3, 7]);
      await keys.removeRows(id, [3]);
      assert.partialDeepStrictEqual(await keys.find(id, now), { made: 3, kept: 1 });
      assert.equal(await keys.addRow(id, 3, randomBytes(9)), 'added');
      assert.deepEqual(numbersOf(await keys.rows(id, { limit: 9 })), [4, 2]);
      await keys.removeRows(randomKey(), [1]);
    });

    scenario('a key that is destroyed gives its rows, and leaves nothing', async (open) => {
      const { keys } = await open();
      const [id, neighbour] = [randomKey(), randomKey()];
      for (const key of [id, neighbour]) {
        await keys.create(key, keyRecord());
        for (const made of [0, 1]) await keys.addRow(key, made, randomBytes(9));
      }
      assert.deepEqual(numbersOf((await keys.destroy(id)) ?? []), [2, 1]);
      assert.equal(await keys.destroy(id), undefined);
      assert.equal(await keys.find(id, now), undefined);
      assert.deepEqual(await keys.rows(id, { limit: 9 }), []);
      assert.equal(await keys.addRow(id, 2, randomBytes(9)), 'gone');
      assert.deepEqual(numbersOf(await keys.rows(neighbour, { limit: 9 })), [2, 1]);
      assert.equal(await keys.create(id, keyRecord()), true);
      assert.deepEqual(await keys.rows(id, { limit: 9 }), []);
    });

    scenario('all keys that have not expired are listed, and a sweep leaves those alone', async (open) => {
      const store = await open();
      const ids = Array.from({ length: 7 }, randomKey);
      for (const id of ids) await store.keys.create(id, keyRecord({ made: 3, kept: 0 }));
      await store.keys.create(randomKey(), keyRecord({ expiresAt: now + dayMs }));
      assert.equal(await store.sweep(now + dayMs), 0);
      const listed: KeyEntry[] = [];
      for await (const entry of store.keys.list(now + dayMs)) listed.push(entry);
      const { state, expiresAt, made, kept } = keyRecord({ made: 3 });
      const expected = ids.map((id) => ({ id, state, expiresAt, made, kept }));
      assert.deepEqual(listed.sort(byId), expected.sort(byId));
    });

    scenario('any calls in any order do what they do in memory', async (open) => {
      const { keys } = await open();
      const rounds = fc.asyncProperty(fc.array(callArbitrary, { maxLength: 25 }), async (calls) => {
        const model = createMemoryStore({ clock: () => now }).keys;
        const ids = [randomKey(), randomKey()];
        for (const call of calls)
          assert.deepEqual(await calledOn(keys, ids, call), await calledOn(model, ids, call), call.call);
      });
      await fc.assert(rounds, { numRuns: 15 });
    });
  });
}

const callArbitrary = fc.record({
  call: fc.constantFrom('create', 'change', 'addRow', 'addRow', 'addRow', 'removeRows', 'rows', 'destroy'),
  which: fc.nat({ max: 1 }),
  number: fc.nat({ max: 4 }),
  state: fc.constantFrom('active', 'unconfirmed'),
  sealed: fc.uint8Array({ maxLength: 40 }),
});

type Call = typeof callArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

async function calledOn(
  keys: KeyStore,
  ids: readonly string[],
  { call, which, number, state, sealed }: Call,
): Promise<unknown> {
  const id = ids[which] ?? '';
  switch (call) {
    case 'create':
      return [await keys.create(id, keyRecord({ state, sealed })), plain(await keys.find(id, now))];
    case 'change':
      return plain(await keys.change(id, { state, sealed, expiresAt: now + dayMs + number }));
    case 'addRow':
      return [await keys.addRow(id, number, sealed), plain(await keys.find(id, now))];
    case 'removeRows':
      return [await keys.removeRows(id, [number, number + 2]), plain(await keys.find(id, now))];
    case 'destroy':
      return (await keys.destroy(id))?.map(plainRow);
    default:
      return (await keys.rows(id, { before: number + 1, limit: 3 })).map(plainRow);
  }
}

function plain(record: KeyRecord | undefined): unknown {
  return record && { ...record, sealed: hex(record.sealed) };
}

function plainRow({ number, sealed }: KeyRow): unknown {
  return [number, hex(sealed)];
}

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}

function numbersOf(rows: readonly KeyRow[]): number[] {
  return rows.map(({ number }) => number);
}

function byId(one: { readonly id: string }, other: { readonly id: string }): number {
  return one.id < other.id ? -1 : 1;
}
