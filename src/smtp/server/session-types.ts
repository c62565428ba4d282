// SPDX-License-Identifier: MIT
import type { Reply } from '../wire/reply.ts';
import type { MailDataContext } from './mail-data-phase.ts';

/** What all sessions of a server share. */
export interface SessionContext extends MailDataContext {
  /** The greeting, and the replies to HELO and EHLO: they name the server, and the last the extensions (RFC 5321 §4.1.1.1). */
  readonly greeting: Reply;
  readonly heloReply: Reply;
  readonly ehloReply: Reply;
  /** The same once TLS is active, and where it is not offered. */
  readonly ehloReplyWithoutStartTls: Reply;
  readonly offersTls: boolean;
  /** Gives the id of a session that begins. */
  readonly newSessionId: () => string;
  /** While true, connections run short, and those that are idle are waited for less. */
  readonly isStressed: boolean;
  /** Once true, no transaction begins any more, and a session without one ends. */
  readonly isDraining: boolean;
}

/** What a session does to its connection. */
export interface Wire {
  /** Sends replies, in one write. */
  send(text: string): void;
  /** Sends the last replies, perhaps none, and closes. A client that is done sends no more that would have to be read first. */
  hangUp(text: string, isClientDone: boolean): void;
  /** Sends the reply and goes over to TLS; `secured` or `lost` of the session tell how that ended. */
  startTls(text: string): void;
  /** Stops and resumes the coming of octets. Both may be repeated. */
  pause(): void;
  resume(): void;
}

/** How a session went, for logs and metrics: holds nothing that the client has sent. */
export interface SessionSummary {
  readonly id: string;
  readonly durationMs: number;
  readonly commands: number;
  /** Replies of 5xx. */
  readonly errors: number;
  /** Messages that were answered 2xx. */
  readonly messages: number;
  readonly isEncrypted: boolean;
  /** The reply that closed the session; undefined when the client went away without QUIT. */
  readonly farewell: Reply | undefined;
}
