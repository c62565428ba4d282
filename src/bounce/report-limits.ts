// SPDX-License-Identifier: MIT
import { normaliseDomain, normaliseLocalPart } from '../alias/mailbox.ts';
import { CountedLimit, type CountingOptions } from '../base/counted-limit.ts';
import type { WindowLimit } from '../base/window-counts.ts';

/** Whose reports are counted. */
export interface ReportSource {
  /** The client that brings a report, and the wider networks about it. */
  readonly networks: readonly string[];
  /** The return path in lower case. */
  readonly path: string;
  /** The original sender, who would get a report of ours. */
  readonly sender: string;
}

/** A provider that sends us everything that bounces; each of its servers is a client of its own. A /56 may have twice as much, a /48 four times. */
const perClient = { max: 120, windowMs: 60_000 };
/** Messages of one sender to one alias share a path for a day. */
const perPath = { max: 30, windowMs: 3_600_000 };
/** Whatever was added to the mailbox with `+`: so one cannot have many reports sent to somebody who never wrote. */
const perSender = { max: 100, windowMs: 3_600_000 };
/** Reports that are being received at a time, since each may hold some memory; and from one owner of a network. */
const maxAtOnce = 100;
const maxAtOncePerOwner = 20;
/** Where all places are taken, one that has been coming for so long makes room for another, ms. */
const slowAfterMs = 60_000;

/** A report that is being received. */
interface Place {
  readonly owner: string;
  readonly since: number;
  readonly giveWay: () => void;
}

/** Bounds on what comes back to return paths. */
export class ReportLimits {
  readonly #ofNetworks: readonly CountedLimit[];
  readonly #limits: readonly (readonly [CountedLimit, (source: ReportSource) => string])[];
  readonly #now: () => number;
  /** Longest open first. */
  readonly #open = new Set<Place>();

  constructor(options: CountingOptions) {
    this.#now = options.now;
    const counted = (limit: WindowLimit, keyOf: (source: ReportSource) => string) =>
      [new CountedLimit(limit, options), keyOf] as const;
    const { max, windowMs } = perClient;
    this.#ofNetworks = [1, 2, 4].map((share) => new CountedLimit({ max: share * max, windowMs }, options));
    this.#limits = [
      counted(perPath, ({ path }) => `report path ${path}`),
      counted(perSender, ({ sender }) => `report sender ${normaliseMailbox(sender)}`),
    ];
  }

  /** Counts a report; `false` when it is one too many for its client, its path or the sender who would hear of it. */
  async take(source: ReportSource): Promise<boolean> {
    for (const [at, network] of source.networks.entries())
      if (!(await this.#ofNetworks[at]?.take(`report client ${network}`))) return false;
    for (const [limit, keyOf] of this.#limits) if (!(await limit.take(keyOf(source)))) return false;
    return true;
  }

  /**
   * Begins to receive one; gives what ends that, or nothing when too many are being received, in all or from this owner. `giveWay` is called
   * once at most, and not after the end.
   */
  open(owner: string, giveWay: () => void): (() => void) | undefined {
    let ofOwner = 0;
    for (const place of this.#open) if (place.owner === owner) ofOwner += 1;
    if (ofOwner >= maxAtOncePerOwner) return undefined;
    if (this.#open.size >= maxAtOnce && !this.#makeRoom()) return undefined;
    const place = { owner, since: this.#now(), giveWay };
    this.#open.add(place);
    return () => void this.#open.delete(place);
  }

  /** A report comes in seconds, but a client that sends an octet now and then could keep its place for an hour. */
  #makeRoom(): boolean {
    const [oldest] = this.#open;
    if (oldest === undefined || this.#now() - oldest.since < slowAfterMs) return false;
    this.#open.delete(oldest);
    oldest.giveWay();
    return true;
  }
}

function normaliseMailbox(mailbox: string): string {
  const at = mailbox.lastIndexOf('@');
  return `${normaliseLocalPart(mailbox.slice(0, at))}@${normaliseDomain(mailbox.slice(at + 1))}`;
}
