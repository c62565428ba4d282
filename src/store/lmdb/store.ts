import type { AliasRecord } from '../../alias/alias.ts';
import { type AliasKey, type Store, StoreError } from '../../alias/ports.ts';
import { settleUse } from '../../alias/use.ts';
import { doubtOrphans, type IsInstanceAlive, instanceLiveness, newInstance } from '../instance.ts';
import * as ledgers from '../ledger.ts';
import type { ManifestPlace } from '../manifest.ts';
import { decodeRecord, encodeRecord, encodeUint } from '../record.ts';
import { createRetryQueue } from '../retry-queue.ts';
import { createDueIndex } from './due-index.ts';
import { explain, isBroken, openEnvironment, type ToStoreError } from './environment.ts';
import { manifestIn } from './manifest.ts';
import { createReturnTable } from './return-paths.ts';
import { createWriter } from './writer.ts';

export interface LmdbStoreOptions {
  /** The folder of the store; created if it is missing. Several processes of one machine may share it. */
  readonly path: string;
  readonly instance?: string;
  readonly isInstanceAlive?: IsInstanceAlive;
  /** The present, ms since the epoch. */
  readonly clock?: () => number;
  /** Called once when only another process can still use the store: this one has to end. What is in it is whole. */
  readonly onBroken?: (error: StoreError) => void;
  /** Address space to start with, octets. */
  readonly mapSize?: number;
}

const tombstone = new Uint8Array(0);
const checkKey = Buffer.from('checked');

/**
 * A store in one folder of this machine. Reads go straight to the memory map; writes are durable and share their flushes.
 * Throws a StoreError when the folder cannot be opened.
 */
export function openLmdbStore(options: LmdbStoreOptions): Store & { readonly manifest: ManifestPlace } {
  const { path, instance = newInstance(), clock = Date.now } = options;
  const { isInstanceAlive = instanceLiveness(instance) } = options;
  const toStoreError = telling(explain(path), options.onBroken);
  const { root, aliases, checks, ...tables } = openEnvironment(path, options.mapSize);
  const due = createDueIndex(tables.due);
  const returns = createReturnTable(tables.returns, tables.returnsDue);
  const writer = createWriter(root, toStoreError);
  /** Instants of settlements that are on their way to the medium, by key and reservation. */
  const settling = new Map<AliasKey, readonly { readonly id: string; readonly at: number }[]>();
  const retries = createRetryQueue();
  let isClosed = false;

  const read = (key: AliasKey): AliasRecord | null | undefined => {
    const octets = aliases.getBinary(Buffer.from(key, 'base64url'));
    if (octets === undefined) return undefined;
    return octets.length === 0 ? null : decodeRecord(octets);
  };
  const ledger: ledgers.Ledger = {
    get: read,
    put(key, record, before) {
      const octets = Buffer.from(key, 'base64url');
      aliases.putSync(octets, encodeRecord(record));
      due.put(octets, record, before);
    },
    bury(key, before) {
      const octets = Buffer.from(key, 'base64url');
      aliases.putSync(octets, tombstone);
      due.remove(octets, before);
    },
    remove(key, before) {
      const octets = Buffer.from(key, 'base64url');
      aliases.removeSync(octets);
      due.remove(octets, before);
    },
  };
  const closedError = () => new StoreError(`The store ${path} is closed`);
  const refuseIfClosed = () => {
    if (isClosed) throw closedError();
  };
  const durably = <Result>(action: (ledger: ledgers.Ledger) => Result): Promise<Result> =>
    isClosed ? Promise.reject(closedError()) : writer.write(() => action(ledger));
  const withOthers = (action: (ledger: ledgers.Ledger) => void): Promise<void> =>
    isClosed ? Promise.reject(closedError()) : writer.writeWithOthers(() => action(ledger));

  return {
    manifest: manifestIn(path, { root, checks }, writer),
    returnPaths: {
      keep: (key, sealed, expiresAt) => durably(() => returns.put(key, sealed, expiresAt)),
      async find(key, now) {
        refuseIfClosed();
        try {
          root.resetReadTxn();
          return returns.get(key, now);
        } catch (error) {
          throw toStoreError(error);
        }
      },
    },
    async isTaken(key) {
      refuseIfClosed();
      root.resetReadTxn();
      return aliases.getBinary(Buffer.from(key, 'base64url')) !== undefined;
    },
    create: (key, record) => durably((ledger) => ledgers.createIn(ledger, key, record)),
    find(key) {
      refuseIfClosed();
      try {
        // lmdb-js keeps one snapshot until a timer of the next turn; what other processes wrote shall be seen at once.
        root.resetReadTxn();
        const record = read(key);
        if (!record) return undefined;
        let settled = record;
        for (const { id, at } of settling.get(key) ?? []) settled = settleUse(settled, id, at);
        return doubtOrphans(settled, clock(), isInstanceAlive);
      } catch (error) {
        throw toStoreError(error);
      }
    },
    spend(reservation, now) {
      // First, and so written before it: a message whose use is to be in doubt may be the one that comes again.
      retries.retry();
      return durably((ledger) => ledgers.spendIn(ledger, reservation, { instance, isInstanceAlive, now }));
    },
    settle(reservation, now, isLast) {
      const { id, uses } = reservation;
      for (const { key } of uses) settling.set(key, [...(settling.get(key) ?? []), { id, at: now }]);
      const settle = (ledger: ledgers.Ledger): void => ledgers.settleIn(ledger, reservation, now);
      const forget = (): void => {
        for (const { key } of uses) {
          const others = settling.get(key)?.filter((settlement) => settlement.id !== id) ?? [];
          if (others.length > 0) settling.set(key, others);
          else settling.delete(key);
        }
      };
      return retries.run(() => (isLast === false ? withOthers(settle) : durably(settle)).then(forget));
    },
    refund: (reservation) => retries.run(() => durably((ledger) => ledgers.refundIn(ledger, reservation))),
    doubt: (reservation) => retries.run(() => durably((ledger) => ledgers.doubtIn(ledger, reservation))),
    change: (key, change) => durably((ledger) => ledgers.changeIn(ledger, key, change)),
    destroy: (key) => durably((ledger) => ledgers.destroyIn(ledger, key)),
    async sweep(now) {
      refuseIfClosed();
      const asker = { instance, isInstanceAlive, now };
      try {
        await returns.sweep(now, durably);
        const warm = (keys: Uint8Array[]) => aliases.prefetch(keys);
        return await due.sweep({ now, warm }, (batch) => durably((ledger) => batch(ledger, asker)));
      } catch (error) {
        throw toStoreError(error);
      }
    },
    // Only a write tells that the disk has room and no process holds the lock.
    check: () => durably(() => void checks.putSync(checkKey, encodeUint(clock()))),
    async close() {
      if (isClosed) return;
      isClosed = true;
      retries.clear();
      await writer.close();
    },
  };
}

/** Tells also, once, when the store is lost to this process. */
function telling(explained: ToStoreError, onBroken: (error: StoreError) => void = () => {}): ToStoreError {
  let isTold = false;
  return (error) => {
    const storeError = explained(error);
    if (!isTold && isBroken(error)) {
      isTold = true;
      onBroken(storeError);
    }
    return storeError;
  };
}
