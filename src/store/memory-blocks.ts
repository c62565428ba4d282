// SPDX-License-Identifier: MIT
import type { BlockStore } from '../alias/ports.ts';
import { decodeBlock, encodeBlock, formatBlockName } from './block-record.ts';

/** Records of blocks by name. Handed to a later store, it is what a crash leaves. */
export type BlockImage = Map<string, Uint8Array>;

/** Blocks in memory; `transact` runs what each call does, or rejects. */
export function createMemoryBlocks(
  image: BlockImage,
  transact: <Result>(action: () => Result) => Promise<Result>,
): BlockStore {
  return {
    add: (blocks, now) =>
      transact(() => {
        for (const name of blocks.map(formatBlockName))
          if (!image.has(name)) image.set(name, encodeBlock(now));
      }),
    remove: (blocks) =>
      transact(() => {
        for (const block of blocks) image.delete(formatBlockName(block));
      }),
    list: () => transact(() => [...image].map(([name, record]) => decodeBlock(name, record))),
    // It is small, and several stores of a test may share it.
    revision: () => transact(() => JSON.stringify([...image.keys()])),
  };
}
