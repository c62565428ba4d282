// SPDX-License-Identifier: MIT
import type { MaybePromise, SessionInfo } from '../smtp/server/handler.ts';
import type { Path } from '../smtp/wire/envelope.ts';
import type { Reply } from '../smtp/wire/reply.ts';

/** What is known of a message before its first octet. Names aliases and never a target (invariant I6). */
export interface InspectedEnvelope {
  readonly session: SessionInfo;
  readonly reversePath: Path;
  /** Addresses of the aliases that it is for; none when it is for the postmaster alone. */
  readonly aliases: readonly string[];
  readonly messageId: string;
}

/** Judges messages while they stream to the next hop. */
export interface Inspector {
  /** Begins with one message whose mail data is about to come. */
  inspect(envelope: InspectedEnvelope): Inspection;
}

/**
 * The judgement of one message: `header` once, `write` for each piece of the body, then `end`; `abort` instead of what is
 * left of these, once, also after `end`. No method throws or rejects: an inspection that fails decides for itself
 * what that means. The octets it is given are the message's own, dots unstuffed; their memory is shared with other
 * inspections, is not used again, and must not be written to.
 */
export interface Inspection {
  /** The header block with the empty line at its end, whole. A reply refuses the message: the next hop gets no more of it. */
  header(octets: Buffer): MaybePromise<Reply | undefined>;
  /** The next octets of the body; a promise holds the originator back until it settles. */
  write(octets: Buffer): void | Promise<void>;
  /**
   * The message is complete and its final dot held back; a reply refuses it. The answer is about header and body, and comes
   * within a deadline of its own, even if that of `header` is still to come.
   */
  end(): MaybePromise<Reply | undefined>;
  /** Nobody waits for the verdict any longer; pending promises are settled soon. */
  abort(): void;
}
