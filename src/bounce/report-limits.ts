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

/** Bounds on what comes back to return paths. */
export class ReportLimits {
  readonly #ofNetworks: readonly CountedLimit[];
  readonly #limits: readonly (readonly [CountedLimit, (source: ReportSource) => string])[];
  readonly #open = new Map<string, number>();
  #openInAll = 0;

  constructor(options: CountingOptions) {
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

  /** Begins to receive one; gives what ends that, or nothing when too many are being received, in all or from this owner. */
  open(owner: string): (() => void) | undefined {
    const ofOwner = this.#open.get(owner) ?? 0;
    if (this.#openInAll >= maxAtOnce || ofOwner >= maxAtOncePerOwner) return undefined;
    this.#openInAll += 1;
    this.#open.set(owner, ofOwner + 1);
    return () => {
      this.#openInAll -= 1;
      const left = (this.#open.get(owner) ?? 1) - 1;
      if (left > 0) this.#open.set(owner, left);
      else this.#open.delete(owner);
    };
  }
}

function normaliseMailbox(mailbox: string): string {
  const at = mailbox.lastIndexOf('@');
  return `${normaliseLocalPart(mailbox.slice(0, at))}@${normaliseDomain(mailbox.slice(at + 1))}`;
}
