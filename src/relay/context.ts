/** What the relay is made of, and what all of its transactions share. */
import type { AliasEvents } from '../alias/events.ts';
import type { AliasStore, Vault } from '../alias/ports.ts';
import type { AliasService } from '../alias/service.ts';
import type { BounceLimits } from '../bounce/report-limits.ts';
import type { ReturnPaths } from '../bounce/return-paths.ts';
import type { Inspector } from '../inspect/inspector.ts';
import type { MaybePromise } from '../smtp/server/handler.ts';
import type { Claims } from './claims.ts';
import type { HeaderLimits } from './header-watch.ts';
import type { NextHop } from './next-hop.ts';
import type { RelayEvent, RelayMetrics } from './relay-metrics.ts';

/** What the relay is made of. */
export interface RelayOptions {
  readonly aliases: AliasService;
  readonly store: AliasStore;
  readonly vault: Vault;
  readonly nextHop: NextHop;
  /** Name in the trace field. */
  readonly hostname: string;
  /** Where mail to `postmaster` at our domains goes; without it such mail is refused. */
  readonly postmaster: string | undefined;
  readonly limits: HeaderLimits;
  /**
   * Gives the link by which the reader of a message can stop the alias. With it, a message to one alias alone gets
   * fields that tell of that alias; without it, none does.
   */
  readonly stopLink?: ((address: string) => string) | undefined;
  readonly now: () => number;
  /** A new id for a reservation or a message: unique, URL-safe. */
  readonly newId: () => string;
  /** What the next hop is told as reverse path, and what comes back to it; without it the sender's own is passed on. */
  readonly returnPaths?: ReturnPaths | undefined;
  /** Whether a client is on a blocklist: asked when it connects, and the answer applied to its recipients. Never rejects. */
  readonly isListed?: ((address: string) => MaybePromise<boolean>) | undefined;
  /** Who judges messages beside the next hop. */
  readonly inspectors?: readonly Inspector[];
  /** Hears what becomes of the uses of an alias. */
  readonly events?: Pick<AliasEvents, 'publish'>;
  readonly onEvent?: (event: RelayEvent) => void;
  readonly metrics?: RelayMetrics;
  /** The next hop could not be had for a recipient, which was answered 451. */
  readonly onNextHopFailure?: (error: unknown) => void;
}

/** All that the transactions of one process share. */
export interface RelayContext extends RelayOptions {
  readonly claims: Claims;
  readonly bounceLimits: BounceLimits;
}
