// SPDX-License-Identifier: MIT
import { SafeError } from '../../base/safe-error.ts';
import type { ReceivedReply } from '../wire/received-reply.ts';
import type { ClientFailure } from './types.ts';

/** What a client session was doing: looking up where to go, setting up, a command, sending mail data, awaiting the reply to the final dot. */
export type ClientPhase =
  | 'lookup'
  | 'connect'
  | 'handshake'
  | 'greeting'
  | 'ehlo'
  | 'starttls'
  | 'auth'
  | 'idle'
  | 'reset'
  | 'mail'
  | 'rcpt'
  | 'data'
  | 'mail data'
  | 'dot'
  | 'quit';

/** What is known of a failure besides its kind and phase. `detail` is in our words, or an error code of Node. */
export interface ClientErrorContext {
  readonly reply?: ReceivedReply | undefined;
  readonly detail?: string | undefined;
}

/**
 * A session with a next hop failed. The message is safe to log: it holds nothing that the server said and no address,
 * neither of mail nor of hosts. There is no `cause`, since Node's errors name hosts.
 */
export class ClientError extends SafeError {
  override readonly name = 'ClientError';
  readonly failure: ClientFailure;
  readonly phase: ClientPhase;
  readonly #reply: ReceivedReply | undefined;
  readonly #detail: string | undefined;

  constructor(failure: ClientFailure, phase: ClientPhase, context: ClientErrorContext = {}) {
    const { reply, detail } = context;
    const parts = [reply && `reply ${reply.code}`, detail].filter((part) => part !== undefined);
    super(`next hop: ${failure} at ${phase}${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`);
    this.failure = failure;
    this.phase = phase;
    this.#reply = reply;
    this.#detail = detail;
  }

  /** In our words, or an error code of Node; the message has it too. */
  get detail(): string | undefined {
    return this.#detail;
  }

  /** What the server answered. Not an own property, so that a logger which lists those cannot print its text. */
  get reply(): ReceivedReply | undefined {
    return this.#reply;
  }

  /** Whether the final dot may have reached the server, which leaves the message in doubt. */
  get dotWasSent(): boolean {
    return this.phase === 'dot';
  }
}
