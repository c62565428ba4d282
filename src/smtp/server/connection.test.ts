// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { ServerConnection } from './connection.ts';
import { withDefaults } from './limits.ts';
import type { ServerSession } from './session.ts';

test('a session that throws in the middle of a read can still send', async (t) => {
  const listener = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  t.after(() => listener.close());
  const client = connect((listener.address() as AddressInfo).port, '127.0.0.1');
  const [socket] = (await once(listener, 'connection')) as [Socket];
  t.after(() => client.destroy());
  const host = {
    limits: withDefaults({}),
    clock: { now: 0 },
    readClock: () => {},
    secureContext: undefined,
  };
  const connection = new ServerConnection(socket, host, () => {});
  const receive = (): void => assert.fail('on purpose');
  connection.begin(() => ({ receive, clientEnded: () => {}, lost: () => {} }) as unknown as ServerSession);
  assert.throws(() => connection.read(Buffer.from('x'), 1), /on purpose/);
  connection.hangUp('421 bye\r\n');
  const [octets] = await once(client, 'data', { signal: AbortSignal.timeout(5_000) });
  assert.equal(String(octets), '421 bye\r\n');
});
