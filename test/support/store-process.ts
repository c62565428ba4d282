// SPDX-License-Identifier: MIT
/**
 * A process that shares an LMDB store, for tests that kill it. Run with the folder of the store and a key; spends uses of
 * that alias one after the other, settles those it is told to, and prints one JSON line for every answer it got.
 *
 * Usage: node test/store-process.ts PATH KEY spend|settle COUNT
 */
import { randomUUID } from 'node:crypto';
import { openLmdbStore } from '../../src/store/lmdb/store.ts';

const [path = '', key = '', until, count = '1'] = process.argv.slice(2);
const store = openLmdbStore({ path });
const print = (answer: object) => process.stdout.write(`${JSON.stringify(answer)}\n`);

await Promise.all(
  Array.from({ length: 8 }, async () => {
    for (let number = 0; number < Number(count); number++) {
      const id = randomUUID();
      const reservation = { id, uses: [{ key, fingerprint: id }] };
      const { verdict } = await store.spend(reservation, Date.now());
      print({ id, verdict });
      if (until !== 'settle' || verdict !== 'spent') continue;
      await store.settle(reservation, Date.now());
      print({ id, verdict: 'settled' });
    }
  }),
);
await store.close();
