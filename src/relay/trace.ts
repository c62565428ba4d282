import type { SessionInfo } from '../smtp/server/handler.ts';
import type { MailParameters } from '../smtp/wire/envelope.ts';

/** What a trace field tells of the passage of one message. */
export interface Passage {
  readonly session: SessionInfo;
  readonly parameters: MailParameters;
  readonly hostname: string;
  readonly messageId: string;
  /** The alias, when the message has no other recipient; never the target (invariant I6). */
  readonly recipient: string | undefined;
  /** ms since the epoch. */
  readonly now: number;
}

/** The `Received:` field that a server prepends (RFC 5321 §4.4), folded, CRLF at its end. */
export function formatReceived(passage: Passage): string {
  const { session, hostname, messageId, recipient } = passage;
  const address = session.remoteAddress.includes(':')
    ? `IPv6:${session.remoteAddress}`
    : session.remoteAddress;
  const forClause = recipient === undefined ? '' : `\r\n\tfor <${recipient}>`;
  return (
    `Received: from ${session.clientHost ?? 'unknown'} ([${address}])\r\n` +
    `\tby ${hostname} with ${protocolOf(passage)} id ${messageId}${forClause};\r\n` +
    `\t${formatNow(passage.now)}\r\n`
  );
}

/** Date and time as in RFC 5322 §3.3, in UTC. `instant` in ms since the epoch. */
export function formatDate(instant: number): string {
  return new Date(instant).toUTCString().replace('GMT', '+0000');
}

let lastSecond = Number.NaN;
let lastDate = '';

/** The same for an instant that hardly moves on: made once a second. */
function formatNow(instant: number): string {
  const second = Math.floor(instant / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastDate = formatDate(instant);
  }
  return lastDate;
}

/** The protocol keyword of the `with` clause (RFC 3848, RFC 6531 §4.3). */
function protocolOf({ session, parameters }: Passage): string {
  if (!session.isExtended) return 'SMTP';
  const secured = session.tls === undefined ? '' : 'S';
  return parameters.smtpUtf8 ? `UTF8SMTP${secured}` : `ESMTP${secured}`;
}
