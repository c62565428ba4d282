// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { type Script, say, startScriptedHop } from '../../../test/support/next-hop/scripted-next-hop.ts';
import { connect } from './client.ts';
import { deliver, type WholeMessage } from './deliver.ts';

const message: WholeMessage = {
  reversePath: 'a@b.example',
  forwardPath: 'c@d.example',
  content: Buffer.from('Subject: x\r\n\r\n.dot\r\n'),
};

async function attempt(t: TestContext, script: Script, changes: Partial<WholeMessage> = {}) {
  const hop = await startScriptedHop(script);
  t.after(() => hop.close());
  const session = await connect(hop.options());
  const outcome = await deliver(session, { ...message, ...changes });
  session.abort();
  const steps = outcome.replies.map(({ command, reply }) => `${command} ${reply.code}`);
  return { hop, outcome, steps };
}

describe('a delivery', () => {
  test('gives every reply, and what arrives is the message', async (t) => {
    const { hop, outcome, steps } = await attempt(t, {});
    assert.deepEqual(steps, ['MAIL 250', 'RCPT 250', 'DATA 354', '. 250']);
    assert.equal(outcome.isAccepted, true);
    assert.equal(hop.messages[0]?.octets.toString(), 'Subject: x\r\n\r\n..dot\r\n');
    assert.match(hop.messages[0]?.mail ?? '', / SIZE=20$/);
  });

  const refusals: readonly [keyof Script, readonly string[]][] = [
    ['mail', ['MAIL 451']],
    ['rcpt', ['MAIL 250', 'RCPT 451']],
    ['data', ['MAIL 250', 'RCPT 250', 'DATA 451']],
    ['dot', ['MAIL 250', 'RCPT 250', 'DATA 354', '. 451']],
  ];
  for (const [step, expected] of refusals)
    test(`ends with the reply that refuses it at ${step}`, async (t) => {
      const { outcome, steps } = await attempt(t, { [step]: say('451 later') });
      assert.deepEqual([steps, outcome.isAccepted], [expected, false]);
    });

  for (const [lacks, extensions, changes] of [
    ['SMTPUTF8', ['8BITMIME'], { forwardPath: 'ä@d.example' }],
    ['8BITMIME', ['SMTPUTF8'], { reversePath: 'ä@b.example' }],
    ['8BITMIME', [], { content: Buffer.from('Subject: ä\r\n\r\n') }],
  ] as const)
    test(`that needs ${lacks} is not begun where that is not offered: ${Object.keys(changes)}`, async (t) => {
      const { hop, outcome } = await attempt(t, { extensions }, changes);
      assert.deepEqual(outcome, { replies: [], isAccepted: false, lacks });
      assert.deepEqual(hop.sessions[0]?.commands.length, 1);
    });
});
