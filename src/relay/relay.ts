/**
 * The relay joins the SMTP server to the next hop: one handler per session, one transaction per message. See
 * ARCHITECTURE.md for the path of a message.
 */
import type { AliasEvents } from '../alias/events.ts';
import type { AliasStore, Vault } from '../alias/ports.ts';
import type { AliasService } from '../alias/service.ts';
import { BounceLimits } from '../bounce/report-limits.ts';
import type { ReturnPaths } from '../bounce/return-paths.ts';
import type { Inspector } from '../inspect/inspector.ts';
import type { MailDataSink, MaybePromise, SessionHandler, SessionInfo } from '../smtp/server/handler.ts';
import type { MailParameters, Path } from '../smtp/wire/envelope.ts';
import type { Reply } from '../smtp/wire/reply.ts';
import { Claims } from './claims.ts';
import type { HeaderLimits } from './header-watch.ts';
import type { RelayMeter } from './metrics.ts';
import type { NextHop } from './next-hop.ts';
import { replies } from './replies.ts';
import { Transaction } from './transaction.ts';

/** What happened to one message; for the log. Holds no address, target or originator. */
export interface RelayEvent {
  /** `bounced`: a report of a failed delivery came back and was told to the sender; `ignored`: it was no such report. */
  readonly event: 'delivered' | 'refused' | 'inDoubt' | 'aborted' | 'bounced' | 'ignored';
  readonly messageId: string;
  readonly recipients: number;
  readonly octets: number;
  /** Our reply to the originator. */
  readonly reply: number | undefined;
  readonly cause?: unknown;
}

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
  readonly meter?: RelayMeter;
  /** The next hop could not be had for a recipient, which was answered 451. */
  readonly onNextHopFailure?: (error: unknown) => void;
}

/** All that the transactions of one process share. */
export interface RelayContext extends RelayOptions {
  readonly claims: Claims;
  readonly bounceLimits: BounceLimits;
}

/** Makes the handler factory that an SMTP server is given. */
export function createRelay(options: RelayOptions): (session: SessionInfo) => SessionHandler {
  const context: RelayContext = {
    ...options,
    claims: new Claims(),
    bounceLimits: new BounceLimits(options.now),
  };
  return (session) => new RelaySession(context, session);
}

class RelaySession implements SessionHandler {
  readonly #context: RelayContext;
  readonly #session: SessionInfo;
  /** Being asked while the client is greeted. */
  #isListed: MaybePromise<boolean>;
  #transaction: Transaction | undefined;

  constructor(context: RelayContext, session: SessionInfo) {
    this.#context = context;
    this.#session = session;
    this.#isListed = context.isListed?.(session.remoteAddress) ?? false;
    if (this.#isListed instanceof Promise) this.#remember(this.#isListed);
  }

  mail(reversePath: Path, parameters: MailParameters): Reply {
    this.#transaction = new Transaction(this.#context, this.#session, {
      reversePath,
      parameters,
      isListed: this.#isListed,
    });
    return replies.senderOk;
  }

  rcpt(forwardPath: Path): MaybePromise<Reply> {
    const answer = this.#transaction?.rcpt(forwardPath) ?? replies.storeUnavailable;
    const { meter } = this.#context;
    if (meter !== undefined) countRecipient(meter, answer);
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

  async #remember(isListed: Promise<boolean>): Promise<void> {
    this.#isListed = await isListed;
  }
}

/** Beside the way of the reply, so that an answer given later is not held up by its being counted. */
function countRecipient(meter: RelayMeter, answer: MaybePromise<Reply>): void {
  if (!(answer instanceof Promise)) meter.recipient(answer);
  else
    answer.then(
      (known) => meter.recipient(known),
      () => meter.recipient(replies.storeUnavailable),
    );
}
