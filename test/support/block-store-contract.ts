// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { suite, test } from 'node:test';
import type { Block, BlockStore, Store } from '../../src/alias/ports.ts';
import { now } from './alias.ts';
import type { StorePlace } from './store-contract.ts';

/** What every BlockStore must do, whatever is behind it. */
export function blockStoreContract(name: string, createPlace: () => Promise<StorePlace>): void {
  suite(`${name} as a store of blocks`, { concurrency: 4 }, () => {
    const scenario = (title: string, run: (one: BlockStore, other: BlockStore) => Promise<void>) =>
      test(title, async () => {
        const place = await createPlace();
        const open = (instance: string): Promise<Store> =>
          place.open({ instance, isInstanceAlive: () => true, clock: () => now });
        const stores = [await open('one'), await open('other')] as const;
        try {
          await run(stores[0].blocks, stores[1].blocks);
        } finally {
          await Promise.all(stores.map((store) => store.close()));
          await place.remove();
        }
      });

    scenario(
      'blocks of each kind are listed by every store, with the instant of their adding',
      async (one, other) => {
        assert.deepEqual(await other.list(), []);
        await one.add(blocks.slice(0, 2), now);
        await one.add(blocks, now + 60_000);
        const expected = blocks.map((block, at) => ({ ...block, addedAt: at < 2 ? now : now + 60_000 }));
        for (const store of [one, other]) assert.deepEqual(sorted(await store.list()), sorted(expected));
      },
    );

    scenario(
      'the revision is another one after each change, wherever it was made, and the same in between',
      async (one, other) => {
        const seen = [await other.revision()];
        await one.add(blocks.slice(0, 1), now);
        seen.push(await other.revision());
        await other.add(blocks.slice(1, 2), now);
        seen.push(await one.revision());
        await one.remove(blocks.slice(0, 1));
        seen.push(await other.revision());
        assert.equal(new Set(seen).size, 4);
        for (const store of [one, other]) assert.equal(await store.revision(), seen.at(-1));
      },
    );

    scenario('removing takes what is named and nothing else, and may be repeated', async (one, other) => {
      await one.add(blocks, now);
      for (const store of [other, one]) await store.remove([...blocks.slice(0, 3), ...blocks.slice(0, 1)]);
      assert.deepEqual(
        sorted(await one.list()),
        sorted(blocks.slice(3).map((block) => ({ ...block, addedAt: now }))),
      );
      await one.remove(blocks);
      assert.deepEqual(await other.list(), []);
    });

    scenario('some thousand at once, and the longest domain', async (one, other) => {
      const networks = Array.from(
        { length: 3000 },
        (_, at): Block => ({ kind: 'smtp', text: `10.${at >> 8}.${at & 255}.0/24` }),
      );
      const longest: Block = { kind: 'target', text: `@${'a.'.repeat(125)}com` };
      await one.add([...networks, longest], now);
      const found = await other.list();
      assert.equal(found.length, 3001);
      assert.deepEqual(
        found.filter(({ kind }) => kind === 'target'),
        [{ ...longest, addedAt: now }],
      );
    });
  });
}

const blocks: readonly Block[] = [
  { kind: 'target', text: '@x.example' },
  { kind: 'target', text: randomBytes(18).toString('base64url') },
  { kind: 'smtp', text: '192.0.2.0/24' },
  { kind: 'http', text: '192.0.2.0/24' },
  { kind: 'optOut', text: randomBytes(18).toString('base64url') },
  { kind: 'http', text: '2001:db8::/32' },
];

function sorted<Entry extends Block>(entries: readonly Entry[]): readonly Entry[] {
  return entries.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}
