/** Aliases in Redis, Valkey or Redis Cluster, for any number of nodes. What is kept under which key: `redis-keys.ts`. */
import type { AliasRecord } from '../../alias/alias.ts';
import { type AliasChange, type Store, StoreError } from '../../alias/ports.ts';
import { doubtOrphans, type IsInstanceAlive, newInstance } from '../instance.ts';
import type { ManifestPlace } from '../manifest.ts';
import { decodeRecord, encodeRecord, encodeUint } from '../record.ts';
import { createRetryQueue } from '../retry-queue.ts';
import { connectRedis, type RedisCalls, type ScriptCall } from './calls.ts';
import { type RedisReply, textsOf } from './client.ts';
import { explainFor } from './error.ts';
import { createInstances, lifeMs } from './instances.ts';
import { createKeyNames, type Keys } from './keys.ts';
import { formatPlace, type RedisLocation } from './location.ts';
import { manifestIn } from './manifest.ts';
import { createRedisReturnPaths } from './return-paths.ts';
import {
  checkAnyNode,
  checkCluster,
  confirmationFaultOf,
  faultOf,
  readSettings,
  warningOf,
} from './server.ts';
import { createUses } from './uses.ts';

export interface RedisStoreOptions {
  readonly location: RedisLocation;
  readonly instance?: string;
  readonly isInstanceAlive?: IsInstanceAlive;
  /** The present, ms since the epoch. */
  readonly clock?: () => number;
  /** For one attempt at a call, ms. */
  readonly deadlineMs?: number;
  /** Takes one line about settings of the server that cannot keep our promises. */
  readonly warn?: (line: string) => void;
}

type RedisStore = Store & { readonly manifest: ManifestPlace };

/** Buckets that one call looks through where they are all on one node. */
const bucketsAtOnce = 128;
/** Few enough that a call holds up others for no more than some milliseconds. */
const sweptAtOnce = 100;

/** Opens a store. Rejects with a StoreError of one line when the server cannot be had or cannot hold a store. */
export async function openRedisStore(options: RedisStoreOptions): Promise<RedisStore> {
  const atReady: { act?: () => void } = {};
  const connection = await connectRedis({ ...options, onReady: () => atReady.act?.() });
  const store = storeOn(connection, options);
  try {
    if (options.location.mode === 'cluster') await checkAnyNode(connection);
    await store.check();
    await inspect(connection, options);
    atReady.act = () => void store.check().catch(() => undefined);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

function storeOn(connection: RedisCalls, options: RedisStoreOptions): RedisStore {
  const { location, instance = newInstance(), clock = Date.now, isInstanceAlive } = options;
  const isCluster = location.mode === 'cluster';
  const names = createKeyNames(location.prefix);
  const retries = createRetryQueue();
  let isClosed = false;
  const refuseIfClosed = () => {
    if (isClosed) throw new StoreError(`The store ${formatPlace(location)} is closed`);
  };
  const run = async (call: ScriptCall): Promise<RedisReply> => {
    refuseIfClosed();
    return connection.run(call);
  };
  const decoded = (octets: Buffer): AliasRecord => {
    try {
      return decodeRecord(octets);
    } catch (error) {
      throw explainFor(formatPlace(location))(error);
    }
  };
  const durably = (call: ScriptCall) => run({ ...call, isDurable: true });
  const instances = createInstances({
    self: instance,
    isInstanceAlive,
    async send() {
      const reply = await durably({
        operation: 'beat',
        keys: [names.instances],
        args: [instance, `${lifeMs}`],
      });
      retries.retry();
      return textsOf(reply);
    },
  });
  const uses = createUses({ run, names, instance, judge: instances.judge, isCluster, retries });

  const withOrphans = async (record: AliasRecord): Promise<AliasRecord> => {
    const inFlight = record.pending.filter((use) => !use.isInDoubt);
    if (inFlight.length === 0) return record;
    const lives = await instances.judge([...new Set(inFlight.map((use) => use.instance))]);
    return doubtOrphans(record, clock(), (other) => lives.get(other) ?? true);
  };
  const sweepBuckets = async (keys: Keys, now: number): Promise<number> => {
    const args = [`${now}`];
    let count = 0;
    for (;;) {
      const due = textsOf(await run({ operation: 'due', keys, args }));
      for (let at = 0; at < due.length; at += sweptAtOnce) {
        const [first = '', ...others] = due.slice(at, at + sweptAtOnce);
        const pairs: Keys = [...names.pairOf(first), ...others.flatMap(names.pairOf)];
        count += Number(await run({ operation: 'sweep', keys: pairs, args }));
      }
      if (due.length === 0) return count;
    }
  };

  return {
    manifest: manifestIn(connection, location),
    returnPaths: createRedisReturnPaths({
      names,
      clock,
      keep: durably,
      async get(name) {
        refuseIfClosed();
        return connection.get(name);
      },
    }),
    async create(key, record) {
      const args = [encodeRecord(record)];
      return (await durably({ operation: 'create', keys: names.pairOf(key), args })) === 1;
    },
    async isTaken(key) {
      refuseIfClosed();
      const [name] = names.pairOf(key);
      return (await connection.get(name)) !== null;
    },
    async find(key) {
      refuseIfClosed();
      const [name] = names.pairOf(key);
      const octets = await connection.get(name);
      return Buffer.isBuffer(octets) && octets.length > 0 ? withOrphans(decoded(octets)) : undefined;
    },
    spend: (reservation, now) => uses.spend(reservation, now),
    settle: (reservation, now) => uses.tell('settle', reservation, now),
    refund: (reservation) => uses.tell('refund', reservation),
    doubt: (reservation) => uses.tell('doubt', reservation),
    async change(key, change) {
      const args = argumentsOf(change);
      const octets = await durably({ operation: 'change', keys: names.pairOf(key), args });
      return Buffer.isBuffer(octets) ? decoded(octets) : undefined;
    },
    async destroy(key) {
      return (await durably({ operation: 'destroy', keys: names.pairOf(key), args: [] })) === 1;
    },
    async sweep(now) {
      refuseIfClosed();
      const parts = partsOf(names.buckets, isCluster ? 1 : bucketsAtOnce);
      const counts = await Promise.all(parts.map((part) => sweepBuckets(part, now)));
      return counts.reduce((sum, count) => sum + count);
    },
    async check() {
      refuseIfClosed();
      await instances.beat();
      if (isCluster) await checkCluster(connection);
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      instances.stop();
      retries.clear();
      const leave = { operation: 'leave', keys: [names.instances], args: [instance] } as const;
      await connection.run(leave).catch(() => undefined);
      await connection.close();
    },
  };
}

/** Refuses a server that cannot hold a store, and warns of settings that cannot keep its promises. */
async function inspect(
  connection: RedisCalls,
  { location, warn = () => {} }: RedisStoreOptions,
): Promise<void> {
  const place = `The Redis store ${formatPlace(location)}`;
  const servers = await readSettings(connection);
  for (const server of servers) {
    const fault = faultOf(server, location) ?? confirmationFaultOf(server, location);
    if (fault !== undefined) throw new StoreError(`${place} ${fault}`);
  }
  for (const warning of new Set(servers.map((server) => warningOf(server, location))))
    if (warning !== undefined) warn(`${place} ${warning}`);
}

/** Numbers are held to what a record takes. */
function argumentsOf(change: AliasChange): (string | Buffer)[] {
  return Object.entries(change).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (typeof value === 'number') encodeUint(value);
    return [name, value instanceof Uint8Array ? Buffer.from(value) : `${value ?? '-'}`];
  });
}

function partsOf(buckets: Keys, size: number): Keys[] {
  return buckets.flatMap((first, at): Keys[] =>
    at % size === 0 ? [[first, ...buckets.slice(at + 1, at + size)]] : [],
  );
}
