// SPDX-License-Identifier: MIT
import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { normaliseAddress } from '../base/client-network.ts';
import { ClientShares } from './client-shares.ts';

/** Where to listen (port 0 picks one) or the descriptor of a socket that is bound already; and how long a request may take. */
export type HttpListen = HttpTimeouts &
  HttpConnections & {
    /** With them it is HTTPS. */
    readonly certificates?: WebCertificates;
  } & ({ readonly host: string; readonly port: number } | { readonly fd: number });

/** How many connections there may be at a time; so that descriptors are left for SMTP, whatever comes in here. */
interface HttpConnections {
  /** In all; default 1000. Near it, those that wait for a next request are closed. */
  readonly maxConnections?: number;
  /** What each client may have; 100 by default. */
  readonly shares?: Pick<ClientShares, 'take'>;
  /** Whether an address is a proxy's, through which many clients come. */
  readonly isProxy?: (address: string) => boolean;
}

interface HttpTimeouts {
  /** Until the header is complete; default 10 s. */
  readonly headersTimeoutMs?: number;
  /** Until the whole request is; default 30 s. Slower ones are answered 408. */
  readonly requestTimeoutMs?: number;
}

/** Behind single sign-on a request carries several cookies and tokens of some KiB each. */
const maxHeaderOctets = 32_768;
/** Longer than proxies keep idle connections (nginx 60 s, Go's 90 s, Caddy 120 s): a request on one that we just closed is a 502. */
const keepAliveMs = 130_000;

/** Requests of one connection that wait for those before them. */
const maxPipelined = 16;

/** An HTTP server that listens. */
export interface HttpServer {
  readonly host: string;
  readonly port: number;
  /** Takes no more requests, lets running ones finish for at most `graceMs`, then cuts them. */
  close(graceMs: number): Promise<void>;
}

/** The certificates of HTTPS. */
interface WebCertificates {
  /** Calls with the usual one now, if there is one, and with each later one. */
  serveWeb(use: (pair: { readonly cert: Buffer; readonly key: Buffer }) => void): void;
  /** The one of a host, if that has its own. */
  contextFor(host: string): SecureContext | undefined;
}

/** Serves an application; rejects with the system's error when it cannot listen. */
export async function serveHttp(app: Hono, listen: HttpListen): Promise<HttpServer> {
  const { headersTimeoutMs = 10_000, requestTimeoutMs = 30_000, certificates } = listen;
  const options = {
    headersTimeout: Math.min(headersTimeoutMs, requestTimeoutMs),
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: Math.min(5000, headersTimeoutMs, requestTimeoutMs),
    maxHeaderSize: maxHeaderOctets,
    keepAliveTimeout: keepAliveMs,
  };
  // HTTP/1.0 needs no Host (RFC 9112 §3.2), and health checks send none; what we serve then has no name.
  const listener = inTurn(getRequestListener(app.fetch, { hostname: 'host.invalid' }));
  const server =
    certificates === undefined
      ? createServer(options, listener)
      : await createSecureServer(certificates, options, listener);
  // Also ends an answer that nobody reads.
  server.setTimeout(120_000);
  // Closing would wait for the connection of a request that has ended meanwhile until its keep-alive runs out.
  server.on('request', (_, response) => {
    response.once('finish', () => {
      if (!server.listening) server.closeIdleConnections();
    });
  });
  boundConnections(server, listen);
  server.listen('fd' in listen ? { fd: listen.fd } : { host: listen.host, port: listen.port });
  await once(server, 'listening');
  const { address, port } = server.address() as AddressInfo;
  return { host: address, port, close: (graceMs) => close(server, graceMs) };
}

/** What comes before a certificate is there ends in the handshake. */
async function createSecureServer(
  certificates: WebCertificates,
  options: ServerOptions,
  listener: RequestListener,
): Promise<SecureServer> {
  const { createServer: createSecure } = await import('node:https');
  const server = createSecure(
    {
      ...options,
      minVersion: 'TLSv1.2',
      handshakeTimeout: options.headersTimeout,
      // Nothing for a host: the usual certificate is shown.
      SNICallback: (host, answer) => answer(null, certificates.contextFor(host.toLowerCase())),
    },
    listener,
  );
  certificates.serveWeb((pair) => server.setSecureContext({ ...pair, minVersion: 'TLSv1.2' }));
  return server;
}

/**
 * Begins a request of a connection when the one before it is answered, and never those of a client that has left. Node begins
 * all that came in one segment at once, so that a thousand pipelined requests (RFC 9112 §9.3.2) would be one long turn of the
 * event loop, in which no mail moves. A connection with more of them waiting than a client can mean is closed.
 */
function inTurn(listener: RequestListener): RequestListener {
  const waiting = new WeakMap<Socket, (() => void)[]>();
  return (request, response) => {
    const { socket } = request;
    const begin = (): void => {
      response.once('close', () => setImmediate(beginNext, socket));
      listener(request, response);
    };
    const queue = waiting.get(socket);
    if (queue === undefined) {
      waiting.set(socket, []);
      begin();
    } else if (queue.length < maxPipelined) queue.push(begin);
    else socket.destroy();
  };

  function beginNext(socket: Socket): void {
    const next = socket.destroyed ? undefined : waiting.get(socket)?.shift();
    if (next === undefined) waiting.delete(socket);
    else next();
  }
}

function boundConnections(server: Server | SecureServer, limits: HttpConnections): void {
  const { maxConnections = 1000, shares = new ClientShares(100), isProxy = () => false } = limits;
  let count = 0;
  server.on('connection', (socket: Socket) => {
    const peer = normaliseAddress(socket.remoteAddress ?? '');
    if (count >= maxConnections * 0.9) server.closeIdleConnections();
    const giveBack = isProxy(peer) ? () => {} : shares.take(peer);
    if (giveBack === undefined || count >= maxConnections) {
      giveBack?.();
      socket.destroy();
      return;
    }
    count += 1;
    socket.once('close', () => {
      count -= 1;
      giveBack();
    });
  });
}

async function close(server: Server | SecureServer, graceMs: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}
