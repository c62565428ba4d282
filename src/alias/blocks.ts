// SPDX-License-Identifier: MIT
import { NetworkSet } from '../base/network-set.ts';
import { normaliseMailbox } from './mailbox.ts';
import type { Block, BlockKind, Vault } from './ports.ts';

/** Blocks as they are looked up: in memory, by a hash or by a few looks into a set. */
export class BlockList {
  readonly #targets: ReadonlySet<string>;
  readonly #optOuts: ReadonlySet<string>;
  readonly #clients: { readonly [Kind in ClientKind]: NetworkSet };

  constructor(blocks: readonly Block[]) {
    const textsOf = (kind: BlockKind) =>
      blocks.filter((block) => block.kind === kind).map(({ text }) => text);
    this.#targets = new Set(textsOf('target'));
    this.#optOuts = new Set(textsOf('optOut'));
    this.#clients = { smtp: new NetworkSet(textsOf('smtp')), http: new NetworkSet(textsOf('http')) };
  }

  /** Whether a target (`parseTarget`) or its domain is blocked; a mailbox under whichever secret it was. */
  hasTarget(target: string, vault: Pick<Vault, 'mailboxKeysOf'>): boolean {
    if (this.#targets.size === 0) return false;
    if (this.#targets.has(target.slice(target.lastIndexOf('@')).toLowerCase())) return true;
    return vault.mailboxKeysOf(normaliseMailbox(target)).some((key) => this.#targets.has(key));
  }

  /** Whether the owner of a target (`parseTarget`) wants never to be asked, under whichever secret that was kept. */
  hasOptOut(target: string, vault: Pick<Vault, 'mailboxKeysOf'>): boolean {
    if (this.#optOuts.size === 0) return false;
    return vault.mailboxKeysOf(normaliseMailbox(target)).some((key) => this.#optOuts.has(key));
  }

  /** Whether the address of a client is within a network that is blocked. */
  hasClient(kind: ClientKind, address: string): boolean {
    return this.#clients[kind].has(address);
  }
}

/** Blocks that are of clients. */
export type ClientKind = Exclude<BlockKind, 'target' | 'optOut'>;

/** A number for each kind of block. */
export type BlockCounts = Record<BlockKind, number>;

/** How many blocks there are of each kind. */
export function countBlocks(blocks: readonly Block[]): BlockCounts {
  const counts = { target: 0, smtp: 0, http: 0, optOut: 0 };
  for (const { kind } of blocks) counts[kind] += 1;
  return counts;
}
