// SPDX-License-Identifier: MIT
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, checkServerIdentity, connect as connectTls, type TLSSocket } from 'node:tls';
import { connectAttempts } from '../../base/connect-attempts.ts';
import { Deadline } from '../../base/deadline.ts';
import { errorCodeOf } from '../../base/error-code.ts';
import { isLoopback } from '../../base/loopback.ts';
import type { ReceivedReply } from '../wire/received-reply.ts';
import { ReplyParser } from '../wire/reply-parser.ts';
import { type Sender, sendAtTurnEnd } from '../wire/write-queue.ts';
import { ClientError, type ClientErrorContext, type ClientPhase } from './error.ts';
import { proofOf } from './proof.ts';
import type { ClientFailure, ClientOptions } from './types.ts';

/** Commands written together and the replies awaited for them. */
interface CommandGroup {
  /** What each reply answers, in order. */
  readonly phases: readonly ClientPhase[];
  replies: ReceivedReply[];
  /** Whether the deadline is its own and ends with it. */
  readonly isTimed: boolean;
  readonly resolve: (replies: ReceivedReply[]) => void;
  readonly reject: (error: ClientError) => void;
}

/** Positive codes that fit a phase, where not every 2xx does. Any other means that the server is out of step. */
const positiveCodes: Partial<Record<ClientPhase, readonly number[]>> = {
  greeting: [220],
  starttls: [220],
  auth: [235, 334],
  data: [354],
};

const replyMemory = Buffer.allocUnsafeSlow(16_384);

/**
 * The socket of a client session: writes octets, matches replies to what they answer, keeps one deadline. It fails
 * once, for good, and destroys its socket then: by loss, by deadline, by a reply that nobody asked for or that cannot be.
 */
export class ClientConnection implements Sender {
  readonly #parser = new ReplyParser();
  readonly #closed = Promise.withResolvers<void>();
  readonly #deadline = new Deadline(() => this.fail('timeout'));
  #socket: Socket;
  #phase: ClientPhase = 'connect';
  #exchange: CommandGroup | undefined;
  /** Commands that leave at the end of the turn. Until then the phase stays what it was, and what comes answers something else. */
  #unsent: string | Buffer | undefined;
  #drained: PromiseWithResolvers<void> | undefined;
  #error: ClientError | undefined;

  /** Starts to connect, under TLS when that is implicit. The greeting is asked for by `exchange('', ['greeting'])`, at once. */
  constructor(options: ClientOptions) {
    const { host, port, lookup } = options;
    const to = { host, port, lookup, ...connectAttempts };
    if (options.tls === 'implicit') {
      const socket = connectTls({ ...to, ...tlsOptions(options) }).setNoDelay(true);
      socket.once('connect', () => this.#enter('handshake'));
      socket.once('secureConnect', () => {
        this.#judge(socket, options);
        this.#enter('greeting');
      });
      this.#socket = socket;
    } else {
      // What a server replies is taken apart at once, so that all connections can read into the same memory.
      const onread = { buffer: replyMemory, callback: this.#onRead };
      this.#socket = connectTcp({ ...to, noDelay: true, onread });
      this.#socket.once('connect', () => this.#enter('greeting'));
    }
    this.#listen();
  }

  /** Why the connection failed; nothing while it is open. */
  get error(): ClientError | undefined {
    return this.#error;
  }

  /** Whether it is open, nothing is awaited and no mail data is being sent. */
  get isIdle(): boolean {
    return this.#isAt('idle');
  }

  /** Whether the server has invited mail data and can still get some. */
  get isSendingMailData(): boolean {
    return this.#isAt('mail data');
  }

  get isEncrypted(): boolean {
    return 'encrypted' in this.#socket;
  }

  get isLoopback(): boolean {
    return isLoopback(this.#socket.remoteAddress ?? '');
  }

  /** Resolves when the socket is closed. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /**
   * Writes octets in one go and gives the replies to them, one for each phase. Fewer when the server refused and went
   * away: 421, or any 4xx or 5xx before the connection was lost. Without `timeoutMs` the present deadline goes on.
   */
  exchange(
    octets: string | Buffer,
    phases: readonly ClientPhase[],
    timeoutMs?: number,
  ): Promise<ReceivedReply[]> {
    if (this.#exchange !== undefined) throw new Error('one command at a time');
    // A reply to this command cannot have begun before it.
    if (this.#parser.isMidReply) this.fail('protocol', { detail: 'unasked octets' });
    if (this.#error !== undefined) return Promise.reject(this.#error);
    return new Promise((resolve, reject) => {
      this.#exchange = { phases, replies: [], isTimed: timeoutMs !== undefined, resolve, reject };
      if (timeoutMs !== undefined) this.setDeadline(timeoutMs);
      if (octets.length === 0) {
        this.#await(phases);
        return;
      }
      this.#unsent = octets;
      sendAtTurnEnd(this);
    });
  }

  flush(): void {
    const octets = this.#unsent;
    this.#unsent = undefined;
    if (octets === undefined || this.#exchange === undefined) return;
    // What has begun since the commands were given is no reply to them either.
    if (this.#parser.isMidReply) {
      this.fail('protocol', { detail: 'unasked octets' });
      return;
    }
    const { phases } = this.#exchange;
    this.#await(phases);
    // The reply to DATA may be here before the write is known to have left (TLS tells a turn later), and then `drain` waits for
    // it. Nothing drains after any other reply, so no other command needs a callback, which costs a tick.
    this.#socket.write(octets, phases.at(-1) === 'data' ? this.#onWritten : undefined);
  }

  /** Goes on under TLS, once the server has agreed to STARTTLS. What it said in clear until then is judged already. */
  async secure(options: ClientOptions): Promise<void> {
    if (this.#error !== undefined) throw this.#error;
    const socket = connectTls({ socket: this.#socket, ...tlsOptions(options) });
    this.#socket = socket;
    this.#listen();
    socket.once('secureConnect', () => {
      this.#judge(socket, options);
      if (this.#error === undefined) this.#finish();
    });
    await this.exchange('', ['handshake']);
  }

  /** Writes chunks in one go. While `hasUnsent`, their memory is in use, until `drain` settles. */
  write(chunks: readonly Buffer[]): void {
    const socket = this.#socket;
    if (chunks.length > 1) socket.cork();
    for (const chunk of chunks) socket.write(chunk, this.#onWritten);
    if (chunks.length > 1) socket.uncork();
  }

  /** Whether the system has not taken all that was written. */
  get hasUnsent(): boolean {
    return this.#unsent !== undefined || this.#socket.writableLength > 0;
  }

  /** Settles when the system has taken all that was written, or the connection failed. Each chunk has `timeoutMs`. */
  async drain(timeoutMs: number): Promise<void> {
    if (this.#error !== undefined || this.#socket.writableLength === 0) return;
    if (this.#drained === undefined) {
      this.#drained = Promise.withResolvers();
      this.setDeadline(timeoutMs);
    }
    return this.#drained.promise;
  }

  /** Fails with `timeout` this many ms from now, unless another deadline is set or this one cleared. */
  setDeadline(timeoutMs: number): void {
    this.#deadline.set(timeoutMs);
  }

  clearDeadline(): void {
    this.#deadline.clear();
  }

  /** Gives the connection up. Whoever awaits a reply gets the refusal already received, if any, else the error. */
  fail(failure: ClientFailure, context?: ClientErrorContext): void {
    if (this.#error !== undefined) return;
    const error = new ClientError(failure, this.#phase, context);
    this.#error = error;
    this.#deadline.end();
    this.#socket.destroy();
    this.#drained?.resolve();
    const exchange = this.#exchange;
    this.#exchange = undefined;
    if (exchange === undefined) return;
    if ((exchange.replies.at(-1)?.code ?? 0) >= 400) exchange.resolve(exchange.replies);
    else exchange.reject(error);
  }

  /** Fails where the server is not who it has to be, or what it shows of itself cannot be read. */
  #judge(socket: TLSSocket, { judgeServer }: ClientOptions): void {
    if (judgeServer === undefined) return;
    let fault: string | undefined;
    try {
      fault = judgeServer(proofOf(socket));
    } catch {
      fault = 'certificate cannot be judged';
    }
    if (fault !== undefined) this.fail('tls', { detail: fault });
  }

  #listen(): void {
    const socket = this.#socket;
    if (this.isEncrypted) socket.on('data', (octets) => this.#onData(octets.toString('latin1')));
    socket.on('end', () => this.#lose());
    socket.on('error', (error) => this.#lose(errorCodeOf(error)));
    socket.on('close', () => {
      // The socket under TLS tells of its own end too.
      if (socket !== this.#socket) return;
      this.#lose();
      this.#closed.resolve();
    });
  }

  /** Whether it is open and in this phase, and nothing else has been asked for. */
  #isAt(phase: ClientPhase): boolean {
    return this.#phase === phase && this.#exchange === undefined && this.#error === undefined;
  }

  /** From now on what comes answers these; while it connects, the phase goes on by itself. */
  #await([first]: readonly ClientPhase[]): void {
    if (first !== undefined && this.#phase !== 'connect') this.#phase = first;
  }

  #enter(phase: ClientPhase): void {
    if (this.#error === undefined) this.#phase = phase;
  }

  #lose(detail?: string): void {
    const failure = this.#phase === 'connect' ? 'unreachable' : this.#phase === 'handshake' ? 'tls' : 'lost';
    this.fail(failure, { detail });
  }

  readonly #onWritten = (): void => {
    if (this.#drained === undefined) return;
    if (this.#socket.writableLength > 0) {
      this.#deadline.restart();
      return;
    }
    this.clearDeadline();
    this.#drained.resolve();
    this.#drained = undefined;
  };

  readonly #onRead = (size: number): boolean => {
    this.#onData(replyMemory.toString('latin1', 0, size));
    return true;
  };

  #onData(text: string): void {
    for (const reply of this.#parser.push(text)) {
      if (this.#error !== undefined) return;
      this.#take(reply);
    }
    if (this.#parser.fault !== undefined) this.fail('protocol', { detail: this.#parser.fault });
    else if (this.#phase === 'idle' && this.#parser.isMidReply)
      this.fail('protocol', { detail: 'unasked octets' });
  }

  #take(reply: ReceivedReply): void {
    if (this.#exchange === undefined || this.#unsent !== undefined) this.#refuseUnasked(reply);
    else if (fits(reply.code, this.#phase)) this.#answer(this.#exchange, reply);
    else this.fail('protocol', { reply, detail: 'not a reply to this' });
  }

  #answer(exchange: CommandGroup, reply: ReceivedReply): void {
    // Most have one reply, and an array that grows makes room for many.
    if (exchange.replies.length === 0) exchange.replies = [reply];
    else exchange.replies.push(reply);
    const next = exchange.phases[exchange.replies.length];
    if (next !== undefined && reply.code !== 421) this.#phase = next;
    else this.#finish();
    // RFC 5321 §3.8: the server closes after 421, so nothing else can be done here.
    if (reply.code === 421) this.fail('refused', { reply });
  }

  #finish(): void {
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    this.#exchange = undefined;
    if (exchange.isTimed) this.clearDeadline();
    this.#phase = exchange.replies.at(-1)?.code === 354 ? 'mail data' : 'idle';
    exchange.resolve(exchange.replies);
  }

  /** A refusal in the middle of mail data is an early answer to the message; anything else is out of step. */
  #refuseUnasked(reply: ReceivedReply): void {
    if (this.#phase === 'mail data' && reply.code >= 400) this.fail('refused', { reply });
    else this.fail(reply.code === 421 ? 'lost' : 'protocol', { reply, detail: 'unasked reply' });
  }
}

function fits(code: number, phase: ClientPhase): boolean {
  return code >= 400 || (positiveCodes[phase]?.includes(code) ?? code < 300);
}

function tlsOptions(options: ClientOptions): ConnectionOptions {
  const name = options.serverName ?? options.host;
  return {
    // RFC 6066 §3: no address literals in SNI.
    ...(isIP(name) === 0 && { servername: name }),
    ...(options.ca !== undefined && { ca: options.ca }),
    rejectUnauthorized: options.tls !== 'opportunistic' && options.judgeServer === undefined,
    checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
  };
}
