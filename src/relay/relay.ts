// SPDX-License-Identifier: MIT
/**
 * The relay joins the SMTP server to the next hop: one handler per session, one transaction per message. See
 * ARCHITECTURE.md for the path of a message.
 */
import { ReportLimits } from '../bounce/report-limits.ts';
import { RowLimits } from '../bounce/row-limits.ts';
import type { MailDataSink, MaybePromise, SessionHandler, SessionInfo } from '../smtp/server/handler.ts';
import type { MailParameters, Path } from '../smtp/wire/envelope.ts';
import { isPositive, type Reply } from '../smtp/wire/reply.ts';
import { AskedRecipients } from './asked-recipients.ts';
import { Claims } from './claims.ts';
import type { RelayContext, RelayOptions } from './context.ts';
import type { RelayMetrics } from './relay-metrics.ts';
import { replies } from './replies.ts';
import { TargetRate } from './target-rate.ts';
import { RelayTransaction } from './transaction.ts';
import { Transfers } from './transfers.ts';
import { WaitingTransactions } from './waiting.ts';

/** Recipients that one transaction accepts: see `RelayTransaction`. */
export const acceptedRecipients = 1;

/** Makes the handler factory that an SMTP server is given. */
export function createRelay(options: RelayOptions): (session: SessionInfo) => SessionHandler {
  const context: RelayContext = {
    ...options,
    asked: new AskedRecipients(),
    claims: new Claims(() => performance.now()),
    waiting: new WaitingTransactions(() => performance.now()),
    transfers: new Transfers(() => performance.now()),
    reportLimits: new ReportLimits(options),
    rowLimits: new RowLimits(options),
    targetRate: options.targetRate && new TargetRate(options.targetRate, options),
  };
  return (session) => new RelaySession(context, session);
}

class RelaySession implements SessionHandler {
  readonly #context: RelayContext;
  readonly #session: SessionInfo;
  /** Being asked while the client is greeted. */
  #isListed: MaybePromise<boolean>;
  #transaction: RelayTransaction | undefined;

  constructor(context: RelayContext, session: SessionInfo) {
    this.#context = context;
    this.#session = session;
    this.#isListed = context.isListed?.(session.remoteAddress) ?? false;
    if (this.#isListed instanceof Promise) this.#remember(this.#isListed);
  }

  greet(): Reply | undefined {
    return this.#isBlocked() ? replies.blockedClient : undefined;
  }

  mail(reversePath: Path, parameters: MailParameters): Reply {
    if (this.#isBlocked()) return replies.blockedClient;
    this.#transaction = new RelayTransaction(this.#context, this.#session, {
      reversePath,
      parameters,
      isListed: this.#isListed,
    });
    return replies.senderOk;
  }

  rcpt(forwardPath: Path): MaybePromise<Reply> {
    const answer = this.#transaction?.rcpt(forwardPath) ?? replies.storeUnavailable;
    const { metrics, onRefused } = this.#context;
    if (metrics !== undefined) countRecipient(metrics, answer);
    if (onRefused !== undefined) void this.#tellRefusal(onRefused, forwardPath, answer);
    return answer;
  }

  data(): MaybePromise<MailDataSink | Reply> {
    return this.#transaction?.data() ?? replies.storeUnavailable;
  }

  reset(): void {
    this.#transaction?.end();
    this.#transaction = undefined;
  }

  close(): void {
    this.reset();
  }

  /** Beside the way of the reply. */
  async #tellRefusal(
    tell: NonNullable<RelayContext['onRefused']>,
    forwardPath: Path,
    answer: MaybePromise<Reply>,
  ): Promise<void> {
    const known = await Promise.resolve(answer).catch(() => replies.storeUnavailable);
    if (!isPositive(known)) tell(this.#session, forwardPath, known);
  }

  /** Asked again with each transaction, since a session may be older than the block. */
  #isBlocked(): boolean {
    return this.#context.isBlocked?.(this.#session.remoteAddress) ?? false;
  }

  async #remember(isListed: Promise<boolean>): Promise<void> {
    this.#isListed = await isListed;
  }
}

/** Beside the way of the reply, so that an answer given later is not held up by its being counted. */
function countRecipient(metrics: RelayMetrics, answer: MaybePromise<Reply>): void {
  if (!(answer instanceof Promise)) metrics.recipient(answer);
  else
    answer.then(
      (known) => metrics.recipient(known),
      () => metrics.recipient(replies.storeUnavailable),
    );
}
