// SPDX-License-Identifier: MIT
import { type AliasRecord, doubtRetentionMs, endsAt } from '../../alias/alias.ts';
import { type AliasEnd, type Destruction, toldUntil } from '../../alias/end.ts';
import { isAlike } from '../../alias/likeness.ts';
import {
  type AliasChange,
  type AliasKey,
  type BlockStore,
  type ClockState,
  type KeyStore,
  type Reservation,
  type ReturnPathStore,
  type SpendResult,
  StoreError,
} from '../../alias/ports.ts';
import { settleUse } from '../../alias/use.ts';
import { decodeEnd, encodeEnd, endNameOf } from '../end-record.ts';
import { doubtOrphans, type IsInstanceAlive, instanceLiveness, newInstance } from '../instance.ts';
import * as keys from '../key-record.ts';
import * as ledgers from '../ledger.ts';
import type { ManifestPlace } from '../manifest.ts';
import type { PersistentStore } from '../persistent-store.ts';
import { decodeRecord, encodeRecord, encodeUint } from '../record.ts';
import { createRetryQueue } from '../retry-queue.ts';
import { type BlockTable, createBlockTable } from './blocks.ts';
import { createDueIndex, type DueIndex } from './due-index.ts';
import {
  type Environment,
  explain,
  isBroken,
  openEnvironment,
  type Table,
  type ToStoreError,
} from './environment.ts';
import { createKeyTable, type KeyTable } from './keys.ts';
import { manifestIn } from './manifest.ts';
import { createReturnTable, type ReturnTable } from './return-paths.ts';
import { SteadyClock } from './steady-clock.ts';
import { createWriter, type Writer } from './writer.ts';

export interface LmdbStoreOptions {
  /** The folder of the store; created if it is missing. Several processes of one machine may share it. */
  readonly path: string;
  readonly instance?: string;
  readonly isInstanceAlive?: IsInstanceAlive;
  /** The present, ms since the epoch, which is then never doubted. */
  readonly clock?: () => number;
  /** The clock of this machine and one that never jumps, both in ms. */
  readonly time?: { readonly wall: () => number; readonly elapsed: () => number };
  /** Takes a line about a clock that cannot be trusted. */
  readonly warn?: (line: string) => void;
  /** Called once when only another process can still use the store: this one has to end. What is in it is whole. */
  readonly onBroken?: (error: StoreError) => void;
  /** Address space to start with, octets. */
  readonly mapSize?: number;
}

const tombstone = new Uint8Array(0);
const checkKey = Buffer.from('checked');
/** The latest instant that a process had on a steady clock. */
const latestKey = Buffer.from('latest');

/**
 * Opens a store in one folder of this machine. Reads go straight to the memory map; writes are durable and share their flushes.
 * Throws a StoreError when the folder cannot be opened.
 */
export function openLmdbStore(options: LmdbStoreOptions): PersistentStore {
  return new LmdbStore(options);
}

class LmdbStore implements PersistentStore {
  readonly manifest: ManifestPlace;
  readonly returnPaths: ReturnPathStore;
  readonly keys: KeyStore;
  readonly blocks: BlockStore;
  readonly #path: string;
  readonly #instance: string;
  readonly #isInstanceAlive: IsInstanceAlive;
  readonly #clock: (() => number) | undefined;
  readonly #steady: SteadyClock;
  readonly #toStoreError: ToStoreError;
  readonly #environment: Environment;
  readonly #due: DueIndex;
  readonly #returns: ReturnTable;
  readonly #keys: KeyTable;
  readonly #writer: Writer;
  readonly #ledger: ledgers.Ledger;
  readonly #settlements = new Settlements();
  readonly #retries = createRetryQueue();
  #isClosed = false;

  constructor(options: LmdbStoreOptions) {
    const { path, instance = newInstance(), clock, time, warn = () => {} } = options;
    this.#path = path;
    this.#instance = instance;
    this.#isInstanceAlive = options.isInstanceAlive ?? instanceLiveness(instance);
    this.#clock = clock;
    this.#toStoreError = telling(explain(path), options.onBroken);
    this.#environment = openEnvironment(path, options.mapSize);
    const { root, aliases, due, checks, returns, returnsDue } = this.#environment;
    this.#steady = new SteadyClock({ latest: latestIn(checks), warn, ...time });
    this.#due = createDueIndex(due);
    this.#returns = createReturnTable(returns, returnsDue);
    this.#keys = createKeyTable(this.#environment);
    this.#writer = createWriter(root, this.#toStoreError);
    this.#ledger = createLedger(aliases, this.#due, this.#returns);
    this.manifest = manifestIn(path, this.#environment, this.#writer);
    this.returnPaths = {
      keep: (key, sealed, expiresAt) => this.#durably(() => this.#returns.put(key, sealed, expiresAt)),
      find: async (key, now) => this.#read(() => this.#returns.get(key, now)),
    };
    this.keys = this.#keyStore(this.#keys);
    this.blocks = this.#blockStore(createBlockTable(this.#environment));
  }

  now(): number {
    return this.#clock?.() ?? this.#steady.now();
  }

  clockState(): ClockState {
    return this.#steady.state();
  }

  async isBlank(): Promise<boolean> {
    if ((await this.manifest.read()) !== undefined) return false;
    return this.#read(() => [...this.#environment.aliases.getKeys({ limit: 1 })].length === 0);
  }

  /** What a process has open stays there, whatever becomes of its folder. */
  async recognised(): Promise<void> {}

  create(key: AliasKey, record: AliasRecord): Promise<boolean> {
    return this.#durably((ledger) => ledgers.createIn(ledger, key, record));
  }

  async isTaken(key: AliasKey): Promise<boolean> {
    return this.#read(() => this.#ledger.get(key) !== undefined);
  }

  find(key: AliasKey): AliasRecord | undefined {
    return this.#read(() => {
      const record = this.#ledger.get(key);
      if (!record) return undefined;
      this.#refuseUndecided(record);
      return doubtOrphans(this.#settlements.applyTo(key, record), this.now(), this.#isInstanceAlive);
    });
  }

  spend(reservation: Reservation, now: number): Promise<SpendResult> {
    // First, and so written before it: a message whose use is to be in doubt may be the one that comes again.
    this.#retries.retry();
    return this.#durably((ledger) => {
      for (const { key } of reservation.uses) this.#refuseUndecided(ledger.get(key));
      return ledgers.spendIn(ledger, reservation, this.#asker(now));
    });
  }

  settle(reservation: Reservation, now: number, isLast?: boolean): Promise<void> {
    this.#settlements.add(reservation, now);
    const settle = (ledger: ledgers.Ledger): void => ledgers.settleIn(ledger, reservation, now);
    const write = () => (isLast === false ? this.#withOthers(settle) : this.#durably(settle));
    return this.#retries.run(() => write().then(() => this.#settlements.remove(reservation)));
  }

  refund(reservation: Reservation): Promise<void> {
    return this.#retries.run(() => this.#durably((ledger) => ledgers.refundIn(ledger, reservation)));
  }

  doubt(reservation: Reservation): Promise<void> {
    return this.#retries.run(() => this.#durably((ledger) => ledgers.doubtIn(ledger, reservation)));
  }

  change(key: AliasKey, change: AliasChange, seen?: AliasRecord): Promise<AliasRecord | undefined> {
    const mayBe = seen && this.#like(key, seen);
    return this.#durably((ledger) => ledgers.changeIn(ledger, key, { change, mayBe }));
  }

  confirm(key: AliasKey, tokenHash: Uint8Array, now: number): Promise<boolean> {
    return this.#durably((ledger) => {
      this.#refuseUndecided(ledger.get(key));
      return ledgers.confirmIn(ledger, key, { tokenHash, now });
    });
  }

  destroy(key: AliasKey, how?: Destruction): Promise<boolean> {
    const mayBe = how?.seen && this.#like(key, how.seen);
    return this.#durably((ledger) => ledgers.destroyIn(ledger, key, { how, mayBe }));
  }

  async findEnd(key: AliasKey, now: number): Promise<AliasEnd | undefined> {
    const row = this.#read(() => this.#returns.get(endNameOf(key), now));
    return row && decodeEnd(row);
  }

  /** On a clock that has jumped nothing is removed. */
  async sweep(now: number): Promise<number> {
    this.#refuseIfClosed();
    if (this.#clock === undefined && this.#steady.steadyNow() === undefined) return 0;
    await this.check();
    const asker = this.#asker(now);
    try {
      await this.#returns.sweep(now, (batch) => this.#durably(batch));
      await this.#keys.sweep(now, (batch) => this.#durably(batch));
      const warm = (keys: Uint8Array[]) => this.#environment.aliases.prefetch(keys);
      return await this.#due.sweep({ now, warm }, (batch) => this.#durably((ledger) => batch(ledger, asker)));
    } catch (error) {
      throw this.#toStoreError(error);
    }
  }

  /** Only a write tells that the disk has room and no process holds the lock. */
  check(): Promise<void> {
    const { checks } = this.#environment;
    return this.#durably(() => {
      checks.putSync(checkKey, encodeUint(this.now()));
      const now = this.#clock === undefined ? this.#steady.steadyNow() : undefined;
      if (now !== undefined && now > (latestIn(checks) ?? 0)) checks.putSync(latestKey, encodeUint(now));
    });
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#retries.clear();
    await this.#writer.close();
  }

  #keyStore(table: KeyTable): KeyStore {
    const durably = <Result>(action: () => Result) => this.#durably(action);
    const read = <Result>(action: () => Result) => this.#read(action);
    return {
      create: (id, record) => durably(() => keys.createKeyIn(table, id, record)),
      find: async (id, now) => {
        const record = read(() => table.get(id));
        if (record !== undefined) this.#refuseIfUndecided([record.expiresAt]);
        return record !== undefined && now < record.expiresAt ? record : undefined;
      },
      change: (id, change) => durably(() => keys.changeKeyIn(table, id, change)),
      destroy: (id) => durably(() => keys.destroyKeyIn(table, id)),
      addRow: (id, made, sealed) => durably(() => keys.addRowIn(table, id, { made, sealed })),
      rows: async (id, page) => read(() => table.rows(id, page)),
      removeRows: (id, numbers) => durably(() => keys.removeRowsIn(table, id, numbers)),
      async *list(now) {
        yield* read(() => [...table.list(now)]);
      },
    };
  }

  #blockStore(table: BlockTable): BlockStore {
    return {
      add: (blocks, now) => this.#durably(() => table.add(blocks, now)),
      remove: (blocks) => this.#durably(() => table.remove(blocks)),
      list: async () => this.#read(() => table.list()),
      revision: async () => this.#read(() => table.revision()),
    };
  }

  /** Whether what is stored, with the settlements that `find` has shown already, is what was seen. */
  #like(key: AliasKey, seen: AliasRecord): (record: AliasRecord) => boolean {
    return (record) => isAlike(this.#settlements.applyTo(key, record), seen);
  }

  #asker(now: number): ledgers.Asker {
    return { instance: this.#instance, isInstanceAlive: this.#isInstanceAlive, now };
  }

  /** lmdb-js keeps one snapshot until a timer of the next turn; what other processes wrote shall be seen at once. */
  #read<Result>(read: () => Result): Result {
    this.#refuseIfClosed();
    try {
      this.#environment.root.resetReadTxn();
      return read();
    } catch (error) {
      throw this.#toStoreError(error);
    }
  }

  #durably<Result>(action: (ledger: ledgers.Ledger) => Result): Promise<Result> {
    if (this.#isClosed) return Promise.reject(this.#closedError());
    return this.#writer.write(() => action(this.#ledger));
  }

  async #withOthers(action: (ledger: ledgers.Ledger) => void): Promise<void> {
    this.#refuseIfClosed();
    return this.#writer.writeWithOthers(() => action(this.#ledger));
  }

  /** Throws while it is open whether the alias, or a use in doubt, is over. */
  #refuseUndecided(record: AliasRecord | null | undefined): void {
    if (!record || this.#clock !== undefined || this.#steady.steadyNow() !== undefined) return;
    this.#refuseIfUndecided([endsAt(record), ...record.pending.map((use) => use.spentAt + doubtRetentionMs)]);
  }

  #refuseIfUndecided(ends: readonly (number | null)[]): void {
    if (this.#clock !== undefined || !ends.some((end) => end !== null && this.#steady.isUndecided(end)))
      return;
    throw new StoreError(
      `The clock of this machine cannot be trusted, and what is sought in the store ${this.#path} hangs on it`,
    );
  }

  #refuseIfClosed(): void {
    if (this.#isClosed) throw this.#closedError();
  }

  #closedError(): StoreError {
    return new StoreError(`The store ${this.#path} is closed`);
  }
}

const none: readonly never[] = [];

/** Instants of settlements that are on their way to the medium, by key and reservation: a read sees them already. */
class Settlements {
  readonly #byKey = new Map<AliasKey, readonly { readonly id: string; readonly at: number }[]>();

  add({ id, uses }: Reservation, at: number): void {
    for (const { key } of uses) {
      const others = this.#byKey.get(key);
      this.#byKey.set(key, others === undefined ? [{ id, at }] : [...others, { id, at }]);
    }
  }

  remove({ id, uses }: Reservation): void {
    for (const { key } of uses) {
      const all = this.#byKey.get(key);
      if (all === undefined) continue;
      const others = all.length === 1 && all[0]?.id === id ? none : all.filter((one) => one.id !== id);
      if (others.length > 0) this.#byKey.set(key, others);
      else this.#byKey.delete(key);
    }
  }

  applyTo(key: AliasKey, record: AliasRecord): AliasRecord {
    let settled = record;
    for (const { id, at } of this.#byKey.get(key) ?? []) settled = settleUse(settled, id, at);
    return settled;
  }
}

function latestIn(checks: Table): number | undefined {
  const octets = checks.getBinary(latestKey);
  return octets && Buffer.from(octets).readUIntBE(0, octets.length);
}

/** The aliases of a table, as a transaction sees them. Their ends are kept beside return paths. */
function createLedger(aliases: Table, due: DueIndex, ends: ReturnTable): ledgers.Ledger {
  return {
    get(key) {
      const octets = aliases.getBinary(Buffer.from(key, 'base64url'));
      if (octets === undefined) return undefined;
      return octets.length === 0 ? null : decodeRecord(octets);
    },
    put(key, record, before) {
      const octets = Buffer.from(key, 'base64url');
      aliases.putSync(octets, encodeRecord(record));
      due.put(octets, record, before);
    },
    bury(key, before, end) {
      const octets = Buffer.from(key, 'base64url');
      aliases.putSync(octets, tombstone);
      due.remove(octets, before);
      if (end !== undefined) ends.put(endNameOf(key), encodeEnd(end), toldUntil(end));
    },
    remove(key, before) {
      const octets = Buffer.from(key, 'base64url');
      aliases.removeSync(octets);
      due.remove(octets, before);
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
