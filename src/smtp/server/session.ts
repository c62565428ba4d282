// SPDX-License-Identifier: MIT
import { LineSplitter, type Octets } from '../wire/line-splitter.ts';
import { parseHost } from '../wire/path.ts';
import { isPositive, type Reply } from '../wire/reply.ts';
import { parseCommand } from './command.ts';
import { type CommandState, type Intent, interpret, type SessionTransaction } from './commands.ts';
import type { ClientAccount } from './error-counts.ts';
import type { MailDataSink, MaybePromise, SessionHandler, SessionInfo } from './handler.ts';
import { MailDataPhase } from './mail-data-phase.ts';
import { replies } from './replies.ts';
import { SessionBudget } from './session-budget.ts';
import type { SessionContext, SessionSummary, Wire } from './session-types.ts';

/** First octet of a TLS record that carries a handshake: someone takes us for a port of implicit TLS. */
const tlsHandshakeOctet = 0x16;

const offences = {
  bareLineFeed: replies.bareLineFeed,
  tooLong: replies.commandTooLong,
  flood: replies.lineFlood,
};

/**
 * The server's side of one session, without its socket: octets in, replies out through `Wire`, time by `clock`.
 *
 * | phase    | waits for                                      | octets that come are | next                       |
 * |----------|------------------------------------------------|----------------------|----------------------------|
 * | busy     | the handler (greet, mail, rcpt, data, end), a  | held, and no more    | command, refused, mailData |
 * |          | full sink, or the TLS handshake                | are asked for        |                            |
 * | refused  | QUIT, after a 5xx greeting (RFC 5321 §3.1)     | command lines        | over                       |
 * | command  | a command                                      | command lines        | busy, mailData             |
 * | mailData | mail data                                      | mail data            | busy, command              |
 * | over     | a call of the handler to return, if one is out | dropped              |                            |
 *
 * Replies to what came in one piece leave in one write, when all of it is answered; if the handler takes its time over
 * one of them, at the next tick. Whoever sends anything between DATA or STARTTLS and its reply is cut off, so that no
 * octet meant as one thing is taken for another: RFC 2920 §3.1 and RFC 3207 §4 forbid it to the client.
 */
export class ServerSession {
  readonly #context: SessionContext;
  readonly #wire: Wire;
  readonly #handler: SessionHandler;
  readonly #info: { -readonly [Field in keyof SessionInfo]: SessionInfo[Field] };
  readonly #splitter: LineSplitter;
  readonly #onEnd: (summary: SessionSummary) => void;
  readonly #budget: SessionBudget;
  #phase: 'busy' | 'refused' | 'command' | 'mailData' | 'over' = 'busy';
  #transaction: SessionTransaction | undefined;
  #mailData: MailDataPhase | undefined;
  /** Came while the session was busy. */
  #held: Buffer | undefined;
  /** Replies that are not sent yet. */
  #out = '';
  /** Whether a call of the handler has not returned yet. */
  #isCalling = false;
  #isFinished = false;
  #hasClientEnded = false;
  #farewell: Reply | undefined;

  /** Begins with the handler's say on the client, then greets. Throws what `makeHandler` throws. */
  constructor(
    wire: Wire,
    context: SessionContext,
    client: {
      readonly remoteAddress: string;
      readonly remotePort: number;
      readonly errors?: ClientAccount;
      readonly makeHandler: (info: SessionInfo) => SessionHandler;
      /** Called once, after the last call of the handler. */
      readonly onEnd: (summary: SessionSummary) => void;
    },
  ) {
    const { remoteAddress, remotePort } = client;
    this.#wire = wire;
    this.#context = context;
    this.#info = {
      id: context.newSessionId(),
      remoteAddress,
      remotePort,
      clientName: undefined,
      clientHost: undefined,
      isExtended: false,
      tls: undefined,
    };
    this.#onEnd = client.onEnd;
    this.#budget = new SessionBudget(context, client.errors);
    const { commandLineOctets, discardedLineOctets } = context.limits;
    this.#splitter = new LineSplitter({
      lineOctets: commandLineOctets,
      discardedOctets: discardedLineOctets,
    });
    this.#handler = client.makeHandler(this.#info);
    this.#call(
      () => this.#handler.greet?.(),
      (answer) => this.#greet(answer),
      () => this.#answer(replies.unavailable),
    );
    this.#rest();
  }

  /** Whether the octets that come may be in use until the sink takes more; else only during `receive`. */
  get isTakingMailData(): boolean {
    return this.#mailData !== undefined;
  }

  /** Since when the client, without an accepted recipient, has left us waiting for a command, ms; undefined when it has not. */
  get idleSince(): number | undefined {
    const isIdle = (this.#phase === 'command' || this.#phase === 'refused') && !this.#hasRecipient;
    return isIdle ? this.#budget.waitingSince : undefined;
  }

  /** Octets have come: those of `memory` until before `end`. */
  receive(memory: Buffer, end = memory.length): void {
    if (this.#phase === 'over') return;
    if (this.#phase === 'busy') {
      this.#hold(memory.subarray(0, end));
      return;
    }
    this.#consume(memory, end);
    this.#rest();
  }

  /** The client has closed its side; what it sent before is still answered. */
  clientEnded(): void {
    this.#hasClientEnded = true;
    this.#rest();
  }

  /** The connection is gone. */
  lost(): void {
    this.#phase = 'over';
    // Not after the call in hand: the next hop of a message that will never be complete need not wait for that.
    this.#abortMailData();
    this.#finish();
  }

  /** The TLS handshake has succeeded; everything known from before it is forgotten (RFC 3207 §4.2). */
  secured(tls: NonNullable<SessionInfo['tls']>): void {
    if (this.#phase === 'over') return;
    this.#info.tls = tls;
    this.#phase = 'command';
    this.#budget.restart();
    this.#rest();
  }

  /** Time has passed: sends replies held back for others of their group, and closes a session that is overdue. */
  tick(): void {
    if (this.#phase === 'command' || this.#phase === 'refused' || this.#phase === 'mailData') {
      const overdue = this.#mailData?.overdue() ?? this.#commandOverdue() ?? this.#transactionOverdue();
      if (overdue !== undefined) this.#answer(overdue);
    }
    this.#flush();
  }

  #commandOverdue(): Reply | undefined {
    if (this.#mailData !== undefined) return undefined;
    return this.#budget.overdue(this.#context.isStressed && !this.#hasRecipient);
  }

  /** MAIL alone costs nothing, and says nothing of whether a message will come. */
  get #hasRecipient(): boolean {
    return this.#transaction !== undefined && this.#transaction.recipients > 0;
  }

  #transactionOverdue(): Reply | undefined {
    const { limits, clock } = this.#context;
    const openedAt = this.#transaction?.openedAt ?? clock.now;
    return clock.now - openedAt > limits.transactionTimeoutMs ? replies.transactionTooLong : undefined;
  }

  /** Lets a session go that is not within a transaction, once the server is draining. */
  drain(): void {
    this.#rest();
  }

  /** Closes the session whatever it is doing. */
  cut(farewell: Reply): void {
    this.#answer(farewell);
    this.#abortMailData();
  }

  #consume(memory: Buffer, end: number): void {
    let at = 0;
    while (at < end && this.#phase !== 'busy' && this.#phase !== 'over') {
      at =
        this.#mailData === undefined
          ? this.#readCommand(memory, at, end)
          : this.#readMailData(this.#mailData, memory.subarray(0, end), at);
    }
    if (at < end && this.#phase === 'busy') this.#hold(memory.subarray(at, end));
  }

  /** A copy, for the memory of what has come is read into again. */
  #hold(octets: Buffer): void {
    this.#held = this.#held === undefined ? Buffer.from(octets) : Buffer.concat([this.#held, octets]);
    this.#wire.pause();
  }

  /** After whatever has happened: the client is waited for, or let go. */
  #rest(): void {
    if (this.#phase === 'busy' || this.#phase === 'over') return;
    if (this.#context.isDraining && this.#mailData === undefined && this.#transaction === undefined) {
      this.#answer(replies.shuttingDown);
    } else if (this.#hasClientEnded) {
      this.#hangUp(undefined, true);
    }
    this.#flush();
  }

  #flush(): void {
    if (this.#out === '' || this.#phase === 'over') return;
    const text = this.#out;
    this.#out = '';
    this.#wire.send(text);
  }

  /** Calls the handler and goes on with what it gives: at once when it is there, so that a refusal costs no turn of the loop. */
  #call<T>(
    call: () => MaybePromise<T>,
    proceed: (value: T) => void,
    fail = () => this.#answer(replies.localError),
  ): void {
    let outcome: MaybePromise<T>;
    try {
      outcome = call();
    } catch (error) {
      this.#context.onError(error);
      fail();
      return;
    }
    if (outcome instanceof Promise) this.#await(outcome, proceed, fail);
    else proceed(outcome);
  }

  #await<T>(outcome: Promise<T>, proceed: (value: T) => void, fail: () => void): void {
    this.#phase = 'busy';
    this.#isCalling = true;
    outcome.then(
      (value) => this.#goOn(() => proceed(value)),
      (error: unknown) => {
        this.#context.onError(error);
        this.#goOn(fail);
      },
    );
  }

  #goOn(proceed: () => void): void {
    this.#isCalling = false;
    if (this.#phase === 'busy') this.#phase = this.#mailData === undefined ? 'command' : 'mailData';
    proceed();
    if (this.#phase === 'over') this.#finish();
    else this.#takeHeld();
  }

  #takeHeld(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) this.#consume(held, held.length);
    // Not while a sink is full: it has paused the client itself.
    if (this.#phase !== 'busy') this.#wire.resume();
    this.#rest();
  }

  #answer(answer: Reply): void {
    if (this.#phase === 'over') return;
    this.#out += answer.wire;
    this.#budget.countReply(answer);
    if (answer.code === 421) this.#hangUp(answer);
  }

  /** For an offence after which what comes next cannot be told: answered, and closed. */
  #answerAndHangUp(answer: Reply): void {
    this.#answer(answer);
    this.#hangUp(answer);
  }

  #hangUp(farewell: Reply | undefined, isClientDone = false): void {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    this.#farewell = farewell;
    this.#held = undefined;
    this.#wire.hangUp(this.#out, isClientDone);
    this.#out = '';
    this.#finish();
  }

  /** The last words to the handler, once it is not in the middle of a call. */
  #finish(): void {
    if (this.#isCalling || this.#isFinished) return;
    this.#isFinished = true;
    this.#abortMailData();
    this.#endTransaction();
    this.#tell(() => this.#handler.close());
    this.#onEnd(this.#budget.summary(this.#info, this.#farewell));
  }

  #tell(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#context.onError(error);
    }
  }

  #greet(answer: Reply | undefined): void {
    if (answer !== undefined && answer.code !== 220) {
      this.#phase = this.#phase === 'over' ? 'over' : 'refused';
      this.#answer(answer);
      return;
    }
    if (this.#phase !== 'over') this.#phase = 'command';
    this.#answer(answer ?? this.#context.greeting);
  }

  #readCommand(memory: Buffer, from: number, end: number): number {
    const splitter = this.#splitter;
    if (memory[from] === tlsHandshakeOctet && splitter.isAtStart) this.#answer(replies.notSmtp);
    const outcome = splitter.read(memory, from, end);
    if (outcome === 'line') this.#take(splitter.line, splitter.at < end);
    else if (outcome !== 'partial') this.#answer(this.#budget.spent() ?? offences[outcome]);
    return splitter.at;
  }

  #take(line: Octets, hasMore: boolean): void {
    const command = parseCommand(line);
    this.#budget.countCommand();
    const impatience = command?.verb === 'QUIT' ? undefined : this.#impatience();
    if (impatience !== undefined) this.#answer(impatience);
    else if (command === undefined) this.#answer(replies.badOctets);
    else this.#carryOut(interpret(command, this.#stateFor(hasMore)));
  }

  /** Why no further command but QUIT is taken. */
  #impatience(): Reply | undefined {
    const spent = this.#budget.spent();
    if (spent !== undefined) return spent;
    if (this.#phase === 'refused') return replies.refusedClient;
    return this.#context.isDraining && this.#transaction === undefined ? replies.shuttingDown : undefined;
  }

  #stateFor(hasMore: boolean): CommandState {
    const { offersTls, maxMessageSize, limits } = this.#context;
    return { info: this.#info, transaction: this.#transaction, hasMore, offersTls, maxMessageSize, limits };
  }

  #carryOut(intent: Intent): void {
    switch (intent.act) {
      case 'answer':
        this.#answer(intent.reply);
        break;
      case 'hangUp':
        this.#answerAndHangUp(intent.reply);
        break;
      case 'quit':
        this.#answer(replies.bye);
        this.#hangUp(replies.bye, true);
        break;
      case 'greet':
        this.#greetBack(intent);
        break;
      case 'mail':
        this.#mail(intent);
        break;
      case 'rcpt':
        this.#rcpt(intent);
        break;
      case 'data':
        this.#data();
        break;
      case 'reset':
        this.#endTransaction();
        this.#answer(replies.ok);
        break;
      case 'startTls':
        this.#startTls();
        break;
    }
  }

  #greetBack({ clientName, isExtended }: Extract<Intent, { act: 'greet' }>): void {
    const { heloReply, ehloReply, ehloReplyWithoutStartTls, offersTls } = this.#context;
    this.#endTransaction();
    this.#info.clientName = clientName;
    this.#info.clientHost = parseHost(clientName);
    this.#info.isExtended = isExtended;
    if (!isExtended) this.#answer(heloReply);
    else this.#answer(offersTls && this.#info.tls === undefined ? ehloReply : ehloReplyWithoutStartTls);
  }

  #mail({ reversePath, parameters }: Extract<Intent, { act: 'mail' }>): void {
    this.#call(
      () => this.#handler.mail(reversePath, parameters),
      (answer) => {
        if (isPositive(answer)) this.#openTransaction(parameters.smtpUtf8);
        this.#answer(answer);
      },
    );
  }

  #openTransaction(smtpUtf8: boolean): void {
    this.#transaction = { smtpUtf8, openedAt: this.#context.clock.now, recipients: 0 };
  }

  #rcpt({ forwardPath }: Extract<Intent, { act: 'rcpt' }>): void {
    this.#call(
      () => this.#handler.rcpt(forwardPath),
      (answer) => {
        if (isPositive(answer)) this.#addRecipient();
        this.#answer(answer);
      },
    );
  }

  #addRecipient(): void {
    this.#budget.countRecipient();
    if (this.#transaction !== undefined) this.#transaction.recipients += 1;
  }

  #data(): void {
    this.#call(
      () => this.#handler.data(),
      (answer) => this.#beginMailData(answer),
      () => {
        this.#endTransaction();
        this.#answer(replies.localError);
      },
    );
  }

  /** The sink or the refusal of the handler ends the transaction for its part: no `reset` after this. */
  #beginMailData(answer: MailDataSink | Reply): void {
    this.#transaction = undefined;
    const isRefused = 'code' in answer;
    if (!isRefused) this.#mailData = new MailDataPhase(answer, this.#context);
    // Sent before the reply to DATA, as in `commands.ts`; `#hangUp` aborts the sink.
    if (this.#held !== undefined) this.#answerAndHangUp(replies.dataNotLast);
    else if (isRefused) this.#answer(answer);
    else if (this.#phase !== 'over') {
      this.#phase = 'mailData';
      this.#answer(replies.startMailData);
    }
  }

  #readMailData(mailData: MailDataPhase, chunk: Buffer, from: number): number {
    const { consumed, full } = mailData.take(chunk, from);
    if (full !== undefined) this.#waitForSink(mailData, full);
    else if (mailData.isComplete) this.#endMailData(mailData);
    else if (mailData.isFlood) this.#answerAndHangUp(mailData.refusal ?? replies.localError);
    return consumed;
  }

  /** Backpressure: no octets are asked for until the sink takes more. */
  #waitForSink(mailData: MailDataPhase, full: Promise<void>): void {
    this.#wire.pause();
    const proceed = () => {
      mailData.resume();
      if (mailData.isComplete && this.#phase !== 'over') this.#endMailData(mailData);
    };
    this.#call(
      () => full,
      proceed,
      () => {
        mailData.refuse(replies.localError);
        proceed();
      },
    );
  }

  #endMailData({ sink, refusal }: MailDataPhase): void {
    this.#mailData = undefined;
    this.#phase = 'command';
    this.#budget.countMailData();
    if (refusal !== undefined) {
      this.#answer(refusal);
      return;
    }
    this.#call(
      () => sink.end(),
      (answer) => {
        if (isPositive(answer)) this.#budget.countMessage();
        this.#answer(answer);
      },
    );
  }

  #abortMailData(): void {
    this.#mailData?.abort();
    this.#mailData = undefined;
  }

  #endTransaction(): void {
    if (this.#transaction === undefined) return;
    this.#transaction = undefined;
    this.#tell(() => this.#handler.reset());
  }

  #startTls(): void {
    this.#endTransaction();
    this.#info.clientName = undefined;
    this.#info.clientHost = undefined;
    this.#info.isExtended = false;
    this.#phase = 'busy';
    const text = this.#out + replies.readyForTls.wire;
    this.#out = '';
    this.#wire.startTls(text);
  }
}
