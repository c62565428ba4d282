// SPDX-License-Identifier: MIT
import { execFileSync } from 'node:child_process';
import { startShards } from '../scaling/shards.ts';
import { createMayfly, type MayflyOptions } from './mayfly.ts';
import type { Peer } from './peer.ts';

/** Mayfly with its store on a Redis that writes each change to disk before it answers. What Redis itself uses is not counted. */
export function createMayflyOnRedis(options: MayflyOptions): Peer {
  const name = 'mayfly-redis';
  return {
    name,
    async prepare() {
      try {
        const [, redis] =
          /v=(\S+)/.exec(execFileSync('redis-server', ['--version'], { encoding: 'utf8' })) ?? [];
        const own = await createMayfly(name, options).prepare();
        return 'missing' in own ? own : { version: `${own.version}, Redis ${redis}` };
      } catch {
        return { missing: 'Redis is not installed (apt-get install redis-server)' };
      }
    },
    async start(setting) {
      const shards = await startShards(setting.folder, 1, 'everything');
      const server = await createMayfly(name, { ...options, store: shards.store }).start(setting);
      return { ...server, stop: () => server.stop().finally(() => shards.stop()) };
    },
  };
}
