// SPDX-License-Identifier: MIT
/** A program that the system grants few file descriptors. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createAlias, environment, startProgram, temporaryFolder } from '../support/program/program.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const few = ['prlimit', '--nofile=256:256'];
const isMissing = process.platform !== 'linux' && 'there is no prlimit here';

/** Opens so many connections and leaves them idle; the test ends them. */
async function occupy(t: TestContext, port: number, connections: number): Promise<void> {
  const sockets = Array.from({ length: connections }, () => connect(port, '127.0.0.1'));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
  });
  for (const socket of sockets) socket.on('error', () => undefined).resume();
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
}

test('HTTP and idle SMTP clients never take the descriptors that a message needs', {
  skip: isMissing,
}, async (t) => {
  const env = environment(temporaryFolder(t), { MAYFLY_SMTP_CONNECTIONS_PER_CLIENT: 'off' });
  const program = await startProgram(t, env, few);
  const { address } = await createAlias(program, { target: 'ann@home.example', maxUses: 3 });
  await occupy(t, Number(new URL(program.url).port), 400);
  await occupy(t, program.smtpPort, 90);
  const [dialogue, rcpt] = await Dialogue.envelope(program.smtpPort, address);
  assert.match(rcpt, /^250 /, dialogue.transcript);
  assert.match(await dialogue.message('Subject: hi\r\n\r\nBody\r\n'), /^250 /);
  dialogue.drop();
  assert.match(program.output(), /too few file descriptors for 2000 SMTP connections/);
  assert.doesNotMatch(program.output(), /no file descriptor is left/);
});

test('where no descriptor is left the log says so, once', { skip: isMissing }, async (t) => {
  const program = await startProgram(t, environment(temporaryFolder(t)), few);
  const limit = (descriptors: number): void =>
    void execFileSync('prlimit', [`--pid=${program.process.pid}`, `--nofile=${descriptors}:256`]);
  limit(8);
  const lines = (): number => program.output().split('no file descriptor is left').length - 1;
  for (const deadline = Date.now() + 60_000; lines() === 0; ) {
    assert.ok(Date.now() < deadline, program.output());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  limit(256);
  const dialogue = await Dialogue.open(program.smtpPort);
  assert.match(await dialogue.say('EHLO client.example'), /^250/);
  dialogue.drop();
  assert.equal(lines(), 1);
  assert.match(program.output(), /"code":"EMFILE","limit":256/);
});
