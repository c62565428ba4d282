// SPDX-License-Identifier: MIT
/** What a client sends is told to nobody: not in a reply, not in a header of ours, not in the log. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import { createAlias, environment, startProgram, temporaryFolder } from '../support/program/program.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const canary = 'canary7f3a';

/** Each line has the canary where a careless server would quote it. */
const lines: readonly string[] = [
  `${canary} unknown`,
  `EHLO ${canary}.example`,
  `EHLO ${canary}\x01.example`,
  `EHLO <${canary}>`,
  `EHLO ${canary} (comment)`,
  `EHLO ${canary}\xe9.example`,
  `EHLO ${canary}\r.example`,
  `HELO ${canary}_.`,
  `HELP ${canary}`,
  `NOOP ${canary}`,
  `VRFY ${canary}`,
  `EXPN ${canary}`,
  `AUTH PLAIN ${canary}`,
  `STARTTLS ${canary}`,
  `DATA ${canary}`,
  `RSET ${canary}`,
  `MAIL FROM:${canary}`,
  `MAIL FROM:<${canary}@b.example> ${canary.toUpperCase()}=${canary}`,
  `MAIL FROM:<${canary}@b.example> SIZE=${canary}`,
  `MAIL FROM:<${canary}@b.example> BODY=${canary}`,
  `MAIL FROM:<${canary}\xe9@b.example>`,
  `RCPT TO:<${canary}@b.example>`,
  `MAIL FROM:<${canary}@b.example>`,
  `MAIL FROM:<${canary}@b.example>`,
  `RCPT TO:<${canary}`,
  `RCPT TO:<${canary}@${canary}.example>`,
  `RCPT TO:<${canary}@alias.localhost>`,
  `RCPT TO:<"${canary}\x02"@alias.localhost>`,
  `RCPT TO:<${canary}@alias.localhost> NOTIFY=${canary}`,
  `${canary}${'x'.repeat(5000)}`,
];

test('no reply, no header of ours and no log line carries what a client has sent', async (t) => {
  const hop = await startScriptedHop();
  t.after(() => hop.close());
  const program = await startProgram(
    t,
    environment(temporaryFolder(t), {
      MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}?tls=none`,
      MAYFLY_LOG_LEVEL: 'trace',
    }),
  );
  const { address } = await createAlias(program, { target: 'ann@home.example', maxUses: 1, note: canary });
  const dialogue = await Dialogue.open(program.smtpPort);
  for (const line of lines) {
    await dialogue.write(Buffer.from(`${line}\r\n`, 'latin1'));
    assert.match(await dialogue.reply(), /^[245]\d\d[ -]/, line);
  }
  await dialogue.say(`RCPT TO:<${address.replace('@', `+${canary}@`)}>`);
  assert.match(await dialogue.message(`Subject: ${canary}\r\n\r\n${canary}\r\n`), /^250 /);
  await dialogue.say('QUIT');
  assert.doesNotMatch(dialogue.transcript, new RegExp(canary, 'i'));

  const header = hop.messages[0]?.octets.toString('latin1').split('Subject:')[0] ?? '';
  // The name in EHLO must be told there (RFC 5321 §4.4), and is only when it is a domain or an address literal.
  assert.match(header, new RegExp(`^Received: from ${canary}_ \\(\\[127\\.0\\.0\\.1\\]\\)\\r\\n`));
  assert.equal(header.split(canary).length, 2);

  const tls = connect(program.smtpPort, '127.0.0.1').on('error', () => {});
  tls.end(`\x16\x03\x01${canary}\r\n`);
  await once(tls.resume(), 'close');
  await fetch(`${program.url}/aliases/${canary}?${canary}`, {
    headers: {
      authorization: `Bearer ${canary}`,
      'user-agent': canary,
      referer: `http://${canary}.example/`,
    },
  });
  await fetch(`${program.url}/aliases`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"target":"${canary}`,
  });
  await program.stop();
  assert.match(program.output(), /"event":"delivered"/);
  assert.doesNotMatch(program.output(), new RegExp(canary, 'i'));
});
