// SPDX-License-Identifier: MIT
/** Who a message is from and for, as the next hop was told: what stood between the angle brackets. */
export interface ReceivedEnvelope {
  readonly reversePath: string;
  readonly recipients: readonly string[];
}

/** A message that arrived. */
export interface ReceivedMessage extends ReceivedEnvelope {
  /** Counts up from 1. */
  readonly id: string;
  /** Instant in ms. */
  readonly receivedAt: number;
  /** The message octet for octet, transparency dots removed; its beginning when `isCut`. */
  readonly octets: Buffer;
  /** Size of the whole message in octets; of a cut one, with its transparency dots. */
  readonly size: number;
  readonly isCut: boolean;
}
