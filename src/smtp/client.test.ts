import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startScriptedHop } from '../../test/scripted-next-hop.ts';
import { connect } from './client.ts';
import type { MailParameters, TransferOctets } from './envelope.ts';

const plain: MailParameters = { size: undefined, body: undefined, smtpUtf8: false };

function octets(text: string): TransferOctets {
  return Buffer.from(text, 'latin1') as TransferOctets;
}

test('a message goes through in the order of the protocol, octet for octet', async (t) => {
  const hop = await startScriptedHop();
  t.after(() => hop.close());
  const session = await connect(hop.options());
  const { mail, rcpt } = await session.open('a@b.example', 'c@d.example', plain);
  assert.deepEqual([mail.code, mail.enhanced, rcpt?.code], [250, '2.1.0', 250]);
  assert.equal((await session.rcpt('e@d.example')).code, 250);
  assert.equal((await session.data()).code, 354);
  session.write(octets('Subject: x\r\n\r\n'));
  session.write(octets('..dot\r\nend\r\n'));
  assert.deepEqual(await session.end(), { code: 250, enhanced: '2.0.0', text: '2.0.0 queued' });
  await session.quit();
  assert.equal(session.isOpen, false);
  assert.deepEqual(hop.sessions[0]?.commands, [
    'EHLO client.example',
    'MAIL FROM:<a@b.example>',
    'RCPT TO:<c@d.example>',
    'RCPT TO:<e@d.example>',
    'DATA',
    'QUIT',
  ]);
  assert.equal(hop.messages[0]?.octets.toString('latin1'), 'Subject: x\r\n\r\n..dot\r\nend\r\n');
  assert.equal(hop.accepted, 1);
});
