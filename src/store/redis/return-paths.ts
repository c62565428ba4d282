// SPDX-License-Identifier: MIT
import type { AliasKey, ReturnPathStore } from '../../alias/ports.ts';
import { encodeUint } from '../record.ts';
import type { ScriptCall } from './calls.ts';
import type { RedisReply } from './client.ts';
import type { KeyNames } from './keys.ts';

/** What keeping return paths in Redis needs. */
export interface RedisReturnPathOptions {
  readonly names: KeyNames;
  readonly clock: () => number;
  /** Runs the script and waits for the confirmation that the location asks for. */
  readonly keep: (call: ScriptCall) => Promise<RedisReply>;
  /** What is under a name; `key` is that of the return path. */
  readonly get: (name: string, key: AliasKey) => Promise<RedisReply>;
}

const instantOctets = 6;

/** Rows with a TTL of the server; a row is the instant at which it expires, and what is sealed. */
export function createRedisReturnPaths({ names, clock, keep, get }: RedisReturnPathOptions): ReturnPathStore {
  return {
    async keep(key, sealed, expiresAt) {
      const row = Buffer.concat([encodeUint(expiresAt, instantOctets), sealed]);
      const ttlMs = Math.max(1, Math.ceil(expiresAt - clock()));
      await keep({ operation: 'keep', keys: [names.returnPathOf(key)], args: [row, `${ttlMs}`] });
    },
    async find(key, now) {
      const row = await get(names.returnPathOf(key), key);
      if (!Buffer.isBuffer(row) || row.length < instantOctets) return undefined;
      return row.readUIntBE(0, instantOctets) <= now ? undefined : row.subarray(instantOctets);
    },
  };
}
