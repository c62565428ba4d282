// SPDX-License-Identifier: MIT
import type { AliasRecord } from '../alias/alias.ts';
import type { AliasEnd, Destruction } from '../alias/end.ts';
import {
  type AliasChange,
  type AliasKey,
  type BlockStore,
  type ClockState,
  type KeyStore,
  type Reservation,
  type ReturnPathStore,
  type SpendResult,
  type Store,
  StoreError,
} from '../alias/ports.ts';

export interface AwaitedStoreOptions {
  /** Opens the store; rejects while it is not there. */
  readonly open: () => Promise<Store>;
  /** Why it is not there, in a line that says what to do. */
  readonly missing: StoreError;
  /** Takes that line, one from each attempt that fails, and one when the store is there. */
  readonly warn: (line: string) => void;
}

/** Between two attempts to open it, ms. */
const retryEveryMs = 2_000;

/** A store that was served before and is not there: everything rejects with a StoreError until it is. */
export class AwaitedStore implements Store {
  readonly #options: AwaitedStoreOptions;
  readonly #timer: NodeJS.Timeout;
  #error: unknown;
  #store: Store | undefined;
  #opening: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: AwaitedStoreOptions) {
    this.#options = options;
    this.#error = options.missing;
    options.warn(options.missing.message);
    this.#timer = setInterval(() => this.#open(), retryEveryMs).unref();
  }

  readonly returnPaths: ReturnPathStore = {
    keep: async (...given) => this.#there().returnPaths.keep(...given),
    find: async (...given) => this.#there().returnPaths.find(...given),
  };

  readonly keys: KeyStore = {
    create: async (...given) => this.#there().keys.create(...given),
    find: async (...given) => this.#there().keys.find(...given),
    change: async (...given) => this.#there().keys.change(...given),
    destroy: async (...given) => this.#there().keys.destroy(...given),
    addRow: async (...given) => this.#there().keys.addRow(...given),
    rows: async (...given) => this.#there().keys.rows(...given),
    removeRows: async (...given) => this.#there().keys.removeRows(...given),
    list: (...given) => this.#there().keys.list(...given),
  };

  readonly blocks: BlockStore = {
    add: async (...given) => this.#there().blocks.add(...given),
    remove: async (...given) => this.#there().blocks.remove(...given),
    list: async () => this.#there().blocks.list(),
    revision: async () => this.#there().blocks.revision(),
  };

  clockState(): ClockState {
    return this.#store?.clockState() ?? { skewMs: 0, isTrusted: true };
  }

  now(): number {
    return this.#store?.now() ?? Date.now();
  }

  async create(key: AliasKey, record: AliasRecord): Promise<boolean> {
    return this.#there().create(key, record);
  }

  async isTaken(key: AliasKey): Promise<boolean> {
    return this.#there().isTaken(key);
  }

  find(key: AliasKey): AliasRecord | undefined | Promise<AliasRecord | undefined> {
    return this.#there().find(key);
  }

  async spend(reservation: Reservation, now: number): Promise<SpendResult> {
    return this.#there().spend(reservation, now);
  }

  async settle(reservation: Reservation, now: number, isLast?: boolean): Promise<void> {
    return this.#there().settle(reservation, now, isLast);
  }

  async refund(reservation: Reservation): Promise<void> {
    return this.#there().refund(reservation);
  }

  async doubt(reservation: Reservation): Promise<void> {
    return this.#there().doubt(reservation);
  }

  async change(key: AliasKey, change: AliasChange, seen?: AliasRecord): Promise<AliasRecord | undefined> {
    return this.#there().change(key, change, seen);
  }

  async confirm(key: AliasKey, tokenHash: Uint8Array, now: number): Promise<boolean> {
    return this.#there().confirm(key, tokenHash, now);
  }

  async destroy(key: AliasKey, how?: Destruction): Promise<boolean> {
    return this.#there().destroy(key, how);
  }

  async findEnd(key: AliasKey, now: number): Promise<AliasEnd | undefined> {
    return this.#there().findEnd(key, now);
  }

  async sweep(now: number): Promise<number> {
    return this.#there().sweep(now);
  }

  async check(): Promise<void> {
    return this.#there().check();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#opening;
    await this.#store?.close();
  }

  #there(): Store {
    if (this.#store === undefined) throw this.#error;
    return this.#store;
  }

  #open(): void {
    if (this.#opening !== undefined) return;
    this.#opening = this.#options.open().then(
      async (store) => {
        this.#store = store;
        clearInterval(this.#timer);
        if (!this.#isClosed) this.#options.warn('The store is there: it is served from now on');
      },
      (error) => {
        this.#error = error;
        this.#opening = undefined;
        if (error instanceof StoreError) this.#options.warn(error.message);
      },
    );
  }
}
