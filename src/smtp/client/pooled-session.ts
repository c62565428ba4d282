// SPDX-License-Identifier: MIT
import type { Member } from '../../base/indexed-set.ts';
import type { MailParameters, TransferOctets } from '../wire/envelope.ts';
import { noParameters } from '../wire/extensions.ts';
import type { ReceivedReply } from '../wire/received-reply.ts';
import { ClientError } from './error.ts';
import type { ConnectedSession } from './session.ts';
import type { ClientSession, OpenReplies } from './types.ts';

/** A session that a pool keeps, with what the pool knows of it. Instants in ms of the pool's clock. */
export interface Kept {
  readonly session: ConnectedSession;
  readonly openedAt: number;
  transactions: number;
  idleSince: number;
  /** Used before, it refused something: perhaps for what it is and not for what was asked, so it is not kept on. */
  hasRefused: boolean;
}

/** Where sessions come from and go to. */
export interface SessionSource {
  /** A fresh one; rejects with `ClientError`. */
  open(): Promise<Kept>;
  end(kept: Kept): void;
}

/** What the server has been told of the present transaction, and has accepted. */
interface OpenTransaction {
  readonly reversePath: string;
  readonly parameters: Partial<MailParameters>;
  forwardPaths: readonly string[];
}

/** What came of a question: a reply, or a failure of the connection. */
type AnswerOrError<Answer> = Answer | ClientError;

/**
 * A session on loan from a pool. What a session that was used before refuses (MAIL, RCPT, DATA, the RSET before them, or by
 * ending) may be due to its past: a server may grant ten messages to a session, or have ended it without our noticing yet. So
 * it is asked once more in a fresh session, where the recipients accepted so far are named again, before the caller hears
 * anything. What a fresh session answers stands. Mail data is never sent twice: after the reply to DATA nothing is asked again.
 */
export class PooledSession implements ClientSession, Member {
  place = -1;
  readonly #source: SessionSource;
  #kept: Kept;
  /** Used before, and not replaced yet. */
  #isReplaceable: boolean;
  /** Being opened in place of the present one. */
  #replacement: Kept | undefined;
  #transaction: OpenTransaction | undefined;
  #isAborted = false;

  constructor(kept: Kept, source: SessionSource) {
    this.#kept = kept;
    this.#isReplaceable = kept.transactions > 0;
    this.#source = source;
  }

  get kept(): Kept {
    return this.#kept;
  }

  get extensions(): ReadonlyMap<string, string> {
    return this.#kept.session.extensions;
  }

  get isOpen(): boolean {
    return this.#kept.session.isOpen;
  }

  async open(
    reversePath: string,
    forwardPath: string,
    parameters: Partial<MailParameters> = noParameters,
  ): Promise<OpenReplies> {
    this.#transaction = { reversePath, parameters, forwardPaths: [] };
    let answer = await outcomeOf(this.#kept.session.open(reversePath, forwardPath, parameters));
    if (!isTaken(answer) && this.#mayReplace(answer)) {
      // Nothing was accepted, so that nothing is lost with the present session.
      this.#source.end(this.#kept);
      await this.#move(async () => true);
      answer = await outcomeOf(this.#kept.session.open(reversePath, forwardPath, parameters));
    }
    if (isTaken(answer)) this.#transaction.forwardPaths = [forwardPath];
    return resolved(answer);
  }

  async rcpt(forwardPath: string): Promise<ReceivedReply> {
    const answer = await this.#ask(({ session }) => session.rcpt(forwardPath), isCompletion);
    if (isCompletion(answer) && this.#transaction !== undefined)
      this.#transaction.forwardPaths = [...this.#transaction.forwardPaths, forwardPath];
    return answer;
  }

  data(): Promise<ReceivedReply> {
    return this.#ask(
      ({ session }) => session.data(),
      ({ code }) => code === 354,
    );
  }

  write(octets: TransferOctets): void | Promise<void> {
    return this.#kept.session.write(octets);
  }

  async end(): Promise<ReceivedReply> {
    const answer = await this.#kept.session.end();
    if (!isCompletion(answer)) this.#kept.hasRefused = this.#kept.transactions > 0;
    return answer;
  }

  reset(): Promise<ReceivedReply> {
    return this.#kept.session.reset();
  }

  quit(): Promise<void> {
    return this.#kept.session.quit();
  }

  abort(): void {
    this.#isAborted = true;
    this.#kept.session.abort();
    this.#replacement?.session.abort();
  }

  /** Asks within an open transaction. */
  async #ask(
    ask: (kept: Kept) => Promise<ReceivedReply>,
    isWanted: (answer: ReceivedReply) => boolean,
  ): Promise<ReceivedReply> {
    const answer = await outcomeOf(ask(this.#kept));
    if (!(answer instanceof ClientError) && isWanted(answer)) return answer;
    if (this.#mayReplace(answer) && (await this.#replay())) return ask(this.#kept);
    const refusal = resolved(answer);
    return this.#kept.transactions === 0 ? refusal : asTemporary(refusal);
  }

  /** Whether to ask in a fresh session; once. A deadline that was reached leaves no time to, and a loop is no fault of the session. */
  #mayReplace(answer: AnswerOrError<OpenReplies | ReceivedReply>): boolean {
    if (!this.#isReplaceable || this.#isAborted || isLoop(answer)) return false;
    this.#kept.hasRefused = true;
    this.#isReplaceable = false;
    return !(answer instanceof ClientError && answer.failure === 'timeout');
  }

  /** Brings the open transaction into a fresh session; false where that cannot be, and the present session stays. */
  async #replay(): Promise<boolean> {
    if (this.#transaction === undefined) return false;
    const { reversePath, parameters, forwardPaths } = this.#transaction;
    const [first, ...others] = forwardPaths;
    if (first === undefined) return false;
    const moved = await outcomeOf(
      this.#move(async (session) => {
        let isAccepted = isTaken(await session.open(reversePath, first, parameters));
        for (const other of others) isAccepted &&= isCompletion(await session.rcpt(other));
        return isAccepted;
      }),
    );
    return moved === true;
  }

  /** Goes on in a fresh session where that one is fit for it. Rejects with `ClientError`; the present one stays then too. */
  async #move(isFit: (session: ConnectedSession) => Promise<boolean>): Promise<boolean> {
    let isMoved = false;
    try {
      this.#replacement = await this.#source.open();
      const { session } = this.#replacement;
      if (this.#isAborted) session.abort();
      if (this.#offersLess(session)) throw new ClientError('lost', 'mail', { detail: 'it now offers less' });
      isMoved = await isFit(session);
      return isMoved;
    } finally {
      this.#settle(isMoved);
    }
  }

  #settle(isMoved: boolean): void {
    const fresh = this.#replacement;
    this.#replacement = undefined;
    if (fresh === undefined) return;
    this.#source.end(isMoved ? this.#kept : fresh);
    if (isMoved) this.#kept = fresh;
  }

  /** The caller has judged by what the present session offers. */
  #offersLess({ extensions }: ConnectedSession): boolean {
    const { smtpUtf8, body } = this.#transaction?.parameters ?? {};
    const needed = [smtpUtf8 && 'SMTPUTF8', body === '8BITMIME' && '8BITMIME'];
    return needed.some((keyword) => keyword && this.extensions.has(keyword) && !extensions.has(keyword));
  }
}

/** A loop (RFC 3463 §3.5, x.4.6) is one in any session: asked twice by each server in it, it would double with each. */
function isLoop(answer: AnswerOrError<OpenReplies | ReceivedReply>): boolean {
  if (answer instanceof ClientError) return false;
  const { enhanced } = 'code' in answer ? answer : (answer.rcpt ?? answer.mail);
  return enhanced === '4.4.6' || enhanced === '5.4.6';
}

/** Gives a `ClientError` instead of throwing it. */
function outcomeOf<Answer>(answer: Promise<Answer>): Promise<AnswerOrError<Answer>> {
  return answer.catch(asFailure);
}

function asFailure(error: unknown): ClientError {
  if (error instanceof ClientError) return error;
  throw error;
}

function resolved<Answer>(outcome: AnswerOrError<Answer>): Answer {
  if (outcome instanceof ClientError) throw outcome;
  return outcome;
}

function isTaken(answer: AnswerOrError<OpenReplies>): boolean {
  return !(answer instanceof ClientError) && answer.rcpt !== undefined && isCompletion(answer.rcpt);
}

function isCompletion({ code }: ReceivedReply): boolean {
  return code >= 200 && code < 300;
}

/** A session that was used before refuses for now: another may not. */
function asTemporary(answer: ReceivedReply): ReceivedReply {
  return answer.code < 500 ? answer : { ...answer, code: 451, enhanced: undefined };
}
