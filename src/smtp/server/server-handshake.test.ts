// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { selfSignedCertificate } from '../../../test/support/certificate.ts';
import { recordingHandler } from '../../../test/support/smtp/recording-handler.ts';
import { createServer } from './server.ts';

const [certificate, other] = [selfSignedCertificate(), selfSignedCertificate()];

const endings: readonly [string, (socket: Socket) => unknown][] = [
  ['closes its side', (socket) => socket.end()],
  ['closes its side within a record', (socket) => socket.end('\x16\x03\x01')],
  ['resets the connection', (socket) => socket.resetAndDestroy()],
  ['talks nonsense', (socket) => socket.write('EHLO client.example\r\n')],
  [
    'does not trust the certificate',
    (socket) => connectTls({ socket, ca: other.cert, servername: 'localhost' }).on('error', () => {}),
  ],
];

for (const [name, end] of endings)
  test(`a client that ${name} in the TLS handshake is let go at once`, async (t) => {
    const ended = Promise.withResolvers<void>();
    const server = createServer(
      {
        hostname: 'mx.example',
        maxMessageSize: 1000,
        tls: certificate,
        limits: { handshakeTimeoutMs: 3_600_000 },
        onError: assert.ifError,
        onSessionEnd: () => ended.resolve(),
      },
      recordingHandler([]),
    );
    t.after(() => server.close(0));
    const { port } = await server.listen('127.0.0.1', 0);
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {});
    await once(socket, 'data');
    socket.write('STARTTLS\r\n');
    await once(socket, 'data');
    end(socket);
    await ended.promise;
    socket.destroy();
  });
