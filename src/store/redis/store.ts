// SPDX-License-Identifier: MIT
/** Aliases in Redis, Valkey or Redis Cluster, for any number of nodes. What is kept under which key: `keys.ts`. */
import type { AliasRecord } from '../../alias/alias.ts';
import type { AliasEnd, Destruction } from '../../alias/end.ts';
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
import { formatPlace, type RedisLocation } from '../../base/store-location.ts';
import { decodeEnd, endNameOf } from '../end-record.ts';
import { doubtOrphans, type IsInstanceAlive, newInstance } from '../instance.ts';
import { changeManifest, type Manifest, type ManifestPlace } from '../manifest.ts';
import type { PersistentStore } from '../persistent-store.ts';
import { decodeRecord, encodeRecord, encodeUint } from '../record.ts';
import { createRetryQueue } from '../retry-queue.ts';
import { createRedisBlocks } from './blocks.ts';
import { connectRedis, type RedisCalls, type ScriptCall } from './calls.ts';
import { type RedisReply, textsOf } from './client.ts';
import { explainFor } from './error.ts';
import { createInstances, type Instances, lifeMs } from './instances.ts';
import { createRedisKeys } from './key-store.ts';
import { createKeyNames, type KeyNames, type Keys, keyInFirstBucket } from './keys.ts';
import { manifestIn } from './manifest.ts';
import { Presence } from './presence.ts';
import { createRedisReturnPaths } from './return-paths.ts';
import {
  checkAnyNode,
  checkCluster,
  confirmationFaultOf,
  faultOf,
  readSettings,
  warningOf,
} from './server.ts';
import { ServerClock } from './server-clock.ts';
import { createUses, type Uses } from './uses.ts';

export interface RedisStoreOptions {
  readonly location: RedisLocation;
  readonly instance?: string;
  readonly isInstanceAlive?: IsInstanceAlive;
  /** The present, ms since the epoch, in place of the server's. */
  readonly clock?: () => number;
  /** The clock of this machine, ms since the epoch: it is only compared with the server's. */
  readonly localClock?: () => number;
  /** For one attempt at a call, ms. */
  readonly deadlineMs?: number;
  /** Takes one line about settings of the server that cannot keep our promises. */
  readonly warn?: (line: string) => void;
}

/** Buckets that one call looks through where they are all on one node. */
const bucketsAtOnce = 128;
/** Few enough that a call holds up others for no more than some milliseconds. */
const sweptAtOnce = 100;

/** Opens a store. Rejects with a StoreError of one line when the server cannot be had or cannot hold a store. */
export async function openRedisStore(options: RedisStoreOptions): Promise<PersistentStore> {
  const atReady: { act?: () => void } = {};
  const calls = await connectRedis({ ...options, onReady: () => atReady.act?.() });
  const store = new RedisStore(calls, options);
  try {
    if (options.location.mode === 'cluster') await checkAnyNode(calls);
    await store.meet();
    await inspect(calls, options);
    atReady.act = () => void store.check().catch(() => undefined);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

class RedisStore implements PersistentStore {
  readonly manifest: ManifestPlace;
  readonly returnPaths: ReturnPathStore;
  readonly keys: KeyStore;
  readonly blocks: BlockStore;
  readonly #calls: RedisCalls;
  readonly #place: string;
  readonly #instance: string;
  readonly #isCluster: boolean;
  readonly #names: KeyNames;
  readonly #now: () => number;
  readonly #clock: ServerClock;
  readonly #presence: Presence;
  readonly #instances: Instances;
  readonly #retries = createRetryQueue();
  readonly #uses: Uses;
  #isClosed = false;

  constructor(calls: RedisCalls, options: RedisStoreOptions) {
    const { location, instance = newInstance(), isInstanceAlive, warn = () => {} } = options;
    this.#calls = calls;
    this.#place = formatPlace(location);
    this.#instance = instance;
    this.#isCluster = location.mode === 'cluster';
    this.#names = createKeyNames(location.prefix);
    this.manifest = manifestIn(calls, location);
    const { name } = this.manifest;
    this.#clock = new ServerClock({ name, warn, local: options.localClock });
    this.#now = options.clock ?? (() => this.#clock.now());
    const [names, isCluster] = [this.#names, this.#isCluster];
    this.#presence = new Presence({ calls, names, isCluster, name });
    this.#instances = createInstances({ self: instance, isInstanceAlive, send: () => this.#beat() });
    const run = (call: ScriptCall) => this.#run(call);
    const { judge } = this.#instances;
    const confirm = (key: AliasKey) => this.#presence.confirm(key);
    this.#uses = createUses({ run, names, instance, judge, isCluster, confirm, retries: this.#retries });
    this.returnPaths = createRedisReturnPaths({
      names,
      clock: this.#now,
      keep: (call) => this.#durably(call),
      get: (rowName, key) => this.#get(rowName, key),
    });
    this.keys = createRedisKeys({
      names,
      clock: this.#now,
      run,
      confirm: (id) => this.#presence.confirm(id),
      scan: () => {
        this.#refuseIfClosed();
        return this.#calls.scan(names.keys);
      },
      explain: explainFor(this.#place),
    });
    this.blocks = createRedisBlocks({
      names,
      run,
      confirm: () => this.#presence.confirm(keyInFirstBucket),
      explain: explainFor(this.#place),
    });
  }

  now(): number {
    return this.#now();
  }

  clockState(): ClockState {
    return this.#clock.state();
  }

  async isBlank(): Promise<boolean> {
    if ((await this.manifest.read()) !== undefined) return false;
    for await (const found of this.#calls.scan(this.#names.aliases)) if (found.length > 0) return false;
    return true;
  }

  async recognised(manifest: Manifest): Promise<void> {
    await this.#presence.begin(manifest);
    if (!this.#isCluster || manifest.isMarked === true) return;
    await changeManifest(this.manifest, (current) => ({ ...current, isMarked: true }));
  }

  async create(key: AliasKey, record: AliasRecord): Promise<boolean> {
    this.#refuseIfClosed();
    await this.#presence.confirm(key);
    const args = [encodeRecord(record)];
    return (await this.#durably({ operation: 'create', keys: this.#names.threeOf(key), args })) === 1;
  }

  async isTaken(key: AliasKey): Promise<boolean> {
    return (await this.#get(this.#names.threeOf(key)[0], key)) !== null;
  }

  async find(key: AliasKey): Promise<AliasRecord | undefined> {
    const octets = await this.#get(this.#names.threeOf(key)[0], key);
    return Buffer.isBuffer(octets) && octets.length > 0
      ? this.#withOrphans(this.#decoded(octets))
      : undefined;
  }

  async spend(reservation: Reservation, now: number): Promise<SpendResult> {
    const result = await this.#uses.spend(reservation, now);
    if (result.verdict === 'refused' && result.life === 'gone') await this.#presence.confirm(result.key);
    return result;
  }

  settle(reservation: Reservation, now: number): Promise<void> {
    return this.#uses.tell('settle', reservation, now);
  }

  refund(reservation: Reservation): Promise<void> {
    return this.#uses.tell('refund', reservation);
  }

  doubt(reservation: Reservation): Promise<void> {
    return this.#uses.tell('doubt', reservation);
  }

  async change(key: AliasKey, change: AliasChange, seen?: AliasRecord): Promise<AliasRecord | undefined> {
    const args = [seen === undefined ? '' : encodeRecord(seen), ...argumentsOf(change)];
    const octets = await this.#durably({ operation: 'change', keys: this.#names.threeOf(key), args });
    if (Buffer.isBuffer(octets)) return this.#decoded(octets);
    await this.#presence.confirm(key);
    return undefined;
  }

  async confirm(key: AliasKey, tokenHash: Uint8Array, now: number): Promise<boolean> {
    const args = [Buffer.from(tokenHash), `${now}`];
    if ((await this.#durably({ operation: 'confirm', keys: this.#names.threeOf(key), args })) === 1)
      return true;
    await this.#presence.confirm(key);
    return false;
  }

  async destroy(key: AliasKey, how?: Destruction): Promise<boolean> {
    const seen = how?.seen === undefined ? '' : encodeRecord(how.seen);
    const args = [seen, ...(how === undefined ? [] : [how.cause, `${how.at}`])];
    const call = { operation: 'destroy', keys: this.#names.threeOf(key), args } as const;
    if ((await this.#durably(call)) === 1) return true;
    await this.#presence.confirm(key);
    return false;
  }

  async findEnd(key: AliasKey, now: number): Promise<AliasEnd | undefined> {
    const row = await this.returnPaths.find(endNameOf(key), now);
    return row && decodeEnd(row);
  }

  async sweep(now: number): Promise<number> {
    this.#refuseIfClosed();
    const parts = partsOf(this.#names.buckets, this.#isCluster ? 1 : bucketsAtOnce);
    const counts = await Promise.all(parts.map((part) => this.#sweepBuckets(part, now)));
    return counts.reduce((sum, count) => sum + count);
  }

  async check(): Promise<void> {
    await this.meet();
    this.#clock.refuseIfSkewed();
    await this.#presence.check();
  }

  /** Tells the server that we live, learns who else does and what time it is; rejects when the server cannot be used. */
  async meet(): Promise<void> {
    if (this.#isClosed) throw this.#closedError();
    await this.#instances.beat();
    if (this.#isCluster) await checkCluster(this.#calls);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#instances.stop();
    this.#retries.clear();
    const leave = { operation: 'leave', keys: [this.#names.instances], args: [this.#instance] } as const;
    await this.#calls.run(leave).catch(() => undefined);
    await this.#calls.close();
  }

  async #beat(): Promise<readonly string[]> {
    const [keys, args] = [[this.#names.instances] as const, [this.#instance, `${lifeMs}`]];
    // Not `#durably`, which refuses while the clocks differ: then somebody has to find out that they do no longer.
    if (this.#isClosed) throw this.#closedError();
    const [reply] = await Promise.all([
      this.#calls.run({ operation: 'beat', keys, args, isDurable: true }),
      this.#clock.learn(async () => textsOf(await this.#calls.askAny(['TIME']))),
    ]);
    this.#retries.retry();
    return textsOf(reply);
  }

  async #run(call: ScriptCall): Promise<RedisReply> {
    this.#refuseIfClosed();
    return this.#calls.run(call);
  }

  #durably(call: ScriptCall): Promise<RedisReply> {
    return this.#run({ ...call, isDurable: true });
  }

  /** What is under a name. When there is nothing, the store itself has to be there before that is told. */
  async #get(name: string, key: AliasKey): Promise<RedisReply> {
    this.#refuseIfClosed();
    const reply = await this.#calls.get(name);
    if (reply === null) await this.#presence.confirm(key);
    return reply;
  }

  #decoded(octets: Buffer): AliasRecord {
    try {
      return decodeRecord(octets);
    } catch (error) {
      throw explainFor(this.#place)(error);
    }
  }

  async #withOrphans(record: AliasRecord): Promise<AliasRecord> {
    const inFlight = record.pending.filter((use) => !use.isInDoubt);
    if (inFlight.length === 0) return record;
    const lives = await this.#instances.judge([...new Set(inFlight.map((use) => use.instance))]);
    return doubtOrphans(record, this.#now(), (other) => lives.get(other) ?? true);
  }

  async #sweepBuckets(keys: Keys, now: number): Promise<number> {
    const args = [`${now}`];
    let count = 0;
    for (;;) {
      const due = textsOf(await this.#run({ operation: 'due', keys, args }));
      for (let at = 0; at < due.length; at += sweptAtOnce) {
        const [first = '', ...others] = due.slice(at, at + sweptAtOnce);
        const places: Keys = [
          ...this.#names.threeOf(first),
          ...others.flatMap((key) => this.#names.threeOf(key)),
        ];
        count += Number(await this.#run({ operation: 'sweep', keys: places, args }));
      }
      if (due.length === 0) return count;
    }
  }

  #refuseIfClosed(): void {
    if (this.#isClosed) throw this.#closedError();
    this.#clock.refuseIfSkewed();
  }

  #closedError(): StoreError {
    return new StoreError(`The store ${this.#place} is closed`);
  }
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
