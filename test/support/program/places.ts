// SPDX-License-Identifier: MIT
/** The stores that tests through the program run on. */
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { openRawStore } from '../../../src/store/open.ts';
import { isRedisInstalled, locationOf, startRedis } from '../redis/redis-server.ts';

type Location = Parameters<typeof openRawStore>[0];

/** Makes an empty store that ends with the test: as `MAYFLY_STORE` names it, and as it is opened raw. */
type Place = (t: TestContext, folder: string) => Promise<{ readonly store: string; readonly raw: Location }>;

/** A folder, and a Redis where one is installed. */
export const places: [string, Place][] = [
  [
    'LMDB',
    async (_t, folder) => {
      const path = join(folder, 'store');
      return { store: `lmdb:${path}`, raw: { kind: 'lmdb', path } };
    },
  ],
];
if (await isRedisInstalled())
  places.push([
    'Redis',
    async (t) => {
      const redis = await startRedis();
      t.after(() => redis.remove());
      const raw: Location = { kind: 'redis', location: locationOf(redis) };
      return { store: `redis://127.0.0.1:${redis.port}`, raw };
    },
  ]);
