// SPDX-License-Identifier: MIT
/** The time of the Redis server, by which all its nodes judge: theirs may be wrong. */
import { type ClockState, StoreError } from '../../alias/ports.ts';

/** A clock that differs by more is warned of, ms. */
const warnBeyondMs = 60_000;
/** With a clock that differs by more a node does not serve: nobody can say which of the two is right, ms. */
const refuseBeyondMs = 60 * 60 * 1000;

export interface ServerClockOptions {
  /** The store in a message. */
  readonly name: string;
  readonly warn: (line: string) => void;
  /** The clock of this machine, ms since the epoch. */
  readonly local?: (() => number) | undefined;
}

/** Follows the clock of a server between two answers to TIME with a clock that never jumps. */
export class ServerClock {
  readonly #options: ServerClockOptions;
  readonly #local: () => number;
  /** What the clock that never jumps has to be added to. */
  #startedAt: number | undefined;
  #skewMs = 0;
  #isWarned = false;

  constructor(options: ServerClockOptions) {
    this.#options = options;
    this.#local = options.local ?? Date.now;
  }

  /** Asks the server; `ask` gives what it answers to TIME: seconds and microseconds. */
  async learn(ask: () => Promise<readonly string[]>): Promise<void> {
    const askedAt = performance.now();
    const [seconds, microseconds] = await ask();
    const between = (askedAt + performance.now()) / 2;
    const serverAt = Number(seconds) * 1000 + Number(microseconds) / 1000;
    if (!Number.isFinite(serverAt)) return;
    this.#startedAt = serverAt - between;
    this.#skewMs = this.#local() - (performance.now() - between) - serverAt;
    this.#warn();
  }

  /** ms since the epoch, as the server has it. */
  now(): number {
    return this.#startedAt === undefined ? this.#local() : Math.floor(this.#startedAt + performance.now());
  }

  /** By how much this machine's clock is ahead of the server's. */
  state(): ClockState {
    return { skewMs: this.#skewMs, isTrusted: Math.abs(this.#skewMs) <= refuseBeyondMs };
  }

  /** Throws a StoreError while the two clocks differ too much to decide anything. */
  refuseIfSkewed(): void {
    if (this.state().isTrusted) return;
    throw new StoreError(`${this.#says()}: set the clock that is wrong; until then nothing is served`);
  }

  #warn(): void {
    const isSkewed = Math.abs(this.#skewMs) > warnBeyondMs;
    if (isSkewed && !this.#isWarned)
      this.#options.warn(`${this.#says()}: aliases are judged by the server's; set the clock that is wrong`);
    this.#isWarned = isSkewed;
  }

  #says(): string {
    const seconds = Math.round(this.#skewMs / 1000);
    return `${this.#options.name} has a clock that is ${Math.abs(seconds)} s ${seconds > 0 ? 'behind' : 'ahead of'} the clock of this machine`;
  }
}
