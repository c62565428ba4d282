// SPDX-License-Identifier: MIT
import type { SessionHandler } from '../smtp/server/handler.ts';
import type { TransferOctets } from '../smtp/wire/envelope.ts';
import { reply } from '../smtp/wire/reply.ts';
import type { Draft, Inbox } from './inbox.ts';

/** A session with a next hop that takes everything and remembers it. */
export function acceptEverything(inbox: Inbox, now: () => number): SessionHandler {
  let reversePath = '';
  let recipients: string[] = [];
  return {
    mail: (path) => {
      reversePath = path.text;
      recipients = [];
      return replies.mailAccepted;
    },
    rcpt: (path) => {
      recipients.push(path.text);
      return replies.rcptAccepted;
    },
    data: () => sinkInto(inbox.begin({ reversePath, recipients }), now),
    reset: () => {},
    close: () => {},
  };
}

function sinkInto(draft: Draft, now: () => number) {
  return {
    // A copy, since the octets are only lent.
    write: (octets: TransferOctets) => draft.write(Buffer.from(octets) as TransferOctets),
    end: () => {
      draft.complete(now());
      return replies.stored;
    },
    abort: () => draft.discard(),
  };
}

const replies = {
  mailAccepted: reply(250, '2.1.0', 'Sender ok'),
  rcptAccepted: reply(250, '2.1.5', 'Recipient ok'),
  stored: reply(250, '2.0.0', 'In the sandbox'),
};
