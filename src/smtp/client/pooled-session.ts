import type { MailParameters, TransferOctets } from '../wire/envelope.ts';
import type { ReceivedReply } from '../wire/received-reply.ts';
import { ClientError } from './error.ts';
import type { Session } from './session.ts';
import type { ClientSession } from './types.ts';

/** A session that a pool keeps, with what the pool knows of it. Instants in ms of the pool's clock. */
export interface Kept {
  readonly session: Session;
  readonly openedAt: number;
  transactions: number;
  idleSince: number;
}

/**
 * A session on loan from a pool. The server may have ended a kept session without our noticing yet; the first `open`
 * finds out, and then goes on in a new session: nothing had been accepted, so nothing is done twice.
 */
export class PooledSession implements ClientSession {
  readonly #reopen: () => Promise<Kept>;
  #kept: Kept;
  #mayMove: boolean;
  #isAborted = false;

  constructor(kept: Kept, reopen: () => Promise<Kept>) {
    this.#kept = kept;
    this.#mayMove = kept.transactions > 0;
    this.#reopen = reopen;
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
    parameters: MailParameters,
  ): Promise<{ readonly mail: ReceivedReply; readonly rcpt: ReceivedReply | undefined }> {
    if (this.#mayMove) {
      this.#mayMove = false;
      try {
        const answer = await this.#kept.session.open(reversePath, forwardPath, parameters);
        // What an idle session was told before it was closed: not an answer to this MAIL.
        if (answer.mail.code !== 421) return answer;
      } catch (error) {
        if (this.#isAborted || !wasGone(error)) throw error;
      }
      await this.#move(parameters);
    }
    return this.#kept.session.open(reversePath, forwardPath, parameters);
  }

  rcpt(forwardPath: string): Promise<ReceivedReply> {
    return this.#kept.session.rcpt(forwardPath);
  }

  data(): Promise<ReceivedReply> {
    return this.#kept.session.data();
  }

  write(octets: TransferOctets): void | Promise<void> {
    return this.#kept.session.write(octets);
  }

  end(): Promise<ReceivedReply> {
    return this.#kept.session.end();
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
  }

  async #move(parameters: MailParameters): Promise<void> {
    const before = this.extensions;
    this.#kept = await this.#reopen();
    if (this.#isAborted) this.#kept.session.abort();
    // The caller has judged by what the first session offered.
    const needed = [parameters.smtpUtf8 && 'SMTPUTF8', parameters.body === '8BITMIME' && '8BITMIME'];
    const isLess = needed.some((keyword) => keyword && before.has(keyword) && !this.extensions.has(keyword));
    if (isLess) throw new ClientError('lost', 'mail', { detail: 'the next hop now offers less' });
  }
}

/** Whether the session had ended before it could take a command. */
function wasGone(error: unknown): boolean {
  if (!(error instanceof ClientError)) return false;
  if (error.phase === 'idle') return true;
  if (error.phase === 'reset' && error.reply?.code === 421) return true;
  return error.failure === 'lost' && (error.phase === 'mail' || error.phase === 'reset');
}
