// SPDX-License-Identifier: MIT
import { IndexedSet } from '../../base/indexed-set.ts';
import { connect, defaultSetupTimeoutMs } from './client.ts';
import { ClientError } from './error.ts';
import { type Kept, PooledSession, type SessionSource } from './pooled-session.ts';
import type { ClientOptions, ClientSession } from './types.ts';

/** What a pool opens and how long it keeps it. Durations in ms. */
export interface PoolOptions {
  /** Next hops, the most wanted first; at least one. A function is asked for every new session, and may reject with `ClientError`. */
  readonly hops: readonly ClientOptions[] | (() => Promise<readonly ClientOptions[]>);
  /** One deadline over opening a session, whichever hop it ends at; default 30 s. */
  readonly setupTimeoutMs?: number;
  /** How long a session may be idle before it is ended; default 20 s. */
  readonly idleTimeoutMs?: number;
  /** A session is not used again at this age; default 300 s. */
  readonly maxAgeMs?: number;
  /** Transactions in one session; default 100. */
  readonly maxTransactions?: number;
  /** Idle sessions kept; default 100. */
  readonly maxIdle?: number;
  /** How long a hop that failed is tried only after the others; default 10 s. */
  readonly avoidFailedMs?: number;
  /** Clock in ms that never goes back; default `performance.now`. */
  readonly now?: () => number;
}

/** Sessions with the next hops, kept open between transactions. */
export interface Pool {
  /**
   * An idle session, the last used first, or a new one with the first hop that can be reached; rejects with the
   * `ClientError` of the last hop tried. What a kept session refuses before the mail data, or by being gone, is asked once
   * more in a new one, before the caller hears of it, unless it says that the message is looping. `fresh` never takes a kept one.
   */
  acquire(options?: { readonly fresh?: boolean }): Promise<ClientSession>;
  /** Gives a session back, once. It is kept while it is in step; cut when mail data was begun and not ended. */
  release(session: ClientSession): void;
  /** Read whenever wanted; costs nothing. */
  readonly counters: PoolCounters;
  /** Ends idle sessions politely, cuts those on loan and those being opened, opens no more; resolves when all are closed. */
  close(): Promise<void>;
}

/** What a pool has open now, and what it has done so far. */
export interface PoolCounters {
  readonly idle: number;
  /** On loan to a transaction. */
  readonly busy: number;
  /** Being opened: someone waits for each. */
  readonly opening: number;
  readonly opened: number;
  /** Attempts to open one that failed, at whichever hop. */
  readonly failed: number;
}

/** Makes a pool; it opens nothing until it is asked. */
export function createPool(options: PoolOptions): Pool {
  return new SessionPool(options);
}

class SessionPool implements Pool {
  readonly #hops: PoolOptions['hops'];
  /** Hops that failed, by host and port, and until when they are tried after the others. */
  readonly #avoided = new Map<string, number>();
  readonly #setupTimeoutMs: number;
  readonly #idleTimeoutMs: number;
  readonly #maxAgeMs: number;
  readonly #maxTransactions: number;
  readonly #maxIdle: number;
  readonly #avoidFailedMs: number;
  readonly #now: () => number;
  /** Longest idle first. */
  readonly #idle: Kept[] = [];
  readonly #onLoan = new IndexedSet<PooledSession>();
  readonly #ending = new Set<Promise<void>>();
  #sweep: NodeJS.Timeout | undefined;
  readonly #closing = new AbortController();
  readonly #source: SessionSource = { open: () => this.#openNew(), end: (kept) => this.#end(kept) };
  #opening = 0;
  #opened = 0;
  #failed = 0;

  constructor(options: PoolOptions) {
    this.#hops = options.hops;
    this.#setupTimeoutMs = options.setupTimeoutMs ?? defaultSetupTimeoutMs;
    this.#idleTimeoutMs = options.idleTimeoutMs ?? 20_000;
    this.#maxAgeMs = options.maxAgeMs ?? 300_000;
    this.#maxTransactions = options.maxTransactions ?? 100;
    this.#maxIdle = options.maxIdle ?? 100;
    this.#avoidFailedMs = options.avoidFailedMs ?? 10_000;
    this.#now = options.now ?? (() => performance.now());
  }

  get counters(): PoolCounters {
    return {
      idle: this.#idle.length,
      busy: this.#onLoan.size,
      opening: this.#opening,
      opened: this.#opened,
      failed: this.#failed,
    };
  }

  get #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  async acquire({ fresh = false }: { readonly fresh?: boolean } = {}): Promise<ClientSession> {
    const kept = (fresh ? undefined : this.#takeIdle()) ?? (await this.#openNew());
    const session = new PooledSession(kept, this.#source);
    this.#onLoan.add(session);
    return session;
  }

  release(session: ClientSession): void {
    if (!(session instanceof PooledSession) || !this.#onLoan.remove(session)) return;
    const { kept } = session;
    kept.transactions += 1;
    kept.idleSince = this.#now();
    if (this.#isWorthKeeping(kept)) {
      this.#idle.push(kept);
      this.#sweepLater();
    } else this.#end(kept);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#sweep);
    for (const kept of this.#idle.splice(0)) this.#end(kept);
    for (const session of this.#onLoan) {
      this.#onLoan.remove(session);
      session.abort();
      this.#await(session.quit());
    }
    await Promise.all(this.#ending);
  }

  #takeIdle(): Kept | undefined {
    for (let kept = this.#idle.pop(); kept !== undefined; kept = this.#idle.pop()) {
      if (this.#isFit(kept)) return kept;
      this.#end(kept);
    }
    return undefined;
  }

  #isWorthKeeping(kept: Kept): boolean {
    if (this.#isClosed || kept.hasRefused || this.#idle.length >= this.#maxIdle) return false;
    return kept.transactions < this.#maxTransactions && this.#isFit(kept);
  }

  #isFit({ session, openedAt, idleSince }: Kept): boolean {
    const now = this.#now();
    return session.isIdle && now - openedAt < this.#maxAgeMs && now - idleSince < this.#idleTimeoutMs;
  }

  /** Tries the hops in order, those that failed lately last, each with an equal share of the time that is left. */
  async #openNew(): Promise<Kept> {
    const deadlineAt = this.#now() + this.#setupTimeoutMs;
    const hops = this.#failedLast(typeof this.#hops === 'function' ? await this.#hops() : this.#hops);
    let failure = new ClientError('unreachable', 'connect', { detail: 'no next hop to try' });
    for (const [at, hop] of hops.entries()) {
      const shareMs = (deadlineAt - this.#now()) / (hops.length - at);
      if (this.#isClosed || shareMs <= 0) break;
      try {
        return await this.#openAt(hop, shareMs);
      } catch (error) {
        if (!(error instanceof ClientError)) throw error;
        failure = error;
        this.#failed += 1;
        this.#avoided.set(keyOf(hop), this.#now() + this.#avoidFailedMs);
      }
    }
    throw failure;
  }

  #failedLast(hops: readonly ClientOptions[]): readonly ClientOptions[] {
    for (const [key, until] of this.#avoided) if (until <= this.#now()) this.#avoided.delete(key);
    if (this.#avoided.size === 0) return hops;
    const isAvoided = (hop: ClientOptions): boolean => this.#avoided.has(keyOf(hop));
    return [...hops.filter((hop) => !isAvoided(hop)), ...hops.filter(isAvoided)];
  }

  async #openAt(hop: ClientOptions, shareMs: number): Promise<Kept> {
    const setupTimeoutMs = Math.min(hop.setupTimeoutMs ?? shareMs, shareMs);
    this.#opening += 1;
    const session = await connect({ ...hop, setupTimeoutMs, signal: this.#closing.signal }).finally(() => {
      this.#opening -= 1;
    });
    this.#opened += 1;
    const now = this.#now();
    this.#avoided.delete(keyOf(hop));
    const kept = { session, openedAt: now, transactions: 0, idleSince: now, hasRefused: false };
    if (!this.#isClosed) return kept;
    this.#end(kept);
    throw new ClientError('lost', 'idle', { detail: 'the pool is closed' });
  }

  #sweepLater(): void {
    const oldest = this.#idle[0];
    if (oldest === undefined || this.#sweep !== undefined) return;
    const dueMs = oldest.idleSince + this.#idleTimeoutMs - this.#now();
    this.#sweep = setTimeout(
      () => {
        this.#sweep = undefined;
        for (const kept of this.#idle.splice(0)) this.#isFit(kept) ? this.#idle.push(kept) : this.#end(kept);
        this.#sweepLater();
      },
      Math.max(1, dueMs),
    ).unref();
  }

  #end({ session }: Kept): void {
    this.#await(session.quit());
  }

  #await(ended: Promise<void>): void {
    this.#ending.add(ended);
    void ended.then(() => this.#ending.delete(ended));
  }
}

function keyOf({ host, port }: ClientOptions): string {
  return `${host} ${port}`;
}
