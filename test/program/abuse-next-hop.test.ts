// SPDX-License-Identifier: MIT
/** What a stranger does to the next hop through the whole program: others are served all the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ScriptedHop, say, startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import { createAlias, environment, startProgram, temporaryFolder } from '../support/program/program.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const target = 'ann@home.example';

test('a next hop that takes few sessions is there for others while one client is slow in all of them', async (t) => {
  const few: ScriptedHop = await startScriptedHop({
    greeting: ({ session }) => {
      const open = few.sessions.filter(({ isClosed }, at) => at < session && !isClosed).length;
      return say(open < 20 ? '220 hop' : '421 4.7.0 too many connections');
    },
  });
  t.after(() => few.close());
  const nextHop = { MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${few.port}?tls=none` };
  const attacked = await startProgram(t, environment(temporaryFolder(t), nextHop));
  const [one, other] = [
    await createAlias(attacked, { target, maxUses: 50 }),
    await createAlias(attacked, { target, maxUses: 50 }),
  ];
  const slow: Dialogue[] = [];
  for (let count = 0; count < 20; count += 1) {
    const [dialogue, rcpt] = await Dialogue.envelope(attacked.smtpPort, one.address);
    assert.match(rcpt, /^250 /);
    assert.match(await dialogue.say('DATA'), /^354 /);
    slow.push(dialogue);
  }
  for (let count = 0; count < 5; count += 1) {
    const dialogue = await Dialogue.open(attacked.smtpPort, '127.0.0.2');
    await dialogue.say('EHLO client.example');
    await dialogue.say('MAIL FROM:<a@b.example>');
    assert.match(await dialogue.say(`RCPT TO:<${other.address}>`), /^250 /);
    assert.match(await dialogue.message('Subject: hi\r\n\r\nhi\r\n'), /^250 /);
    dialogue.drop();
  }
  for (const dialogue of slow) dialogue.drop();
});
