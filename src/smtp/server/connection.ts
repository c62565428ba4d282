// SPDX-License-Identifier: MIT
import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import type { Member } from '../../base/indexed-set.ts';
import type { Reply } from '../wire/reply.ts';
import { type Sender, sendAtTurnEnd } from '../wire/write-queue.ts';
import type { ServerLimits } from './limits.ts';
import { type Reader, readInto } from './read-memory.ts';
import type { ServerSession } from './session.ts';
import type { Wire } from './session-types.ts';

/** What a connection needs of its server. */
export interface ConnectionHost {
  readonly limits: ServerLimits;
  /** Instants in ms. */
  readonly clock: { readonly now: number };
  /** Brings the clock up to date; called before anything that has come is looked at. */
  readonly readClock: () => void;
  /** For STARTTLS; undefined while there is no certificate. */
  readonly secureContext: SecureContext | undefined;
}

/**
 * A socket and the session on it. A client that closes its side (half-open) is still answered; when we close ours, what
 * still comes is read and dropped for a while, for a socket closed with octets unread is reset, and the last reply may be lost.
 */
export class ServerConnection implements Wire, Reader, Member, Sender {
  place = -1;
  /** Ends the share that it has in limits that are shared with other servers; harmless when repeated. */
  leaveShared: (() => void) | undefined;
  readonly #host: ConnectionHost;
  readonly #onClose: () => void;
  #socket: Socket;
  #session: ServerSession | undefined;
  /** When the socket is destroyed, unless something happens before. */
  #destroyAt = Number.POSITIVE_INFINITY;
  #isShakingHands = false;
  /** Replies that leave when what has come is dealt with; those that took their time, at the end of the turn. */
  #unsent = '';
  #isToFlush = false;
  #isReading = false;
  /** What is done after them, if the connection is to end. */
  #parting: 'close' | 'linger' | undefined;

  /** Takes the socket, made with `allowHalfOpen`. Nothing is read before `begin`; `onClose` is called once, last of all. */
  constructor(socket: Socket, host: ConnectionHost, onClose: () => void) {
    this.#host = host;
    this.#onClose = onClose;
    this.#socket = socket.on('error', ignore).on('close', () => this.#closed());
    readInto(socket, this);
  }

  /** Starts a session that `makeSession` builds on this connection. A header before the greeting would be read first. */
  begin(makeSession: (wire: Wire) => ServerSession): void {
    this.#isReading = true;
    try {
      this.#session = makeSession(this);
    } finally {
      this.#hasRead();
    }
    this.#socket.on('end', () => this.#session?.clientEnded());
  }

  read(memory: Buffer, end: number): void {
    this.#host.readClock();
    this.#isReading = true;
    try {
      this.#session?.receive(memory, end);
    } finally {
      this.#hasRead();
    }
  }

  get needsLasting(): boolean {
    return this.#session?.isTakingMailData ?? false;
  }

  send(text: string): void {
    this.#unsent += text;
    if (this.#isToFlush) return;
    this.#isToFlush = true;
    if (!this.#isReading) sendAtTurnEnd(this);
  }

  hangUp(text: string, isClientDone = false): void {
    if (this.#isShakingHands) {
      this.#socket.destroy();
      return;
    }
    this.#parting = isClientDone ? 'close' : 'linger';
    this.send(text);
  }

  flush(): void {
    // What waited for the end of the turn has left before: with what was read meanwhile, or cut.
    if (!this.#isToFlush) return;
    const text = this.#unsent;
    this.#isToFlush = false;
    this.#unsent = '';
    if (this.#socket.destroyed) return;
    if (text !== '') this.#socket.write(text, 'latin1');
    if (this.#parting !== undefined) this.#part(this.#parting);
    else if (this.#socket.writableLength > this.#host.limits.unreadRepliesOctets) this.#socket.destroy();
  }

  startTls(text: string): void {
    const inClear = this.#socket;
    const { secureContext, clock, limits } = this.#host;
    inClear.removeAllListeners('data').removeAllListeners('end');
    this.send(text);
    this.flush();
    if (secureContext === undefined) {
      inClear.destroy();
      return;
    }
    // Octets that came in clear after all go to the handshake, which fails on them: CVE-2011-0411.
    const socket = new TLSSocket(inClear, { isServer: true, secureContext });
    this.#socket = socket;
    this.#isShakingHands = true;
    this.#destroyAt = clock.now + limits.handshakeTimeoutMs;
    socket.on('error', () => socket.destroy());
    socket.on('_tlsError', () => inClear.destroy());
    // A client that ends in the middle of the handshake; only who reads hears of it.
    socket.on('end', () => {
      if (this.#isShakingHands) socket.destroy();
    });
    socket.resume();
    socket.once('secure', () => this.#secured(socket));
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** To be called now and then: closes what is overdue. */
  tick(): void {
    if (this.#host.clock.now >= this.#destroyAt) this.#socket.destroy();
    else this.#session?.tick();
  }

  /** As its session has it. */
  get idleSince(): number | undefined {
    return this.#session?.idleSince;
  }

  /** Lets the session go when it is not within a transaction. */
  drain(): void {
    this.#session?.drain();
  }

  /** Ends the session whatever it is doing; the socket lives until the next tick at most. */
  cut(farewell: Reply): void {
    this.#session?.cut(farewell);
    this.flush();
    this.#socket.destroySoon();
    this.#destroyAt = this.#host.clock.now;
  }

  #hasRead(): void {
    this.#isReading = false;
    this.flush();
  }

  /**
   * Where the client is done and the system has taken the last octets, the connection is closed: that costs a tenth of a
   * refusal less than half-closing it and waiting for the client's side. TLS has a farewell of its own.
   */
  #part(parting: 'close' | 'linger'): void {
    const isTaken = this.#socket.writableLength === 0 && !('encrypted' in this.#socket);
    if (parting === 'close' && isTaken) {
      this.#socket.destroy();
      return;
    }
    this.#destroyAt = this.#host.clock.now + this.#host.limits.lingerMs;
    this.#socket.end();
    this.#socket.resume();
  }

  #secured(socket: TLSSocket): void {
    this.#host.readClock();
    this.#isShakingHands = false;
    this.#destroyAt = Number.POSITIVE_INFINITY;
    socket.on('data', (octets: Buffer) => this.read(octets, octets.length));
    socket.on('end', () => this.#session?.clientEnded());
    this.#session?.secured({ protocol: socket.getProtocol() ?? 'unknown', cipher: socket.getCipher().name });
  }

  #closed(): void {
    this.#host.readClock();
    this.#session?.lost();
    this.#onClose();
    this.#letGo();
  }

  /**
   * V8 makes objects of a kind that has lived long in the old generation (pretenuring), where what they refer to stays with them
   * until a collection of the whole heap. So what is over refers to nothing.
   */
  #letGo(): void {
    this.#session = undefined;
    this.leaveShared = undefined;
    // A socket under TLS has listeners of Node's own, and nothing is as frequent there.
    if (!(this.#socket instanceof TLSSocket)) this.#socket.removeAllListeners().on('error', ignore);
  }
}

/** A lost connection is no news: `close` follows, and says all there is to say. */
function ignore(): void {}
