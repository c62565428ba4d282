// SPDX-License-Identifier: MIT
import type { EndedMessage } from '../alias/message-ending.ts';
import type { Reply } from '../smtp/wire/reply.ts';

/**
 * Counts what the relay does. It is called for every refusal, so it must cost next to nothing, and it must not throw. It
 * is told no address, no alias and no words of a next hop.
 */
export interface RelayMetrics {
  /** How a recipient was answered. */
  recipient(answer: Reply): void;
  /** A message ended whose recipient had been accepted. */
  ended(message: EndedMessage): void;
  /** A recipient or a message was deferred, since its target had too many. */
  overTargetRate(): void;
  /** How long, ms, the final dot was held back by the spending of its use, and how long by the next hop's answer. */
  heldDot(step: HeldDotStep, durationMs: number): void;
}

/** What a final dot waits for. */
export type HeldDotStep = 'spend' | 'next_hop';
