// SPDX-License-Identifier: MIT
import type { AliasRecord } from '../alias/alias.ts';
import { toldUntil } from '../alias/end.ts';
import { isAlike } from '../alias/likeness.ts';
import { type AliasKey, type ReturnPathStore, type Store, StoreError } from '../alias/ports.ts';
import { decodeEnd, encodeEnd, endNameOf } from './end-record.ts';
import { doubtOrphans, type IsInstanceAlive, instanceLiveness, newInstance } from './instance.ts';
import * as ledgers from './ledger.ts';
import { type BlockImage, createMemoryBlocks } from './memory-blocks.ts';
import { createMemoryKeys, emptyKeyImage, type KeyImage } from './memory-keys.ts';

/** What the memory of a store holds, `null` being a tombstone. Handed to a later store, it is what a crash leaves. */
export type MemoryImage = Map<AliasKey, AliasRecord | null>;

/** The same of return paths and of the ends of aliases. */
export type ReturnPathImage = Map<AliasKey, { readonly sealed: Uint8Array; readonly expiresAt: number }>;

export interface MemoryStoreOptions {
  readonly image?: MemoryImage;
  readonly returns?: ReturnPathImage;
  readonly keyImage?: KeyImage;
  readonly blockImage?: BlockImage;
  readonly instance?: string;
  readonly isInstanceAlive?: IsInstanceAlive;
  /** The present, ms since the epoch. */
  readonly clock?: () => number;
}

/** A store that forgets everything with its process: for tests and trials. */
export function createMemoryStore(options: MemoryStoreOptions = {}): Store {
  const { image = new Map(), returns = new Map(), instance = newInstance(), clock = Date.now } = options;
  const { isInstanceAlive = instanceLiveness(instance) } = options;
  const ledger = ledgerOf(image, returns);
  let isClosed = false;
  const transact = async <Result>(action: (ledger: ledgers.Ledger) => Result): Promise<Result> => {
    if (isClosed) throw new StoreError('The store is closed');
    return action(ledger);
  };
  const returnPaths: ReturnPathStore = {
    keep: (key, sealed, expiresAt) =>
      transact(() => void (expiresAt > 0 ? returns.set(key, { sealed, expiresAt }) : returns.delete(key))),
    find: (key, now) =>
      transact(() => {
        const row = returns.get(key);
        return row !== undefined && now < row.expiresAt ? row.sealed : undefined;
      }),
  };
  const keys = createMemoryKeys(options.keyImage ?? emptyKeyImage(), transact);
  return {
    keys,
    blocks: createMemoryBlocks(options.blockImage ?? new Map(), transact),
    returnPaths,
    now: clock,
    clockState: () => ({ skewMs: 0, isTrusted: true }),
    create: (key, record) => transact((ledger) => ledgers.createIn(ledger, key, record)),
    isTaken: (key) => transact((ledger) => ledger.get(key) !== undefined),
    find(key) {
      if (isClosed) throw new StoreError('The store is closed');
      const record = image.get(key);
      return record ? doubtOrphans(record, clock(), isInstanceAlive) : undefined;
    },
    spend: (reservation, now) =>
      transact((ledger) => ledgers.spendIn(ledger, reservation, { instance, isInstanceAlive, now })),
    settle: (reservation, now) => transact((ledger) => ledgers.settleIn(ledger, reservation, now)),
    refund: (reservation) => transact((ledger) => ledgers.refundIn(ledger, reservation)),
    doubt: (reservation) => transact((ledger) => ledgers.doubtIn(ledger, reservation)),
    change: (key, change, seen) =>
      transact((ledger) => ledgers.changeIn(ledger, key, { change, mayBe: seen && like(seen) })),
    confirm: (key, tokenHash, now) =>
      transact((ledger) => ledgers.confirmIn(ledger, key, { tokenHash, now })),
    destroy: (key, how) =>
      transact((ledger) => ledgers.destroyIn(ledger, key, { how, mayBe: how?.seen && like(how.seen) })),
    async findEnd(key, now) {
      const row = await returnPaths.find(endNameOf(key), now);
      return row && decodeEnd(row);
    },
    sweep: (now) =>
      transact((ledger) => {
        const asker = { instance, isInstanceAlive, now };
        for (const [key, { expiresAt }] of returns) if (expiresAt <= now) returns.delete(key);
        keys.sweep(now);
        return [...image.keys()].filter((key) => ledgers.sweepIn(ledger, key, asker)).length;
      }),
    check: () => transact(() => undefined),
    close: async () => {
      isClosed = true;
    },
  };
}

function like(seen: AliasRecord): (record: AliasRecord) => boolean {
  return (record) => isAlike(record, seen);
}

/** Aliases as a transaction sees them; their ends are kept beside return paths. */
function ledgerOf(image: MemoryImage, returns: ReturnPathImage): ledgers.Ledger {
  return {
    get: (key) => image.get(key),
    put: (key, record) => void image.set(key, record),
    bury(key, _before, end) {
      image.set(key, null);
      if (end === undefined) return;
      returns.set(endNameOf(key), { sealed: encodeEnd(end), expiresAt: toldUntil(end) });
    },
    remove: (key) => void image.delete(key),
  };
}
