// SPDX-License-Identifier: MIT
import type { Certificate } from '../certificate.ts';

/** What to do at a step. `next` says what follows the octets; by default the session goes on. */
export interface Act {
  readonly octets?: string | Buffer;
  /** `stall` says and reads no more; `hangUp` closes in order; `reset` with RST. */
  readonly next?: 'stall' | 'hangUp' | 'reset';
}

/** The occasion of a step: which session of this hop, from 0, and which time at this step in it; the line received. */
export interface Occasion {
  readonly session: number;
  readonly time: number;
  readonly line: string;
}

/** What a script says of a step; `undefined` from a function leaves it to the good server. */
export type Step = Act | ((occasion: Occasion) => Act | undefined | Promise<Act | undefined>);

/** Steps by name; `mailData` happens when `mailDataAfter` octets of mail data have come, the dot or not. */
export interface Script {
  readonly greeting?: Step;
  readonly ehlo?: Step;
  readonly helo?: Step;
  readonly starttls?: Step;
  /** AUTH and each line that follows a 334. */
  readonly auth?: Step;
  readonly mail?: Step;
  readonly rcpt?: Step;
  readonly data?: Step;
  readonly mailData?: Step;
  readonly mailDataAfter?: number;
  readonly dot?: Step;
  readonly rset?: Step;
  readonly quit?: Step;
  /** Keywords offered in EHLO; default PIPELINING, SIZE, 8BITMIME, SMTPUTF8. STARTTLS is added by `tls`, until it is on. */
  readonly extensions?: readonly string[];
  /** Offers STARTTLS, or speaks TLS from the first octet. */
  readonly tls?: Certificate & { readonly isImplicit?: boolean };
  /** Counts mail data and keeps none of it. */
  readonly isForgetful?: boolean;
}

/** A message as it came; `octets` is the mail data as on the wire, dots stuffed, without the final dot line. */
export interface ReceivedMessage {
  readonly session: number;
  readonly mail: string;
  readonly rcpts: readonly string[];
  readonly octets: Buffer;
  readonly size: number;
  /** Code of the answer to the dot; nothing when it was never answered. */
  readonly code: number | undefined;
}

/** One session as it was seen; grows while the session lasts. */
export interface HopSession {
  readonly index: number;
  readonly commands: readonly string[];
  /** What each read gave, in latin1, mail data too: shows what left in one write. */
  readonly reads: readonly string[];
  readonly isEncrypted: boolean;
  readonly isClosed: boolean;
  /** Octets of mail data so far, of the present or last message, final dot line included. */
  readonly mailDataOctets: number;
  /** Says something unasked. */
  say(octets: string | Buffer): void;
  hangUp(): void;
  /** Reads on after a stall. */
  resume(): void;
}

/** Says nothing and reads no more. */
export const stall: Act = { next: 'stall' };
/** Says nothing and closes. */
export const hangUp: Act = { next: 'hangUp' };
/** Says nothing and resets the connection. */
export const resetConnection: Act = { next: 'reset' };

/** A reply of one line or more, CRLF added to each. */
export function say(...lines: readonly string[]): Act {
  return { octets: lines.map((line) => `${line}\r\n`).join('') };
}

/** A reply and nothing more: the connection is closed after it. */
export function sayAndHangUp(...lines: readonly string[]): Act {
  return { ...say(...lines), next: 'hangUp' };
}

/** Octets as they are. */
export function utter(octets: string | Buffer): Act {
  return { octets };
}
