// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Dialogue } from '../../../test/support/smtp/dialogue.ts';
import { recordingHandler } from '../../../test/support/smtp/recording-handler.ts';
import { createServer } from './server.ts';

const overBudget = '421 4.7.0 Too many errors from your address, try again later';

async function serve(t: TestContext, errorsPerClient: number): Promise<number> {
  const server = createServer(
    { hostname: 'mx.example', maxMessageSize: 1000, limits: { errorsPerClient }, onError: assert.ifError },
    recordingHandler([]),
  );
  t.after(() => server.close(0));
  return (await server.listen('127.0.0.1', 0)).port;
}

test('refused recipients and bad commands of all its sessions are a client’s budget, then 421 to all of them', async (t) => {
  const port = await serve(t, 3);
  const [harvester, refused] = await Dialogue.envelope(port, 'unknown@d.example');
  const bystander = await Dialogue.open(port);
  assert.match(refused, /^550 /);
  assert.match(await bystander.say('NOOP'), /^250 /);
  assert.match(await harvester.say('XYZZY'), /^500 /);
  assert.match(await harvester.say('RCPT TO:<c@d.example>'), /^250 /);
  assert.match(await harvester.say('RCPT TO:<unknown@d.example>'), /^550 /);
  assert.equal(await harvester.say('RCPT TO:<c@d.example>'), overBudget);
  assert.equal(await harvester.reply(), 'closed');
  assert.equal(await bystander.say('NOOP'), overBudget);
  assert.equal((await Dialogue.open(port)).transcript, `${overBudget}\r\n`);
  const other = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2' });
  assert.match(String((await once(other, 'data'))[0]), /^220 /);
  other.destroy();
});

test('QUIT is taken also beyond the budget', async (t) => {
  const port = await serve(t, 1);
  const dialogue = await Dialogue.open(port);
  assert.match(await dialogue.say('XYZZY'), /^500 /);
  assert.match(await dialogue.say('QUIT'), /^221 /);
});

test('temporary refusals are not counted', async (t) => {
  const port = await serve(t, 1);
  const [dialogue] = await Dialogue.envelope(port, 'c@d.example', 'no-data@b.example');
  assert.match(await dialogue.say('DATA'), /^451 /);
  assert.match(await dialogue.say('NOOP'), /^250 /);
});
