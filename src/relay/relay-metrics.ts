import type { Reply } from '../smtp/wire/reply.ts';

/** What happened to one message; for the log. Holds no address, target or originator. */
export interface RelayEvent {
  /** `bounced`: a report of a failed delivery came back and was told to the sender; `ignored`: it was no such report. */
  readonly event: 'delivered' | 'refused' | 'inDoubt' | 'aborted' | 'bounced' | 'ignored';
  readonly messageId: string;
  readonly recipients: number;
  readonly octets: number;
  /** Our reply to the originator. */
  readonly reply: number | undefined;
  readonly cause?: unknown;
}

/**
 * Counts what the relay does. It is called for every refusal, so it must cost next to nothing, and it must not throw. It
 * is told no address, no alias and no words of a next hop.
 */
export interface RelayMetrics {
  /** How a recipient was answered. */
  recipient(answer: Reply): void;
  /** How a message ended. */
  message(ending: MessageEnding): void;
  /** How long, ms, the final dot was held back by the spending of its uses, and how long by the next hop's answer. */
  heldDot(step: HeldDotStep, durationMs: number): void;
}

/** How a message ended whose recipients had been accepted. */
export interface MessageEnding {
  readonly event: RelayEvent['event'];
  /** Our reply to the originator. */
  readonly reply?: Reply | undefined;
  /** Whether the next hop refused it, or was lost, and not we. */
  readonly isByNextHop?: boolean | undefined;
  /** How many had come. */
  readonly octets: number;
}

/** What a final dot waits for. */
export type HeldDotStep = 'spend' | 'next_hop';
