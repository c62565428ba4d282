// SPDX-License-Identifier: MIT
import { createHash } from 'node:crypto';
import { ErrorReply } from 'redis';
import { StoreError } from '../../alias/ports.ts';
import { type Confirmation, formatPlace, type RedisLocation } from '../../base/store-location.ts';
import {
  type ClientEvents,
  createRedisClient,
  graceMs,
  type RedisArguments,
  type RedisReply,
  textsOf,
} from './client.ts';
import { DeadlineError, explainFor, isLoss, UnconfirmedError } from './error.ts';
import { type Operation, script } from './script.ts';

/** One call of the script. */
export interface ScriptCall {
  readonly operation: Operation;
  /** All on one node. */
  readonly keys: readonly [string, ...string[]];
  readonly args: RedisArguments;
  /** Wait for the confirmation that the location asks for. */
  readonly isDurable?: boolean;
  /** Called when the answer was lost and the call is made once more: the first may still be on its way. */
  readonly onRepeat?: () => void;
}

/** Calls that are answered, or fail with a StoreError, within some seconds; at once while Redis is away for longer. */
export interface RedisCalls {
  /** Runs the script; once more if the connection was lost on the way. */
  run(call: ScriptCall): Promise<RedisReply>;
  get(key: string): Promise<RedisReply>;
  /** Asks all primaries and takes the first answer. */
  askAny(command: RedisArguments): Promise<RedisReply>;
  /** Asks every primary. */
  askAll(command: RedisArguments): Promise<readonly RedisReply[]>;
  /**
   * The names of all keys that match a pattern and are there from the first to the last piece; some may come twice. Rejects
   * when a connection was lost meanwhile, since a replica that took over knows nothing of how far we were.
   */
  scan(pattern: string): AsyncIterable<readonly string[]>;
  close(): Promise<void>;
}

/** No attempt at a call takes longer, ms. */
const usualDeadlineMs = 5_000;
const reconnectEveryMs = 500;
/** A server that turned out to be a replica is left no more often, ms. */
const leaveEveryMs = 1_000;
/** Few enough that a scan holds up other calls for no more than some milliseconds. */
const scannedAtOnce = 1000;
const sha = createHash('sha1').update(script).digest('hex');

export interface ConnectionOptions {
  readonly location: RedisLocation;
  /** Called whenever a connection is there, the first included. */
  readonly onReady: () => void;
  /** For one attempt at a call, ms. */
  readonly deadlineMs?: number | undefined;
}

/** Connects; rejects with a StoreError when the first attempt fails. */
export async function connectRedis(options: ConnectionOptions): Promise<RedisCalls> {
  const connection = new RedisConnection(options);
  await connection.connect();
  return connection;
}

class RedisConnection implements RedisCalls {
  readonly #location: RedisLocation;
  readonly #onReady: () => void;
  readonly #deadlineMs: number;
  readonly #toStoreError: (error: unknown) => StoreError;
  #client;
  #isOpen = false;
  #isClosed = false;
  #lostAt: number | undefined;
  #lastLoss: unknown = new Error('not connected yet');
  /** Counts losses of connections, since WAIT speaks only of writes on its own. */
  #losses = 0;
  #heardAt = 0;
  #leftAt = Number.NEGATIVE_INFINITY;

  constructor({ location, onReady, deadlineMs = usualDeadlineMs }: ConnectionOptions) {
    this.#location = location;
    this.#onReady = onReady;
    this.#deadlineMs = deadlineMs;
    this.#toStoreError = explainFor(formatPlace(location));
    this.#client = this.#newClient();
  }

  async connect(): Promise<void> {
    try {
      await before(this.#deadlineMs, this.#client.connect(), () => this.#lastLoss);
      this.#isOpen = true;
    } catch (error) {
      await this.close();
      // Clusters and sentinels only say that no node served; the node itself said why.
      throw this.#toStoreError(this.#losses > 0 ? this.#lastLoss : error);
    }
  }

  async run(call: ScriptCall): Promise<RedisReply> {
    try {
      return await this.#attempt(call, '');
    } catch (error) {
      if (!isLoss(error)) throw this.#toStoreError(error);
    }
    call.onRepeat?.();
    try {
      return await this.#attempt(call, '1');
    } catch (error) {
      throw this.#toStoreError(error);
    }
  }

  async get(key: string): Promise<RedisReply> {
    const attempt = () => this.#inTime(() => this.#client.send(key, ['GET', key]));
    try {
      return await attempt().catch((error) => (isLoss(error) ? attempt() : Promise.reject(error)));
    } catch (error) {
      throw this.#toStoreError(error);
    }
  }

  async askAny(command: RedisArguments): Promise<RedisReply> {
    try {
      return await this.#inTime(async () => {
        const primaries = await this.#client.primaries();
        return Promise.any(primaries.map((ask) => ask(command)));
      });
    } catch (error) {
      throw this.#toStoreError(error instanceof AggregateError ? error.errors[0] : error);
    }
  }

  async askAll(command: RedisArguments): Promise<readonly RedisReply[]> {
    try {
      return await this.#inTime(async () => {
        const primaries = await this.#client.primaries();
        return Promise.all(primaries.map((ask) => ask(command)));
      });
    } catch (error) {
      throw this.#toStoreError(error);
    }
  }

  async *scan(pattern: string): AsyncGenerator<readonly string[]> {
    const lossesBefore = this.#losses;
    try {
      for (const ask of await this.#inTime(() => this.#client.primaries())) {
        let cursor = '0';
        do {
          const command = ['SCAN', cursor, 'MATCH', pattern, 'COUNT', `${scannedAtOnce}`];
          const [next, names = []] = asList(await this.#inTime(() => ask(command)));
          cursor = String(next);
          yield textsOf(names);
          if (this.#losses !== lossesBefore) throw this.#lastLoss;
        } while (cursor !== '0');
      }
    } catch (error) {
      throw this.#toStoreError(error);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    // The client library waits for what is under way, also where that never ends.
    const late = (): Error => new DeadlineError('did not close in time');
    await before(this.#deadlineMs, this.#client.destroy(), late).catch(() => undefined);
  }

  async #attempt(call: ScriptCall, isRepeated: '' | '1'): Promise<RedisReply> {
    const lossesBefore = this.#losses;
    const { keys, operation, args, isDurable } = call;
    const confirm = isDurable === true ? this.#location.confirm : undefined;
    const holder = confirm && (await this.#inTime(() => this.#client.holderOf(keys[0])));
    const rest = [`${keys.length}`, ...keys, operation, isRepeated, ...args];
    const send = (...command: RedisArguments) =>
      this.#inTime(() => this.#client.send(keys[0], [...command, ...rest]));
    const reply = await send('EVALSHA', sha).catch((error) => {
      const isUnknown = error instanceof ErrorReply && error.message.startsWith('NOSCRIPT');
      return isUnknown ? send('EVAL', script) : Promise.reject(error);
    });
    if (confirm === undefined) return reply;
    await this.#confirm(keys[0], confirm);
    if (this.#losses !== lossesBefore) throw this.#lastLoss;
    if ((await this.#inTime(() => this.#client.holderOf(keys[0]))) !== holder)
      throw new Error('another server has taken over');
    return reply;
  }

  async #confirm(key: string, { local, replicas, timeoutMs }: Confirmation): Promise<void> {
    const command =
      local === undefined
        ? ['WAIT', `${replicas}`, `${timeoutMs}`]
        : ['WAITAOF', `${local}`, `${replicas}`, `${timeoutMs}`];
    const reply = await this.#inTime(() => this.#client.sendBeside(key, command));
    const [disks, copies] = Array.isArray(reply) ? reply.map(Number) : [local ?? 0, Number(reply)];
    if ((disks ?? 0) < (local ?? 0) || (copies ?? 0) < replicas)
      throw new UnconfirmedError(`did not have a write confirmed within ${timeoutMs} ms`);
  }

  async #inTime<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#isClosed) throw new StoreError('The store is closed');
    if (this.#isAway()) throw this.#lastLoss;
    const sentAt = performance.now();
    const late = (): Error => {
      const error = new DeadlineError(`did not answer within ${this.#deadlineMs} ms`);
      if (this.#client.isReady() && this.#heardAt < sentAt) this.#startAnew(error);
      return error;
    };
    try {
      const result = await before(this.#deadlineMs, work(), late);
      this.#heardAt = performance.now();
      return result;
    } catch (error) {
      if (isReadOnly(error)) this.#leaveReplica(error);
      throw error;
    }
  }

  /** A name that leads to the primary may lead to another server by now. Sentinels and clusters find theirs by themselves. */
  #leaveReplica(error: unknown): void {
    const isLately = performance.now() - this.#leftAt < leaveEveryMs;
    if (this.#location.mode !== 'single' || isLately) return;
    this.#leftAt = performance.now();
    this.#startAnew(error);
  }

  /** Whether the connection has been lost for longer than calls wait for it. */
  #isAway(): boolean {
    if (this.#client.isReady()) this.#lostAt = undefined;
    else this.#lostAt ??= performance.now();
    return this.#lostAt !== undefined && performance.now() - this.#lostAt >= graceMs;
  }

  #newClient() {
    const isCurrent = () => this.#client === client;
    const events: ClientEvents = {
      isPatient: () => this.#isOpen && !this.#isClosed,
      onReady: () => {
        if (!isCurrent()) return;
        this.#lostAt = undefined;
        this.#onReady();
      },
      onLost: (error) => {
        if (!isCurrent()) return;
        this.#losses++;
        this.#lastLoss = error;
        this.#lostAt ??= performance.now();
      },
    };
    const client = createRedisClient(this.#location, events);
    return client;
  }

  /** A connection over which nothing comes any more would be given up by the kernel only after a quarter of an hour. */
  #startAnew(reason: unknown): void {
    if (this.#isClosed) return;
    const former = this.#client;
    this.#losses++;
    this.#lostAt ??= performance.now();
    this.#lastLoss = reason;
    this.#client = this.#newClient();
    former.destroy().catch(() => undefined);
    const connect = (): void => {
      if (this.#isClosed) return;
      const client = this.#client;
      client.connect().catch((error) => {
        if (this.#client !== client || this.#isClosed) return;
        this.#lastLoss = error;
        setTimeout(connect, reconnectEveryMs).unref();
      });
    };
    connect();
  }
}

function isReadOnly(error: unknown): boolean {
  return error instanceof ErrorReply && error.message.startsWith('READONLY');
}

function asList(reply: RedisReply): readonly RedisReply[] {
  return Array.isArray(reply) ? reply : [];
}

/** What the work gives, or a rejection with what `late` gives when it takes longer than `ms`. */
async function before<Result>(ms: number, work: Promise<Result>, late: () => unknown): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
