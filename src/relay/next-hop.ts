import type { ClientSession } from '../smtp/client/types.ts';

/**
 * Where sessions for targets come from and go to. A target is a mailbox as in RCPT. Where everything goes through
 * smarthosts, all targets are on one route; in direct delivery every domain is a route of its own.
 */
export interface NextHop {
  /** What targets must have in common to share a mail transaction: a session acquired for one serves all on its route. */
  routeOf(target: string): string;
  /**
   * A session for a target with no transaction open. Rejects with `ClientError` when none is to be had: with the failure
   * `undeliverable` when none ever will be.
   */
  acquire(target: string): Promise<ClientSession>;
  /** Takes a session back, whatever state its transaction is in; a closed one is forgotten. */
  release(session: ClientSession): void;
}

/** Where every target is on the one route that a pool of sessions leads to. */
export function oneRoute(pool: {
  acquire(): Promise<ClientSession>;
  release(session: ClientSession): void;
}): NextHop {
  return {
    routeOf: () => '',
    acquire: () => pool.acquire(),
    release: (session) => pool.release(session),
  };
}
