// SPDX-License-Identifier: MIT
import { setTimeout as sleep } from 'node:timers/promises';
import { isAscii } from '../alias/domain.ts';
import type { AliasExpansion, Expansion } from '../alias/service.ts';
import { clientKey, ownerNetwork } from '../base/client-network.ts';
import type { ReturnPath } from '../bounce/return-paths.ts';
import { ClientError } from '../smtp/client/error.ts';
import type { ClientSession, OpenReplies } from '../smtp/client/types.ts';
import type { MailDataSink, MaybePromise, SessionInfo } from '../smtp/server/handler.ts';
import type { MailParameters, Path } from '../smtp/wire/envelope.ts';
import { unfitExtension } from '../smtp/wire/extensions.ts';
import { formatMailbox } from '../smtp/wire/path.ts';
import { isPositive, type Reply } from '../smtp/wire/reply.ts';
import type { Claim } from './claims.ts';
import type { RelayContext } from './context.ts';
import { MessageSink } from './message-sink.ts';
import { replies } from './replies.ts';
import { mapRefusal } from './reply-mapping.ts';
import { openReport } from './report-transaction.ts';

/** What MAIL FROM said, and what is known of who said it. */
export interface Envelope {
  readonly reversePath: Path;
  readonly parameters: MailParameters;
  /** Whether the client is on a blocklist, perhaps not known yet. */
  readonly isListed: MaybePromise<boolean>;
}

/** The one recipient that was accepted. */
type Accepted =
  | { readonly kind: 'alias'; readonly alias: AliasExpansion; readonly claim: Claim; readonly target: string }
  | { readonly kind: 'postmaster'; readonly target: string }
  | { readonly kind: 'returnPath'; readonly path: Path };

/** One that the next hop is asked for. */
type Offered = Exclude<Accepted, { kind: 'returnPath' }>;

/** Octets that our fields may add to a message, for the SIZE that we declare: the longest alias stands in five of them. */
const ownFieldsOctets = 3072;

/**
 * One mail transaction. The next hop is contacted when a recipient turns out to be deliverable, and not before; its claim on a
 * use is held until the message is spent or the transaction ends. It takes one recipient: two aliases in one transaction
 * would tell of each other's targets, by code or by time, to whoever owns one of them.
 */
export class RelayTransaction {
  readonly #context: RelayContext;
  readonly #session: SessionInfo;
  readonly #envelope: Envelope;
  /** As who waits for whom is decided: none can have more by coming from many networks of its own. */
  readonly #client: string;
  #accepted: Accepted | undefined;
  /** With MAIL and RCPT accepted. Without it a transaction with a recipient has given way to others. */
  #hop: ClientSession | undefined;
  /** What the next hop was told as reverse path. */
  #returnPath: ReturnPath | undefined;
  /** Who may tell by the time of an answer that there was a session with the next hop: this client, writing to this alias. */
  #circle = '';
  #leaveWaiting: (() => void) | undefined;
  #isOver = false;

  constructor(context: RelayContext, session: SessionInfo, envelope: Envelope) {
    this.#context = context;
    this.#session = session;
    this.#envelope = envelope;
    this.#client = ownerNetwork(session.remoteAddress);
  }

  /** Answers a recipient. Refusals are synchronous where the store is, and touch nothing. */
  rcpt(forwardPath: Path): MaybePromise<Reply> {
    const { localPart, domain } = forwardPath;
    if (this.#context.returnPaths?.isReturnPath(localPart, domain))
      return this.#unlessListed(() => this.#answerReturnPath(forwardPath));
    const expansion = this.#context.aliases.expand(localPart, domain);
    return expansion instanceof Promise
      ? expansion.then((known) => this.#answer(known))
      : this.#answer(expansion);
  }

  /** Opens the mail data at the next hop; a sink once it has said 354. */
  async data(): Promise<MailDataSink | Reply> {
    const accepted = this.#accepted;
    if (accepted === undefined) return replies.nextHopLost;
    this.#leaveWaiting?.();
    if (accepted.kind === 'returnPath') {
      const { reversePath } = this.#envelope;
      return openReport(this.#context, { path: accepted.path, reversePath, session: this.#session });
    }
    if (accepted.kind === 'alias' && !accepted.claim.hold()) return this.#endWith(replies.notNow);
    const refusal = this.#hop === undefined ? await this.#openHop(accepted.target) : replies.recipientOk;
    const hop = this.#hop;
    if (!isPositive(refusal) || hop === undefined) return this.#endWith(refusal);
    try {
      const answer = await hop.data();
      if (answer.code !== 354) return this.#endWith(mapRefusal(answer, 'message'));
    } catch (error) {
      return this.#endWith(replies.nextHopLost, error);
    }
    return this.#handOver(hop, accepted);
  }

  /** Ends the transaction without mail data: the claim is dropped, the next hop is released. Harmless when it is over. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#leaveWaiting?.();
    if (this.#accepted?.kind === 'alias') this.#accepted.claim.drop();
    this.#releaseHop();
  }

  #answer(expansion: Expansion): MaybePromise<Reply> {
    switch (expansion.kind) {
      case 'foreign':
        return replies.relayingDenied;
      case 'gone':
        return this.#unlessListed(() => replies.noSuchAlias);
      case 'postmaster':
        return this.#answerPostmaster(expansion.address);
      case 'alias':
        return this.#unlessListed(() => this.#answerAlias(expansion));
    }
  }

  #unlessListed(answer: () => MaybePromise<Reply>): MaybePromise<Reply> {
    const judge = (isListed: boolean) => (isListed ? replies.listedClient : answer());
    const { isListed } = this.#envelope;
    return isListed instanceof Promise ? isListed.then(judge) : judge(isListed);
  }

  /**
   * Whoever sends: servers ask whether a reverse path exists, some of them from an address of their own, before they take our
   * message. What is no report is refused at DATA, which they do not reach.
   */
  async #answerReturnPath(path: Path): Promise<Reply> {
    const isGenuine = await this.#context.returnPaths?.isGenuine(path.localPart, path.domain);
    if (!isGenuine) return replies.noSuchAlias;
    if (this.#accepted !== undefined) return replies.ownTransaction;
    this.#accepted = { kind: 'returnPath', path };
    return replies.recipientOk;
  }

  #answerPostmaster(address: string): MaybePromise<Reply> {
    const { postmaster, abuse = postmaster } = this.#context;
    const target = address.startsWith('abuse@') ? abuse : postmaster;
    if (target === undefined) return replies.noSuchAlias;
    if (this.#accepted?.kind === 'postmaster' && this.#accepted.target === target) return replies.recipientOk;
    if (this.#accepted !== undefined) return replies.ownTransaction;
    return this.#offer({ kind: 'postmaster', target }, address);
  }

  #answerAlias(alias: AliasExpansion): MaybePromise<Reply> {
    if (alias.life === 'expired' || alias.life === 'usedUp') return replies.noSuchAlias;
    if (alias.life !== 'alive') return replies.notNow;
    if (this.#accepted?.kind === 'alias' && this.#accepted.alias.key === alias.key)
      return replies.recipientOk;
    if (this.#accepted !== undefined) return replies.ownTransaction;
    if (this.#context.returnPaths?.isLoop(this.#envelope.reversePath, alias.address)) return replies.mailLoop;
    if (this.#context.targetRate?.isOver(alias.target)) return this.#overTargetRate();
    const claim = this.#context.claims.claim(alias.key, this.#client, alias.usesFree);
    if (claim === undefined) return replies.notNow;
    return this.#offer({ kind: 'alias', alias, claim, target: alias.target }, alias.address);
  }

  /** As of an alias that is paused, or whose uses are all claimed. */
  #overTargetRate(): Reply {
    this.#context.metrics?.overTargetRate();
    return replies.notNow;
  }

  /** `address` is the one of ours that stands for the target. */
  async #offer(recipient: Offered, address: string): Promise<Reply> {
    const { nextHop, waiting } = this.#context;
    const client = this.#client;
    this.#circle = `${clientKey(this.#session.remoteAddress)} ${address}`;
    // Before a session with the next hop is taken: it must not wait for the sender's own name servers.
    const isVouched = this.#isVouched();
    this.#issueReturnPath(address, typeof isVouched === 'boolean' ? isVouched : await isVouched);
    const answer = await this.#openHop(recipient.target);
    if (!isPositive(answer)) {
      if (recipient.kind === 'alias') recipient.claim.drop();
      return answer;
    }
    this.#accepted = recipient;
    const route = nextHop.routeOf(recipient.target);
    this.#leaveWaiting = waiting.enter({ client, route }, () => this.#releaseHop());
    return answer;
  }

  #isVouched(): MaybePromise<boolean> {
    const { returnPaths, isVouched } = this.#context;
    const { reversePath } = this.#envelope;
    const needsNone = returnPaths === undefined || isVouched === undefined || reversePath.text === '';
    return needsNone || isVouched(this.#session, reversePath);
  }

  #issueReturnPath(address: string, isVouched: boolean): void {
    this.#returnPath = this.#context.returnPaths?.issue(this.#envelope.reversePath, address, isVouched);
  }

  /** A session with the next hop in which the target is accepted, or why there is none. */
  async #openHop(target: string): Promise<Reply> {
    const { asked } = this.#context;
    if (!asked.begin(this.#circle, this.#envelope.reversePath, this.#senderForNextHop))
      return replies.maybeLoop;
    try {
      const hop = await this.#acquire(target);
      this.#hop = hop;
      const refusal = whyUnfit(hop, this.#envelope) ?? whyRefused(await this.#introduce(hop, target));
      if (refusal === undefined) return replies.recipientOk;
      this.#releaseHop();
      return refusal;
    } catch (error) {
      return this.#failHop(error);
    } finally {
      asked.end(this.#circle);
    }
  }

  /**
   * Where no session is to be had because others have them all, one of the same route gives way: one that waits for its client, else one
   * in mail data of a client that has more of them.
   */
  #acquire(target: string): Promise<ClientSession> {
    const { nextHop, waiting, transfers } = this.#context;
    const acquire = (): Promise<ClientSession> => nextHop.acquire(target, this.#circle);
    return acquire().catch((error) => {
      if (!isBusy(error)) throw error;
      const sender = { client: this.#client, route: nextHop.routeOf(target) };
      if (waiting.giveWay(sender.route)) return acquire();
      if (!transfers.isOutdone(sender)) throw error;
      return acquireSoon(acquire, (evenQuick) => transfers.giveWay(sender, evenQuick));
    });
  }

  /** The sender that the next hop is told. */
  get #senderForNextHop(): string {
    return this.#returnPath?.text ?? this.#envelope.reversePath.text;
  }

  #introduce(hop: ClientSession, target: string): Promise<OpenReplies> {
    const parameters = parametersForNextHop(this.#envelope.parameters);
    return hop.open(this.#senderForNextHop, formatMailbox(target), parameters);
  }

  #failHop(error: unknown): Reply {
    this.#context.onNextHopFailure?.(error);
    this.#hop?.abort();
    this.#releaseHop();
    return isForGood(error) ? replies.takesNoMail : replies.nextHopUnavailable;
  }

  #releaseHop(): void {
    if (this.#hop !== undefined) this.#context.nextHop.release(this.#hop);
    this.#hop = undefined;
  }

  /** From the mail data on, the sink answers for claim and next hop, even when the session is lost meanwhile. */
  #handOver(hop: ClientSession, accepted: Offered): MailDataSink {
    this.#isOver = true;
    this.#hop = undefined;
    const { reversePath, parameters } = this.#envelope;
    return new MessageSink(this.#context, {
      hop,
      route: this.#context.nextHop.routeOf(accepted.target),
      session: this.#session,
      reversePath,
      parameters,
      alias: accepted.kind === 'alias' ? accepted.alias : undefined,
      claim: accepted.kind === 'alias' ? accepted.claim : undefined,
      returnPath: this.#returnPath,
    });
  }

  /** The next hop wants no mail data, or is lost. */
  #endWith(answer: Reply, cause?: unknown): Reply {
    const alias = this.#accepted?.kind === 'alias' ? this.#accepted.alias : undefined;
    const isOurs = answer === replies.notNow;
    this.end();
    this.#context.ended?.(alias, {
      ending: isOurs ? 'refusedByUs' : 'refusedByNextHop',
      messageId: this.#context.newId(),
      sessionId: this.#session.id,
      octets: 0,
      reply: answer,
      cause,
    });
    return answer;
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof ClientError && error.failure === 'busy';
}

/**
 * A session that was cut counts at the next hop until that has seen it. What is slow is cut at once, what is quick, and so may make room by
 * itself, a moment later.
 */
async function acquireSoon(
  acquire: () => Promise<ClientSession>,
  makeRoom: (evenQuick: boolean) => boolean,
): Promise<ClientSession> {
  let hasRoom = false;
  let failure: unknown;
  for (const pauseMs of [5, 50, 250, 500]) {
    if (!hasRoom) hasRoom = makeRoom(pauseMs > 50);
    await sleep(pauseMs);
    try {
      return await acquire();
    } catch (error) {
      if (!isBusy(error)) throw error;
      failure = error;
    }
  }
  throw failure;
}

function isForGood(error: unknown): boolean {
  return error instanceof ClientError && error.failure === 'undeliverable';
}

/**
 * Why the next hop cannot take the message, as far as the envelope tells. What many clients declare always (8BITMIME, SMTPUTF8)
 * a message need not need: then it is looked at as it passes.
 */
function whyUnfit(hop: ClientSession, { reversePath, parameters }: Envelope): Reply | undefined {
  const isDeclaredInVain = parameters.smtpUtf8 && isAscii(reversePath.text);
  const needed = isDeclaredInVain ? { ...parameters, smtpUtf8: false } : parameters;
  const keyword = unfitExtension(needed, hop.extensions);
  return keyword === undefined ? undefined : (unfitReplies[keyword] ?? replies.tooLargeForNextHop);
}

/** Why the next hop does not take the recipient; nothing when it does. */
function whyRefused({ mail, rcpt }: OpenReplies): Reply | undefined {
  if (!isPositive(mail) || rcpt === undefined) return mapRefusal(mail, 'envelope');
  return rcpt.code >= 200 && rcpt.code < 300 ? undefined : mapRefusal(rcpt, 'envelope');
}

const unfitReplies: Readonly<Record<string, Reply>> = {
  SMTPUTF8: replies.noSmtpUtf8,
  SIZE: replies.tooLargeForNextHop,
};

function parametersForNextHop(parameters: MailParameters): MailParameters {
  const { size } = parameters;
  return size === undefined ? parameters : { ...parameters, size: size + ownFieldsOctets };
}
