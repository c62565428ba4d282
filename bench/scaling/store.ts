// SPDX-License-Identifier: MIT
/** What aliases cost in Redis while nobody writes to them: memory, and the sweep. */
import { randomBytes } from 'node:crypto';
import type { AliasStore } from '../../src/alias/ports.ts';
import { openRedisStore } from '../../src/store/redis/store.ts';
import { loopback } from '../network.ts';
import { newRecord } from '../store/new-record.ts';
import { type Row, sum } from './row.ts';
import { type Shards, startShards } from './shards.ts';

const batch = 200;
const sampled = 500;

/** Fills, looks, sweeps and looks again, on one server and on three. */
export async function measureStore(folder: string, count: 1 | 3, aliases: number): Promise<Row> {
  const shards = await startShards(folder, count, 'nothing');
  const store = await open(shards);
  try {
    const octets = async (): Promise<number> => sum(await shards.used(), 'memoryOctets');
    const empty = await octets();
    for (let made = 0; made < aliases; made += batch)
      await Promise.all(
        Array.from({ length: Math.min(batch, aliases - made) }, () =>
          store.create(randomBytes(18).toString('base64url'), newRecord(true)),
        ),
      );
    const full = await octets();
    const keysPerShard = (await shards.used()).map(({ keys }) => keys).join(' ');
    const keyOctets = await sampleKeys(shards);
    await shards.reset();
    const dead = await store.sweep(Date.now());
    if (dead !== aliases) throw new Error(`${dead} of ${aliases} were swept`);
    const swept = await shards.used();
    const buried = await octets();
    await shards.reset();
    await store.sweep(Date.now());
    const idle = await shards.used();
    return {
      shards: count,
      aliases,
      'octets per alias': (full - empty) / aliases,
      'of which its key': keyOctets,
      'octets per tombstone': (buried - empty) / aliases,
      'sweep, redis µs per dead alias': sum(swept, 'cpuUs') / aliases,
      'sweep, µs per script': sum(swept, 'scriptUs') / sum(swept, 'scripts'),
      'idle sweep, scripts': sum(idle, 'scripts'),
      'idle sweep, script µs': sum(idle, 'scriptUs'),
      'keys per shard': keysPerShard,
    };
  } finally {
    await store.close();
    await shards.stop();
  }
}

/** Time in the script for a spend and its refund, on an alias that has so many uses in doubt already. */
export async function measurePending(folder: string, pending: number): Promise<Row> {
  const shards = await startShards(folder, 1, 'nothing');
  const store = await open(shards);
  const key = randomBytes(18).toString('base64url');
  const reservation = () => ({
    id: randomBytes(12).toString('base64url'),
    uses: [{ key, fingerprint: randomBytes(18).toString('base64url') }] as const,
  });
  const rounds = 300;
  try {
    await store.create(key, { ...newRecord(false), maxUses: pending + 10 });
    for (let i = 0; i < pending; i++) {
      const inDoubt = reservation();
      await store.spend(inDoubt, Date.now());
      await store.doubt(inDoubt);
    }
    await shards.reset();
    for (let i = 0; i < rounds; i++) {
      const spent = reservation();
      await store.spend(spent, Date.now());
      await store.refund(spent);
    }
    const used = await shards.used();
    return { 'uses in doubt': pending, 'script µs': sum(used, 'scriptUs') / sum(used, 'scripts') };
  } finally {
    await store.close();
    await shards.stop();
  }
}

function open({ ports }: Shards): Promise<AliasStore> {
  const nodes = ports.map((port) => ({ host: loopback, port }));
  const mode = ports.length > 1 ? 'cluster' : 'single';
  return openRedisStore({ location: { mode, nodes, tls: false, database: 0, prefix: 'mayfly' } });
}

/** Mean MEMORY USAGE of some aliases on the first server. */
async function sampleKeys(shards: Shards): Promise<number> {
  const reply = await shards.ask('SCAN', '0', 'MATCH', 'mayfly:{*}:*', 'COUNT', `${sampled}`);
  const keys = (reply as [string, string[]])[1];
  let octets = 0;
  for (const key of keys) octets += Number(await shards.ask('MEMORY', 'USAGE', key));
  return octets / keys.length;
}
