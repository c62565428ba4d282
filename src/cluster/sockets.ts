import { lookup } from 'node:dns/promises';
import * as net from 'node:net';

/** The descriptors by which workers have the sockets: the first after the standard streams and the pipe. */
export const descriptors = { http: 4, smtp: 5 };

/** A socket that is bound and does not listen: the workers do that, each with a copy of its file descriptor. */
export interface BoundSocket {
  readonly host: string;
  readonly port: number;
  readonly descriptor: number;
  close(): void;
}

/**
 * Binds a socket for the workers; port 0 picks one. It stays bound while workers die and are replaced, so connections that
 * nobody has accepted yet wait for the next worker. Rejects with the error of the system, and where Node is too old.
 */
export async function bindSocket({ host, port }: { host: string; port: number }): Promise<BoundSocket> {
  // Node 24.19 was the first to have it.
  if (net.BoundSocket === undefined)
    throw new Error(`MAYFLY_WORKERS: more than 1 needs Node 24.19 or later, this is ${process.version}`);
  const { address } = await lookup(host);
  const socket = new net.BoundSocket({ host: address, port });
  const taken = socket.address();
  return {
    host: taken.address,
    port: taken.port,
    descriptor: socket.fd(),
    close: () => socket.close(),
  };
}
