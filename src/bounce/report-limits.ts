import { clientKey } from '../base/client-network.ts';
import { WindowCounts } from '../base/window-counts.ts';

/** A provider that sends us everything that bounces; each of its servers is a client of its own. */
const mostPerClient = { most: 120, windowMs: 60_000 };
/** Messages of one sender to one alias share a path for a day. */
const mostPerPath = { most: 30, windowMs: 3_600_000 };
/** Reports that are being received at a time, since each may hold some memory. */
const mostAtOnce = 100;

/** Bounds on what comes back to return paths, in memory of this process. */
export class BounceLimits {
  readonly #clients: WindowCounts;
  readonly #paths: WindowCounts;
  #open = 0;

  /** `now` gives ms. */
  constructor(now: () => number) {
    this.#clients = new WindowCounts(mostPerClient, now);
    this.#paths = new WindowCounts(mostPerPath, now);
  }

  /** Counts a report of a client to a path; `false` when it is one too many for either. */
  take(remoteAddress: string, path: string): boolean {
    return this.#clients.take(clientKey(remoteAddress)) && this.#paths.take(path);
  }

  /** Begins to receive one; gives what ends that, or nothing when too many are being received. */
  open(): (() => void) | undefined {
    if (this.#open >= mostAtOnce) return undefined;
    this.#open += 1;
    return () => {
      this.#open -= 1;
    };
  }
}
