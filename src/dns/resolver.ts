// SPDX-License-Identifier: MIT
import { getServers } from 'node:dns';
import { Timed } from '../base/timed.ts';
import { type DnsAnswer, DnsError, isAskable, type RecordType } from './message.ts';
import { ask, parseNameServer } from './transport.ts';

/** What a resolver is made of. Durations in ms. */
export interface ResolverOptions {
  /** Name servers as `address` or `address:port`; those of the system when there are none. */
  readonly servers: readonly string[];
  /** The clock, ms. */
  readonly now: () => number;
  /** One deadline over all tries at a question; default 5 s. */
  readonly timeoutMs?: number;
  /** Answers kept at a time, beyond which the one longest unused goes; default 10,000. */
  readonly capacity?: number;
  /** An answer that is remembered, or being asked for, is given after as long as it took to get: see `Timed`. */
  readonly isEven?: boolean;
}

/** Looks names up and remembers answers, negative ones too, for as long as they hold. */
export interface Resolver {
  /** What a name has of a type; in ASCII, without the last dot. Rejects with `DnsError`, which is remembered for a moment too. */
  resolve<T extends RecordType>(name: string, type: T): Promise<DnsAnswer<T>>;
  /** Whether the servers' verdict on DNSSEC can be believed: they were named by the operator, or are on this machine. */
  readonly isTrusted: boolean;
  /** Resolves when a name server answers, rejects when none does; never from memory. */
  check(): Promise<void>;
  /** Gives up what is being asked for, and asks no more. */
  close(): void;
}

/** Makes a resolver. Node's own tells no TTL of MX and negative answers, and nothing of DNSSEC. */
export function createResolver(options: ResolverOptions): Resolver {
  return new StubResolver(options);
}

const defaultTimeoutMs = 5_000;
const defaultCapacity = 10_000;
/** Maximum number of octets, as they came, of all answers kept at a time. */
const maxKeptOctets = 16_777_216;
/** So that nobody can make us ask for ever what fails; longer where that is the doing of whoever has the domain. */
const failureHoldsMs = 5_000;
const excessHoldsMs = 300_000;
const answerHoldsMs = { max: 86_400_000, maxNegative: 3_600_000 };

interface Known {
  readonly answer: Promise<DnsAnswer>;
  /** The same, where the time must not tell that it is known. */
  readonly even: Timed<DnsAnswer> | undefined;
  readonly until: number;
  /** None until it is there. */
  readonly octets: number;
}

class StubResolver implements Resolver {
  readonly #options: ResolverOptions;
  readonly #answers = new Map<string, Known>();
  readonly #closing = new AbortController();
  #keptOctets = 0;

  constructor(options: ResolverOptions) {
    this.#options = options;
  }

  get isTrusted(): boolean {
    const isOwn = (server: string): boolean => /^\[?(?:127\.|::1(?:\]|$))/.test(server);
    return this.#options.servers.length > 0 || getServers().every(isOwn);
  }

  resolve<T extends RecordType>(name: string, type: T): Promise<DnsAnswer<T>> {
    const key = `${type} ${name.toLowerCase()}`;
    const known = this.#answers.get(key);
    if (known !== undefined && known.until > this.#options.now()) {
      this.#keep(key, known);
      // The key holds the type.
      return (known.even?.get() ?? known.answer) as unknown as Promise<DnsAnswer<T>>;
    }
    if (!isAskable(name)) return Promise.reject(new DnsError('name'));
    const answer = this.#ask(name, type);
    const even = this.#options.isEven ? new Timed<DnsAnswer>(answer, this.#options.now) : undefined;
    // Whoever asks meanwhile waits for the same answer.
    this.#keep(key, { answer, even, until: Number.POSITIVE_INFINITY, octets: 0 });
    const holds = (holdsMs: number, octets: number): void => {
      if (this.#answers.get(key)?.answer !== answer) return;
      if (holdsMs > 0) this.#keep(key, { answer, even, until: this.#options.now() + holdsMs, octets });
      else this.#forget(key);
    };
    answer.then(
      (it) => holds(lifeMs(it), it.octets),
      (error) => holds(failureLifeMs(error), 0),
    );
    return answer;
  }

  async check(): Promise<void> {
    await this.#ask('', 'NS').catch((error: unknown) => {
      // A refusal is an answer.
      if (!(error instanceof DnsError && error.code === 'failure')) throw error;
    });
  }

  close(): void {
    this.#closing.abort();
  }

  #ask<T extends RecordType>(name: string, type: T): Promise<DnsAnswer<T>> {
    const { servers, timeoutMs = defaultTimeoutMs } = this.#options;
    const asked = (servers.length > 0 ? servers : getServers()).map(parseNameServer);
    return ask({ name, type }, { servers: asked, timeoutMs, signal: this.#closing.signal });
  }

  #keep(key: string, known: Known): void {
    this.#forget(key);
    for (const longestUnused of this.#answers.keys()) {
      const isRoom = this.#answers.size < (this.#options.capacity ?? defaultCapacity);
      if (isRoom && this.#keptOctets + known.octets <= maxKeptOctets) break;
      this.#forget(longestUnused);
    }
    this.#answers.set(key, known);
    this.#keptOctets += known.octets;
  }

  #forget(key: string): void {
    this.#keptOctets -= this.#answers.get(key)?.octets ?? 0;
    this.#answers.delete(key);
  }
}

function lifeMs({ records, ttlSeconds }: DnsAnswer): number {
  return Math.min(ttlSeconds * 1000, records.length > 0 ? answerHoldsMs.max : answerHoldsMs.maxNegative);
}

function failureLifeMs(error: unknown): number {
  const isOfDomain = error instanceof DnsError && (error.code === 'excess' || error.code === 'loop');
  return isOfDomain ? excessHoldsMs : failureHoldsMs;
}
