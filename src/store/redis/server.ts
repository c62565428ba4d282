// SPDX-License-Identifier: MIT
/** What the settings of a Redis server mean for the promises of the store. */
import { ErrorReply } from 'redis';
import { StoreError } from '../../alias/ports.ts';
import type { RedisLocation } from '../../base/store-location.ts';
import type { RedisCalls } from './calls.ts';
import type { RedisReply } from './client.ts';

/** What a server says of itself. Settings that it does not tell are missing. */
export interface ServerSettings {
  readonly version: string;
  readonly mode?: string | undefined;
  readonly role?: string | undefined;
  readonly evictionPolicy?: string | undefined;
  readonly appendOnly?: string | undefined;
  readonly appendFsync?: string | undefined;
  readonly save?: string | undefined;
  /** How many replicas it has now. */
  readonly replicas?: number | undefined;
}

/** The oldest version that has what the script uses: ZADD with LT. */
const oldest = [6, 2] as const;

/** Reads the settings of every primary. Managed servers often hide some of them. */
export async function readSettings(connection: RedisCalls): Promise<readonly ServerSettings[]> {
  const infos = (await connection.askAll(['INFO'])).map(linesOf);
  const settingOf = async (name: string): Promise<readonly (string | undefined)[]> => {
    try {
      const replies = await connection.askAll(['CONFIG', 'GET', name]);
      return replies.map((reply) => (Array.isArray(reply) ? reply[1]?.toString() : undefined));
    } catch (error) {
      if (error instanceof StoreError && error.cause instanceof ErrorReply) return [];
      throw error;
    }
  };
  const policies = await settingOf('maxmemory-policy');
  const appendOnly = await settingOf('appendonly');
  const appendFsync = await settingOf('appendfsync');
  const saves = await settingOf('save');
  return infos.map((info, at) => ({
    version: info.get('redis_version') ?? '0',
    mode: info.get('redis_mode'),
    role: info.get('role'),
    evictionPolicy: policies[at] ?? info.get('maxmemory_policy'),
    appendOnly: appendOnly[at] ?? (info.get('aof_enabled') === '1' ? 'yes' : 'no'),
    appendFsync: appendFsync[at],
    save: saves[at],
    replicas: Number(info.get('connected_slaves') ?? 0),
  }));
}

/** Why a store cannot be on this server at all, to stand after its name; nothing when it can. */
export function faultOf(settings: ServerSettings, location: RedisLocation): string | undefined {
  const { version, mode, role } = settings;
  if (!isSince(version, oldest)) return `is version ${version}; Mayfly needs 6.2 or later`;
  if (location.mode === 'single' && mode === 'cluster')
    return 'is a node of a cluster; use redis+cluster:// in MAYFLY_STORE';
  if (location.mode === 'cluster' && mode !== undefined && mode !== 'cluster')
    return 'is not a cluster; use redis:// in MAYFLY_STORE';
  if (location.mode === 'single' && role === 'slave') return 'is a replica and takes no writes';
  return undefined;
}

/**
 * Why the confirmation that is asked for does not hold, to stand after the name of the server; nothing when it does. WAIT counts
 * copies and does not ask who is primary: while a primary still has the replicas that it needs, it goes on although another one
 * was promoted, and both sides give the same uses. Only where every replica has to confirm does a promotion stop it.
 */
export function confirmationFaultOf(
  { replicas = 0 }: ServerSettings,
  { confirm }: RedisLocation,
): string | undefined {
  if (confirm === undefined || confirm.replicas === 0 || confirm.replicas >= replicas) return undefined;
  return `has ${replicas} replicas, of which ?wait= and ?waitaof= in MAYFLY_STORE ask only ${confirm.replicas}: when one is promoted, the others may go on confirming to the old primary, and aliases deliver more than allowed; ask all ${replicas}, as with ?wait=${replicas}:500`;
}

/** Which promises these settings cannot keep, in one line to stand after the name of the server; nothing when all hold. */
export function warningOf(settings: ServerSettings, location: RedisLocation): string | undefined {
  const { evictionPolicy = '', appendOnly, appendFsync, save, replicas = 0 } = settings;
  const faults = [
    evictionPolicy.startsWith('allkeys') &&
      `maxmemory-policy ${evictionPolicy} drops aliases and tombstones when memory is short (set noeviction)`,
    appendOnly === 'no' &&
      (save === ''
        ? 'nothing is saved, so a restart forgets every alias (set appendonly yes)'
        : 'only snapshots are saved, so a crash forgets the last minutes (set appendonly yes)'),
    appendOnly === 'yes' &&
      appendFsync !== undefined &&
      appendFsync !== 'always' &&
      `appendfsync ${appendFsync} may forget the last writes at power loss (set appendfsync always)`,
    replicas > 0 &&
      (location.confirm?.replicas ?? 0) === 0 &&
      `no replica confirms what is written, so one that is promoted forgets the last writes (set ?wait=${replicas}:500 in MAYFLY_STORE)`,
  ].filter((fault) => fault !== false);
  if (faults.length === 0) return undefined;
  return `cannot promise that no alias is used more often than allowed: ${faults.join('; ')}`;
}

/** Rejects unless every primary says that the whole cluster is served. */
export async function checkCluster(connection: RedisCalls): Promise<void> {
  const infos = await connection.askAll(clusterInfo);
  if (infos.length === 0 || !infos.every(isServed)) throw new StoreError(notServed);
}

/** Rejects when the first primary to answer says that the cluster is not served. Those that are away are not waited for. */
export async function checkAnyNode(connection: RedisCalls): Promise<void> {
  if (!isServed(await connection.askAny(clusterInfo))) throw new StoreError(notServed);
}

const clusterInfo = ['CLUSTER', 'INFO'] as const;
const notServed = 'The Redis Cluster is down, or has slots that no node serves';

function isServed(reply: RedisReply): boolean {
  const info = linesOf(reply);
  return (
    info.get('cluster_state') === 'ok' &&
    info.get('cluster_slots_assigned') === '16384' &&
    info.get('cluster_slots_fail') === '0'
  );
}

function linesOf(reply: RedisReply): ReadonlyMap<string, string> {
  const lines = String(reply).split(/\r?\n/);
  return new Map(lines.map((line) => [line.split(':', 1)[0] ?? '', line.slice(line.indexOf(':') + 1)]));
}

function isSince(version: string, [major, minor]: readonly [number, number]): boolean {
  const [theirMajor = 0, theirMinor = 0] = version.split('.').map(Number);
  return theirMajor > major || (theirMajor === major && theirMinor >= minor);
}
