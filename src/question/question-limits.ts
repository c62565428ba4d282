// SPDX-License-Identifier: MIT
import { normaliseMailbox } from '../alias/mailbox.ts';
import type { SealedRows } from '../alias/sealed-rows.ts';
import { createTurns } from '../alias/turns.ts';
import { networksOf } from '../base/client-network.ts';
import { CountedLimit, type CountingOptions } from '../base/counted-limit.ts';
import type { Rate } from '../base/rate.ts';

/** How many questions may be asked. Nothing lifts a limit. */
interface QuestionRates {
  /** To one target, whoever asks. */
  readonly perTarget: Rate | undefined;
  /** Because of one client. */
  readonly perClient: Rate | undefined;
  readonly inAll: Rate | undefined;
}

/** Which limit has been reached. */
export type QuestionLimit = 'client' | 'target' | 'all';

/** What is counted apart: the row of a target, and the time between two to one target, ms. */
const kinds = {
  question: { row: 'asked', gapMs: 10 * 60 * 1000 },
  test: { row: 'tested', gapMs: 60 * 1000 },
} as const;

/** What counts questions. */
export interface QuestionLimitsDeps extends CountingOptions {
  /** Test messages have limits of the same size, of their own; questions by default. */
  readonly kind?: keyof typeof kinds;
  /** Keep when a target was asked, over restarts, workers and nodes. */
  readonly rows: SealedRows;
  readonly rates: QuestionRates;
}

/**
 * Bounds on questions, or on test messages. All are counted whatever becomes of the question, so that none tells by another that is missing whether a target is
 * blocked. A target is looked at before the limit of all is counted: a flood at one target costs the others nothing.
 */
export class QuestionLimits {
  readonly #deps: QuestionLimitsDeps;
  readonly #kind: keyof typeof kinds;
  /** Of a client, and of the networks about it: a /56 may have twice as much, a /48 four times. */
  readonly #perClient: readonly CountedLimit[];
  readonly #inAll: CountedLimit | undefined;
  /** One for all processes: two that look at the rows of a target at once must not both ask. */
  readonly #atOnce: CountedLimit;
  readonly #turns = createTurns();

  constructor(deps: QuestionLimitsDeps) {
    this.#deps = deps;
    this.#kind = deps.kind ?? 'question';
    const limit = ({ points, durationMs }: Rate, share = 1) =>
      new CountedLimit({ max: points * share, windowMs: durationMs }, deps);
    const { perClient, inAll } = deps.rates;
    this.#perClient = perClient === undefined ? [] : [1, 2, 4].map((share) => limit(perClient, share));
    this.#inAll = inAll && limit(inAll);
    this.#atOnce = limit({ points: 1, durationMs: 60_000 });
  }

  /** Counts a question; gives the limit that is reached, or nothing. Rejects with `StoreError`. */
  async take(client: string, target: string): Promise<QuestionLimit | undefined> {
    for (const [at, network] of networksOf(client).entries())
      if (!((await this.#perClient[at]?.take(`${this.#kind} client ${network}`)) ?? true)) return 'client';
    const mailbox = normaliseMailbox(target);
    return this.#turns.take(mailbox, () => this.#takeForTarget(mailbox));
  }

  async #takeForTarget(mailbox: string): Promise<QuestionLimit | undefined> {
    const { rows, rates, now } = this.#deps;
    const { perTarget } = rates;
    const { row: name, gapMs } = kinds[this.#kind];
    const row = `${name}=${mailbox}`;
    const text = perTarget && (await rows.find(row, now()));
    const asked = (text === undefined ? [] : (JSON.parse(text) as number[])).filter(
      (at) => at > now() - (perTarget?.durationMs ?? 0),
    );
    if (perTarget !== undefined) {
      if (asked.length >= perTarget.points || asked.some((at) => at > now() - gapMs)) return 'target';
      if (!(await this.#atOnce.take(`${this.#kind} target ${mailbox}`))) return 'target';
    }
    if (!((await this.#inAll?.take(`${this.#kind}s`)) ?? true)) return 'all';
    if (perTarget !== undefined)
      await rows.keep(row, JSON.stringify([...asked, now()]), now() + Math.max(perTarget.durationMs, gapMs));
    return undefined;
  }
}
