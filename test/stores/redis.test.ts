// SPDX-License-Identifier: MIT
/** The contract of a store, held by real Redis servers: one alone, and a cluster of three primaries. */
import { randomBytes } from 'node:crypto';
import { after } from 'node:test';
import { openRedisStore } from '../../src/store/redis/store.ts';
import {
  isRedisInstalled,
  locationOf,
  startRedis,
  startRedisCluster,
} from '../support/redis/redis-server.ts';
import { aliasStoreContract } from '../support/store-contract.ts';

if (await isRedisInstalled()) {
  const server = await startRedis();
  const cluster = await startRedisCluster();
  after(() => Promise.all([server, ...cluster].map((one) => one.remove())));
  const places = [
    ['Redis', [server]],
    ['Redis Cluster', cluster],
  ] as const;
  for (const [name, servers] of places)
    aliasStoreContract(name, async () => {
      const location = { ...locationOf(...servers), prefix: randomBytes(6).toString('hex') };
      return { open: (options) => openRedisStore({ ...options, location }), remove: async () => {} };
    });
}
