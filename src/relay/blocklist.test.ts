// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startScriptedHop } from '../../test/support/next-hop/scripted-next-hop.ts';
import { startRelay } from '../../test/support/relay-fixture.ts';
import { Dialogue } from '../../test/support/smtp/dialogue.ts';

const listedReply = '550 5.7.1 Your server is on a list of sources of spam, ask for its removal there';

async function start(t: TestContext, isListed: (address: string) => boolean | Promise<boolean>) {
  const hop = await startScriptedHop();
  t.after(() => hop.close());
  const relay = await startRelay(t, { hops: [hop.options()], postmaster: 'ops@home.example', isListed });
  return { hop, relay, alias: await relay.create() };
}

test('the look-up of a client starts when it connects and delays neither its greeting nor MAIL, only its recipients', async (t) => {
  const asked: string[] = [];
  const verdict = Promise.withResolvers<boolean>();
  const { relay, alias, hop } = await start(t, (address) => {
    asked.push(address);
    return verdict.promise;
  });
  const dialogue = await Dialogue.open(relay.port);
  assert.deepEqual(asked, ['127.0.0.1']);
  await dialogue.say('EHLO client.example');
  assert.match(await dialogue.say('MAIL FROM:<a@shop.example>'), /^250 /);
  const answer = dialogue.say(`RCPT TO:<${alias}>`);
  verdict.resolve(true);
  assert.equal(await answer, listedReply);
  assert.equal(hop.sessions.length, 0);
  assert.deepEqual(asked, ['127.0.0.1']);
  dialogue.drop();
});

test('a listed client gets one reply for a live and a dead alias, and still reaches the postmaster', async (t) => {
  for (const verdict of [true, Promise.resolve(true)]) {
    const { relay, alias } = await start(t, () => verdict);
    const [dialogue, live] = await Dialogue.envelope(relay.port, alias);
    assert.equal(live, listedReply);
    assert.equal(await dialogue.say('RCPT TO:<nobody@alias.example>'), listedReply);
    assert.match(await dialogue.say('RCPT TO:<someone@foreign.example>'), /^550 5\.7\.1 Relaying denied/);
    assert.match(await dialogue.say('RCPT TO:<postmaster@alias.example>'), /^250 /);
    dialogue.drop();
  }
});

test('a client that is not listed is served', async (t) => {
  for (const verdict of [false, Promise.resolve(false)]) {
    const { relay, alias, hop } = await start(t, () => verdict);
    const [dialogue, rcpt] = await Dialogue.envelope(relay.port, alias);
    assert.match(rcpt, /^250 /);
    assert.match(await dialogue.message('Subject: x\r\n\r\nx\r\n'), /^250 /);
    assert.match(await dialogue.say('MAIL FROM:<a@shop.example>'), /^250 /);
    assert.match(await dialogue.say('RCPT TO:<nobody@alias.example>'), /^550 5\.1\.1 /);
    assert.equal(hop.accepted, 1);
    dialogue.drop();
  }
});
