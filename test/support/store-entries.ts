// SPDX-License-Identifier: MIT
import { openRawStore } from '../../src/store/open.ts';

/** Every entry of a store, sorted, in a form that compares. */
export async function entriesOf(location: Parameters<typeof openRawStore>[0]): Promise<readonly string[]> {
  const store = await openRawStore(location);
  const entries: string[] = [];
  for await (const piece of store.entries())
    for (const { table, key, record } of piece)
      entries.push(`${table} ${Buffer.from(key).toString('hex')} ${Buffer.from(record).toString('hex')}`);
  await store.close();
  return entries.sort();
}
