import { isAscii } from 'node:buffer';
import type { AliasKey, Reservation } from '../alias/ports.ts';
import type { AliasExpansion } from '../alias/service.ts';
import type { ClientSession } from '../smtp/client/types.ts';
import type { MailDataSink, SessionInfo } from '../smtp/server/handler.ts';
import type { MailParameters, Path, TransferOctets } from '../smtp/wire/envelope.ts';
import { encodeMailData } from '../smtp/wire/mail-data.ts';
import type { Reply } from '../smtp/wire/reply.ts';
import { commit, type Outcome } from './commit.ts';
import type { RelayContext } from './context.ts';
import { HeaderWatch } from './header-watch.ts';
import { InspectionTee } from './inspection-tee.ts';
import { type AliasStanding, formatMailFields } from './mail-fields.ts';
import { replies } from './replies.ts';
import { formatReceived } from './trace.ts';

/** A message whose recipients are accepted and whose next hop has said 354. */
export interface Delivery {
  readonly hop: ClientSession;
  readonly session: SessionInfo;
  readonly reversePath: Path;
  readonly parameters: MailParameters;
  /** Aliases to spend a use of, each with a claim held; none when the postmaster is the only recipient. */
  readonly aliases: readonly AliasExpansion[];
  /** Recipients at the next hop. */
  readonly recipients: number;
  /** To be awaited before the final dot, if it gives anything: keeps what reports to the return path will need. */
  readonly keepReturnPath: () => Promise<void> | undefined;
}

/**
 * The mail data of one message on its way to the next hop. Whatever fails before the final dot cuts the connection to
 * the next hop, which then has half a message and drops it; what still comes from the originator is swallowed.
 */
export class MessageSink implements MailDataSink {
  readonly #context: RelayContext;
  readonly #delivery: Delivery;
  readonly #header: HeaderWatch;
  readonly #messageId: string;
  /** Where nobody inspects, there is none, and nothing is copied. */
  readonly #tee: InspectionTee | undefined;
  #octets = 0;
  #claims: readonly { readonly key: AliasKey }[];
  #failure: Reply | undefined;

  constructor(context: RelayContext, delivery: Delivery) {
    this.#context = context;
    this.#delivery = delivery;
    this.#claims = delivery.aliases;
    this.#header = new HeaderWatch(context.limits);
    this.#messageId = context.newId();
    this.#tee = this.#startInspection();
    delivery.hop.write(this.#traceField());
  }

  write(octets: TransferOctets): void | Promise<void> {
    if (this.#failure !== undefined) return undefined;
    this.#octets += octets.length;
    // Where 8 bits are not offered they may come out as 7: a line end of the next hop's that is none of ours (RFC 6152 §3).
    if (!this.#delivery.hop.extensions.has('8BITMIME') && !isAscii(octets))
      return this.#fail(replies.no8BitMime);
    if (!this.#header.isOver) {
      const fault = this.#header.push(octets);
      if (fault !== undefined)
        return this.#fail(fault === 'loop' ? replies.mailLoop : replies.headerTooLarge);
    }
    const passed = this.#delivery.hop.write(octets);
    const inspected = this.#tee?.write(octets);
    if (passed === undefined || inspected === undefined) return passed ?? inspected;
    return Promise.all([passed, inspected]).then(() => undefined);
  }

  async end(): Promise<Reply> {
    if (this.#tee !== undefined) await this.#awaitVerdict(this.#tee);
    const outcome = this.#failure === undefined ? await this.#commit() : this.#refuse(this.#failure);
    this.#leave();
    if (outcome.settled === undefined) this.#report(outcome, outcome.cause);
    else void outcome.settled.then((cause) => this.#report(outcome, cause));
    return outcome.reply;
  }

  abort(): void {
    this.#tee?.abort();
    this.#delivery.hop.abort();
    this.#leave();
    this.#report({ event: 'aborted' });
  }

  #startInspection(): InspectionTee | undefined {
    const { inspectors = [] } = this.#context;
    if (inspectors.length === 0) return undefined;
    const { session, reversePath } = this.#delivery;
    const aliases = this.#delivery.aliases.map(({ address }) => address);
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

  /** Claims go first: a use that is claimed and spent at once would count twice and refuse another message its use. */
  async #commit(): Promise<Outcome> {
    const { hop, aliases, recipients, keepReturnPath } = this.#delivery;
    try {
      const kept = keepReturnPath();
      if (kept !== undefined) await kept;
    } catch (cause) {
      hop.abort();
      return { ...this.#refuse(replies.storeUnavailable), cause };
    }
    this.#dropClaims();
    const hasOneRecipient = aliases.length <= 1 && recipients === 1;
    return commit(this.#context, { reservation: this.#reserve(), hop, hasOneRecipient });
  }

  /** The fingerprint tells a retry of this message from another message (invariant I7). */
  #reserve(): Reservation {
    const { aliases, reversePath } = this.#delivery;
    const header = this.#header.digest();
    const size = String(this.#octets);
    const uses = aliases.map((alias) => ({
      key: alias.key,
      fingerprint: this.#context.vault.fingerprint(alias, [reversePath.text, header, size]),
    }));
    return { id: this.#messageId, uses };
  }

  /** Refused by ourselves, before any use was spent. */
  #refuse(reply: Reply): Outcome {
    for (const { key } of this.#delivery.aliases) this.#context.events?.publish(key, 'refused');
    return { event: 'refused', reply };
  }

  #fail(answer: Reply): void {
    if (this.#failure !== undefined) return;
    this.#failure = answer;
    this.#tee?.abort();
    this.#delivery.hop.abort();
  }

  #leave(): void {
    this.#dropClaims();
    this.#context.nextHop.release(this.#delivery.hop);
  }

  #dropClaims(): void {
    for (const { key } of this.#claims) this.#context.claims.drop(key);
    this.#claims = [];
  }

  #traceField(): TransferOctets {
    const { session, parameters, aliases, recipients } = this.#delivery;
    const { hostname, now, stopLink } = this.#context;
    const alias = recipients === 1 && aliases.length === 1 ? aliases[0] : undefined;
    const messageId = this.#messageId;
    const passage = { session, parameters, hostname, messageId, recipient: alias?.address, now: now() };
    const fields = alias && stopLink ? formatMailFields(standingAfter(alias), stopLink(alias.address)) : '';
    return encodeMailData(Buffer.from(formatReceived(passage) + fields));
  }

  #report(
    { event, reply, isByNextHop }: Outcome | ({ event: 'aborted' } & Partial<Omit<Outcome, 'event'>>),
    cause?: unknown,
  ): void {
    this.#context.metrics?.message({ event, reply, isByNextHop, octets: this.#octets });
    this.#context.onEvent?.({
      event,
      cause,
      reply: reply?.code,
      messageId: this.#messageId,
      recipients: this.#delivery.recipients,
      octets: this.#octets,
    });
  }
}

function standingAfter({ address, usesFree, validUntil }: AliasExpansion): AliasStanding {
  return { address, validUntil, usesLeft: usesFree === null ? null : Math.max(0, usesFree - 1) };
}
