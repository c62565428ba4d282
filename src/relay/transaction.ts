import type { AliasExpansion, Expansion } from '../alias/service.ts';
import type { Returned, ReturnPath } from '../bounce/return-paths.ts';
import { ClientError } from '../smtp/client/error.ts';
import type { ClientSession } from '../smtp/client/types.ts';
import type { MailDataSink, MaybePromise, SessionInfo } from '../smtp/server/handler.ts';
import type { MailParameters, Path } from '../smtp/wire/envelope.ts';
import { unfitExtension } from '../smtp/wire/extensions.ts';
import type { ReceivedReply } from '../smtp/wire/received-reply.ts';
import { isPositive, type Reply } from '../smtp/wire/reply.ts';
import type { RelayContext } from './context.ts';
import { MessageSink } from './message-sink.ts';
import { replies } from './replies.ts';
import { mapRefusal } from './reply-mapping.ts';
import { admitBounce, openBounce } from './report-transaction.ts';

/** What MAIL FROM said, and what is known of who said it. */
export interface Envelope {
  readonly reversePath: Path;
  readonly parameters: MailParameters;
  /** Whether the client is on a blocklist, perhaps not known yet. */
  readonly isListed: MaybePromise<boolean>;
}

/** Octets that our fields may add to a message, for the SIZE that we declare: the longest alias stands in four of them. */
const ownFieldsOctets = 2048;

/**
 * One mail transaction. The next hop is contacted when the first recipient turns out to be deliverable, and not
 * before; every accepted recipient holds a claim on a use until the message is spent or the transaction ends.
 */
export class RelayTransaction {
  readonly #context: RelayContext;
  readonly #session: SessionInfo;
  readonly #envelope: Envelope;
  /** Aliases accepted as recipients, each with its claim held. */
  readonly #aliases = new Map<string, AliasExpansion>();
  /** What the next hop has accepted. */
  readonly #targets = new Set<string>();
  /** Addresses of ours that they were accepted for. */
  readonly #addresses: string[] = [];
  #hop: ClientSession | undefined;
  /** What the next hop was told as reverse path. */
  #returnPath: ReturnPath | undefined;
  /** The one recipient is a return path. */
  #bounce: Returned | undefined;
  /** The route of the recipients accepted, or else of the last one offered. */
  #route: string | undefined;
  #isOver = false;
  /** Once the next hop cannot be had, further recipients on the same route are told so without another attempt. */
  #hopFailure: Reply | undefined;

  constructor(context: RelayContext, session: SessionInfo, envelope: Envelope) {
    this.#context = context;
    this.#session = session;
    this.#envelope = envelope;
  }

  /** Answers a recipient. Refusals are synchronous where the store is, and touch nothing. */
  rcpt(forwardPath: Path): MaybePromise<Reply> {
    const { localPart, domain } = forwardPath;
    if (this.#context.returnPaths?.isReturnPath(localPart, domain))
      return this.#unlessListed(() => this.#answerReturnPath(forwardPath));
    const expansion = this.#context.aliases.expand(forwardPath.localPart, forwardPath.domain);
    return expansion instanceof Promise
      ? expansion.then((known) => this.#answer(known))
      : this.#answer(expansion);
  }

  /** Opens the mail data at the next hop; a sink once it has said 354. */
  async data(): Promise<MailDataSink | Reply> {
    if (this.#bounce !== undefined) return openBounce(this.#context, this.#bounce);
    const hop = this.#hop;
    if (hop === undefined) return this.#endWith(replies.nextHopLost);
    try {
      const answer = await hop.data();
      if (answer.code !== 354) return this.#endWith(mapRefusal(answer, 'message'));
    } catch {
      return this.#endWith(replies.nextHopLost);
    }
    return this.#handOver(hop);
  }

  /** Ends the transaction without mail data: claims are dropped, the next hop is released. Harmless when it is over. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const key of this.#aliases.keys()) this.#context.claims.drop(key);
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

  /** What comes back has a transaction of its own, since the reply to its final dot is about the report made of it. */
  async #answerReturnPath(path: Path): Promise<Reply> {
    const { remoteAddress } = this.#session;
    const { reversePath } = this.#envelope;
    const admitted = await admitBounce(this.#context, { path, reversePath, remoteAddress });
    if ('code' in admitted) return admitted;
    if (this.#bounce !== undefined || this.#targets.size > 0) return replies.ownTransaction;
    this.#bounce = admitted;
    return replies.recipientOk;
  }

  #answerPostmaster(address: string): MaybePromise<Reply> {
    const { postmaster } = this.#context;
    if (postmaster === undefined) return replies.noSuchAlias;
    if (this.#hasAliasInDoubt) return replies.ownTransaction;
    return this.#addTarget(postmaster, address);
  }

  #answerAlias(alias: AliasExpansion): MaybePromise<Reply> {
    if (this.#aliases.has(alias.key)) return replies.recipientOk;
    if (alias.life === 'expired' || alias.life === 'usedUp') return replies.noSuchAlias;
    if (alias.life !== 'alive') return replies.notNow;
    if (this.#hasAliasInDoubt || (alias.isInDoubt && this.#targets.size > 0)) return replies.ownTransaction;
    if (!this.#context.claims.claim(alias.key, alias.usesFree)) return replies.notNow;
    return this.#addClaimed(alias);
  }

  /**
   * An alias that lives by a use in doubt refuses all but one message, for good, and only at the dot: other recipients
   * would lose the message with it, so it gets a transaction of its own.
   */
  get #hasAliasInDoubt(): boolean {
    for (const { isInDoubt } of this.#aliases.values()) if (isInDoubt) return true;
    return false;
  }

  async #addClaimed(alias: AliasExpansion): Promise<Reply> {
    const answer = await this.#addTarget(alias.target, alias.address);
    if (isPositive(answer)) this.#aliases.set(alias.key, alias);
    else this.#context.claims.drop(alias.key);
    return answer;
  }

  /** `address` is the one of ours that stands for the target. */
  async #addTarget(target: string, address: string): Promise<Reply> {
    if (this.#bounce !== undefined) return replies.ownTransaction;
    const route = this.#context.nextHop.routeOf(target);
    if (route !== this.#route && !this.#changeRoute(route)) return replies.ownTransaction;
    if (this.#hopFailure !== undefined) return this.#hopFailure;
    const answer = this.#targets.has(target) ? replies.recipientOk : await this.#offerTarget(target, address);
    if (!isPositive(answer)) return answer;
    this.#targets.add(target);
    this.#addresses.push(address);
    return answer;
  }

  /** A message goes one way: another way can be taken only while nobody is accepted on the present one. */
  #changeRoute(route: string): boolean {
    if (this.#targets.size > 0) return false;
    this.#releaseHop();
    this.#hopFailure = undefined;
    this.#route = route;
    return true;
  }

  async #offerTarget(target: string, address: string): Promise<Reply> {
    try {
      const hop = this.#hop;
      if (hop !== undefined) return this.#judgeRcpt(await hop.rcpt(target));
      this.#hop = await this.#context.nextHop.acquire(target);
      return await this.#openHop(this.#hop, target, address);
    } catch (error) {
      return this.#failHop(error);
    }
  }

  async #openHop(hop: ClientSession, target: string, address: string): Promise<Reply> {
    const { reversePath, parameters } = this.#envelope;
    const unfit = whyUnfit(hop, parameters);
    if (unfit !== undefined) {
      this.#releaseHop();
      return unfit;
    }
    this.#returnPath = this.#context.returnPaths?.issue(reversePath, address);
    const path = this.#returnPath?.text ?? reversePath.text;
    const { mail, rcpt } = await hop.open(path, target, onwardParameters(parameters));
    const answer =
      isPositive(mail) && rcpt !== undefined ? this.#judgeRcpt(rcpt) : mapRefusal(mail, 'envelope');
    // The return path names the alias that was refused: the next one gets a path of its own.
    if (!isPositive(answer)) this.#releaseHop();
    return answer;
  }

  #judgeRcpt(answer: ReceivedReply): Reply {
    if (answer.code >= 200 && answer.code < 300) return replies.recipientOk;
    return mapRefusal(answer, 'envelope');
  }

  /** The next hop is lost to this transaction, and with it the recipients that it had accepted. */
  #failHop(error: unknown): Reply {
    this.#context.onNextHopFailure?.(error);
    this.#hop?.abort();
    this.#releaseHop();
    this.#hopFailure = isForGood(error) ? replies.takesNoMail : replies.nextHopUnavailable;
    return this.#hopFailure;
  }

  #releaseHop(): void {
    if (this.#hop !== undefined) this.#context.nextHop.release(this.#hop);
    this.#hop = undefined;
  }

  /** From the mail data on, the sink answers for claims and next hop, even when the session is lost meanwhile. */
  #handOver(hop: ClientSession): MailDataSink {
    this.#isOver = true;
    this.#hop = undefined;
    const { reversePath, parameters } = this.#envelope;
    const recipients = this.#targets.size;
    return new MessageSink(this.#context, {
      hop,
      session: this.#session,
      reversePath,
      parameters,
      aliases: [...this.#aliases.values()],
      recipients,
      keepReturnPath: () => this.#returnPath?.keep(this.#addresses),
    });
  }

  /** The next hop wants no mail data, or is lost. */
  #endWith(answer: Reply): Reply {
    this.end();
    this.#context.metrics?.message({ event: 'refused', reply: answer, isByNextHop: true, octets: 0 });
    return answer;
  }
}

function isForGood(error: unknown): boolean {
  return error instanceof ClientError && error.failure === 'undeliverable';
}

/** Why the next hop cannot take a message that was declared so. */
function whyUnfit(hop: ClientSession, parameters: MailParameters): Reply | undefined {
  const keyword = unfitExtension(parameters, hop.extensions);
  return keyword === undefined ? undefined : (unfitReplies[keyword] ?? replies.tooLargeForNextHop);
}

const unfitReplies: Readonly<Record<string, Reply>> = {
  '8BITMIME': replies.no8BitMime,
  SMTPUTF8: replies.noSmtpUtf8,
  SIZE: replies.tooLargeForNextHop,
};

function onwardParameters(parameters: MailParameters): MailParameters {
  const size = parameters.size === undefined ? undefined : parameters.size + ownFieldsOctets;
  return { ...parameters, size };
}
