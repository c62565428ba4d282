// SPDX-License-Identifier: MIT
import type { Reply } from '../wire/reply.ts';
import type { ClientAccount } from './error-counts.ts';
import type { SessionInfo } from './handler.ts';
import type { ServerLimits } from './limits.ts';
import { replies } from './replies.ts';
import type { SessionSummary } from './session-types.ts';

/** What a client has used up of our patience: commands, errors and time. */
export class SessionBudget {
  readonly #limits: ServerLimits;
  readonly #clock: { readonly now: number };
  readonly #client: ClientAccount | undefined;
  readonly #startedAt: number;
  /** The end of the last mail data, or the start. */
  #progressedAt: number;
  /** Since when the client is waited for. */
  #answeredAt: number;
  #commands = 0;
  #commandsWithoutProgress = 0;
  #errors = 0;
  #messages = 0;

  /** Starts the session's time. Errors are put to the account of the client too, if it has one. */
  constructor(
    { limits, clock }: { readonly limits: ServerLimits; readonly clock: { readonly now: number } },
    client: ClientAccount | undefined,
  ) {
    this.#limits = limits;
    this.#clock = clock;
    this.#client = client;
    this.#startedAt = clock.now;
    this.#answeredAt = clock.now;
    this.#progressedAt = clock.now;
  }

  /** Instant since which the client is waited for, ms. */
  get waitingSince(): number {
    return this.#answeredAt;
  }

  /** A command line has come. */
  countCommand(): void {
    this.#commands += 1;
    this.#commandsWithoutProgress += 1;
  }

  /** A reply goes out: the client's time for the next command starts. */
  countReply(answer: Reply): void {
    if (answer.code >= 500) {
      this.#errors += 1;
      this.#client?.add();
    }
    this.restart();
  }

  /** The client's time for the next command starts, without a reply. */
  restart(): void {
    this.#answeredAt = this.#clock.now;
  }

  /** A recipient was accepted: that command is for nothing in return. */
  countRecipient(): void {
    this.#commandsWithoutProgress -= 1;
  }

  /** Mail data has ended, whatever the answer. */
  countMailData(): void {
    this.#progressedAt = this.#clock.now;
  }

  /** A message was accepted, which is what sessions are for. */
  countMessage(): void {
    this.#messages += 1;
    this.#commandsWithoutProgress = 0;
  }

  /** Why no further command is taken. */
  spent(): Reply | undefined {
    if (this.#errors >= this.#limits.errors) return replies.tooManyErrors;
    if (this.#commandsWithoutProgress > this.#limits.commandsWithoutProgress) return replies.tooManyCommands;
    return this.#client?.isOver() ? replies.tooManyErrorsFromClient : undefined;
  }

  /** Why a command is not waited for any longer. `isStressed`: without an accepted recipient, while connections run short. */
  overdue(isStressed: boolean): Reply | undefined {
    const { commandTimeoutMs, stressedCommandTimeoutMs, progressTimeoutMs, sessionTimeoutMs } = this.#limits;
    const patienceMs = isStressed ? Math.min(commandTimeoutMs, stressedCommandTimeoutMs) : commandTimeoutMs;
    if (this.#clock.now - this.#answeredAt > patienceMs) return replies.timeout;
    if (this.#clock.now - this.#progressedAt > progressTimeoutMs) return replies.noProgress;
    return this.#clock.now - this.#startedAt > sessionTimeoutMs ? replies.sessionTooLong : undefined;
  }

  /** The account of a session that has ended. */
  summary({ id, tls }: Pick<SessionInfo, 'id' | 'tls'>, farewell: Reply | undefined): SessionSummary {
    return {
      id,
      durationMs: this.#clock.now - this.#startedAt,
      commands: this.#commands,
      errors: this.#errors,
      messages: this.#messages,
      isEncrypted: tls !== undefined,
      farewell,
    };
  }
}
