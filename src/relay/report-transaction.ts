/**
 * What comes back to a return path: a report of the target's mail system, which names the target. It passes through memory,
 * action and status are read from it, and the original sender gets a report of our own that names the alias. As with a message,
 * whoever brings it hears 250 only after the next hop has taken ours (invariant I2).
 */
import { readReport } from '../bounce/read-report.ts';
import type { Returned } from '../bounce/return-paths.ts';
import { writeReport } from '../bounce/write-report.ts';
import { deliver } from '../smtp/client/deliver.ts';
import { ClientError } from '../smtp/client/error.ts';
import type { ClientSession } from '../smtp/client/types.ts';
import type { MailDataSink } from '../smtp/server/handler.ts';
import type { Path, TransferOctets } from '../smtp/wire/envelope.ts';
import { isPositive, type Reply } from '../smtp/wire/reply.ts';
import type { RelayContext } from './context.ts';
import type { RelayEvent } from './relay-metrics.ts';
import { replies } from './replies.ts';
import { mapRefusal, tellingDetail } from './reply-mapping.ts';
import { formatDate } from './trace.ts';

/** Kept of a report. Those of real mail systems have the delivery status well before that; what follows is swallowed. */
const mostKeptOctets = 262_144;
const firstKeptOctets = 8_192;

/**
 * Judges a recipient that looks like a return path. One that is forged or expired is answered as an unknown alias is. What
 * has a sender is no report. Rejects with `StoreError`.
 */
export async function admitBounce(
  { returnPaths, bounceLimits }: RelayContext,
  envelope: { readonly path: Path; readonly reversePath: Path; readonly remoteAddress: string },
): Promise<Returned | Reply> {
  const { path, reversePath, remoteAddress } = envelope;
  const returned = await returnPaths?.resolve(path.localPart, path.domain);
  if (returned === undefined) return replies.noSuchAlias;
  if (reversePath.text !== '') return replies.reportsOnly;
  // As meant, since there are many ways to quote a local part.
  const meant = `${path.localPart}@${returned.domain}`.toLowerCase();
  if (!bounceLimits.take(remoteAddress, meant)) return replies.tooManyReports;
  return returned;
}

/** Takes the mail data of what came back. */
export function openBounce(context: RelayContext, returned: Returned): MailDataSink | Reply {
  const leave = context.bounceLimits.open();
  return leave === undefined ? replies.tooManyReports : new BounceSink(context, returned, leave);
}

class BounceSink implements MailDataSink {
  readonly #context: RelayContext;
  readonly #returned: Returned;
  readonly #leave: () => void;
  readonly #id: string;
  /** Grows as needed. Transparency dots stay in it: nothing that is read begins with a dot. */
  #kept: Buffer = Buffer.alloc(0);
  #octets = 0;

  constructor(context: RelayContext, returned: Returned, leave: () => void) {
    this.#context = context;
    this.#returned = returned;
    this.#leave = leave;
    this.#id = context.newId();
  }

  write(octets: TransferOctets): void {
    const end = Math.min(this.#octets + octets.length, mostKeptOctets);
    if (end > this.#kept.length) {
      const grown = Buffer.alloc(Math.min(mostKeptOctets, Math.max(firstKeptOctets, 2 * end)));
      this.#kept.copy(grown);
      this.#kept = grown;
    }
    if (this.#octets < end) octets.copy(this.#kept, this.#octets);
    this.#octets += octets.length;
  }

  async end(): Promise<Reply> {
    const read = readReport(this.#kept.subarray(0, Math.min(this.#octets, mostKeptOctets)));
    this.#kept = Buffer.alloc(0);
    // Not after the sending: a sender's own slow mail servers would keep everyone's reports out.
    this.#leave();
    if (read.kind === 'other') return this.#finish('ignored', replies.delivered);
    const reply = await this.#send(this.#write(read.status));
    // What is answered 4xx comes again, and is told then.
    if (reply.code >= 400 && reply.code < 500) return this.#finish('refused', reply);
    await this.#tell();
    return this.#finish(isPositive(reply) ? 'bounced' : 'refused', reply);
  }

  abort(): void {
    this.#leave();
    this.#finish('aborted');
  }

  #write(status: string): Buffer {
    const { hostname, now } = this.#context;
    const statusClass = status.startsWith('4') ? '4' : '5';
    const { domain, sender, aliases, sentOn } = this.#returned;
    const detail = tellingDetail(status, statusClass);
    return writeReport({
      domain,
      sender,
      aliases,
      sentOn,
      hostname,
      status: detail?.status ?? `${statusClass}.0.0`,
      reason: detail?.text ?? 'The mail system behind it did not take the message, or gave up on it',
      id: this.#id,
      date: formatDate(now()),
    });
  }

  async #send(report: Buffer): Promise<Reply> {
    const { nextHop, onNextHopFailure } = this.#context;
    let hop: ClientSession | undefined;
    try {
      hop = await nextHop.acquire(this.#returned.sender);
      return await sendReport(hop, this.#returned.sender, report);
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

  /** The history of an alias that is dead is gone with it. */
  async #tell(): Promise<void> {
    const { vault, store, events } = this.#context;
    for (const alias of this.#returned.aliases) {
      for (const key of [vault.keyOf(alias), ...vault.otherKeysOf(alias)]) {
        const record = await Promise.resolve(store.find(key)).catch(() => undefined);
        if (record !== undefined) events?.publish(key, 'bounced');
      }
    }
  }

  #finish(event: RelayEvent['event'], reply: Reply): Reply;
  #finish(event: 'aborted'): undefined;
  #finish(event: RelayEvent['event'], reply?: Reply): Reply | undefined {
    this.#context.metrics?.message({ event, reply, octets: this.#octets });
    this.#context.onEvent?.({
      event,
      messageId: this.#id,
      recipients: this.#returned.aliases.length,
      octets: this.#octets,
      reply: reply?.code,
    });
    return reply;
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
