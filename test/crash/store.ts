// SPDX-License-Identifier: MIT
/** Stores under attack: LMDB in a folder, one Redis, a Redis Cluster. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RedisServer, startRedis, startRedisCluster } from '../support/redis/redis-server.ts';
import type { FaultKind, FaultPlan } from './plan.ts';

export type StoreKind = 'lmdb' | 'redis' | 'cluster';

/** A store that faults can be done to. */
export interface AttackedStore {
  /** For `MAYFLY_STORE`. */
  readonly url: string;
  /** Faults that this machine or this user cannot do to it. */
  readonly missing: readonly FaultKind[];
  /** Begins a fault; gives what ends it. `pids` are those that run when it is called. */
  strike(fault: FaultPlan, pids: () => readonly number[]): Promise<() => Promise<void>>;
  /** Takes a process that was killed for dead at once, which for Redis takes 15 s of missing heartbeats otherwise. */
  forget(pid: number): Promise<void>;
  /** Until every process has told a store that serves again how deliveries ended meanwhile, ms. */
  readonly outcomesTakeMs: number;
  /** Until every process knows who died, ms. */
  readonly newsTakeMs: number;
  remove(): Promise<void>;
}

/** The kinds of faults of such a store; `isSmall` as for `startStore`. */
export function storeFaults(kind: StoreKind, isSmall: boolean): readonly FaultKind[] {
  if (kind !== 'lmdb') return ['kill store', 'stop store', 'pause store', 'lose store'];
  return [diskFault(isSmall), 'file size limited', 'lose store'];
}

const diskFault = (isSmall: boolean): FaultKind => (isSmall ? 'disk full' : 'data read-only');

/** Starts a store that keeps its files in `folder`; `isSmall` puts those of LMDB on a small file system, if that may be mounted. */
export async function startStore(kind: StoreKind, folder: string, isSmall: boolean): Promise<AttackedStore> {
  if (kind === 'lmdb') return startLmdb(folder, isSmall);
  return redisStore(kind === 'redis' ? [await startRedis()] : await startRedisCluster());
}

const smallMiB = 8;

function startLmdb(folder: string, isSmall: boolean): AttackedStore {
  const place = join(folder, 'disk');
  const path = join(place, 'store');
  mkdirSync(place);
  const isMounted =
    isSmall && succeeds('mount', ['-t', 'tmpfs', '-o', `size=${smallMiB}m`, 'mayfly-crash', place]);
  const filler = join(place, 'filler');
  const isPossible = isSmall ? isMounted : mayFreeze(folder);
  return {
    url: `lmdb:${path}`,
    missing: isPossible ? [] : [diskFault(isSmall)],
    async strike({ kind }, pids) {
      if (kind === 'disk full') {
        fill(filler);
        return async () => rmSync(filler, { force: true });
      }
      if (kind === 'lose store') {
        // Who has it open keeps it; who starts meanwhile finds nothing.
        renameSync(path, `${path}.away`);
        return async () => renameSync(`${path}.away`, path);
      }
      if (kind === 'data read-only') {
        const files = ['data.mdb', 'lock.mdb'].map((name) => join(path, name));
        execFileSync('chattr', ['+i', ...files]);
        return async () => void execFileSync('chattr', ['-i', ...files]);
      }
      const limit = (size: string): void => {
        for (const pid of pids()) succeeds('prlimit', ['--pid', `${pid}`, `--fsize=${size}:unlimited`]);
      };
      limit('4096');
      return async () => limit('unlimited');
    },
    forget: async () => undefined,
    outcomesTakeMs: 1_200,
    newsTakeMs: 0,
    async remove() {
      if (isMounted) succeeds('umount', ['-l', place]);
    },
  };
}

function fill(file: string): void {
  const piece = Buffer.alloc(4096);
  try {
    for (;;) writeFileSync(file, piece, { flag: 'a' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

/** Whether files of this folder can be made immutable, which holds for root too. */
function mayFreeze(folder: string): boolean {
  const file = join(folder, 'probe');
  writeFileSync(file, '');
  const isFrozen = succeeds('chattr', ['+i', file]);
  if (isFrozen) succeeds('chattr', ['-i', file]);
  if (existsSync(file)) rmSync(file);
  return isFrozen;
}

function succeeds(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function redisStore(servers: readonly RedisServer[]): AttackedStore {
  const places = servers.map(({ port }) => `127.0.0.1:${port}`).join(',');
  return {
    url: servers.length === 1 ? `redis://${places}` : `redis+cluster://${places}`,
    missing: [],
    async strike({ kind, victim = 0, lastsMs }) {
      const server = servers[victim % servers.length] as RedisServer;
      if (kind === 'kill store') {
        await server.kill();
        return () => server.start();
      }
      if (kind === 'lose store') {
        const data = join(server.folder, 'appendonlydir');
        await server.kill();
        await rename(data, `${data}.away`);
        await server.start();
        return async () => {
          await server.kill();
          await rm(data, { recursive: true, force: true });
          await rename(`${data}.away`, data);
          await server.start();
        };
      }
      if (kind === 'pause store') {
        await server.command('CLIENT', 'PAUSE', `${lastsMs}`, 'ALL');
        return () => sleep(lastsMs);
      }
      server.signal('SIGSTOP');
      return async () => {
        await sleep(lastsMs);
        server.signal('SIGCONT');
      };
    },
    async forget(pid) {
      for (const server of servers) {
        const owners = await server.command('ZRANGE', 'mayfly:owners', '0', '-1').catch((error) => {
          if (/MOVED/.test(`${error}`)) return [];
          throw error;
        });
        const gone = (owners as unknown[]).map(String).filter((owner) => owner.startsWith(`${pid}.`));
        if (gone.length > 0) await server.command('ZREM', 'mayfly:owners', ...gone);
      }
    },
    // Connected again after 2 s at most.
    outcomesTakeMs: 3_300,
    // A process looks at the heartbeats of the others when it sends its own, every 5 s.
    newsTakeMs: 5_500,
    remove: async () => void (await Promise.all(servers.map((server) => server.remove()))),
  };
}
