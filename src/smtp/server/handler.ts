// SPDX-License-Identifier: MIT
import type { MailParameters, Path, TransferOctets } from '../wire/envelope.ts';
import type { Reply } from '../wire/reply.ts';

/** A value now or later. The engine never awaits what is already there, so that a refusal costs no turn of the loop. */
export type MaybePromise<T> = T | Promise<T>;

/** What the engine knows of a session; the fields that change are read when they are needed. */
export interface SessionInfo {
  /** Unlike that of any other session, for logs: small letters and digits. */
  readonly id: string;
  /** Client's address without zone or IPv4-mapped prefix; after a PROXY header, the address it names. */
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Argument of the last EHLO or HELO: any text without control characters, perhaps not ASCII. Not to be written anywhere as it is. */
  readonly clientName: string | undefined;
  /** The same where it is a domain (without final dot) or an address literal: safe in a trace field. Undefined where it is neither. */
  readonly clientHost: string | undefined;
  /** Whether the client greeted with EHLO. */
  readonly isExtended: boolean;
  /** TLS protocol and cipher once STARTTLS has completed. */
  readonly tls: { readonly protocol: string; readonly cipher: string } | undefined;
}

/**
 * The seam between the protocol and what a server is for. One handler serves one session; the engine calls it in
 * order, one call at a time, and only with syntactically valid arguments. An exception or rejection is reported to
 * `onError` and answered `451 4.3.0`. A 421 reply closes the session after it is written.
 */
export interface SessionHandler {
  /** Before the greeting: a reply with a code other than 220 refuses the client; nothing means welcome. */
  greet?(): MaybePromise<Reply | undefined>;
  /** MAIL FROM. A positive reply opens a transaction. */
  mail(reversePath: Path, parameters: MailParameters): MaybePromise<Reply>;
  /** RCPT TO. A positive reply adds the recipient. */
  rcpt(forwardPath: Path): MaybePromise<Reply>;
  /** DATA with at least one recipient. A sink invites the mail data (354); a reply refuses it and ends the transaction. */
  data(): MaybePromise<MailDataSink | Reply>;
  /** The transaction ended without mail data: RSET, EHLO, QUIT, STARTTLS, or a lost connection. */
  reset(): void;
  /** The session is over; called once, after the last `reset` or `abort`. */
  close(): void;
}

/**
 * Takes the mail data of one message. Exactly one of `end` and `abort` is called, once, and ends the transaction.
 * `write` never throws: a sink that has failed swallows what follows and says so in the reply of `end`.
 */
export interface MailDataSink {
  /**
   * The next octets; a promise holds the originator back until it settles (backpressure). The octets are lent: once `write`
   * has returned, or its promise has settled, their memory is used again. What is to be kept needs a copy.
   */
  write(octets: TransferOctets): void | Promise<void>;
  /** The final dot was seen. Its reply is the server's answer for the message. */
  end(): MaybePromise<Reply>;
  /**
   * The message will never be complete: connection lost, malformed or oversized mail data. May come while a `write` is
   * still pending, so that a lost originator frees the next hop at once; never after `end`.
   */
  abort(): void;
}
