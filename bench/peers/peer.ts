// SPDX-License-Identifier: MIT
import type { ChildProcess } from 'node:child_process';
import { greeting, loopback } from '../network.ts';
import { end, pidOf } from '../processes.ts';

/** What every peer serves: a domain in which some recipients exist, and a next hop for their messages. */
export interface Setting {
  /** Folder of this peer's own, which it may fill. */
  readonly folder: string;
  readonly domain: string;
  /** Those that exist, as local parts. */
  readonly localParts: readonly string[];
  readonly sinkPort: number;
  /** Connections that one address may need at a time. */
  readonly connections: number;
}

/** Octets that every peer lets a message have: more than the largest sent. */
export const messageLimitOctets = 52_428_800;

/** A program that is measured. */
export interface Peer {
  readonly name: string;
  /** Readies what the peer needs and gives its version; or says why it has to be left out. */
  prepare(): Promise<{ readonly version: string } | { readonly missing: string }>;
  start(setting: Setting): Promise<Server>;
}

/** A peer that listens. */
export interface Server {
  readonly port: number;
  /** Root of the process tree that is measured. */
  readonly pid: number;
  /** From its start until it greeted. */
  readonly startMs: number;
  stop(): Promise<void>;
}

/** Resolves once a started program greets on its port; when it does not, it is ended. */
export async function listening(child: ChildProcess, port: number): Promise<Server> {
  const startedAt = performance.now();
  const pid = pidOf(child);
  try {
    await greeting(port, () => child.exitCode !== null || child.signalCode !== null);
  } catch (error) {
    await end(child);
    throw new Error(`${child.spawnargs.join(' ')} on ${loopback}:${port}`, { cause: error });
  }
  return { port, pid, startMs: performance.now() - startedAt, stop: () => end(child) };
}
