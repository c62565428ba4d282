// SPDX-License-Identifier: MIT
/** What the relay is made of, and what all of its transactions share. */
import type { AliasEvents } from '../alias/events.ts';
import type { EndedMessage } from '../alias/message-ending.ts';
import type { AliasStore, Vault } from '../alias/ports.ts';
import type { AliasExpansion, AliasService } from '../alias/service.ts';
import type { SharedCounts } from '../base/counted-limit.ts';
import type { Rate } from '../base/rate.ts';
import type { ReportLimits } from '../bounce/report-limits.ts';
import type { AskedQuestion, ReturnPaths } from '../bounce/return-paths.ts';
import type { RowLimits } from '../bounce/row-limits.ts';
import type { Inspector } from '../inspect/inspector.ts';
import type { MaybePromise, SessionInfo } from '../smtp/server/handler.ts';
import type { Path } from '../smtp/wire/envelope.ts';
import type { Reply } from '../smtp/wire/reply.ts';
import type { AskedRecipients } from './asked-recipients.ts';
import type { Claims } from './claims.ts';
import type { HeaderLimits } from './header-watch.ts';
import type { NextHop } from './next-hop.ts';
import type { RelayMetrics } from './relay-metrics.ts';
import type { TargetRate } from './target-rate.ts';
import type { Transfers } from './transfers.ts';
import type { WaitingTransactions } from './waiting.ts';

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
  /** And mail to `abuse`, where that is not the same. */
  readonly abuse?: string | undefined;
  readonly limits: HeaderLimits;
  /**
   * Gives the link by which the reader of a message can stop the alias. With it, a message to one alias alone gets
   * fields that tell of that alias; without it, none does.
   */
  readonly stopLink?: ((address: string) => string) | undefined;
  /** Whether that link is also put where mail programs have a button of their own to unsubscribe. */
  readonly offersUnsubscribe?: boolean | undefined;
  readonly now: () => number;
  /** A new id for a reservation or a message: unique, URL-safe. */
  readonly newId: () => string;
  /** Counts reports, rows of return paths and messages to targets over all processes of the service; without it this process counts for itself. */
  readonly sharedCounts?: SharedCounts | undefined;
  /** How many messages are passed on to one target; without it, as many as come. */
  readonly targetRate?: Rate | undefined;
  /** What the next hop is told as reverse path, and what comes back to it; without it the sender's own is passed on. */
  readonly returnPaths?: ReturnPaths | undefined;
  /** Signs a message of our own that is From the domain; without it such messages go unsigned. */
  readonly sign?: ((message: Buffer, domain: string) => Promise<Buffer>) | undefined;
  /**
   * Whether a client sends from where the domain of a sender sends from (SPF); asked when a return path is made. Reports go to nobody
   * else. Without it all are vouched for. Never rejects.
   */
  readonly isVouched?: ((session: SessionInfo, sender: Path) => MaybePromise<boolean>) | undefined;
  /** Whether a client is on a blocklist: asked when it connects, and the answer applied to its recipients. Never rejects. */
  readonly isListed?: ((address: string) => MaybePromise<boolean>) | undefined;
  /** Whether the operator has blocked the address of a client: it is refused at once. */
  readonly isBlocked?: ((address: string) => boolean) | undefined;
  /** Who judges messages beside the next hop. */
  readonly inspectors?: readonly Inspector[];
  /** A question of ours could not be delivered after all. Rejects with `StoreError`. */
  readonly questionBounced?: ((question: AskedQuestion) => Promise<void>) | undefined;
  /** Hears when a use is spent; how its message ends, `ended` says. */
  readonly events?: Pick<AliasEvents, 'publish'>;
  /** A message ended, to an alias or, without one, to the postmaster. Must not throw. */
  readonly ended?: (alias: AliasExpansion | undefined, message: EndedMessage) => void;
  readonly metrics?: RelayMetrics;
  /** A recipient was refused or deferred. Absent where nobody wants to hear of it, for refusals come in any number. Must not throw. */
  readonly onRefused?: ((session: SessionInfo, forwardPath: Path, answer: Reply) => void) | undefined;
  /** The next hop could not be had for a recipient, which was answered 451. */
  readonly onNextHopFailure?: (error: unknown) => void;
}

/** All that the transactions of one process share. */
export interface RelayContext extends Omit<RelayOptions, 'targetRate'> {
  readonly targetRate: TargetRate | undefined;
  readonly asked: AskedRecipients;
  readonly claims: Claims;
  readonly waiting: WaitingTransactions;
  readonly transfers: Transfers;
  readonly reportLimits: ReportLimits;
  readonly rowLimits: RowLimits;
}
