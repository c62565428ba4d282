// SPDX-License-Identifier: MIT
import { isAscii } from 'node:buffer';
import type { EndedMessage } from '../alias/message-ending.ts';
import type { Reservation } from '../alias/ports.ts';
import type { AliasExpansion } from '../alias/service.ts';
import { networksOf, ownerNetwork } from '../base/client-network.ts';
import type { ReturnPath } from '../bounce/return-paths.ts';
import type { ClientSession } from '../smtp/client/types.ts';
import type { MailDataSink, SessionInfo } from '../smtp/server/handler.ts';
import type { MailParameters, Path, TransferOctets } from '../smtp/wire/envelope.ts';
import { encodeMailData } from '../smtp/wire/mail-data.ts';
import type { Reply } from '../smtp/wire/reply.ts';
import type { Claim } from './claims.ts';
import { type CommitOutcome, commit } from './commit.ts';
import type { RelayContext } from './context.ts';
import { FirstLine } from './first-line.ts';
import { HeaderWatch } from './header-watch.ts';
import { HeldHeader } from './held-header.ts';
import { InspectionTee } from './inspection-tee.ts';
import { type AliasStanding, formatMailFields, formatUnsubscribeFields } from './mail-fields.ts';
import { replies } from './replies.ts';
import { formatReceived, loopTagOf } from './trace.ts';

/** A message whose recipient is accepted and whose next hop has said 354. */
export interface Delivery {
  readonly hop: ClientSession;
  /** What leads to the target, as the next hop names it. */
  readonly route: string;
  readonly session: SessionInfo;
  readonly reversePath: Path;
  readonly parameters: MailParameters;
  /** The alias to spend a use of, with its claim held; none when it is for the postmaster. */
  readonly alias: AliasExpansion | undefined;
  readonly claim: Claim | undefined;
  readonly returnPath: ReturnPath | undefined;
}

/**
 * The mail data of one message on its way to the next hop. Whatever fails before the final dot cuts the connection to
 * the next hop, which then has half a message and drops it; what still comes from the originator is swallowed.
 */
export class MessageSink implements MailDataSink {
  readonly #context: RelayContext;
  readonly #delivery: Delivery;
  readonly #firstLine = new FirstLine();
  readonly #header: HeaderWatch;
  readonly #messageId: string;
  /** Where nobody inspects, there is none, and nothing is copied. */
  readonly #tee: InspectionTee | undefined;
  readonly #leaveTransfers: () => void;
  /** Only while our fields wait for the end of the header, since it decides which there are. */
  #held: HeldHeader | undefined;
  #octets = 0;
  #failure: Reply | undefined;

  constructor(context: RelayContext, delivery: Delivery) {
    this.#context = context;
    this.#delivery = delivery;
    const { alias } = delivery;
    this.#header = new HeaderWatch(context.limits, (id, tag) => tag === loopTagOf(context.vault, id, alias));
    this.#messageId = context.newId();
    this.#tee = this.#startInspection();
    const client = ownerNetwork(delivery.session.remoteAddress);
    this.#leaveTransfers = context.transfers.enter({ client, route: delivery.route }, () => this.#giveWay());
    if (context.offersUnsubscribe === true && alias !== undefined) this.#held = new HeldHeader();
    else delivery.hop.write(this.#ownFields(false));
  }

  write(octets: TransferOctets): void | Promise<void> {
    if (this.#failure !== undefined) return undefined;
    this.#octets += octets.length;
    // Where 8 bits are not offered they may come out as 7: a line end of the next hop's that is none of ours (RFC 6152 §3).
    if (!this.#delivery.hop.extensions.has('8BITMIME') && !isAscii(octets))
      return this.#fail(replies.no8BitMime);
    return this.#firstLine.isOver ? this.#pass(octets) : this.#passAll(this.#firstLine.push(octets));
  }

  async end(): Promise<Reply> {
    this.#leaveTransfers();
    const rest = this.#firstLine.end();
    if (rest.length > 0) await this.#passAll(rest);
    if (this.#held !== undefined && this.#failure === undefined) await this.#release(this.#held, []);
    if (this.#tee !== undefined) await this.#awaitVerdict(this.#tee);
    const outcome = this.#failure === undefined ? await this.#commit() : refusedByUs(this.#failure);
    this.#leave(outcome.ending === 'delivered');
    if (outcome.settled === undefined) this.#report(outcome);
    else void outcome.settled.then((cause) => this.#report({ ...outcome, cause }));
    return outcome.reply;
  }

  abort(): void {
    this.#tee?.abort();
    this.#delivery.hop.abort();
    this.#leave(false);
    this.#report({ ending: 'aborted', reply: undefined });
  }

  #passAll(pieces: readonly TransferOctets[]): void | Promise<void> {
    const only = pieces[0];
    if (pieces.length === 1 && only !== undefined) return this.#pass(only);
    const slow = pieces.map((piece) => this.#pass(piece)).filter((passed) => passed !== undefined);
    return slow.length === 0 ? undefined : Promise.all(slow).then(() => undefined);
  }

  #pass(octets: TransferOctets): void | Promise<void> {
    if (this.#failure !== undefined) return undefined;
    if (!this.#header.isOver) {
      const before = this.#header.octets;
      const fault = this.#header.push(octets);
      if (fault !== undefined)
        return this.#fail(fault === 'loop' ? replies.mailLoop : replies.headerTooLarge);
      if (this.#lacksSmtpUtf8 && !isAscii(octets.subarray(0, this.#header.octets - before)))
        return this.#fail(replies.headerNeedsSmtpUtf8);
    }
    const held = this.#held;
    const passed = held === undefined ? this.#delivery.hop.write(octets) : this.#hold(held, octets);
    const inspected = this.#tee?.write(octets);
    if (passed === undefined || inspected === undefined) return passed ?? inspected;
    return Promise.all([passed, inspected]).then(() => undefined);
  }

  #hold(held: HeldHeader, octets: TransferOctets): void | Promise<void> {
    if (this.#header.isOver) return this.#release(held, [octets]);
    if (!held.hold(octets)) return this.#release(held, [octets], false);
  }

  /** Our fields, what was held, and what came last. A header that is not known to its end may still have what ours would contradict. */
  #release(held: HeldHeader, last: readonly TransferOctets[], isKnown = true): void | Promise<void> {
    this.#held = undefined;
    const fields = this.#ownFields(isKnown && !this.#header.namesUnsubscribe);
    const slow = [fields, ...held.take(), ...last].map((piece) => this.#delivery.hop.write(piece));
    return slow.every((passed) => passed === undefined) ? undefined : Promise.all(slow).then(() => undefined);
  }

  /** SMTPUTF8 was declared, and the next hop lacks it: then a header beyond ASCII cannot be passed on (RFC 6531 §3.5). */
  get #lacksSmtpUtf8(): boolean {
    const { parameters, hop } = this.#delivery;
    return parameters.smtpUtf8 && !hop.extensions.has('SMTPUTF8');
  }

  #startInspection(): InspectionTee | undefined {
    const { inspectors = [] } = this.#context;
    if (inspectors.length === 0) return undefined;
    const { session, reversePath, alias } = this.#delivery;
    const aliases = alias === undefined ? [] : [alias.address];
    const envelope = { session, reversePath, aliases, messageId: this.#messageId };
    const inspections = inspectors.map((inspector) => inspector.inspect(envelope));
    return new InspectionTee(inspections, (reply) => this.#fail(reply));
  }

  /** The final dot is held until every inspection has spoken; no use is spent yet. */
  async #awaitVerdict(tee: InspectionTee): Promise<void> {
    if (this.#failure !== undefined) return;
    const refusal = await tee.end();
    if (refusal !== undefined) this.#fail(refusal);
  }

  /**
   * The row of the return path is written as late as can be, and taken back when the message is not delivered after all. The
   * claim goes before the spending: a use that is claimed and spent at once would count twice.
   */
  async #commit(): Promise<CommitOutcome> {
    const { hop, returnPath, session, alias } = this.#delivery;
    const { targetRate, metrics } = this.#context;
    try {
      if (alias && targetRate && !(await targetRate.take(alias.target))) {
        hop.abort();
        metrics?.overTargetRate();
        return { ...refusedByUs(replies.notNow), cause: 'targetRate' };
      }
      if (
        returnPath?.isStored === true &&
        !(await this.#context.rowLimits.take(networksOf(session.remoteAddress)))
      ) {
        hop.abort();
        return refusedByUs(replies.tooManyRows);
      }
      const kept = returnPath?.keep();
      if (kept !== undefined) await kept;
    } catch (cause) {
      hop.abort();
      return { ...refusedByUs(replies.storeUnavailable), cause };
    }
    this.#delivery.claim?.drop();
    const outcome = await commit(this.#context, this.#reserve(), hop);
    // The next hop may have taken what is in doubt, and may report on it.
    if (outcome.ending !== 'delivered' && outcome.ending !== 'inDoubt') returnPath?.forget();
    return outcome;
  }

  /** The fingerprint tells a retry of this message from another message (invariant I7). */
  #reserve(): Reservation {
    const { alias, reversePath } = this.#delivery;
    if (alias === undefined) return { id: this.#messageId, uses: [] };
    const parts = [reversePath.text, this.#header.digest(), String(this.#octets)];
    const fingerprint = this.#context.vault.fingerprint(alias, parts);
    return { id: this.#messageId, uses: [{ key: alias.key, fingerprint }] };
  }

  /** The message is lost: what others may wait for goes at once, for the client may take its time until the final dot. */
  #fail(answer: Reply): void {
    if (this.#failure !== undefined) return;
    this.#failure = answer;
    this.#tee?.abort();
    this.#delivery.hop.abort();
    this.#delivery.claim?.drop();
    this.#context.nextHop.release(this.#delivery.hop);
  }

  /** Others want the session with the next hop, and this client has more than its share. */
  #giveWay(): void {
    this.#fail(replies.nextHopUnavailable);
  }

  #leave(isDelivered: boolean): void {
    this.#leaveTransfers();
    this.#delivery.claim?.drop(isDelivered);
    this.#context.nextHop.release(this.#delivery.hop);
  }

  #ownFields(unsubscribes: boolean): TransferOctets {
    const { session, parameters, alias } = this.#delivery;
    const { hostname, now, stopLink, vault } = this.#context;
    const messageId = this.#messageId;
    const loopTag = loopTagOf(vault, messageId, alias);
    const recipient = alias?.address;
    const trace = { session, parameters, hostname, messageId, loopTag, recipient, now: now() };
    const fields = alias && stopLink ? formatMailFields(standingAfter(alias), stopLink(alias.address)) : '';
    const button = alias && stopLink && unsubscribes ? formatUnsubscribeFields(stopLink(alias.address)) : '';
    return encodeMailData(Buffer.from(formatReceived(trace) + fields + button));
  }

  #report({
    ending,
    reply,
    cause,
    nextHopId,
  }: Pick<EndedMessage, 'ending' | 'reply' | 'cause' | 'nextHopId'>): void {
    const { id: sessionId } = this.#delivery.session;
    const message = {
      ending,
      messageId: this.#messageId,
      sessionId,
      nextHopId,
      octets: this.#octets,
      reply,
      cause,
    };
    this.#context.ended?.(this.#delivery.alias, message);
  }
}

/** Refused by ourselves, before any use was spent. */
function refusedByUs(reply: Reply): CommitOutcome {
  return { ending: 'refusedByUs', reply };
}

function standingAfter({ address, usesFree, validUntil }: AliasExpansion): AliasStanding {
  return { address, validUntil, usesLeft: usesFree === null ? null : Math.max(0, usesFree - 1) };
}
