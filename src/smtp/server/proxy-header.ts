// SPDX-License-Identifier: MIT
import type { Socket } from 'node:net';
import { type ProxyHeader, parseProxyHeader } from '../wire/proxy-protocol.ts';

/**
 * Reads a PROXY header from a fresh socket and leaves what follows it there; the socket is paused then. Without a sound
 * header in time the socket is destroyed, without a word, and there is nothing. Never rejects.
 */
export function readProxyHeader(socket: Socket, timeoutMs: number): Promise<ProxyHeader | undefined> {
  return new Promise((resolve) => {
    let received: Buffer = Buffer.alloc(0);
    const settle = (header: ProxyHeader | undefined): void => {
      clearTimeout(deadline);
      socket.off('data', take).off('end', giveUp).off('close', giveUp);
      socket.pause();
      if (header === undefined) socket.destroy();
      else if (received.length > header.octets) socket.unshift(received.subarray(header.octets));
      resolve(header);
    };
    const giveUp = (): void => settle(undefined);
    const take = (octets: Buffer): void => {
      received = Buffer.concat([received, octets]);
      const header = parseProxyHeader(received);
      if (header !== 'partial') settle(header === 'malformed' ? undefined : header);
    };
    const deadline = setTimeout(giveUp, Math.min(timeoutMs, longestTimerMs));
    // `close` follows, and says all there is to say.
    socket.on('error', () => undefined);
    socket.on('data', take).on('end', giveUp).on('close', giveUp);
  });
}

/** A timer set for longer fires at once. */
const longestTimerMs = 2 ** 31 - 1;
