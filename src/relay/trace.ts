// SPDX-License-Identifier: MIT
import type { Vault } from '../alias/ports.ts';
import { formatMailDate } from '../base/mail-date.ts';
import type { SessionInfo } from '../smtp/server/handler.ts';
import type { MailParameters } from '../smtp/wire/envelope.ts';

/** What a trace field tells of the passage of one message. */
export interface Passage {
  readonly session: SessionInfo;
  readonly parameters: MailParameters;
  readonly hostname: string;
  readonly messageId: string;
  /** What shows us that the message has come through this alias before. */
  readonly loopTag: string | undefined;
  /** The alias; never the target (invariant I6). */
  readonly recipient: string | undefined;
  /** ms since the epoch. */
  readonly now: number;
}

/** The `Received:` field that a server prepends (RFC 5321 §4.4), folded, CRLF at its end. */
export function formatReceived(passage: Passage): string {
  const { session, hostname, messageId, loopTag, recipient } = passage;
  const id = loopTag === undefined ? messageId : `${messageId}.${loopTag}`;
  const address = session.remoteAddress.includes(':')
    ? `IPv6:${session.remoteAddress}`
    : session.remoteAddress;
  const forClause = recipient === undefined ? '' : `\r\n\tfor <${recipient}>`;
  return (
    `Received: from ${session.clientHost ?? 'unknown'} ([${address}])\r\n` +
    `\tby ${hostname} with ${protocolOf(passage)} id ${id}${forClause};\r\n` +
    `\t${formatNow(passage.now)}\r\n`
  );
}

/**
 * What stands behind the id of a message that went through an alias: a keyed hash of both, 72 bits. A message that carries one
 * for the alias that it is for is looping. Nobody else can make one, and one of another message or alias proves nothing.
 */
export function loopTagOf(
  vault: Pick<Vault, 'digest'>,
  messageId: string,
  alias: { readonly address: string } | undefined,
): string | undefined {
  return alias && vault.digest('loop', [messageId, alias.address]).slice(0, loopTagLength);
}

/** Characters of base64url. */
const loopTagLength = 12;

let lastSecond = Number.NaN;
let lastDate = '';

/** The same for an instant that hardly moves on: made once a second. */
function formatNow(instant: number): string {
  const second = Math.floor(instant / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastDate = formatMailDate(instant);
  }
  return lastDate;
}

/** The protocol keyword of the `with` clause (RFC 3848, RFC 6531 §4.3). */
function protocolOf({ session, parameters }: Passage): string {
  if (!session.isExtended) return 'SMTP';
  const secured = session.tls === undefined ? '' : 'S';
  return parameters.smtpUtf8 ? `UTF8SMTP${secured}` : `ESMTP${secured}`;
}
