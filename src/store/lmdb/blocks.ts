// SPDX-License-Identifier: MIT
import { randomBytes } from 'node:crypto';
import type { Block, BlockEntry } from '../../alias/ports.ts';
import { decodeBlock, encodeBlock, formatBlockName } from '../block-record.ts';
import type { Environment } from './environment.ts';

/** Blocks in a table by name; what they are a change of is among the checks, so that asking for it reads one entry. */
export interface BlockTable {
  add(blocks: readonly Block[], now: number): void;
  remove(blocks: readonly Block[]): void;
  list(): readonly BlockEntry[];
  revision(): string;
}

const revisionKey = Buffer.from('blocks');

/** The blocks of an environment. All is to be called in a transaction, or where a snapshot is read. */
export function createBlockTable({
  blocks: table,
  checks,
}: Pick<Environment, 'blocks' | 'checks'>): BlockTable {
  const namesOf = (blocks: readonly Block[]) => blocks.map((block) => Buffer.from(formatBlockName(block)));
  const changed = (): void => checks.putSync(revisionKey, randomBytes(12));
  return {
    add(blocks, now) {
      for (const name of namesOf(blocks))
        if (table.getBinary(name) === undefined) table.putSync(name, encodeBlock(now));
      changed();
    },
    remove(blocks) {
      for (const name of namesOf(blocks)) table.removeSync(name);
      changed();
    },
    list: () =>
      [...table.getRange({})].map(({ key, value }) => decodeBlock(Buffer.from(key).toString(), value)),
    revision: () => Buffer.from(checks.getBinary(revisionKey) ?? []).toString('base64url'),
  };
}
