// SPDX-License-Identifier: MIT
/** Blocks in Redis: all of them in one hash, records by name, and under the empty name what changes with each change. */
import { randomBytes } from 'node:crypto';
import type { Block, BlockStore, StoreError } from '../../alias/ports.ts';
import { decodeBlock, encodeBlock, formatBlockName } from '../block-record.ts';
import type { ScriptCall } from './calls.ts';
import type { RedisReply } from './client.ts';
import type { KeyNames } from './keys.ts';

/** What keeping blocks in Redis needs. */
export interface RedisBlocksOptions {
  readonly names: KeyNames;
  readonly run: (call: ScriptCall) => Promise<RedisReply>;
  /** Rejects when there is nothing because the store is not there. */
  readonly confirm: () => Promise<void>;
  readonly explain: (error: unknown) => StoreError;
}

/** The blocks of a store in Redis. */
export function createRedisBlocks({ names, run, confirm, explain }: RedisBlocksOptions): BlockStore {
  const keys = [names.blocks] as const;
  const change = async (
    operation: 'block' | 'unblock',
    blocks: readonly Block[],
    more: readonly Buffer[] = [],
  ) => {
    await confirm();
    const args = [randomBytes(9).toString('base64url'), ...more, ...blocks.map(formatBlockName)];
    await run({ operation, keys, args, isDurable: true });
  };
  return {
    add: (blocks, now) => change('block', blocks, [encodeBlock(now)]),
    remove: (blocks) => change('unblock', blocks),
    async list() {
      const fields = await run({ operation: 'keyFields', keys, args: [] });
      const records = blockRecordsOf(fields);
      if (records.length === 0) await confirm();
      try {
        return records.map(([name, record]) => decodeBlock(name, record));
      } catch (error) {
        throw explain(error);
      }
    },
    async revision() {
      const revision = await run({ operation: 'keyField', keys, args: [''] });
      if (revision === null) await confirm();
      return revision?.toString() ?? '';
    },
  };
}

/** Names and records of the fields of the hash, which come by turns. */
export function blockRecordsOf(reply: RedisReply): [name: string, record: Buffer][] {
  const fields = Array.isArray(reply) ? reply : [];
  return fields.flatMap((record, at): [string, Buffer][] => {
    const name = at % 2 === 1 ? String(fields[at - 1]) : '';
    return name !== '' && Buffer.isBuffer(record) ? [[name, record]] : [];
  });
}
