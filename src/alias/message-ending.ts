// SPDX-License-Identifier: MIT
/** All ways in which a message can end whose recipient was accepted. */
export const messageEndings = [
  'delivered',
  'refusedByUs',
  'refusedByNextHop',
  'inDoubt',
  'aborted',
  'bounced',
  'ignored',
  'unreported',
] as const;

/**
 * How a message to an alias ended; log, metrics, history and events have no other words for it. `inDoubt`: the next hop was
 * lost between the final dot and its answer, which costs a use. `aborted`: the originator went away, or its mail data was
 * malformed, too large or too slow. `bounced`: a message that had been delivered was reported as undeliverable after all.
 * `ignored`: what came back to a return path was no report of a failure. `unreported`: it was one, but nothing vouches that the sender named
 * in it ever wrote, so that only the owner hears of it.
 */
export type MessageEnding = (typeof messageEndings)[number];

/** A message that has ended. Holds no address of anyone. */
export interface EndedMessage {
  readonly ending: MessageEnding;
  readonly messageId: string;
  /** The SMTP session that brought it. */
  readonly sessionId: string;
  /** By which the next hop knows it, where that has told. */
  readonly nextHopId?: string | undefined;
  /** Octets of mail data that had come. */
  readonly octets: number;
  /** Our reply to the originator. */
  readonly reply: { readonly code: number; readonly enhanced: string | undefined } | undefined;
  /** For the log. */
  readonly cause?: unknown;
}
