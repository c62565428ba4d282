// SPDX-License-Identifier: MIT
/**
 * The clock of this machine, and whether it can be trusted with what cannot be undone.
 *
 * | state   | entered when                                                                    | leaves by                                                |
 * |---------|---------------------------------------------------------------------------------|----------------------------------------------------------|
 * | steady  | the clock agrees with the time that has passed since it was trusted             | a jump                                                   |
 * | suspect | it jumped, or the start is far beyond or before the latest instant in the store | it is set right; or an hour goes by without another jump |
 *
 * While it is suspect there are two candidates for the present: the clock, and where it would be without the jump. What has ended
 * by both has ended; what has ended by one of them alone is not decided.
 */
import type { ClockState } from '../../alias/ports.ts';

/** A larger difference is a jump, not the drift or the small steps of a time service, ms. */
const toleranceMs = 60_000;
/** A start this long after the latest instant that the store has seen may be that of a clock that is wrong, ms. */
const farMs = 24 * 60 * 60 * 1000;
/** A clock that has jumped is believed after this time without another jump, ms. */
const believedAfterMs = 60 * 60 * 1000;

export interface SteadyClockOptions {
  /** The latest instant that the store has seen by a steady clock, ms since the epoch. */
  readonly latest: number | undefined;
  /** Takes a line when the clock becomes suspect, and when it no longer is. */
  readonly warn: (line: string) => void;
  /** The clock of the machine, ms since the epoch. */
  readonly wall?: (() => number) | undefined;
  /** A clock in ms that never jumps. */
  readonly elapsed?: (() => number) | undefined;
}

export class SteadyClock {
  readonly #wall: () => number;
  readonly #elapsed: () => number;
  readonly #warn: (line: string) => void;
  /** What `elapsed` has to be added to for the trusted time. */
  #trustedBase: number;
  /** The same for the clock as it is since the last jump. */
  #jump: { readonly base: number; readonly at: number } | undefined;
  /** The candidates for the present, as they were last found: by the clock, and by what is trusted. */
  #wallAt = 0;
  #trustedAt = 0;

  constructor({ latest, warn, wall = Date.now, elapsed = () => performance.now() }: SteadyClockOptions) {
    this.#wall = wall;
    this.#elapsed = elapsed;
    this.#warn = warn;
    const now = wall();
    const isTrusted = latest === undefined || (now >= latest && now <= latest + farMs);
    this.#trustedBase = (isTrusted ? now : latest) - elapsed();
    this.#look();
  }

  /** ms since the epoch; of two candidates the later one, so that what has ended does not come back to life. */
  now(): number {
    this.#look();
    return Math.max(this.#wallAt, this.#trustedAt);
  }

  /** The present where the clock is steady. */
  steadyNow(): number | undefined {
    this.#look();
    return this.#jump === undefined ? this.#wallAt : undefined;
  }

  /** By how much the clock of the machine is ahead of the time that is trusted, and whether it is believed. */
  state(): ClockState {
    this.#look();
    return { skewMs: this.#wallAt - this.#trustedAt, isTrusted: this.#jump === undefined };
  }

  /** Whether the candidates for the present disagree about an instant having come. */
  isUndecided(instant: number): boolean {
    this.#look();
    const later = Math.max(this.#wallAt, this.#trustedAt);
    return instant <= later && instant > Math.min(this.#wallAt, this.#trustedAt);
  }

  /** Finds the candidates for the present, and whether the clock has jumped. Gives no pair, since each message asks several times. */
  #look(): void {
    const wall = this.#wall();
    const elapsed = this.#elapsed();
    const trusted = this.#trustedBase + elapsed;
    if (Math.abs(wall - trusted) <= toleranceMs) {
      if (this.#jump !== undefined)
        this.#warn('The clock of this machine agrees again with what the store has seen');
      this.#trust(wall, elapsed);
      return;
    }
    const base = wall - elapsed;
    if (this.#jump === undefined || Math.abs(base - this.#jump.base) > toleranceMs) {
      this.#jump = { base, at: elapsed };
      this.#warn(suspicion(wall - trusted));
    } else if (elapsed - this.#jump.at >= believedAfterMs) {
      this.#warn('The clock of this machine has been steady for an hour: it is believed from now on');
      this.#trust(wall, elapsed);
      return;
    }
    this.#wallAt = wall;
    this.#trustedAt = Math.floor(trusted);
  }

  #trust(wall: number, elapsed: number): void {
    this.#jump = undefined;
    this.#trustedBase = wall - elapsed;
    this.#wallAt = wall;
    this.#trustedAt = wall;
  }
}

function suspicion(byMs: number): string {
  const seconds = Math.round(byMs / 1000);
  return `The clock of this machine is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} the time that the store expects: until it is set right, or was steady for an hour, no dead alias is removed, and mail to aliases that live by one time alone is answered 451`;
}
