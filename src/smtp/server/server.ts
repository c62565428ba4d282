// SPDX-License-Identifier: MIT
import { randomBytes } from 'node:crypto';
import { type AddressInfo, createServer as createNetServer, type Server, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { createSecureContext } from 'node:tls';
import { type AddressMatcher, matcherOf } from '../../base/address-ranges.ts';
import { clientKey, normaliseAddress, widerNetworks } from '../../base/client-network.ts';
import { IndexedSet } from '../../base/indexed-set.ts';
import { offeredOn } from '../wire/extensions.ts';
import type { ProxiedClient } from '../wire/proxy-protocol.ts';
import { type Reply, reply } from '../wire/reply.ts';
import { ClientConnections, type ClientNetworks } from './client-connections.ts';
import { type ConnectionHost, ServerConnection } from './connection.ts';
import { ClientErrors, type SharedErrors } from './error-counts.ts';
import type { SessionHandler, SessionInfo } from './handler.ts';
import { type ServerLimits, withDefaults } from './limits.ts';
import { readProxyHeader } from './proxy-header.ts';
import { acceptReadable } from './read-memory.ts';
import { replies } from './replies.ts';
import { ServerSession } from './session.ts';
import type { SessionContext, SessionSummary, Wire } from './session-types.ts';
import type { SharedConnections } from './shared-connections.ts';

/** Certificate chain and private key, PEM. */
export interface ServerTls {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

/** How a server behaves, apart from what its handler decides. */
export interface ServerOptions {
  /** Our name in the greeting and in the reply to EHLO. */
  readonly hostname: string;
  /** Largest message in octets, as announced by SIZE (RFC 1870); `Infinity` lifts it. */
  readonly maxMessageSize: number;
  /** Where a limit is not named, `defaultLimits` holds. */
  readonly limits?: Partial<ServerLimits>;
  /**
   * How many recipients of one transaction the handler accepts at most, where that is fewer than `limits.recipients`: announced,
   * so that clients which know LIMITS (RFC 9422) need not find out by 452.
   */
  readonly acceptedRecipients?: number | undefined;
  /** Offers STARTTLS when given. */
  readonly tls?: ServerTls | undefined;
  /** Addresses and CIDR ranges of proxies: from them a PROXY header is required before all else, from no one else is it known. */
  readonly proxyPeers?: readonly string[];
  /** A proxy sent no sound header in time and was cut off: most likely it or we are set up wrong. */
  readonly onProxyFault?: () => void;
  /** Where other servers share the limits of connections, and of errors per client. */
  readonly shared?:
    | { readonly connections?: SharedConnections | undefined; readonly errors?: SharedErrors | undefined }
    | undefined;
  /** Errors of the handler, and of the listening socket once it listens. */
  readonly onError: (error: unknown) => void;
  /** Called once for each session, after the handler's `close`. */
  readonly onSessionEnd?: (summary: SessionSummary) => void;
}

/** Where a server listens. */
interface BoundAddress {
  readonly host: string;
  readonly port: number;
}

/** Who has connected. */
type Peer = ProxiedClient & ClientNetworks;

/** What a server has done so far. */
export interface ServerCounters {
  /** Connections that are open now. */
  readonly open: number;
  /** Connections that became a session. */
  readonly accepted: number;
  /** Connections turned away: too many of them, or shutting down. */
  readonly refused: number;
  /** The same by the reply they got; without one when a proxy sent no sound header. */
  readonly refusals: ReadonlyMap<Reply | undefined, number>;
  /** Sessions that went over to TLS, and messages answered 2xx, in sessions that have ended. */
  readonly encrypted: number;
  readonly messages: number;
}

/** Makes a server, not yet listening. Throws `RangeError` for absurd limits, and what Node says of a bad certificate or range. */
export function createServer(
  options: ServerOptions,
  makeHandler: (session: SessionInfo) => SessionHandler,
): SmtpServer {
  return new SmtpServer(options, makeHandler);
}

/** A server on one listening socket. */
export class SmtpServer {
  readonly #options: ServerOptions;
  readonly #makeHandler: (session: SessionInfo) => SessionHandler;
  readonly #clock = { now: performance.now() };
  readonly #context: { -readonly [Field in keyof SessionContext]: SessionContext[Field] };
  readonly #host: { -readonly [Field in keyof ConnectionHost]: ConnectionHost[Field] };
  readonly #listener: Server;
  readonly #isProxy: AddressMatcher | undefined;
  readonly #connections = new IndexedSet<ServerConnection>();
  /** Connections of proxies that have not named their client yet. */
  readonly #nameless = new Set<Socket>();
  /** For `connectionsPerClient`. */
  readonly #clients: ClientConnections;
  readonly #errors: ClientErrors;
  readonly #counters = {
    open: 0,
    accepted: 0,
    refused: 0,
    refusals: new Map<Reply | undefined, number>(),
    encrypted: 0,
    messages: 0,
  };
  /** Whether no connection was found that could give way, since the last tick. */
  #hasNoneIdle = false;
  #ticker: NodeJS.Timeout | undefined;
  #onEmpty: (() => void) | undefined;

  /** As `createServer`. */
  constructor(options: ServerOptions, makeHandler: (session: SessionInfo) => SessionHandler) {
    const limits = withDefaults(options.limits ?? {});
    this.#options = options;
    this.#makeHandler = makeHandler;
    this.#clients = new ClientConnections(limits.connectionsPerClient);
    this.#errors = new ClientErrors(limits.errorsPerClient, this.#clock, options.shared?.errors);
    this.#isProxy = options.proxyPeers?.length ? matcherOf(options.proxyPeers) : undefined;
    this.#context = makeContext(options, limits, this.#clock);
    this.#host = {
      limits,
      clock: this.#clock,
      readClock: () => this.#readClock(),
      secureContext: undefined,
    };
    this.#listener = createNetServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      this.#accept(socket),
    );
    if (options.tls !== undefined) this.setTls(options.tls);
  }

  /** Read whenever wanted; costs nothing. */
  get counters(): ServerCounters {
    return this.#counters;
  }

  /** Offers STARTTLS with this certificate from now on; sessions under TLS stay as they are. Throws what OpenSSL says of a bad one. */
  setTls({ cert, key }: ServerTls): void {
    this.#host.secureContext = createSecureContext({ cert, key, minVersion: 'TLSv1.2' });
    this.#context.offersTls = true;
  }

  /** Counts errors that a client, by its shared name, made with another server. */
  hearErrors(name: string, errors: number): void {
    this.#readClock();
    this.#errors.hear(name, errors);
  }

  /** Listens; resolves to the address taken (port 0 picks one). Rejects with the error of the system, such as `EADDRINUSE`. */
  listen(host: string, port: number): Promise<BoundAddress> {
    return this.#listen({ host, port });
  }

  /** Listens on a socket that is bound already, given by its file descriptor. */
  listenOn(descriptor: number): Promise<BoundAddress> {
    return this.#listen({ fd: descriptor });
  }

  #listen(where: { host: string; port: number } | { fd: number }): Promise<BoundAddress> {
    const { onError } = this.#options;
    return new Promise((resolve, reject) => {
      this.#listener.once('error', reject);
      this.#listener.listen(where, () => {
        this.#listener.off('error', reject).on('error', onError);
        acceptReadable(this.#listener);
        this.#ticker ??= setInterval(() => this.#tick(), tickMs(this.#context.limits)).unref();
        const { address, port } = this.#listener.address() as AddressInfo;
        resolve({ host: address, port });
      });
    });
  }

  /**
   * Closes: new connections and sessions that are not within a transaction get 421 4.3.2 at once, the others when their
   * transaction ends, or when `graceMs` have passed. Resolves when every connection is closed.
   */
  async close(graceMs: number): Promise<void> {
    this.#context.isDraining = true;
    for (const socket of this.#nameless) socket.destroy();
    for (const connection of this.#connections) connection.drain();
    const deadline = setTimeout(() => this.#cutAll(), graceMs);
    await this.#allClosed();
    clearTimeout(deadline);
    clearInterval(this.#ticker);
    await new Promise<void>((resolve) => this.#listener.close(() => resolve()));
  }

  #accept(socket: Socket): void {
    this.#readClock();
    const { remoteAddress, remotePort = 0 } = socket;
    // A client that is gone already has no address.
    if (remoteAddress === undefined) {
      socket.destroy();
      return;
    }
    const peer = { address: normaliseAddress(remoteAddress), port: remotePort };
    if (this.#isProxy?.(peer.address)) this.#acceptProxy(socket, peer);
    else this.#admit(socket, peer);
  }

  /** The connection counts among all from the start; whose it is, the header tells. */
  async #acceptProxy(socket: Socket, proxy: ProxiedClient): Promise<void> {
    const refusal = this.#refusal(this.#isFull);
    if (refusal !== undefined) {
      this.#refuse(socket, refusal);
      return;
    }
    this.#nameless.add(socket);
    const header = await readProxyHeader(socket, this.#context.limits.proxyHeaderTimeoutMs);
    this.#nameless.delete(socket);
    if (header !== undefined) {
      this.#readClock();
      this.#admit(socket, header.client ?? proxy);
      socket.resume();
    } else if (!this.#context.isDraining) {
      this.#countRefusal(undefined);
      this.#options.onProxyFault?.();
    }
  }

  #admit(socket: Socket, { address, port }: ProxiedClient): void {
    const peer = { address, port, client: clientKey(address), wider: widerNetworks(address) };
    const refusal = this.#refusalOf(peer);
    if (refusal === undefined) this.#begin(socket, peer);
    else this.#refuse(socket, refusal);
  }

  #refusal(isFull: boolean): Reply | undefined {
    if (this.#context.isDraining) return replies.shuttingDown;
    return isFull && !this.#makeRoom() ? replies.tooBusy : undefined;
  }

  get #isFull(): boolean {
    return this.#connections.size + this.#nameless.size >= this.#context.limits.connections;
  }

  /** Has the connection that is idle longest give way. Where none is found, nobody looks again before the next tick. */
  #makeRoom(): boolean {
    if (this.#hasNoneIdle) return false;
    const idlest = idlestOf(this.#connections, this.#clock.now - this.#context.limits.idleBeforeGivingWayMs);
    this.#hasNoneIdle = idlest === undefined;
    if (idlest === undefined) return false;
    idlest.cut(replies.gaveWay);
    // Also where the limit is shared: what takes its place comes before its socket is closed.
    idlest.leaveShared?.();
    return true;
  }

  /** What the client itself has used up comes first: nobody gives way to one that is not let in. */
  #refusalOf(peer: Peer): Reply | undefined {
    const excess = this.#options.shared?.connections?.excess(peer);
    if (excess === 'client' || this.#clients.isFull(peer)) return replies.tooManyFromClient;
    if (this.#errors.isOver(peer)) return replies.tooManyErrorsFromClient;
    return this.#refusal(excess === 'all' || this.#isFull);
  }

  /** Without a session: this is what must stay cheap when there are too many. */
  #refuse(socket: Socket, refusal: Reply): void {
    this.#countRefusal(refusal);
    socket.on('error', () => undefined);
    socket.end(refusal.wire, 'latin1', () => socket.destroy());
  }

  #countRefusal(refusal: Reply | undefined): void {
    const { refusals } = this.#counters;
    this.#counters.refused += 1;
    refusals.set(refusal, (refusals.get(refusal) ?? 0) + 1);
  }

  #begin(socket: Socket, peer: Peer): void {
    const connection = new ServerConnection(socket, this.#host, () => this.#release(connection, peer));
    connection.leaveShared = this.#options.shared?.connections?.enter(peer, (excess) => {
      this.#readClock();
      connection.cut(excessReplies[excess]);
    });
    this.#connections.add(connection);
    this.#clients.enter(peer);
    this.#counters.open += 1;
    this.#counters.accepted += 1;
    try {
      connection.begin((wire) => this.#makeSession(wire, peer));
    } catch (error) {
      this.#options.onError(error);
      connection.hangUp(replies.unavailable.wire);
    }
  }

  #makeSession(wire: Wire, peer: Peer): ServerSession {
    return new ServerSession(wire, this.#context, {
      remoteAddress: peer.address,
      remotePort: peer.port,
      errors: this.#errors.of(peer),
      makeHandler: this.#makeHandler,
      onEnd: (summary) => this.#sessionEnded(summary),
    });
  }

  #sessionEnded(summary: SessionSummary): void {
    this.#counters.messages += summary.messages;
    if (summary.isEncrypted) this.#counters.encrypted += 1;
    this.#options.onSessionEnd?.(summary);
  }

  #release(connection: ServerConnection, peer: Peer): void {
    this.#connections.remove(connection);
    connection.leaveShared?.();
    this.#counters.open -= 1;
    this.#clients.leave(peer);
    if (this.#connections.size === 0) this.#onEmpty?.();
  }

  #allClosed(): Promise<void> {
    return new Promise((resolve) => {
      this.#onEmpty = resolve;
      if (this.#connections.size === 0) resolve();
    });
  }

  #cutAll(): void {
    this.#readClock();
    for (const connection of this.#connections) connection.cut(replies.shuttingDown);
  }

  #tick(): void {
    this.#readClock();
    this.#hasNoneIdle = false;
    this.#context.isStressed =
      this.#connections.size >= stressedShare * this.#context.limits.connections ||
      this.#options.shared?.connections?.isStressed === true;
    for (const connection of this.#connections) connection.tick();
  }

  #readClock(): void {
    this.#clock.now = performance.now();
  }
}

/** Of all connections that may be open: from here on those that are idle are waited for less. */
const stressedShare = 0.75;

/** The connection that has been idle longest, at least since `before`; nothing when there is none. */
function idlestOf(connections: Iterable<ServerConnection>, before: number): ServerConnection | undefined {
  let idlest: ServerConnection | undefined;
  let since = before;
  for (const connection of connections) {
    const { idleSince } = connection;
    if (idleSince === undefined || idleSince > since) continue;
    idlest = connection;
    since = idleSince;
  }
  return idlest;
}

const excessReplies = { all: replies.tooBusy, client: replies.tooManyFromClient };

function makeContext(
  { hostname, maxMessageSize, acceptedRecipients, onError }: ServerOptions,
  limits: ServerLimits,
  clock: { readonly now: number },
): SessionContext {
  const maxRecipients = Math.min(limits.recipients, acceptedRecipients ?? Number.POSITIVE_INFINITY);
  const terms = { maxMessageSize, maxRecipients };
  return {
    limits,
    maxMessageSize,
    clock,
    onError,
    greeting: reply(220, undefined, `${hostname} ESMTP`),
    heloReply: reply(250, undefined, hostname),
    ehloReply: ehloReply(hostname, offeredOn({ ...terms, canStartTls: true })),
    ehloReplyWithoutStartTls: ehloReply(hostname, offeredOn({ ...terms, canStartTls: false })),
    offersTls: false,
    newSessionId: sessionIds(),
    isStressed: false,
    isDraining: false,
  };
}

/** A part that is this server's own, and a number: an id costs nothing, and is unlike those of other processes and of earlier starts. */
function sessionIds(): () => string {
  const own = randomBytes(5).toString('hex');
  let count = 0;
  return () => {
    count += 1;
    return `${own}${count.toString(36)}`;
  };
}

/** RFC 5321 §4.1.1.1: the name on the first line, an extension on each other. */
function ehloReply(hostname: string, keywords: readonly string[]): Reply {
  const lines = [hostname, ...keywords];
  const wire = lines.map((line, index) => `250${index === lines.length - 1 ? ' ' : '-'}${line}\r\n`).join('');
  return { code: 250, enhanced: undefined, text: hostname, wire };
}

/** One timer for all sessions: a second, or less when a limit is shorter than that. */
function tickMs(limits: ServerLimits): number {
  const { commandTimeoutMs, progressTimeoutMs, stressedCommandTimeoutMs } = limits;
  const { mailDataIdleTimeoutMs, mailDataTimeoutMs, mailDataRateGraceMs } = limits;
  const { transactionTimeoutMs, sessionTimeoutMs, handshakeTimeoutMs, lingerMs } = limits;
  const shortestMs = Math.min(
    commandTimeoutMs,
    progressTimeoutMs,
    stressedCommandTimeoutMs,
    mailDataIdleTimeoutMs,
    mailDataTimeoutMs,
    mailDataRateGraceMs,
    transactionTimeoutMs,
    sessionTimeoutMs,
    handshakeTimeoutMs,
    lingerMs,
  );
  return Math.min(1000, Math.max(10, shortestMs / 4));
}
