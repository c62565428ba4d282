// SPDX-License-Identifier: MIT
/** The main job through the real program: REST, real SMTP clients, real next hops. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { graceMs } from '../../src/app/context.ts';
import { freePort } from '../support/free-port.ts';
import { stall, startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import {
  type AliasBody,
  createAlias,
  environment,
  type Program,
  runProgram,
  showAlias,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { need, run } from '../support/program/real-clients.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const target = 'canary.target.7f3a@hidden-home.example';
const content = 'From: originator@shop.example\r\nSubject: real\r\n\r\n.leading dot\r\nend\r\n';

/** Sends one message with a real client; gives everything the client said. */
type Sender = (program: Program, recipient: string) => Promise<string>;

const senders: Readonly<Record<string, Sender>> = {
  swaks: async ({ smtpPort }, recipient) => {
    const server = ['--server', '127.0.0.1', '--port', String(smtpPort)];
    const envelope = [
      '--from',
      'originator@shop.example',
      '--to',
      recipient,
      '--data',
      content.replaceAll('\r\n', '\\n'),
    ];
    return (await run('swaks', [...server, ...envelope])).said;
  },
  curl: async ({ smtpPort }, recipient) => {
    const envelope = ['--mail-from', 'originator@shop.example', '--mail-rcpt', recipient];
    const url = `smtp://127.0.0.1:${smtpPort}/shop.example`;
    return (await run('curl', ['-sv', url, ...envelope, '--upload-file', '-'], content)).said;
  },
  python3: async ({ smtpPort }, recipient) => {
    const script = `import smtplib,sys
s=smtplib.SMTP('127.0.0.1',${smtpPort}); s.set_debuglevel(1)
s.sendmail('originator@shop.example',sys.argv[1],sys.stdin.read())
s.quit()`;
    return (await run('python3', ['-c', script, recipient], content.replaceAll('\r\n', '\n'))).said;
  },
  msmtp: async ({ smtpPort }, recipient) => {
    const server = [
      '--host=127.0.0.1',
      `--port=${smtpPort}`,
      '--auth=off',
      '--tls=off',
      '--from=originator@shop.example',
    ];
    return (await run('msmtp', ['--debug', ...server, recipient], content.replaceAll('\r\n', '\n'))).said;
  },
};

interface SandboxMessage {
  readonly id: string;
  readonly recipients: readonly string[];
}

async function sandboxMessages(program: Program): Promise<readonly SandboxMessage[]> {
  return (await fetch(`${program.url}/sandbox/messages`)).json() as Promise<readonly SandboxMessage[]>;
}

for (const [name, send] of Object.entries(senders)) {
  test(`an alias of three uses takes three messages from ${name} and refuses the fourth with 550`, async (t) => {
    if (!need(t, name)) return;
    const program = await startProgram(t, environment(temporaryFolder(t)));
    const alias = await createAlias(program, { target, days: 3, 'max-usage': 3 });
    for (const usesLeft of [2, 1, 0]) {
      await send(program, alias.address);
      const shown = await showAlias(program, alias);
      if (usesLeft === 0) assert.equal(shown, undefined);
      else assert.deepEqual([shown?.usesLeft, shown?.delivered], [usesLeft, 3 - usesLeft]);
    }
    assert.match(await send(program, alias.address), /550[ ,].*5\.1\.1/);
    const messages = await sandboxMessages(program);
    assert.equal(messages.length, 3);
    for (const { id, recipients } of messages) {
      assert.deepEqual(recipients, [target]);
      const text = await (await fetch(`${program.url}/sandbox/${id}.eml`)).text();
      // swaks adds an empty line of its own.
      assert.match(text, /\r\nSubject: real\r\n\r\n\.leading dot\r\nend\r\n(\r\n)?$/);
    }
    assert.doesNotMatch(program.output(), /canary|hidden-home|originator@/);
  });
}

test('smtp-source delivers to smtp-sink through an alias, exactly as often as the alias allows', async (t) => {
  if (!need(t, 'smtp-source') || !need(t, 'smtp-sink')) return;
  const sinkPort = await startSink(t);
  const program = await startProgram(
    t,
    environment(temporaryFolder(t), { MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${sinkPort}` }),
  );
  const alias = await createAlias(program, { target, maxUses: 20 });
  const args = [
    '-c',
    '-s',
    '5',
    '-m',
    '20',
    '-l',
    '4096',
    '-f',
    'originator@shop.example',
    '-t',
    alias.address,
  ];
  const first = await run('smtp-source', [...args, `127.0.0.1:${program.smtpPort}`]);
  assert.equal(first.code, 0, first.said);
  assert.equal(await showAlias(program, alias), undefined);
  const second = await run('smtp-source', [...args, `127.0.0.1:${program.smtpPort}`]);
  assert.match(second.said, /550 5\.1\.1/);
});

test('time ends an alias as its uses do, and a dead alias is never issued again', async (t) => {
  const program = await startProgram(t, environment(temporaryFolder(t)));
  const alias = await createAlias(program, { target, validFor: 'PT1S', name: 'short-lived' });
  const end = Date.now() + 60_000;
  for (;;) {
    const [dialogue, rcpt] = await Dialogue.envelope(program.smtpPort, alias.address);
    dialogue.drop();
    if (rcpt.startsWith('550 5.1.1')) break;
    assert.ok(Date.now() < end, 'the alias outlived its time');
  }
  const again = await post(program, { target, maxUses: 1, name: 'short-lived' });
  assert.equal(again.status, 409);
});

test('the real address is in no file of the store, in no log line, and nothing but a tombstone is left in the end', async (t) => {
  const folder = temporaryFolder(t);
  const program = await startProgram(t, environment(folder, { MAYFLY_LOG_LEVEL: 'trace' }));
  const alias = await createAlias(program, { target, maxUses: 1, note: 'canary note' });
  await senders.curl?.(program, alias.address);
  const destroyed = await createAlias(program, { target, maxUses: 1 });
  await fetch(`${program.url}/aliases/${destroyed.address}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${destroyed.manageToken}` },
  });
  await program.stop();
  const secrets = [target, 'hidden-home', 'canary note', alias.address, destroyed.address, alias.manageToken];
  for (const file of filesBelow(folder)) {
    const octets = readFileSync(file);
    for (const secret of secrets) assert.equal(octets.indexOf(secret), -1, `${secret} is in ${file}`);
  }
  for (const secret of secrets) assert.ok(!program.output().includes(secret), `${secret} is in the log`);
  assert.equal(statSync(join(folder, 'secret')).mode & 0o777, 0o600);
});

test('a message of 256 MiB and a next hop that reads slowly leave memory flat', async (t) => {
  const hop = await startScriptedHop({ isForgetful: true, extensions: ['PIPELINING', 'SIZE 0'] });
  t.after(() => hop.close());
  const env = environment(temporaryFolder(t), {
    MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}?tls=none`,
    MAYFLY_MAX_MESSAGE_SIZE: String(300 * 1024 * 1024),
  });
  const program = await startProgram(t, env);
  const alias = await createAlias(program, { target, maxUses: 2 });
  const [dialogue] = await Dialogue.envelope(program.smtpPort, alias.address);
  await dialogue.say('DATA');
  const before = residentOctets(program);
  let peak = before;
  const chunk = Buffer.from(`${'x'.repeat(1022)}\r\n`.repeat(1024));
  await dialogue.write('Subject: large\r\n\r\n');
  for (let mebibytes = 0; mebibytes < 256; mebibytes++) {
    await dialogue.write(chunk);
    peak = Math.max(peak, residentOctets(program));
  }
  assert.match(await dialogue.say('.'), /^250/);
  dialogue.drop();
  assert.ok(peak - before < 96 * 1024 * 1024, `grew by ${(peak - before) >> 20} MiB`);
  assert.ok((hop.messages[0]?.size ?? 0) > 256 * 1024 * 1024);
});

test('killed at each step and started again, the service has lost no use and let none be used twice', async (t) => {
  const hop = await startScriptedHop({});
  t.after(() => hop.close());
  const env = environment(temporaryFolder(t), { MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}?tls=none` });
  let program = await startProgram(t, env);
  const alias = await createAlias(program, { target, maxUses: 3 });
  const restart = async (): Promise<void> => {
    await program.kill();
    program = await startProgram(t, env);
  };
  // Up to the dot a crash costs nothing.
  for (const until of ['RCPT', 'DATA', 'header', 'all but the dot']) {
    const [dialogue] = await Dialogue.envelope(program.smtpPort, alias.address);
    if (until !== 'RCPT') await dialogue.say('DATA');
    if (until === 'header') await dialogue.write('Subject: half\r\n');
    if (until === 'all but the dot') await dialogue.write(content.repeat(500));
    await restart();
    dialogue.drop();
    assert.equal((await showAlias(program, alias))?.usesLeft, 3, until);
  }
  // Between the dot and its answer the use is in doubt: counted, but there for the retry of the same message.
  hop.follow({ dot: stall });
  const [doubtful] = await Dialogue.envelope(program.smtpPort, alias.address);
  await doubtful.say('DATA');
  await doubtful.write(`${content}.\r\n`);
  await hop.until(({ messages }) => messages.length === 1);
  await restart();
  doubtful.drop();
  hop.follow({});
  assert.equal((await showAlias(program, alias))?.usesLeft, 2);
  assert.match(await deliver(program, alias, content), /^250/);
  assert.equal((await showAlias(program, alias))?.usesLeft, 2, 'the retry took its own use over');
  // After the answer the delivery counts, whatever happens.
  assert.match(await deliver(program, alias, `X: 2\r\n${content}`), /^250/);
  await restart();
  assert.equal((await showAlias(program, alias))?.usesLeft, 1);
  assert.match(await deliver(program, alias, `X: 3\r\n${content}`), /^250/);
  assert.match(await deliver(program, alias, `X: 4\r\n${content}`), /^550 5\.1\.1/);
  assert.equal(hop.accepted, 3);
});

test('SIGTERM ends the taking of mail though an HTTP request goes on', async (t) => {
  const program = await startProgram(t, environment(temporaryFolder(t)));
  const { hostname, port } = new URL(program.url);
  const request = connect(Number(port), hostname);
  t.after(() => request.destroy());
  const header = `Host: ${hostname}\r\nContent-Type: application/json\r\nContent-Length: 2`;
  request.write(`POST /aliases HTTP/1.1\r\n${header}\r\n\r\n{`);
  await fetch(`${program.url}/healthz`);
  const idle = await Dialogue.open(program.smtpPort);
  const askedAt = performance.now();
  const stopped = program.stop('SIGTERM');
  assert.match(await idle.reply(), /^421 4\.3\.2 /);
  assert.ok(performance.now() - askedAt < graceMs, 'mail was taken until the HTTP request was cut off');
  request.destroy();
  assert.equal(await stopped, 0);
});

test('SIGTERM lets a running transaction finish, takes no new one, and exits 0', async (t) => {
  const program = await startProgram(t, environment(temporaryFolder(t)));
  const alias = await createAlias(program, { target, maxUses: 1 });
  const [running] = await Dialogue.envelope(program.smtpPort, alias.address);
  await running.say('DATA');
  await running.write('Subject: slow\r\n\r\n');
  const stopped = program.stop('SIGTERM');
  while (!program.output().includes('"stopping"')) await new Promise((resolve) => setImmediate(resolve));
  await running.write('still coming\r\n');
  assert.match(await running.say('.'), /^250/);
  assert.equal(await stopped, 0);
});

test('a second signal, even another one, ends the program at once', async (t) => {
  const program = await startProgram(t, environment(temporaryFolder(t)));
  const [running] = await Dialogue.envelope(
    program.smtpPort,
    (await createAlias(program, { target, maxUses: 1 })).address,
  );
  await running.say('DATA');
  const stopped = program.stop('SIGTERM');
  while (!program.output().includes('"stopping"')) await new Promise((resolve) => setImmediate(resolve));
  program.process.kill('SIGINT');
  assert.equal(await stopped, null);
  running.drop();
});

test('with its next hop away the service says so at /readyz, and 451 to the sender', async (t) => {
  const hop = await startScriptedHop({});
  const { port } = hop;
  await hop.close();
  const program = await startProgram(
    t,
    environment(temporaryFolder(t), { MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${port}` }),
  );
  const ready = await fetch(`${program.url}/readyz`);
  assert.equal(ready.status, 503);
  assert.deepEqual(((await ready.json()) as { checks: object }).checks, { store: 'ok', nextHop: 'failed' });
  const alias = await createAlias(program, { target, maxUses: 1 });
  assert.match(await deliver(program, alias, content), /^451 4\.4\.1/);
});

test('the demo shows three delivered and one refused, by itself and against a running service', async (t) => {
  const folder = temporaryFolder(t);
  const alone = await runProgram(['demo'], environment(folder));
  assert.equal(alone.code, 0, alone.stderr);
  assert.match(alone.stdout, /message 4: RCPT 550 5\.1\.1 No such address here\n/);
  const program = await startProgram(t, environment(folder));
  const args = ['demo', '--url', program.url, '--smtp', `127.0.0.1:${program.smtpPort}`];
  const running = await runProgram(args, environment(folder));
  assert.equal(running.code, 0, running.stderr);
  assert.equal((await sandboxMessages(program)).length, 3);
});

test('mistakes at the start are one clear line each', async (t) => {
  const folder = temporaryFolder(t);
  const program = await startProgram(t, environment(folder));
  const taken = await runProgram(
    ['serve'],
    environment(temporaryFolder(t), { MAYFLY_HTTP_LISTEN: new URL(program.url).host }),
  );
  assert.equal(taken.code, 1);
  assert.match(taken.stderr, /^mayfly: .*(in use|EADDRINUSE).*\n$/);
  const unwritable = await runProgram(
    ['serve'],
    environment(folder, { MAYFLY_STORE: `lmdb:${folder}/secret/store` }),
  );
  assert.equal(unwritable.code, 1);
  assert.match(unwritable.stderr, /^mayfly: [^\n]+\n$/);
  const mistaken = await runProgram(
    ['serve'],
    environment(folder, { MAYFLY_MAX_USES: 'many', MAYFLY_DOMAIN: 'a.example' }),
  );
  assert.equal(mistaken.code, 2);
  assert.match(mistaken.stderr, /MAYFLY_MAX_USES/);
  assert.match(mistaken.stderr, /MAYFLY_DOMAIN: is not a setting; did you mean MAYFLY_DOMAINS\?/);
});

async function deliver(program: Program, alias: AliasBody, message: string): Promise<string> {
  const [dialogue, rcpt] = await Dialogue.envelope(program.smtpPort, alias.address);
  const answer = rcpt.startsWith('250') ? await dialogue.message(message) : rcpt;
  dialogue.drop();
  return answer;
}

function post(program: Program, request: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${program.url}/aliases`, { method: 'POST', headers, body: JSON.stringify(request) });
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function residentOctets(program: Program): number {
  const status = readFileSync(`/proc/${program.process.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
}

/** Postfix's sink on a free port; ends with the test. */
async function startSink(t: TestContext): Promise<number> {
  const port = await freePort();
  const sink = spawn('/usr/sbin/smtp-sink', ['-u', 'nobody', `127.0.0.1:${port}`, '100'], {
    stdio: 'ignore',
  });
  t.after(() => sink.kill());
  assert.ok(await answers(port, sink), 'smtp-sink did not start');
  return port;
}

async function answers(port: number, sink: ChildProcess): Promise<boolean> {
  const deadline = Date.now() + 60_000;
  while (sink.exitCode === null && Date.now() < deadline) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await Promise.race([
      once(socket, 'data').then(() => true),
      once(socket, 'close').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isOpen) return true;
  }
  return false;
}
