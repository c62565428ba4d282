// SPDX-License-Identifier: MIT
import { type Reply, reply } from '../smtp/wire/reply.ts';

/** The positive reply to a message, with our id of it: the one in our trace field and in the log. */
export function acceptedAs(messageId: string): Reply {
  const { code, enhanced, text } = replies.delivered;
  return reply(code, enhanced, `${text} as ${messageId}`);
}

/** Replies of the relay, as the originator sees them. None names a host, a target or the policy of an alias. */
export const replies = {
  senderOk: reply(250, '2.1.0', 'Sender OK'),
  recipientOk: reply(250, '2.1.5', 'Recipient OK'),
  delivered: reply(250, '2.0.0', 'Message accepted'),

  /** Unknown, expired, used up and destroyed are one reply, octet for octet: no oracle. */
  noSuchAlias: reply(550, '5.1.1', 'No such address here'),
  /** For every recipient but the postmaster (RFC 5321 §4.5.1), so that it tells nothing of any alias. */
  listedClient: reply(550, '5.7.1', 'Your server is on a list of sources of spam, ask for its removal there'),
  /** At the greeting, and to MAIL of a session that was open before. */
  blockedClient: reply(554, '5.7.1', 'No mail is taken from your network here'),
  relayingDenied: reply(550, '5.7.1', 'Relaying denied'),
  notNow: reply(450, '4.2.1', 'Address not taking mail at the moment, try again later'),
  ownTransaction: reply(452, '4.5.3', 'Send to this recipient in a transaction of its own'),

  /** A return path is for reports, which have no sender (RFC 3464 §2). */
  reportsOnly: reply(550, '5.7.1', 'Address takes only delivery reports, with a null sender'),
  tooManyReports: reply(450, '4.7.0', 'Too many delivery reports, try again later'),

  tooManyRows: reply(450, '4.7.0', 'Too many messages from your network, try again later'),

  nextHopUnavailable: reply(451, '4.4.1', 'Cannot be delivered at the moment, try again later'),
  nextHopLost: reply(451, '4.4.2', 'Connection lost during delivery, try again later'),
  nextHopOutOfStep: reply(451, '4.4.0', 'Delivery failed for the moment, try again later'),
  storeUnavailable: reply(451, '4.3.0', 'Temporary local problem, try again later'),

  no8BitMime: reply(554, '5.6.3', 'Message needs 8BITMIME, which the way onwards lacks'),
  headerNeedsSmtpUtf8: reply(554, '5.6.9', 'Message header needs SMTPUTF8, which the way onwards lacks'),
  noSmtpUtf8: reply(553, '5.6.7', 'Message needs SMTPUTF8, which the way onwards lacks'),
  tooLargeForNextHop: reply(552, '5.3.4', 'Message too large'),
  headerTooLarge: reply(552, '5.3.4', 'Message header too large'),
  /** Found before the message comes; where mail only comes in a flood, it comes again. */
  maybeLoop: reply(
    451,
    '4.4.6',
    'Too many messages to this recipient at a time, or looping, try again later',
  ),
  mailLoop: reply(554, '5.4.6', 'Too many hops, the message is looping'),

  /**
   * The domain of the target has no mail server, for good: no such domain, or a null MX (RFC 7505). The code is the one
   * for a relay that finds so (RFC 7504 §4). The status is not its 5.1.10, nor 5.1.2: those would tell two kinds of
   * targets apart, and name as the one at fault what the sender takes for the domain of the alias (invariant I6).
   */
  takesNoMail: reply(556, '5.0.0', 'Message cannot be delivered'),
  deferred450: reply(450, '4.0.0', 'Not accepted at the moment, try again later'),
  deferred451: reply(451, '4.0.0', 'Not accepted at the moment, try again later'),
  deferred452: reply(452, '4.0.0', 'Not accepted at the moment, try again later'),
  refusedRecipient: reply(550, '5.0.0', 'Message cannot be delivered'),
  refusedMessage: reply(554, '5.0.0', 'Message cannot be delivered'),
} as const;
