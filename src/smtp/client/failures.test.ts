// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type Act,
  hangUp,
  resetConnection,
  type Script,
  say,
  stall,
  startScriptedHop,
  utter,
} from '../../../test/support/next-hop/scripted-next-hop.ts';
import { errorOf } from '../../../test/support/smtp/client-error-of.ts';
import { noParameters, transferOctets } from '../../../test/support/smtp/mail-data.ts';
import { connect } from './client.ts';
import type { ClientFailure, ClientOptions } from './types.ts';

/** Only the deadline under test is short, so that a busy machine runs into no other. */
const shortMs = 400;
const longMs = 20_000;

function deadlinesFor(phase: string): Partial<ClientOptions> {
  return {
    setupTimeoutMs: phase === 'greeting' || phase === 'ehlo' ? shortMs : longMs,
    commandTimeoutMs: phase === 'mail' || phase === 'rcpt' ? shortMs : longMs,
    dataTimeoutMs: phase === 'data' ? shortMs : longMs,
    dotTimeoutMs: phase === 'dot' ? shortMs : longMs,
  };
}

/** One whole message, from connecting to the reply to the dot. */
async function attempt(options: ClientOptions): Promise<void> {
  const session = await connect(options);
  try {
    await session.open('a@b.example', 'c@d.example', noParameters);
    await session.data();
    await session.write(transferOctets(`${'x'.repeat(20_000)}\r\n`));
    await session.end();
  } finally {
    session.abort();
  }
}

const faults: readonly [string, Act, ClientFailure][] = [
  ['hangs up', hangUp, 'lost'],
  ['resets the connection', resetConnection, 'lost'],
  ['hangs up in the middle of a reply', { ...utter('250-be'), next: 'hangUp' }, 'lost'],
  ['says nothing', stall, 'timeout'],
  ['never ends its reply', utter('250-never\r\n250-'), 'timeout'],
  ['talks nonsense', utter('\x01\x02\x03'), 'protocol'],
  ['speaks HTTP', say('HTTP/1.1 200 OK'), 'protocol'],
  ['mixes codes', say('250-a', '251 b'), 'protocol'],
  ['ends a line in a bare LF', utter('250 a\n'), 'protocol'],
  ['says more than a reply may', utter('2'.repeat(100_000)), 'protocol'],
  ['gives an intermediate reply where none fits', say('355 go on'), 'protocol'],
];

describe('a next hop that', () => {
  for (const [name, act, failure] of faults) {
    for (const phase of ['greeting', 'ehlo', 'mail', 'rcpt', 'data', 'dot'] as const) {
      // It may be seen before the connection is made.
      if (act === resetConnection && phase === 'greeting') continue;
      test(`${name} at ${phase} is given up, in doubt only after the dot`, async (t) => {
        const script: Script = { [phase]: act };
        const hop = await startScriptedHop(script);
        t.after(() => hop.close());
        const error = await errorOf(attempt(hop.options(deadlinesFor(failure === 'timeout' ? phase : ''))));
        assert.deepEqual([error.failure, error.phase, error.dotWasSent], [failure, phase, phase === 'dot']);
        assert.equal(hop.messages.length, phase === 'dot' ? 1 : 0);
        assert.equal(hop.accepted, 0);
      });
    }
  }

  for (const [name, act, failure] of [
    ['hangs up', hangUp, 'lost'],
    ['resets the connection', resetConnection, 'lost'],
    ['talks nonsense', utter('\x01\x02\x03'), 'protocol'],
    ['answers too early', say('250 queued'), 'protocol'],
  ] as const) {
    test(`${name} in the mail data is given up without a dot`, async (t) => {
      const hop = await startScriptedHop({ mailData: act, mailDataAfter: 10_000 });
      t.after(() => hop.close());
      const session = await connect(hop.options());
      await session.open('a@b.example', 'c@d.example', noParameters);
      await session.data();
      await session.write(transferOctets(`${'x'.repeat(20_000)}\r\n`));
      await hop.until(() => hop.sessions[0]?.isClosed === true);
      while (session.isOpen) await new Promise(setImmediate);
      const error = await errorOf(session.end());
      assert.deepEqual([error.failure, error.phase, error.dotWasSent], [failure, 'mail data', false]);
      assert.deepEqual(hop.messages, []);
    });
  }

  test('hangs up after the reply to the dot has answered the dot', async (t) => {
    const hop = await startScriptedHop({ dot: { ...say('250 queued'), next: 'hangUp' } });
    t.after(() => hop.close());
    await attempt(hop.options());
    assert.equal(hop.accepted, 1);
  });
});
