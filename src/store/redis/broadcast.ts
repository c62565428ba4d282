/** What nodes have in common on a Redis apart from aliases: counts that expire, and a channel on which they tell each other things. */
import { ErrorReply } from 'redis';
import { formatPlace, type RedisLocation } from '../../base/store-location.ts';
import { createRedisClient, type RedisReply } from './client.ts';
import { createSubscription } from './subscription.ts';

/** Everything here may fail or be lost without harm; what uses it has to do without meanwhile. */
export interface RedisBroadcast {
  /** Whether a call would be sent at once. */
  isReady(): boolean;
  /** Runs a script on one key. Rejects within a second when Redis does not answer. */
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
}

/** A start waits so long for the connections; then they are made beside it, ms. */
const startMs = 2_000;
const answerMs = 1_000;
const againMs = 1_000;
const mostUnsent = 1_000;
/** How Redis says that a user may not do something: itself, or in a script (7 and later, 6). */
const forbidden = /^NOPERM|ACL failure in script|can't run this command/;

/** Connects, beside the connection of the store, on the same settings. Never rejects. */
export async function openRedisBroadcast({
  location,
  hear,
  warn,
}: RedisBroadcastOptions): Promise<RedisBroadcast> {
  const channel = `${location.prefix}:news`;
  let isClosed = false;
  let unsent = 0;
  let isWarned = false;
  const warnOfPermissions = (error: unknown): void => {
    if (isWarned || !(error instanceof ErrorReply) || !forbidden.test(error.message)) return;
    isWarned = true;
    warn(
      `The Redis store ${formatPlace(location)} does not let this user count there (incrby, pttl, expire): each process limits alias creations for itself`,
    );
  };
  const events = { isPatient: () => !isClosed, onReady: () => {}, onLost: () => {} };
  const client = createRedisClient(location, events);
  const subscription = createSubscription(location, { isPatient: events.isPatient, warn });
  const untilDone = async (work: () => Promise<unknown>): Promise<void> => {
    while (!isClosed) {
      try {
        await work();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, againMs).unref());
      }
    }
  };
  const connecting = Promise.all([
    untilDone(() => client.connect()),
    untilDone(() => subscription.listen(channel, hear)),
  ]);
  await within(startMs, connecting).catch(() => undefined);
  return {
    isReady: () => client.isReady(),
    async eval(script, key, args) {
      try {
        return await within(answerMs, client.send(key, ['EVAL', script, '1', key, ...args]));
      } catch (error) {
        warnOfPermissions(error);
        throw error;
      }
    },
    publish(text) {
      if (!client.isReady() || unsent >= mostUnsent) return;
      unsent += 1;
      const sent = (): void => {
        unsent -= 1;
      };
      client.send(channel, ['PUBLISH', channel, text]).then(sent, sent);
    },
    async close() {
      isClosed = true;
      const closing = Promise.allSettled([client.destroy(), subscription.destroy()]);
      await within(answerMs, closing).catch(() => undefined);
    },
  };
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
