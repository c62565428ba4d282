// SPDX-License-Identifier: MIT
import ipaddr from 'ipaddr.js';
import { BoundedMap } from '../base/bounded-map.ts';
import { DnsError } from './message.ts';
import { createResolver, type Resolver } from './resolver.ts';

/** What a blocklist is made of. */
export interface BlocklistOptions {
  /** Zones of DNS blocklists (RFC 5782), such as `zen.example.org`. */
  readonly zones: readonly string[];
  /** Name servers as `address` or `address:port`; those of the system when there are none. */
  readonly servers: readonly string[];
  /** The clock, ms. */
  readonly now: () => number;
  /** All zones of a client must answer within this; default 2 s. */
  readonly timeoutMs?: number;
  /** Answers kept at a time, beyond which the oldest goes; default 10,000. */
  readonly capacity?: number;
  /** A zone gave no usable answer. Called at most once a minute for each zone. */
  readonly onFailure?: (zone: string, code: string) => void;
}

/** Whether clients are on any of our blocklists. */
export interface Blocklist {
  /**
   * Whether an address is listed; at once when that is known. Never rejects: a zone that does not answer in time, or
   * wrongly, lists nobody. Loopback and private addresses are never looked up, nor what is no address.
   */
  isListed(address: string): boolean | Promise<boolean>;
  /** Gives up what is being asked for. */
  close(): void;
}

/** Makes a blocklist that asks DNS, and remembers answers for a while. */
export function createBlocklist(options: BlocklistOptions): Blocklist {
  return new DnsBlocklist(options);
}

/** The labels of an address as a blocklist has them, in front of the zone (RFC 5782 §2.1, §2.4). */
export function queryLabels(address: string): string | undefined {
  if (!ipaddr.isValid(address)) return undefined;
  const parsed = ipaddr.process(address);
  if (localRanges.has(parsed.range())) return undefined;
  const octets = parsed.toByteArray();
  if (parsed.kind() === 'ipv4') return octets.toReversed().join('.');
  return [...Buffer.from(octets).toString('hex')].toReversed().join('.');
}

/** Nobody outside knows who is behind such an address. */
const localRanges: ReadonlySet<string> = new Set([
  'loopback',
  'private',
  'linkLocal',
  'uniqueLocal',
  'carrierGradeNat',
  'unspecified',
]);

const defaultTimeoutMs = 2_000;
const defaultCapacity = 10_000;
/** What the resolver remembers besides. */
const keptBelow = 100;
/** Zones often say a whole day, and a client may be listed meanwhile. */
const clearHoldsMs = 300_000;
const failureHoldsMs = 30_000;
const listingHoldsMs = { least: 60_000, most: 3_600_000 };
const reportEveryMs = 60_000;

interface Answer {
  readonly isListed: boolean;
  readonly holdsMs: number;
}

interface Known {
  readonly isListed: boolean | Promise<boolean>;
  readonly until: number;
}

class DnsBlocklist implements Blocklist {
  readonly #options: BlocklistOptions;
  readonly #timeoutMs: number;
  readonly #resolver: Resolver;
  readonly #answers: BoundedMap<string, Known>;
  readonly #reportedAt = new Map<string, number>();

  constructor(options: BlocklistOptions) {
    this.#options = options;
    this.#answers = new BoundedMap(options.capacity ?? defaultCapacity);
    this.#timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    const { servers, now } = options;
    // Answers are kept here, by address, so that they are there at once.
    this.#resolver = createResolver({ servers, now, timeoutMs: this.#timeoutMs, capacity: keptBelow });
  }

  isListed(address: string): boolean | Promise<boolean> {
    const known = this.#answers.get(address);
    if (known !== undefined && known.until > this.#options.now()) return known.isListed;
    const labels = queryLabels(address);
    if (labels === undefined) return false;
    const isListed = this.#ask(labels).then((answer) => {
      this.#remember(address, answer.isListed, answer.holdsMs);
      return answer.isListed;
    });
    // Whoever asks meanwhile waits for the same answer.
    this.#remember(address, isListed, this.#timeoutMs);
    return isListed;
  }

  close(): void {
    this.#resolver.close();
  }

  #remember(address: string, isListed: boolean | Promise<boolean>, holdsMs: number): void {
    this.#answers.renew(address, { isListed, until: this.#options.now() + holdsMs });
  }

  /** The first zone that lists the address decides; that it is clear, all must say, or fail to. */
  #ask(labels: string): Promise<Answer> {
    const { zones } = this.#options;
    return new Promise((resolve) => {
      const deadline = setTimeout(() => {
        for (const zone of pending) this.#report(zone, 'TIMEOUT');
        resolve({ isListed: false, holdsMs: failureHoldsMs });
      }, this.#timeoutMs);
      const pending = new Set(zones);
      let holdsMs = clearHoldsMs;
      const take = (zone: string, answer: Answer): void => {
        pending.delete(zone);
        holdsMs = Math.min(holdsMs, answer.holdsMs);
        if (!answer.isListed && pending.size > 0) return;
        clearTimeout(deadline);
        resolve(answer.isListed ? answer : { isListed: false, holdsMs });
      };
      for (const zone of zones) this.#askZone(labels, zone).then((answer) => take(zone, answer));
    });
  }

  async #askZone(labels: string, zone: string): Promise<Answer> {
    try {
      const { records, ttlSeconds } = await this.#resolver.resolve(`${labels}.${zone}`, 'A');
      if (records.length === 0) return { isListed: false, holdsMs: clearHoldsMs };
      if (records.some(isListing)) return { isListed: true, holdsMs: listingLifeMs(ttlSeconds) };
      this.#report(zone, 'BADANSWER');
    } catch (error) {
      this.#report(zone, codeOf(error));
    }
    return { isListed: false, holdsMs: failureHoldsMs };
  }

  #report(zone: string, code: string): void {
    if (code === 'CLOSED') return;
    const now = this.#options.now();
    if (now - (this.#reportedAt.get(zone) ?? Number.NEGATIVE_INFINITY) < reportEveryMs) return;
    this.#reportedAt.set(zone, now);
    this.#options.onFailure?.(zone, code);
  }
}

/** Within 127.0.0.0/8 (RFC 5782 §2.1), but not 127.255.255.x, by which zones say that they do not serve us. */
function isListing(answer: string): boolean {
  return answer.startsWith('127.') && !answer.startsWith('127.255.255.');
}

function listingLifeMs(ttlSeconds: number): number {
  return Math.min(Math.max(ttlSeconds * 1000, listingHoldsMs.least), listingHoldsMs.most);
}

function codeOf(error: unknown): string {
  return error instanceof DnsError ? error.code.toUpperCase() : 'UNKNOWN';
}
