// SPDX-License-Identifier: MIT
import { BoundedMap } from '../base/bounded-map.ts';
import { ClientError } from '../smtp/client/error.ts';
import { createPool, type Pool, type PoolCounters } from '../smtp/client/pool.ts';
import type { ClientOptions, ClientSession } from '../smtp/client/types.ts';

/** What destinations are made of. */
export interface DestinationOptions {
  /** Where sessions for a domain lead, the most wanted first; asked for every new session. */
  readonly hopsOf: (domain: string) => Promise<readonly ClientOptions[]>;
  /** Sessions on loan at a time with one domain, and in all. */
  readonly maxPerDomain: number;
  readonly maxSessions: number;
}

/** The maximum number of pools; the least recently used one without a session on loan makes room. */
const maxPools = 1000;
/** Sessions that a pool keeps: they serve one client that writes to one alias. */
const maxIdle = 2;
/** One deadline over look-ups and set-up, well under the 5 minutes that originators have for RCPT (RFC 5321 §4.5.3.2.3). */
const setupTimeoutMs = 30_000;

interface Destination {
  readonly domain: string;
  readonly pool: Pool;
  onLoan: number;
}

/**
 * Pools of sessions, within limits: one for each domain *and circle*, which is whoever may find out that there was a session with
 * that domain a moment ago. A session that is kept, and what a pool remembers of servers that failed, make an answer come sooner.
 */
export class Destinations {
  readonly #options: DestinationOptions;
  /** By domain and circle; longest unused first. */
  readonly #pools = new BoundedMap<string, Destination>(maxPools, {
    mayEvict: ({ onLoan }) => onLoan === 0,
    onEvict: ({ pool }) => this.#retire(pool),
  });
  /** Sessions on loan, by domain. */
  readonly #onLoan = new Map<string, number>();
  readonly #loans = new Map<ClientSession, Destination>();
  readonly #closing = new Set<Promise<void>>();
  #onLoanInAll = 0;
  /** What pools that gave way had done. */
  #past = { opened: 0, failed: 0 };

  constructor(options: DestinationOptions) {
    this.#options = options;
  }

  /** As the relay's next hop promises. Beyond a limit there is no waiting: the originator's server is the queue. */
  async acquire(domain: string, circle: string): Promise<ClientSession> {
    if (this.#onLoanInAll >= this.#options.maxSessions) throw tooMany('in all');
    if ((this.#onLoan.get(domain) ?? 0) >= this.#options.maxPerDomain) throw tooMany('with this domain');
    const destination = this.#destinationOf(domain, circle);
    this.#count(destination, 1);
    try {
      const session = await destination.pool.acquire();
      this.#loans.set(session, destination);
      return session;
    } catch (error) {
      this.#count(destination, -1);
      throw error;
    }
  }

  release(session: ClientSession): void {
    const destination = this.#loans.get(session);
    if (destination === undefined) return;
    this.#loans.delete(session);
    this.#count(destination, -1);
    destination.pool.release(session);
  }

  get counters(): PoolCounters {
    const sum = { idle: 0, busy: 0, opening: 0, ...this.#past };
    for (const { pool } of this.#pools.values()) {
      const { counters } = pool;
      for (const key of ['idle', 'busy', 'opening', 'opened', 'failed'] as const) sum[key] += counters[key];
    }
    return sum;
  }

  async close(): Promise<void> {
    for (const { pool } of this.#pools.values()) this.#end(pool);
    await Promise.all(this.#closing);
  }

  #destinationOf(domain: string, circle: string): Destination {
    const key = `${domain} ${circle}`;
    const destination = this.#pools.get(key) ?? this.#open(domain);
    this.#pools.renew(key, destination);
    return destination;
  }

  #retire(pool: Pool): void {
    const { opened, failed } = pool.counters;
    this.#past = { opened: this.#past.opened + opened, failed: this.#past.failed + failed };
    this.#end(pool);
  }

  #open(domain: string): Destination {
    const pool = createPool({ hops: () => this.#options.hopsOf(domain), setupTimeoutMs, maxIdle });
    return { domain, pool, onLoan: 0 };
  }

  #count(destination: Destination, by: 1 | -1): void {
    const { domain } = destination;
    const ofDomain = (this.#onLoan.get(domain) ?? 0) + by;
    if (ofDomain > 0) this.#onLoan.set(domain, ofDomain);
    else this.#onLoan.delete(domain);
    destination.onLoan += by;
    this.#onLoanInAll += by;
  }

  #end(pool: Pool): void {
    const ended = pool.close();
    this.#closing.add(ended);
    void ended.then(() => this.#closing.delete(ended));
  }
}

function tooMany(where: string): ClientError {
  return new ClientError('busy', 'connect', { detail: `too many sessions ${where}` });
}
