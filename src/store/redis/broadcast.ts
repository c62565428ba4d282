// SPDX-License-Identifier: MIT
/** What nodes have in common on a Redis apart from aliases: counts that expire, and a channel on which they tell each other things. */
import { ErrorReply } from 'redis';
import { formatPlace, type RedisLocation } from '../../base/store-location.ts';
import { createRedisClient, type RedisClient, type RedisReply } from './client.ts';
import { createSubscription, type RedisSubscription } from './subscription.ts';

/** Everything here may fail or be lost without harm; what uses it has to do without meanwhile. */
export interface RedisBroadcast {
  /** Whether a call would be sent at once. */
  isReady(): boolean;
  /** Runs a script on one key. Rejects when Redis does not answer in time. */
  eval(script: string, key: string, args: readonly string[]): Promise<RedisReply>;
  /** Sends a text to all nodes, this one included; lost while Redis is away. */
  publish(text: string): void;
  close(): Promise<void>;
}

export interface RedisBroadcastOptions {
  readonly location: RedisLocation;
  /** Takes what nodes publish. */
  readonly hear: (text: string) => void;
  /** Takes one line when the server does not let us listen, and one when it does not let us count. */
  readonly warn: (line: string) => void;
  /** A start waits so long for the connections; then they are made beside it. Default 2 s. */
  readonly startMs?: number;
  /** A script that is not answered by then has failed. Default 1 s. */
  readonly answerMs?: number;
}

const closeMs = 1_000;
const againMs = 1_000;
const maxUnsent = 1_000;
/** How Redis says that a user may not do something: itself, or in a script (7 and later, 6). */
const forbidden = /^NOPERM|ACL failure in script|can't run this command/;

/** Connects, beside the connection of the store, on the same settings. Never rejects. */
export async function openRedisBroadcast(options: RedisBroadcastOptions): Promise<RedisBroadcast> {
  const broadcast = new Broadcast(options);
  await within(options.startMs ?? 2_000, broadcast.connect()).catch(() => undefined);
  return broadcast;
}

class Broadcast implements RedisBroadcast {
  readonly #options: RedisBroadcastOptions;
  readonly #channel: string;
  readonly #client: RedisClient;
  readonly #subscription: RedisSubscription;
  #isClosed = false;
  #unsent = 0;
  #isWarned = false;

  constructor(options: RedisBroadcastOptions) {
    const { location, warn } = options;
    this.#options = options;
    this.#channel = `${location.prefix}:news`;
    const isPatient = (): boolean => !this.#isClosed;
    this.#client = createRedisClient(location, { isPatient, onReady: () => {}, onLost: () => {} });
    this.#subscription = createSubscription(location, { isPatient, warn });
  }

  /** Resolves when both connections are there; they are tried until then. */
  async connect(): Promise<void> {
    await Promise.all([
      this.#untilDone(() => this.#client.connect()),
      this.#untilDone(() => this.#subscription.listen(this.#channel, this.#options.hear)),
    ]);
  }

  isReady(): boolean {
    return this.#client.isReady();
  }

  async eval(script: string, key: string, args: readonly string[]): Promise<RedisReply> {
    try {
      const answer = this.#client.send(key, ['EVAL', script, '1', key, ...args]);
      return await within(this.#options.answerMs ?? 1_000, answer);
    } catch (error) {
      this.#warnOfPermissions(error);
      throw error;
    }
  }

  publish(text: string): void {
    if (!this.#client.isReady() || this.#unsent >= maxUnsent) return;
    this.#unsent += 1;
    const sent = (): void => {
      this.#unsent -= 1;
    };
    this.#client.send(this.#channel, ['PUBLISH', this.#channel, text]).then(sent, sent);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const closing = Promise.allSettled([this.#client.destroy(), this.#subscription.destroy()]);
    await within(closeMs, closing).catch(() => undefined);
  }

  async #untilDone(work: () => Promise<unknown>): Promise<void> {
    while (!this.#isClosed) {
      try {
        await work();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, againMs).unref());
      }
    }
  }

  #warnOfPermissions(error: unknown): void {
    if (this.#isWarned || !(error instanceof ErrorReply) || !forbidden.test(error.message)) return;
    this.#isWarned = true;
    const { location, warn } = this.#options;
    warn(
      `The Redis store ${formatPlace(location)} does not let this user count there (incrby, pttl, expire): each process limits alias creations for itself`,
    );
  }
}

async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
