// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { connect } from '../smtp/client/client.ts';
import { encodeMailData } from '../smtp/wire/mail-data.ts';
import { createSandbox, type Sandbox } from './sandbox.ts';

const receivedAt = Date.parse('2026-12-01T10:00:00Z');
const parameters = { size: undefined, body: '8BITMIME', smtpUtf8: false } as const;

describe('the sandbox as a next hop', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await createSandbox(() => receivedAt);
  });
  afterEach(() => sandbox.close());

  async function openSession() {
    return connect({ host: sandbox.host, port: sandbox.port, tls: 'none', clientName: 'mx.alias.test' });
  }

  it('listens on loopback', () => assert.equal(sandbox.host, '127.0.0.1'));

  it('takes a message octet for octet', async () => {
    const session = await openSession();
    const message = Buffer.from('Subject: hi\r\n\r\n.\r\n..\r\nno dot \xe9\r\n', 'latin1');
    assert.equal((await session.open('', 'ada@target.example', parameters)).rcpt?.code, 250);
    assert.equal((await session.rcpt('bob@target.example')).code, 250);
    assert.equal((await session.data()).code, 354);
    await session.write(encodeMailData(message));
    assert.equal((await session.end()).code, 250);
    await session.quit();
    assert.deepEqual(sandbox.inbox.messages, [
      {
        id: '1',
        receivedAt,
        reversePath: '',
        recipients: ['ada@target.example', 'bob@target.example'],
        octets: message,
        size: message.length,
        isCut: false,
      },
    ]);
  });

  it('keeps nothing of a message that was never finished, nor of its recipients', async () => {
    const broken = await openSession();
    await broken.open('a@origin.test', 'ada@target.example', parameters);
    await broken.data();
    await broken.write(encodeMailData(Buffer.from('half\r\n')));
    broken.abort();

    const session = await openSession();
    await session.open('a@origin.test', 'ada@target.example', parameters);
    await session.reset();
    await session.open('a@origin.test', 'bob@target.example', parameters);
    await session.data();
    await session.write(encodeMailData(Buffer.from('whole\r\n')));
    await session.end();
    await session.quit();
    assert.deepEqual(
      sandbox.inbox.messages.map(({ recipients, octets }) => [recipients, octets.toString()]),
      [[['bob@target.example'], 'whole\r\n']],
    );
  });

  it('takes as many sessions from this machine as the relay has', async () => {
    const sessions = await Promise.all(Array.from({ length: 80 }, openSession));
    assert.ok(sessions.every((session) => session.isOpen));
    await Promise.all(sessions.map((session) => session.quit()));
  });
});
