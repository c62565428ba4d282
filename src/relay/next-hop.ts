import type { ClientSession } from '../smtp/client/types.ts';

/** Where sessions for targets come from and go to. A target is a mailbox as in RCPT. */
export interface NextHop {
  /**
   * A session for a target with no transaction open. Rejects with `ClientError` when none is to be had: with the failure
   * `undeliverable` when none ever will be, with `busy` when others have as many as there may be.
   */
  acquire(target: string): Promise<ClientSession>;
  /** Takes a session back, whatever state its transaction is in; a closed one is forgotten. */
  release(session: ClientSession): void;
}

/** Where one pool of sessions leads to all targets. */
export function oneRoute(pool: {
  acquire(): Promise<ClientSession>;
  release(session: ClientSession): void;
}): NextHop {
  return {
    acquire: () => pool.acquire(),
    release: (session) => pool.release(session),
  };
}
