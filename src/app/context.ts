// SPDX-License-Identifier: MIT
/** What every part of the service is made from. */
import type { WorkerChannel } from '../cluster/worker-channel.ts';
import type { Config } from '../config/config.ts';
import type { createVault, Secrets } from '../crypto/vault.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Log } from './log.ts';

/** How long running transactions and requests may take to finish when the service stops, ms. */
export const graceMs = 20_000;

/** The surroundings of a service that starts. A part that has to be ended puts its end on `stack`, which ends the last first. */
export interface ServiceContext {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly vault: ReturnType<typeof createVault>;
  readonly log: Log;
  readonly metrics: Metrics;
  /** The way to the first process, in a worker. */
  readonly channel: WorkerChannel | undefined;
  readonly stack: AsyncDisposableStack;
  /** The clock of the store, ms since the epoch. */
  readonly now: () => number;
}

/** Whether this process is the one that does what is to be done once for all workers: alone, or the first of them. */
export function isFirst({ channel }: Pick<ServiceContext, 'channel'>): boolean {
  return channel === undefined || channel.worker === 1;
}

/** `host:port`, an IPv6 address in brackets. */
export function addressOf({ host, port }: { readonly host: string; readonly port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
