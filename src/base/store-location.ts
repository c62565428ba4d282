// SPDX-License-Identifier: MIT
/** Where aliases are kept. */
export type StoreLocation =
  | { readonly kind: 'lmdb'; readonly path: string }
  | { readonly kind: 'redis'; readonly location: RedisLocation }
  | { readonly kind: 'memory' };

/** Where a Redis, Valkey, Redis Cluster or a set of Sentinels is, and how to speak with it. */
export interface RedisLocation {
  readonly mode: 'single' | 'cluster' | 'sentinel';
  /** The server; some nodes of the cluster; or the sentinels. IPv6 without brackets. */
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  readonly tls: boolean;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly database: number;
  /** What the sentinels call the primary. */
  readonly primary?: string | undefined;
  /** What the names of all keys begin with. */
  readonly prefix: string;
  readonly confirm?: Confirmation | undefined;
}

/** Who must confirm a write before it counts: a number of replicas (WAIT), and with `local` their disks and ours too (WAITAOF). */
export interface Confirmation {
  readonly local?: number | undefined;
  readonly replicas: number;
  readonly timeoutMs: number;
}

/** The place in a message: hosts and ports, nothing secret. */
export function formatPlace({ nodes }: RedisLocation): string {
  return nodes.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`).join(',');
}
