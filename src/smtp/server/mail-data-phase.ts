// SPDX-License-Identifier: MIT
import type { TransferOctets } from '../wire/envelope.ts';
import { MailDataDecoder } from '../wire/mail-data.ts';
import type { Reply } from '../wire/reply.ts';
import type { MailDataSink } from './handler.ts';
import type { ServerLimits } from './limits.ts';
import { replies } from './replies.ts';

/** What the reception of a message depends on. */
export interface MailDataContext {
  readonly limits: ServerLimits;
  /** Largest message in octets (RFC 1870). */
  readonly maxMessageSize: number;
  /** Instants in ms, from any origin. */
  readonly clock: { readonly now: number };
  readonly onError: (error: unknown) => void;
}

/** From 354 to the final dot: feeds the sink, and once the message is refused, swallows what is left of it. */
export class MailDataPhase {
  readonly sink: MailDataSink;
  readonly #context: MailDataContext;
  readonly #decoder: MailDataDecoder;
  #refusal: Reply | undefined;
  #isAborted = false;
  #octets = 0;
  #octetsBeforeRefusal = 0;
  #startedAt: number;
  #progressAt: number;

  constructor(sink: MailDataSink, context: MailDataContext) {
    this.sink = sink;
    this.#context = context;
    this.#startedAt = context.clock.now;
    this.#progressAt = context.clock.now;
    const { limits, maxMessageSize } = context;
    this.#decoder = new MailDataDecoder({ messageOctets: maxMessageSize, lineOctets: limits.textLineOctets });
  }

  /** Set once the message is refused; the sink has been aborted then. */
  get refusal(): Reply | undefined {
    return this.#refusal;
  }

  /** Whether the final dot was seen. */
  get isComplete(): boolean {
    return this.#decoder.isComplete;
  }

  /** Whether more of a refused message has come than is worth reading. */
  get isFlood(): boolean {
    if (this.#refusal === undefined) return false;
    return this.#octets - this.#octetsBeforeRefusal > this.#context.limits.discardedMailDataOctets;
  }

  /** Takes mail data from `from` on; the index after what it took, and a promise while the sink is full. */
  take(chunk: Buffer, from: number): { readonly consumed: number; readonly full: Promise<void> | undefined } {
    const { consumed, passed } = this.#decoder.decode(chunk, from);
    this.#octets += consumed - from;
    this.#progressAt = this.#context.clock.now;
    if (this.#refusal !== undefined) return { consumed, full: undefined };
    if (this.#decoder.fault !== undefined) this.refuse(replies[this.#decoder.fault]);
    else if (passed !== undefined) return { consumed, full: this.#write(passed) };
    return { consumed, full: undefined };
  }

  /** The sink takes more again: the client is not to blame for the time since it was full. */
  resume(): void {
    const { now } = this.#context.clock;
    this.#startedAt += now - this.#progressAt;
    this.#progressAt = now;
  }

  /** Refuses the message, though only at its end is the client told. */
  refuse(reply: Reply): void {
    if (this.#refusal !== undefined) return;
    this.#refusal = reply;
    this.#octetsBeforeRefusal = this.#octets;
    this.abort();
  }

  /** Aborts the sink, for a message that will never be complete. Harmless when that was done before. */
  abort(): void {
    if (this.#isAborted) return;
    this.#isAborted = true;
    try {
      this.sink.abort();
    } catch (error) {
      this.#context.onError(error);
    }
  }

  /** Why the client is not waited for any longer. */
  overdue(): Reply | undefined {
    const { clock, limits } = this.#context;
    const elapsedMs = clock.now - this.#startedAt;
    if (clock.now - this.#progressAt > limits.mailDataIdleTimeoutMs) return replies.timeout;
    if (elapsedMs > limits.mailDataTimeoutMs) return replies.tooSlow;
    const dueOctets = (limits.mailDataOctetsPerSecond * elapsedMs) / 1000;
    return elapsedMs > limits.mailDataRateGraceMs && this.#octets < dueOctets ? replies.tooSlow : undefined;
  }

  #write(octets: TransferOctets): Promise<void> | undefined {
    try {
      return this.sink.write(octets) ?? undefined;
    } catch (error) {
      this.#context.onError(error);
      this.refuse(replies.localError);
      return undefined;
    }
  }
}
