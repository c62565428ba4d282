// SPDX-License-Identifier: MIT
import type { MailParameters, TransferOctets } from '../wire/envelope.ts';
import { formatParameters, noParameters } from '../wire/extensions.ts';
import { heldOctetsLimit, lend, takeBack } from '../wire/held-memory.ts';
import type { ReceivedReply } from '../wire/received-reply.ts';
import { isPositive } from '../wire/reply.ts';
import type { ClientConnection } from './connection.ts';
import { ClientError, type ClientPhase } from './error.ts';
import type { ClientOptions, ClientSession, OpenReplies } from './types.ts';

interface Command {
  readonly octets: string;
  readonly phase: ClientPhase;
}

/** Nobody waits longer than this for the reply to QUIT. */
const quitTimeoutMs = 2_000;
const nothing = Buffer.alloc(0);
const finalDot = Buffer.from('.\r\n');
const finalDotOnNewLine = Buffer.from('\r\n.\r\n');
/** Room for these is left in what is kept back. */
const finalOctets = finalDotOnNewLine.length;
const resetCommand: Command = { octets: 'RSET\r\n', phase: 'reset' };
const transactionPhases: readonly ClientPhase[] = ['mail', 'rcpt'];
const phasesAfterReset: readonly ClientPhase[] = ['reset', ...transactionPhases];

/** A session that is set up; see `ClientSession` for what its methods promise. */
export class ConnectedSession implements ClientSession {
  readonly extensions: ReadonlyMap<string, string>;
  readonly #connection: ClientConnection;
  readonly #commandTimeoutMs: number;
  readonly #dataTimeoutMs: number;
  readonly #writeTimeoutMs: number;
  readonly #dotTimeoutMs: number;
  /** The server may hold a reverse path or recipients of ours. */
  #isTransactionOpen = false;
  /** A copy of the octets kept back, since what is written to us is in use only until `write` has returned. */
  #held: Buffer | undefined;
  #heldOctets = 0;
  /** Whether the mail data written so far ends a line; it does before the first octet. */
  #isAtLineStart = true;
  #lastOctet = 0;

  constructor(connection: ClientConnection, extensions: ReadonlyMap<string, string>, options: ClientOptions) {
    this.#connection = connection;
    this.extensions = extensions;
    this.#commandTimeoutMs = options.commandTimeoutMs ?? 60_000;
    this.#dataTimeoutMs = options.dataTimeoutMs ?? 60_000;
    this.#writeTimeoutMs = options.writeTimeoutMs ?? 180_000;
    this.#dotTimeoutMs = options.dotTimeoutMs ?? 600_000;
  }

  get isOpen(): boolean {
    return this.#connection.error === undefined;
  }

  /** Whether another transaction can begin: open, in step, no reply awaited, no mail data begun. */
  get isIdle(): boolean {
    return this.#connection.isIdle;
  }

  /** As `ClientSession` promises. A transaction that was left open before is reset in the same write. */
  async open(
    reversePath: string,
    forwardPath: string,
    parameters: Partial<MailParameters> = noParameters,
  ): Promise<OpenReplies> {
    const mailAndRcpt = [this.#mailCommand(reversePath, parameters), rcptCommand(forwardPath)] as const;
    const needsReset = this.#isTransactionOpen;
    this.#isTransactionOpen = true;
    const replies = await this.#group(mailAndRcpt, needsReset);
    const reset = needsReset ? replies.shift() : undefined;
    // RFC 5321 §4.3.2: nothing but 250 says that the former transaction is gone.
    if (reset !== undefined && reset.code !== 250) {
      this.abort();
      throw new ClientError('refused', 'reset', { reply: reset });
    }
    const mail = replies[0];
    const rcpt = replies[1];
    if (mail === undefined) throw new ClientError('lost', 'mail');
    this.#isTransactionOpen = isPositive(mail) || (rcpt !== undefined && isPositive(rcpt));
    return { mail, rcpt };
  }

  async rcpt(forwardPath: string): Promise<ReceivedReply> {
    return this.#send(rcptCommand(forwardPath), this.#commandTimeoutMs);
  }

  data(): Promise<ReceivedReply> {
    this.#heldOctets = 0;
    this.#isAtLineStart = true;
    return this.#send({ octets: 'DATA\r\n', phase: 'data' }, this.#dataTimeoutMs);
  }

  write(octets: TransferOctets): void | Promise<void> {
    if (octets.length === 0 || !this.#connection.isSendingMailData) return;
    const beforeLast = octets.at(-2) ?? this.#lastOctet;
    this.#lastOctet = octets.at(-1) ?? 0;
    this.#isAtLineStart = beforeLast === 13 && this.#lastOctet === 10;
    if (this.#heldOctets + octets.length <= heldOctetsLimit - finalOctets) {
      this.#hold(octets);
    } else {
      const held = this.#held;
      const before = this.#takeHeld();
      this.#connection.write(before.length === 0 ? [octets] : [before, octets]);
      if (this.#connection.hasUnsent) return this.#connection.drain(this.#writeTimeoutMs);
      takeBack(held);
    }
  }

  /**
   * As `ClientSession` promises. A refusal that came before the dot is the answer: the session is closed then and no
   * dot was sent.
   */
  async end(): Promise<ReceivedReply> {
    // A next hop that has stopped reading gets no dot, and so leaves no doubt.
    if (this.#connection.hasUnsent) await this.#connection.drain(this.#writeTimeoutMs);
    if (this.#connection.error !== undefined) return refusalBeforeDot(this.#connection.error);
    if (!this.#connection.isSendingMailData) throw new Error('end() without mail data');
    this.#hold(this.#isAtLineStart ? finalDot : finalDotOnNewLine);
    const held = this.#held;
    const answer = await this.#exchange(this.#takeHeld(), 'dot', this.#dotTimeoutMs).catch(refusalBeforeDot);
    if (!this.#connection.hasUnsent) takeBack(held);
    this.#isTransactionOpen = false;
    return answer;
  }

  async reset(): Promise<ReceivedReply> {
    const answer = await this.#send(resetCommand, this.#commandTimeoutMs);
    if (isPositive(answer)) this.#isTransactionOpen = false;
    return answer;
  }

  async quit(): Promise<void> {
    const connection = this.#connection;
    // In the middle of mail data QUIT would be mail data; with a reply outstanding, out of step.
    const timeoutMs = Math.min(this.#commandTimeoutMs, quitTimeoutMs);
    if (connection.isIdle) await connection.exchange('QUIT\r\n', ['quit'], timeoutMs).catch(() => {});
    this.abort();
    await connection.closed;
  }

  abort(): void {
    this.#connection.fail('lost', { detail: 'ended by us' });
  }

  #mailCommand(reversePath: string, parameters: Partial<MailParameters>): Command {
    const octets = `MAIL FROM:<${checked(reversePath)}>${formatParameters(parameters, this.extensions)}`;
    return { octets: `${octets}\r\n`, phase: 'mail' };
  }

  /** One write and its replies where PIPELINING (RFC 2920) is offered; else one by one, until one is refused. */
  #group(mailAndRcpt: readonly [Command, Command], needsReset: boolean): Promise<ReceivedReply[]> {
    const [mail, rcpt] = mailAndRcpt;
    if (!this.extensions.has('PIPELINING'))
      return this.#sendInTurn(needsReset ? [resetCommand, ...mailAndRcpt] : mailAndRcpt);
    const octets = `${needsReset ? resetCommand.octets : ''}${mail.octets}${rcpt.octets}`;
    const phases = needsReset ? phasesAfterReset : transactionPhases;
    return this.#connection.exchange(octets, phases, this.#commandTimeoutMs);
  }

  async #sendInTurn(commands: readonly Command[]): Promise<ReceivedReply[]> {
    const replies: ReceivedReply[] = [];
    for (const command of commands) {
      const answer = await this.#send(command, this.#commandTimeoutMs);
      replies.push(answer);
      if (!isPositive(answer)) break;
    }
    return replies;
  }

  #send(command: Command, timeoutMs: number): Promise<ReceivedReply> {
    return this.#exchange(command.octets, command.phase, timeoutMs);
  }

  #exchange(octets: string | Buffer, phase: ClientPhase, timeoutMs: number): Promise<ReceivedReply> {
    return this.#connection.exchange(octets, [phase], timeoutMs).then((answers) => {
      const answer = answers[0];
      if (answer === undefined) throw new ClientError('lost', phase);
      return answer;
    });
  }

  #hold(octets: Uint8Array): void {
    this.#held ??= lend();
    this.#held.set(octets, this.#heldOctets);
    this.#heldOctets += octets.length;
  }

  /** What is kept back, in the memory that it is in. */
  #takeHeld(): Buffer {
    const held = this.#held?.subarray(0, this.#heldOctets) ?? nothing;
    this.#held = undefined;
    this.#heldOctets = 0;
    return held;
  }
}

/** The refusal of mail data whose dot had not left yet; throws any other error. */
function refusalBeforeDot(error: unknown): ReceivedReply {
  if (
    error instanceof ClientError &&
    error.phase === 'mail data' &&
    error.failure === 'refused' &&
    error.reply
  )
    return error.reply;
  throw error;
}

function rcptCommand(forwardPath: string): Command {
  return { octets: `RCPT TO:<${checked(forwardPath)}>\r\n`, phase: 'rcpt' };
}

/** Paths come parsed; this is the last line of defence against one that carries a command. */
function checked(path: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
  if (/[\x00-\x1f\x7f]/.test(path)) throw new TypeError('a path carries control characters');
  return path;
}
