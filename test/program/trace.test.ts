// SPDX-License-Identifier: MIT
/** "Where is my mail?": what a message leaves behind, by which sender, operator and next hop can speak of the same one. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { say } from '../support/next-hop/next-hop-script.ts';
import { startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import {
  createAlias,
  environment,
  type Program,
  runProgram,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const target = 'canary.7f3a@target.example';

/** A line of the log, once it is there. */
async function lineWith(program: Program, words: RegExp): Promise<Record<string, unknown>> {
  for (;;) {
    const line = program
      .output()
      .split('\n')
      .find((text) => words.test(text));
    if (line !== undefined) return JSON.parse(line);
    await once(program.process.stdout ?? process.stdout, 'data', { signal: AbortSignal.timeout(60_000) });
  }
}

test('the 250 has our id, the log has it with that of the next hop, and the session has its own', async (t) => {
  const hop = await startScriptedHop({ dot: say('250 2.0.0 Ok: queued as 4bXyZ31Q2Nz9rxV') });
  t.after(() => hop.close());
  const env = environment(temporaryFolder(t), {
    MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}?tls=none`,
    MAYFLY_LOG_LEVEL: 'debug',
  });
  const program = await startProgram(t, env);
  const folder = temporaryFolder(t);
  const { address } = await createAlias(program, { target, maxUses: 1 });
  const [dialogue] = await Dialogue.envelope(program.smtpPort, address);
  const answer = await dialogue.message('Subject: hi\r\n\r\nBody\r\n');
  const id = /^250 2\.0\.0 Message accepted as ([\w-]{16})$/.exec(answer)?.[1];
  assert.ok(id, answer);
  await dialogue.say('MAIL FROM:<shop@shop.example>');
  assert.match(await dialogue.say(`RCPT TO:<${address}>`), /^550 5\.1\.1 /);
  await dialogue.say('QUIT');

  const message = await lineWith(program, /"msg":"message"/);
  assert.deepEqual([message.messageId, message.nextHopId], [id, '4bXyZ31Q2Nz9rxV']);
  assert.ok(hop.messages[0]?.octets.includes(`id ${id}`), 'our trace field has it too');
  const session = await lineWith(program, /"msg":"session"/);
  assert.match(String(session.session), /^[0-9a-z]{11,}$/);
  assert.equal(message.session, session.session);

  const refusal = await lineWith(program, /"msg":"recipient refused"/);
  assert.deepEqual([refusal.session, refusal.reply, refusal.enhanced], [session.session, 550, '5.1.1']);
  assert.match(String(refusal.recipient), /^[\w-]{16,}$/);
  assert.doesNotMatch(program.output(), new RegExp(`canary|${address.split('@')[0]}|shop\\.example`));
  assert.equal(await program.stop(), 0);

  // What `mayfly trace` makes of it, from a file or from the journal.
  const file = join(folder, 'log');
  writeFileSync(file, program.output());
  const journalctl = join(folder, 'journalctl');
  writeFileSync(journalctl, `#!/bin/sh\necho "$*" >>${folder}/asked\ncat ${file}\n`, { mode: 0o755 });
  const within = { ...env, PATH: `${folder}:${env.PATH}` };
  const trace = (what: string, ...options: string[]) =>
    runProgram(['trace', ...options, '--json', '--', what], within);
  for (const what of [id, '4bXyZ31Q2Nz9rxV', String(session.session), address.toUpperCase()]) {
    const { code, stdout, stderr } = await trace(what, '--log', file);
    assert.equal(code, 0, stderr);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).msg);
    assert.deepEqual(lines, ['message', 'recipient refused', 'session'], what);
  }
  assert.equal((await trace(id, '--since', '-2h', '--unit', 'mail')).stdout.split('\n').length, 4);
  const asked = '--unit=mail --since=-2h --output=cat --no-pager --quiet\n';
  assert.equal(readFileSync(join(folder, 'asked'), 'utf8'), asked.repeat(2));
  const unknown = await trace('0123456789abcdef', '--log', file);
  assert.deepEqual([unknown.code, unknown.stdout], [1, '']);
  assert.match(unknown.stderr, new RegExp(`^mayfly: nothing of 0123456789abcdef is in ${file}; [^\\n]*\\n$`));
  const elsewhere = await trace('0123456789abcdef', '--unit', 'mail');
  assert.match(elsewhere.stderr, /is in the journal of mail from -7d on [^\n]+--log/);
  const gone = await trace(id, '--log', join(folder, 'gone'));
  assert.deepEqual([gone.code, gone.stderr], [1, 'mayfly: the log cannot be read (ENOENT)\n']);
  writeFileSync(journalctl, '#!/bin/sh\necho "Failed to parse timestamp: x" >&2\nexit 1\n');
  const failed = await trace(id, '--since', 'x');
  assert.deepEqual([failed.code, failed.stderr], [1, 'mayfly: journalctl: Failed to parse timestamp: x\n']);
});

test('an id of another server that looks like a domain is found as it stands, and needs no settings', async (t) => {
  const id = 'd9443c01a7336-2126e4c1sm1234567a12.36';
  const hop = await startScriptedHop({ dot: say(`250 2.0.0 OK  1732870000 ${id} - gsmtp`) });
  t.after(() => hop.close());
  const env = environment(temporaryFolder(t), { MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}?tls=none` });
  const program = await startProgram(t, env);
  const { address } = await createAlias(program, { target, maxUses: 1 });
  const [dialogue] = await Dialogue.envelope(program.smtpPort, address);
  assert.match(await dialogue.message('Subject: hi\r\n\r\nBody\r\n'), /^250 /);
  assert.equal((await lineWith(program, /"msg":"message"/)).nextHopId, id);
  assert.equal(await program.stop(), 0);

  const folder = temporaryFolder(t);
  const file = join(folder, 'log');
  writeFileSync(file, program.output());
  const elsewhere = { ...env, MAYFLY_SECRET_FILE: join(folder, 'none') };
  const { code, stdout, stderr } = await runProgram(['trace', id, '--log', file], elsewhere);
  assert.equal(code, 0, stderr);
  assert.match(stdout, new RegExp(`message: .*nextHopId=${id}`));
  const unknown = await runProgram(['trace', 'no.36', '--log', file], elsewhere);
  assert.equal(unknown.code, 1);
  assert.equal(unknown.stdout, '');
  assert.match(unknown.stderr, /^mayfly: The secret file \S+ does not exist[^\n]+\n$/);
  assert.deepEqual(readdirSync(folder), ['log'], 'no secret was made');
});
