// SPDX-License-Identifier: MIT
/** Has something to write before the event loop waits again. */
export interface Sender {
  /** Writes it. Called once for each `sendAtTurnEnd`. A throw is a bug, and ends as an uncaught exception. */
  flush(): void;
}

let senders: Sender[] = [];
let others: Sender[] = [];

/**
 * Has a sender write when all that came in this turn of the event loop is dealt with. Writes that follow each other cost less
 * than writes between other work, since the first wakes the reader, and the others find it awake: a tenth of a forwarded
 * message. Replies that are there at once had better leave at once: what they cost is no less, and the client has to wait.
 */
export function sendAtTurnEnd(sender: Sender): void {
  if (senders.push(sender) === 1) setImmediate(flushAll);
}

function flushAll(): void {
  const due = senders;
  senders = others;
  let failure: { readonly error: unknown } | undefined;
  for (const sender of due) {
    try {
      sender.flush();
    } catch (error) {
      failure ??= { error };
    }
  }
  due.length = 0;
  others = due;
  if (failure !== undefined) throw failure.error;
}
