// SPDX-License-Identifier: MIT
import type { Asker } from './confirmations.ts';
import type { AliasView } from './service.ts';

/**
 * What became of a test message. `onItsWay`: whoever takes the mail of the target has not answered yet, or was lost at the last moment. `putOff`: it did
 * not take the message now, or was not to be had. `refused`: it refused the message for good. `unsent`: there were too many, or this target gets none; which
 * of the two, nobody is told.
 */
export const testOutcomes = ['accepted', 'onItsWay', 'putOff', 'refused', 'unsent'] as const;

/** One of them. */
export type TestOutcome = (typeof testOutcomes)[number];

/** Messages of our own that show the owner of an alias whether its mail arrives. They use up nothing. */
export interface TestMessages {
  /** Sends one to the target of an alias that takes mail. Rejects with `StoreError`. */
  send(view: AliasView, asker: Asker): Promise<TestOutcome>;
}

/** Whether mail to an alias is passed on at an instant (ms), so that a test tells the truth of it. */
export function isTakingMail({ state, validFrom }: AliasView, now: number): boolean {
  return state === 'active' && (validFrom === null || validFrom <= now);
}
