// SPDX-License-Identifier: MIT
import { ClientError } from '../smtp/client/error.ts';
import type { ClientSession } from '../smtp/client/types.ts';

/** Where sessions for targets come from and go to. A target is a mailbox as in RCPT. */
export interface NextHop {
  /**
   * A session for a target with no transaction open. Rejects with `ClientError` when none is to be had: with the failure
   * `undeliverable` when none ever will be, with `busy` when others have as many as there may be. `circle` names who may find
   * out, by how soon it comes, that a session with the same route was had a moment ago: whoever had it for the same circle.
   */
  acquire(target: string, circle: string): Promise<ClientSession>;
  /** Takes a session back, whatever state its transaction is in; a closed one is forgotten. */
  release(session: ClientSession): void;
  /** What leads to a target, and to which other targets too: they share the limit beyond which `acquire` says `busy`. */
  routeOf(target: string): string;
}

/** Where one pool of sessions leads to all targets, so that a session tells nothing of any. */
export function oneRoute(pool: {
  acquire(): Promise<ClientSession>;
  release(session: ClientSession): void;
}): NextHop {
  return {
    acquire: () => pool.acquire().catch(rethrown),
    release: (session) => pool.release(session),
    routeOf: () => '',
  };
}

/** A server that turns a connection away for now (421) has as many as it takes: Exim twenty in all by default, Postfix fifty of one client. */
function rethrown(error: unknown): never {
  const isTurnedAway =
    error instanceof ClientError && error.phase === 'greeting' && error.reply?.code === 421;
  throw isTurnedAway ? new ClientError('busy', 'greeting', { reply: error.reply }) : error;
}
