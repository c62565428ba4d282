// SPDX-License-Identifier: MIT
/**
 * What comes back to a return path: a report of the target's mail system, which names the target. It passes through memory,
 * action and status are read from it, and the original sender gets a report of our own that names the alias. As with a message,
 * whoever brings it hears 250 only after the next hop has taken ours (invariant I2).
 */
import type { MessageEnding } from '../alias/message-ending.ts';
import type { AliasExpansion } from '../alias/service.ts';
import { networksOf, ownerNetwork } from '../base/client-network.ts';
import { formatMailDate } from '../base/mail-date.ts';
import { readReport } from '../bounce/read-report.ts';
import type { Returned, ReturnedQuestion } from '../bounce/return-paths.ts';
import { writeReport } from '../bounce/write-report.ts';
import { deliver } from '../smtp/client/deliver.ts';
import { ClientError } from '../smtp/client/error.ts';
import type { ClientSession } from '../smtp/client/types.ts';
import type { MailDataSink, SessionInfo } from '../smtp/server/handler.ts';
import type { Path, TransferOctets } from '../smtp/wire/envelope.ts';
import { isPositive, type Reply } from '../smtp/wire/reply.ts';
import type { RelayContext } from './context.ts';
import { replies } from './replies.ts';
import { mapRefusal, tellingDetail } from './reply-mapping.ts';

/** Kept of a report. Those of real mail systems have the delivery status well before that; what follows is swallowed. */
const maxKeptOctets = 262_144;
const firstKeptOctets = 8_192;

/** A report that a client is about to bring. */
interface Bringing {
  /** A return path that is genuine as far as it tells itself. */
  readonly path: Path;
  readonly reversePath: Path;
  readonly session: SessionInfo;
}

/**
 * Takes the mail data of what came back, or says why not. What has a sender is no report; what is forged or expired is answered
 * as an unknown alias is. Nothing was counted before: probes end at RCPT. Rejects with `StoreError`.
 */
export async function openReport(
  context: RelayContext,
  { path, reversePath, session }: Bringing,
): Promise<MailDataSink | Reply> {
  if (!isOfMailSystem(reversePath)) return replies.reportsOnly;
  const { returnPaths, reportLimits } = context;
  const returned = await returnPaths?.resolve(path.localPart, path.domain);
  if (returned === undefined) return replies.noSuchAlias;
  // As meant, since there are many ways to quote a local part.
  const meant = `${path.localPart}@${returned.domain}`.toLowerCase();
  const sender = 'question' in returned ? returned.question.keyId : returned.sender;
  if (!(await reportLimits.take({ networks: networksOf(session.remoteAddress), path: meant, sender })))
    return replies.tooManyReports;
  let sink: ReportSink | undefined;
  const leave = reportLimits.open(ownerNetwork(session.remoteAddress), () => sink?.giveWay());
  if (leave === undefined) return replies.tooManyReports;
  sink = new ReportSink(context, { ...returned, sessionId: session.id }, leave);
  return sink;
}

/** Reports have no sender (RFC 3464 §2), but some old systems write theirs from `MAILER-DAEMON`, which nobody answers either. */
function isOfMailSystem({ text, localPart }: Path): boolean {
  return text === '' || localPart.toLowerCase() === 'mailer-daemon';
}

class ReportSink implements MailDataSink {
  readonly #context: RelayContext;
  readonly #returned: (Returned | ReturnedQuestion) & { readonly sessionId: string };
  readonly #leave: () => void;
  readonly #id: string;
  /** Grows as needed. Transparency dots stay in it: nothing that is read begins with a dot. */
  #kept: Buffer = Buffer.alloc(0);
  #octets = 0;
  #hasGivenWay = false;

  constructor(
    context: RelayContext,
    returned: (Returned | ReturnedQuestion) & { readonly sessionId: string },
    leave: () => void,
  ) {
    this.#context = context;
    this.#returned = returned;
    this.#leave = leave;
    this.#id = context.newId();
  }

  /** Others want its place: what still comes is swallowed. */
  giveWay(): void {
    this.#hasGivenWay = true;
    this.#kept = Buffer.alloc(0);
  }

  write(octets: TransferOctets): void {
    if (this.#hasGivenWay) return;
    const end = Math.min(this.#octets + octets.length, maxKeptOctets);
    if (end > this.#kept.length) {
      const grown = Buffer.alloc(Math.min(maxKeptOctets, Math.max(firstKeptOctets, 2 * end)));
      this.#kept.copy(grown);
      this.#kept = grown;
    }
    if (this.#octets < end) octets.copy(this.#kept, this.#octets);
    this.#octets += octets.length;
  }

  async end(): Promise<Reply> {
    if (this.#hasGivenWay) {
      this.#end('refusedByUs', replies.tooManyReports);
      return replies.tooManyReports;
    }
    const read = readReport(this.#kept.subarray(0, Math.min(this.#octets, maxKeptOctets)));
    this.#kept = Buffer.alloc(0);
    // Not after the sending: a sender's own slow mail servers would keep everyone's reports out.
    this.#leave();
    if (read.kind === 'other') return this.#finish('ignored', replies.delivered);
    if ('question' in this.#returned) {
      await this.#context.questionBounced?.(this.#returned.question);
      return this.#finish('bounced', replies.delivered);
    }
    return this.#passOn(this.#returned, read.status);
  }

  abort(): void {
    this.#leave();
    this.#end('aborted', undefined);
  }

  async #passOn(returned: Returned, status: string): Promise<Reply> {
    if (!returned.isVouched) {
      await this.#tellOwner(returned);
      return this.#finish('unreported', replies.delivered);
    }
    const reply = await this.#send(returned.sender, await this.#signed(this.#write(returned, status)));
    if (isPositive(reply)) return this.#finish('bounced', reply, returned);
    // What is answered 4xx comes again, and the owner is told then.
    if (reply.code >= 500) await this.#tellOwner(returned);
    return this.#finish('refusedByNextHop', reply);
  }

  #write({ domain, sender, alias, sentOn }: Returned, status: string): Buffer {
    const { hostname, now } = this.#context;
    const statusClass = status.startsWith('4') ? '4' : '5';
    const detail = tellingDetail(status, statusClass);
    return writeReport({
      domain,
      sender,
      alias,
      sentOn,
      hostname,
      status: detail?.status ?? `${statusClass}.0.0`,
      reason: detail?.text ?? 'The mail system behind it did not take the message, or gave up on it',
      id: this.#id,
      date: formatMailDate(now()),
    });
  }

  /** Aligned with its author, `postmaster@` this domain, so that it passes DMARC whatever way it goes. */
  async #signed(report: Buffer): Promise<Buffer> {
    return (await this.#context.sign?.(report, this.#returned.domain)) ?? report;
  }

  async #send(sender: string, report: Buffer): Promise<Reply> {
    const { nextHop, onNextHopFailure } = this.#context;
    let hop: ClientSession | undefined;
    try {
      hop = await nextHop.acquire(sender, this.#id);
      return await sendReport(hop, sender, report);
    } catch (error) {
      onNextHopFailure?.(error);
      hop?.abort();
      const isForGood = error instanceof ClientError && error.failure === 'undeliverable';
      if (hop === undefined) return isForGood ? replies.takesNoMail : replies.nextHopUnavailable;
      return replies.nextHopLost;
    } finally {
      if (hop !== undefined) nextHop.release(hop);
    }
  }

  async #finish(
    ending: 'bounced' | 'ignored' | 'unreported' | 'refusedByNextHop',
    reply: Reply,
    bounced?: Returned,
  ): Promise<Reply> {
    this.#end(ending, reply, bounced && (await this.#aliasOf(bounced)));
    return reply;
  }

  /** The message bounced, although its sender does not hear of it. */
  async #tellOwner(returned: Returned): Promise<void> {
    const alias = await this.#aliasOf(returned);
    if (alias !== undefined) this.#context.events?.publish(alias.key, 'bounced');
  }

  /** The history of an alias that is dead is gone with it. */
  async #aliasOf({ alias }: Returned): Promise<AliasExpansion | undefined> {
    const at = alias.lastIndexOf('@');
    try {
      const expansion = await this.#context.aliases.expand(alias.slice(0, at), alias.slice(at + 1));
      return expansion.kind === 'alias' ? expansion : undefined;
    } catch {
      return undefined;
    }
  }

  #end(ending: MessageEnding, reply: Reply | undefined, alias?: AliasExpansion): void {
    const { sessionId } = this.#returned;
    this.#context.ended?.(alias, { ending, messageId: this.#id, sessionId, octets: this.#octets, reply });
  }
}

/** One transaction from the null sender (RFC 3464 §2). Rejects with `ClientError`. */
async function sendReport(hop: ClientSession, sender: string, report: Buffer): Promise<Reply> {
  const {
    isAccepted,
    replies: answers,
    lacks,
  } = await deliver(hop, {
    reversePath: '',
    forwardPath: sender,
    content: report,
  });
  if (isAccepted) return replies.delivered;
  if (lacks !== undefined) return lacks === 'SMTPUTF8' ? replies.noSmtpUtf8 : replies.no8BitMime;
  const last = answers.at(-1);
  if (last === undefined) return replies.nextHopLost;
  const isEnvelope = last.command === 'MAIL' || last.command === 'RCPT';
  return mapRefusal(last.reply, isEnvelope ? 'envelope' : 'message');
}
