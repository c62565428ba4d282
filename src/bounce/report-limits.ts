import { normaliseDomain, normaliseLocalPart } from '../alias/mailbox.ts';
import { CountedLimit, type CountingOptions } from '../base/counted-limit.ts';
import type { WindowLimit } from '../base/window-counts.ts';

/** Whose reports are counted. */
export interface ReportSource {
  /** The network of the client that brings a report. */
  readonly client: string;
  /** The return path in lower case. */
  readonly path: string;
  /** The original sender, who would get a report of ours. */
  readonly sender: string;
}

/** A provider that sends us everything that bounces; each of its servers is a client of its own. */
const perClient = { max: 120, windowMs: 60_000 };
/** Messages of one sender to one alias share a path for a day. */
const perPath = { max: 30, windowMs: 3_600_000 };
/** Whatever was added to the mailbox with `+`: so one cannot have many reports sent to somebody who never wrote. */
const perSender = { max: 100, windowMs: 3_600_000 };
/** Reports that are being received at a time, since each may hold some memory; and by one client. */
const maxAtOnce = 100;
const maxAtOncePerClient = 20;

/** Bounds on what comes back to return paths. */
export class ReportLimits {
  readonly #limits: readonly (readonly [CountedLimit, (source: ReportSource) => string])[];
  readonly #open = new Map<string, number>();
  #openInAll = 0;

  constructor(options: CountingOptions) {
    const counted = (limit: WindowLimit, keyOf: (source: ReportSource) => string) =>
      [new CountedLimit(limit, options), keyOf] as const;
    this.#limits = [
      counted(perClient, ({ client }) => `report client ${client}`),
      counted(perPath, ({ path }) => `report path ${path}`),
      counted(perSender, ({ sender }) => `report sender ${normaliseMailbox(sender)}`),
    ];
  }

  /** Counts a report; `false` when it is one too many for its client, its path or the sender who would hear of it. */
  async take(source: ReportSource): Promise<boolean> {
    for (const [limit, keyOf] of this.#limits) if (!(await limit.take(keyOf(source)))) return false;
    return true;
  }

  /** Begins to receive one; gives what ends that, or nothing when too many are being received, in all or of this client. */
  open(client: string): (() => void) | undefined {
    const ofClient = this.#open.get(client) ?? 0;
    if (this.#openInAll >= maxAtOnce || ofClient >= maxAtOncePerClient) return undefined;
    this.#openInAll += 1;
    this.#open.set(client, ofClient + 1);
    return () => {
      this.#openInAll -= 1;
      const left = (this.#open.get(client) ?? 1) - 1;
      if (left > 0) this.#open.set(client, left);
      else this.#open.delete(client);
    };
  }
}

function normaliseMailbox(mailbox: string): string {
  const at = mailbox.lastIndexOf('@');
  return `${normaliseLocalPart(mailbox.slice(0, at))}@${normaliseDomain(mailbox.slice(at + 1))}`;
}
