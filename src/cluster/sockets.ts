// SPDX-License-Identifier: MIT
import { lookup } from 'node:dns/promises';
import { BoundSocket as Socket } from 'node:net';

/** The descriptors by which workers have the sockets: the first after the standard streams and the pipe. */
export const descriptors = { http: 4, smtp: 5, https: 6 };

/** A socket that is bound and does not listen: the workers do that, each with a copy of its file descriptor. */
export interface BoundSocket {
  readonly host: string;
  readonly port: number;
  readonly descriptor: number;
  close(): void;
}

/**
 * Binds a socket for the workers; port 0 picks one. It stays bound while workers die and are replaced, so connections that
 * nobody has accepted yet wait for the next worker. Rejects with the error of the system.
 */
export async function bindSocket({ host, port }: { host: string; port: number }): Promise<BoundSocket> {
  const { address } = await lookup(host);
  const socket = new Socket({ host: address, port });
  const taken = socket.address();
  return {
    host: taken.address,
    port: taken.port,
    descriptor: socket.fd(),
    close: () => socket.close(),
  };
}
