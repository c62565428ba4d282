/** Where a Redis, Valkey, Redis Cluster or a set of Sentinels is, and how to speak with it. */
export interface RedisLocation {
  readonly mode: 'single' | 'cluster' | 'sentinel';
  /** The server; some nodes of the cluster; or the sentinels. */
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

/** What has to have a write before it counts: so many replicas (WAIT), and with `local` also their disks and ours (WAITAOF). */
export interface Confirmation {
  readonly local?: number | undefined;
  readonly replicas: number;
  readonly timeoutMs: number;
}

/** The place in a message: hosts and ports, nothing secret. */
export function formatPlace({ nodes }: RedisLocation): string {
  return nodes.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`).join(',');
}
