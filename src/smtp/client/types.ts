// SPDX-License-Identifier: MIT
import type { X509Certificate } from 'node:crypto';
import type { LookupFunction } from 'node:net';
import type { MailParameters, TransferOctets } from '../wire/envelope.ts';
import type { ReceivedReply } from '../wire/received-reply.ts';

/** Where a client session is opened to, and how. Durations in ms. */
export interface ClientOptions {
  readonly host: string;
  readonly port: number;
  /** Turns `host` into addresses, as Node's `dns.lookup` does, which is the default. */
  readonly lookup?: LookupFunction | undefined;
  /** `implicit` is smtps; `opportunistic` uses STARTTLS where it is offered and goes on in clear where it fails. */
  readonly tls: 'none' | 'opportunistic' | 'required' | 'implicit';
  /** Name or address that the certificate must carry; default `host`. Only checked when `tls` is required or implicit. */
  readonly serverName?: string;
  /**
   * Judges who a server is once TLS is on, in place of the system's rules: gives why it is refused, or nothing. A throw refuses.
   * Where TLS is opportunistic a refusal means to go on in clear, as with any trouble with TLS.
   */
  readonly judgeServer?: (server: ServerProof) => string | undefined;
  /** PEM certificates to trust in place of the system's. */
  readonly ca?: string | Buffer;
  readonly auth?: { readonly user: string; readonly password: string };
  /** Our name in EHLO. */
  readonly clientName: string;
  /** Gives the set-up up when it fires. */
  readonly signal?: AbortSignal;
  /** One deadline over connect, greeting, EHLO, STARTTLS and AUTH together; default 30 s. */
  readonly setupTimeoutMs?: number;
  /** Wait for the reply to MAIL, RCPT, RSET; default 60 s. */
  readonly commandTimeoutMs?: number;
  /** Wait for the reply to DATA; default 60 s. */
  readonly dataTimeoutMs?: number;
  /** Wait while a write of mail data makes no progress; default 180 s (RFC 5321 §4.5.3.2.5). */
  readonly writeTimeoutMs?: number;
  /** Wait for the reply to the final dot; default 600 s (RFC 5321 §4.5.3.2.6). */
  readonly dotTimeoutMs?: number;
}

/** What a server has shown of itself under TLS. */
export interface ServerProof {
  /** Its own certificate first, then who issued it, as far as known. */
  readonly chain: readonly X509Certificate[];
  /** Why the system's rules refuse it; nothing when they do not. Names no name. */
  readonly fault: string | undefined;
}

/**
 * What went wrong with a next hop, and when. `reply` is set when it answered, however badly. `undeliverable`: there is no
 * server to ask and never will be; only who looks servers up can tell, a session never does.
 */
export type ClientFailure =
  | 'unreachable'
  | 'busy'
  | 'undeliverable'
  | 'timeout'
  | 'lost'
  | 'protocol'
  | 'refused'
  | 'tls'
  | 'auth';

/** Replies to MAIL and the first RCPT; none to RCPT where MAIL was refused and it was not sent. */
export interface OpenReplies {
  readonly mail: ReceivedReply;
  readonly rcpt: ReceivedReply | undefined;
}

/**
 * One session with an SMTP server. Methods that await a reply reject with `ClientError` only when there is none to be
 * had (connection lost, deadline, garbage); a 4xx or 5xx reply is a value. One command at a time.
 */
export interface ClientSession {
  /** Keywords of the EHLO reply in upper case, with their parameters; empty after a fallback to HELO. */
  readonly extensions: ReadonlyMap<string, string>;
  /** False once the connection is closed, failed, or out of step. */
  readonly isOpen: boolean;
  /**
   * MAIL and the first RCPT, in one write where PIPELINING allows. Paths stand without angle brackets; an empty reverse path is the null
   * sender. Parameters that the server does not offer are left out: `extensions` tells whether it takes what the message needs.
   */
  open(reversePath: string, forwardPath: string, parameters?: Partial<MailParameters>): Promise<OpenReplies>;
  /** A further recipient. */
  rcpt(forwardPath: string): Promise<ReceivedReply>;
  /** DATA; 354 invites the mail data. */
  data(): Promise<ReceivedReply>;
  /**
   * Sends mail data, as `encodeMailData` or a `MailDataSink` gives it (`deliver` sends a whole message by itself); a promise while the octets are still in use, which is when the socket is full. Never throws; a
   * failure shows in `end`.
   */
  write(octets: TransferOctets): void | Promise<void>;
  /**
   * The final dot and the reply to it; nothing else sends the dot. A refusal that came before it is the reply, and no dot
   * is sent. Rejects when there is no reply: the message is in doubt if `ClientError.dotWasSent`.
   */
  end(): Promise<ReceivedReply>;
  /** RSET, to make the session ready for another transaction. */
  reset(): Promise<ReceivedReply>;
  /** Ends politely; resolves when the socket is closed. */
  quit(): Promise<void>;
  /** Cuts the connection at once, without a dot. */
  abort(): void;
}
