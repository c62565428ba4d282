// SPDX-License-Identifier: MIT
import type { ReceivedReply } from '../smtp/wire/received-reply.ts';
import { type Reply, reply } from '../smtp/wire/reply.ts';
import { replies } from './replies.ts';

/** Where the next hop refused: of the envelope (MAIL, RCPT) or of the message (DATA, the final dot). */
export type Refused = 'envelope' | 'message';

/**
 * Maps a next hop's refusal to our own reply. Its text never passes, nor does a status that tells of the mailbox
 * (x.1.x, x.2.x), which would tell of the target (invariant I6). What tells the sender of its own message does pass:
 * size (x.3.4), that it is looping (x.4.6), content (x.6.0), policy (x.7.0), RFC 3463 §3; no finer, for the last digits tell providers apart. An answer that is no refusal is out of step: 451.
 */
export function mapRefusal(received: ReceivedReply, refused: Refused): Reply {
  if (received.code >= 500) return mapPermanent(received, refused);
  if (received.code >= 400) return mapTransient(received);
  return replies.nextHopOutOfStep;
}

function mapPermanent(received: ReceivedReply, refused: Refused): Reply {
  const detail = tellingDetail(received.enhanced, '5');
  if (detail !== undefined)
    return reply(detail.status === '5.3.4' ? 552 : codeOf(refused), detail.status, detail.text);
  return refused === 'envelope' ? replies.refusedRecipient : replies.refusedMessage;
}

function mapTransient(received: ReceivedReply): Reply {
  const plain = transientReplies.get(received.code) ?? replies.deferred451;
  const detail = tellingDetail(received.enhanced, '4');
  return detail === undefined ? plain : reply(plain.code, detail.status, `${detail.text}, try again later`);
}

const transientReplies = new Map<number, Reply>([
  [450, replies.deferred450],
  [452, replies.deferred452],
]);

function codeOf(refused: Refused): number {
  return refused === 'envelope' ? 550 : 554;
}

/** The status if it tells of the message and is of the given class, with our words for it. */
export function tellingDetail(
  enhanced: string | undefined,
  statusClass: '4' | '5',
): { status: string; text: string } | undefined {
  const parts = /^([45])\.(\d{1,3})\.(\d{1,3})$/.exec(enhanced ?? '');
  if (parts === null || parts[1] !== statusClass) return undefined;
  const status = parts[0];
  if (parts[2] === '3' && parts[3] === '4') return { status, text: 'Message too large' };
  if (parts[2] === '4' && parts[3] === '6') return { status, text: 'Message is looping' };
  if (parts[2] === '6') return { status: `${statusClass}.6.0`, text: 'Message content was not accepted' };
  if (parts[2] === '7') return { status: `${statusClass}.7.0`, text: 'Message was not accepted by policy' };
  return undefined;
}
