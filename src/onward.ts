/** The way onwards: what the relay's next hop is made of, by the configuration. */
import type { Config } from './config/config.ts';
import { type NextHop, oneRoute } from './relay/next-hop.ts';
import { createPool, type PoolCounters } from './smtp/pool.ts';

/** The next hop and its life. */
export interface Onward {
  readonly nextHop: NextHop;
  /** Resolves when mail can go on at the moment, as far as can be told without a message; rejects when not. */
  check(): Promise<void>;
  /** Read whenever wanted; costs nothing. */
  readonly counters: PoolCounters;
  /** Ends all sessions and opens no more. */
  close(): Promise<void>;
}

/** Makes the way onwards: the sandbox if there is one, else the smarthosts. It opens nothing until it is asked. */
export function createOnward(
  { nextHops, hostname }: Config,
  sandbox: { readonly host: string; readonly port: number } | undefined,
): Onward {
  const hops =
    sandbox === undefined ? nextHops : [{ host: sandbox.host, port: sandbox.port, tls: 'none' as const }];
  const pool = createPool({ hops: hops.map((hop) => ({ ...hop, clientName: hostname })) });
  return {
    nextHop: oneRoute(pool),
    check: async () => pool.release(await pool.acquire()),
    get counters() {
      return pool.counters;
    },
    close: () => pool.close(),
  };
}
