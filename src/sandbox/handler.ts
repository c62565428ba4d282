import type { SessionHandler } from '../smtp/handler.ts';
import { reply } from '../smtp/reply.ts';
import type { Draft, Inbox } from './inbox.ts';

/** A session with a next hop that takes everything and remembers it. */
export function acceptEverything(inbox: Inbox, now: () => number): SessionHandler {
  let reversePath = '';
  let recipients: string[] = [];
  return {
    mail: (path) => {
      reversePath = path.text;
      recipients = [];
      return accepted;
    },
    rcpt: (path) => {
      recipients.push(path.text);
      return accepted;
    },
    data: () => sinkInto(inbox.begin({ reversePath, recipients }), now),
    reset: () => {},
    close: () => {},
  };
}

function sinkInto(draft: Draft, now: () => number) {
  return {
    write: (octets: Parameters<Draft['write']>[0]) => draft.write(octets),
    end: () => {
      draft.complete(now());
      return stored;
    },
    abort: () => draft.discard(),
  };
}

const accepted = reply(250, '2.1.0', 'Ok');
const stored = reply(250, '2.0.0', 'In the sandbox');
