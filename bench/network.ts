// SPDX-License-Identifier: MIT
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Everything in the bench talks over this address. */
export const loopback = '127.0.0.1';

/** A TCP port that nothing listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, loopback);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was bound');
  return address.port;
}

/** Resolves once the port greets as an SMTP server does; rejects after half a minute, or as soon as `hasEnded` says so. */
export async function greeting(port: number, hasEnded: () => boolean): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    if (await greets(port)) return;
    if (hasEnded()) throw new Error('the server ended before it listened');
    await delay(20);
  }
  throw new Error(`nothing greeted on port ${port} within 30 s`);
}

async function greets(port: number): Promise<boolean> {
  const socket = connect(port, loopback).setTimeout(2_000, () => socket.destroy(new Error('no greeting')));
  try {
    const [octets] = await once(socket, 'data');
    socket.end('QUIT\r\n');
    return String(octets).startsWith('220');
  } catch {
    return false;
  } finally {
    socket.on('error', () => undefined);
    socket.resume();
  }
}
