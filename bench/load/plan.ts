// SPDX-License-Identifier: MIT
/** What the load generator is asked to do, and what it says of it. */

/** One line of work for the generator: the same dialogue again and again. */
export interface Load {
  readonly port: number;
  readonly concurrency: number;
  /** No dialogue is begun after so many have been, or so long. */
  readonly stopAfter: { readonly dialogues: number } | { readonly ms: number };
  readonly dialogue: DialogueShape;
}

/** Each recipient is used in turn. */
export type DialogueShape = (RefusalShape | DeliveryShape) & {
  /** Every octet leaves in a segment of its own. */
  readonly isOctetByOctet?: boolean;
};

/** Recipients are offered and every one is refused with 550. */
export interface RefusalShape {
  readonly kind: 'refusal';
  readonly recipients: readonly string[];
  readonly recipientsPerDialogue: number;
  /** MAIL, RCPT and QUIT in one write, instead of each after the reply to the one before. */
  readonly isPipelined: boolean;
}

/** One message is sent to one recipient, and taken with 250. */
export interface DeliveryShape {
  readonly kind: 'delivery';
  readonly recipients: readonly string[];
  readonly message: MessageShape;
}

/** A message of exactly so many octets, in lines of so many columns; of none, it is nothing but CRLF. */
export interface MessageShape {
  readonly octets: number;
  readonly columns: number;
  /** Most of the message is header, and the lines are its fields. */
  readonly isHeader?: boolean;
}

/** Asked of the generator. */
export type GeneratorRequest =
  | { readonly kind: 'run'; readonly load: Load }
  /** Opens connections, says EHLO on each, and keeps them until `release`. */
  | { readonly kind: 'hold'; readonly port: number; readonly connections: number }
  | { readonly kind: 'release' };

/** What came of it. */
export interface GeneratorAnswer {
  readonly dialogues: number;
  readonly seconds: number;
  /** The generator's own CPU time, to tell whether it was the bottleneck. */
  readonly cpuUs: number;
  /** From the attempt to connect to the last reply before QUIT. */
  readonly medianMs: number;
  readonly p99Ms: number;
  /** Dialogues that did not go as they should, and what some of them heard. */
  readonly failures: number;
  readonly examples: readonly string[];
}

/** Asked of the sink, the next hop of every peer. */
export type SinkRequest =
  | { readonly kind: 'status' }
  /** Forgets what was counted; `octetsPerSecond` slows each session down, 0 does not. */
  | { readonly kind: 'reset'; readonly octetsPerSecond: number }
  /** Answers once so many messages have arrived since the reset, or after the deadline. */
  | { readonly kind: 'await'; readonly messages: number; readonly deadlineMs: number };

/** What the sink has taken since the reset. */
export interface SinkAnswer {
  readonly port: number;
  readonly messages: number;
  /** Mail data with the final dot. */
  readonly octets: number;
  readonly sessions: number;
  /** Since the reset. */
  readonly cpuUs: number;
}
