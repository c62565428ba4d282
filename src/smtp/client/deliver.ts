// SPDX-License-Identifier: MIT
import { isAscii } from 'node:buffer';
import { encodeMailData } from '../wire/mail-data.ts';
import type { ReceivedReply } from '../wire/received-reply.ts';
import type { ClientSession } from './types.ts';

/** A whole message for one recipient. */
export interface WholeMessage {
  /** Empty for the null sender. */
  readonly reversePath: string;
  readonly forwardPath: string;
  /** Header and body with CRLF line ends, before dots are stuffed. */
  readonly content: Buffer;
}

/** A command and the reply to it; `.` is the end of the mail data. */
export interface CommandReply {
  readonly command: 'MAIL' | 'RCPT' | 'DATA' | '.';
  readonly reply: ReceivedReply;
}

/** How a delivery ended. */
export interface DeliveryOutcome {
  /** All that was answered, up to the reply to the dot or the first one that refuses. */
  readonly replies: readonly CommandReply[];
  /** The server has answered 2xx to the dot. */
  readonly isAccepted: boolean;
  /** Which extension the message needs and the server lacks; nothing was sent then (RFC 6152 §3, RFC 6531 §3.5). */
  readonly lacks?: 'SMTPUTF8' | '8BITMIME';
}

/** Sends one message in a session with no transaction open. Rejects with `ClientError` when there is no reply to be had. */
export async function deliver(session: ClientSession, message: WholeMessage): Promise<DeliveryOutcome> {
  const { reversePath, forwardPath, content } = message;
  const smtpUtf8 = !isAscii(Buffer.from(reversePath + forwardPath));
  const is8Bit = smtpUtf8 || !isAscii(content);
  if (smtpUtf8 && !session.extensions.has('SMTPUTF8')) return without('SMTPUTF8');
  if (is8Bit && !session.extensions.has('8BITMIME')) return without('8BITMIME');
  const parameters = { size: content.length, body: is8Bit ? '8BITMIME' : undefined, smtpUtf8 } as const;
  const replies: CommandReply[] = [];
  const isTaken = (command: CommandReply['command'], reply: ReceivedReply): boolean => {
    replies.push({ command, reply });
    return reply.code < 400;
  };
  const { mail, rcpt } = await session.open(reversePath, forwardPath, parameters);
  const isInvited =
    isTaken('MAIL', mail) &&
    rcpt !== undefined &&
    isTaken('RCPT', rcpt) &&
    isTaken('DATA', await session.data());
  if (!isInvited) return { replies, isAccepted: false };
  await session.write(encodeMailData(content));
  return { isAccepted: isTaken('.', await session.end()), replies };
}

function without(lacks: NonNullable<DeliveryOutcome['lacks']>): DeliveryOutcome {
  return { replies: [], isAccepted: false, lacks };
}
