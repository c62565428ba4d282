// SPDX-License-Identifier: MIT
/** Several workers behind one program: what they do together, and what becomes of them. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { selfSignedCertificate } from '../support/certificate.ts';
import { stall, startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import { createAlias, environment, runProgram, temporaryFolder } from '../support/program/program.ts';
import {
  alone,
  isRunning,
  send,
  startWorkers,
  workers,
  workersOf,
} from '../support/program/worker-program.ts';
import { eventually } from '../support/redis/redis-server.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const target = 'canary.target.7f3a@hidden-home.example';

test('of fifty parallel senders exactly as many win as there are uses, and any worker shows their messages', async (t) => {
  const program = await startWorkers(t);
  const alias = await createAlias(program, { target, maxUses: 5 });
  const replies = await Promise.all(Array.from({ length: 50 }, () => send(program, alias.address)));
  for (const reply of replies) assert.match(reply, /^(250|450 4\.2\.1|550 5\.1\.1)/);
  assert.equal(replies.filter((reply) => reply.startsWith('250')).length, 5);
  // A worker settles a use that is not the last one a moment after its 250: until then the alias may be busy.
  let afterwards = '';
  await eventually(async () => {
    afterwards = await send(program, alias.address);
    return !afterwards.startsWith('450 4.2.1');
  });
  assert.match(afterwards, /^550 5\.1\.1/);
  for (let i = 0; i < 12; i++) {
    const list = await fetch(`${program.url}/sandbox/messages`, { headers: alone });
    const ids = ((await list.json()) as { id: string }[]).map(({ id }) => id);
    assert.deepEqual(ids, ['1', '2', '3', '4', '5']);
    const source = await fetch(`${program.url}/sandbox/${ids[i % 5]}.eml`, { headers: alone });
    assert.match(await source.text(), /Subject: hello\r\n\r\nbody\r\n$/);
  }
  const of = (text: string) =>
    program
      .output()
      .split('\n')
      .filter((line) => line.includes(text));
  // Whoever is awake first may accept many at once.
  await eventually(async () => {
    await send(program, alias.address);
    return new Set(of('"msg":"session"').map((line) => JSON.parse(line).worker)).size > 1;
  });
  const pids = await workersOf(program);
  assert.equal(pids.length, workers);
  assert.equal(await program.stop(), 0);
  for (const pid of pids) assert.ok(!isRunning(pid));
  assert.equal(of('"msg":"listening"').length, 1);
  assert.equal(of('SANDBOX').length, 1);
  assert.doesNotMatch(program.output(), /canary|hidden-home/);
});

test('in front of a next hop', async (t) => {
  const hop = await startScriptedHop();
  t.after(() => hop.close());
  const program = await startWorkers(t, {
    MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}`,
    MAYFLY_MAIL_FIELDS: 'off',
  });
  const areReplaced = (before: readonly number[]): Promise<void> =>
    eventually(async () => {
      const now = await workersOf(program);
      return now.length === workers && now.every((pid) => !before.includes(pid));
    }, 60_000);
  /** Messages that wait for their final dots, in sessions that are likely with different workers. */
  const begun = (address: string): Promise<Dialogue[]> =>
    Promise.all(
      Array.from({ length: 8 }, async () => {
        const [dialogue, rcpt] = await Dialogue.envelope(program.smtpPort, address);
        assert.match(rcpt, /^250/);
        assert.match(await dialogue.say('DATA'), /^354/);
        await dialogue.write(`Subject: ${crypto.randomUUID()}\r\n\r\nbody\r\n`);
        return dialogue;
      }),
    );
  const ended = (dialogues: readonly Dialogue[]): Promise<string[]> =>
    Promise.all(dialogues.map((dialogue) => dialogue.say('.').finally(() => dialogue.drop())));

  await t.test('what one worker changes, all keep at the very next final dot', async () => {
    for (const [method, change, reply] of [
      ['PATCH', { state: 'paused' }, /^450 4\.2\.1/],
      ['PATCH', { validFor: 'PT1S' }, /^550 5\.1\.1/],
      ['DELETE', {}, /^550 5\.1\.1/],
    ] as const) {
      const alias = await createAlias(program, { target, maxUses: 20 });
      const dialogues = await begun(alias.address);
      const changed = await fetch(`${program.url}/aliases/${alias.address}`, {
        method,
        headers: {
          authorization: `Bearer ${alias.manageToken}`,
          'content-type': 'application/json',
          ...alone,
        },
        body: JSON.stringify(change),
      });
      assert.ok(changed.ok, await changed.text());
      const inForceAt = Date.now() + ('validFor' in change ? 1_000 : 0);
      await eventually(async () => Date.now() >= inForceAt);
      for (const answer of await ended(dialogues)) assert.match(answer, reply);
    }
    assert.equal(hop.accepted, 0);
  });

  await t.test('workers that are asked to stop end their messages, and are replaced', async () => {
    const alias = await createAlias(program, { target, maxUses: 9 });
    const dialogues = await begun(alias.address);
    const before = await workersOf(program);
    for (const pid of before) process.kill(pid, 'SIGTERM');
    for (const answer of await ended(dialogues)) assert.match(answer, /^250/);
    await areReplaced(before);
    assert.match(await send(program, alias.address), /^250/);
    assert.equal(hop.accepted, 9);
  });

  await t.test(
    'workers killed in the middle are replaced, their claims vanish, and their sockets go on',
    async () => {
      const alias = await createAlias(program, { target, maxUses: 1 });
      const [holder, rcpt] = await Dialogue.envelope(program.smtpPort, alias.address);
      assert.match(rcpt, /^250/);
      const before = await workersOf(program);
      for (const pid of before) process.kill(pid, 'SIGKILL');
      await holder.closed();
      assert.match(await send(program, alias.address), /^250/);
      await areReplaced(before);
      assert.equal((await fetch(`${program.url}/readyz`, { headers: alone })).status, 200);
      assert.equal(hop.accepted, 10);
    },
  );

  await t.test(
    'a use whose worker was killed between dot and reply is in doubt, and only the retry of its message gets it',
    async () => {
      hop.follow({ dot: stall });
      const alias = await createAlias(program, { target, maxUses: 1 });
      const [doubtful] = await Dialogue.envelope(program.smtpPort, alias.address);
      await doubtful.say('DATA');
      await doubtful.write('Subject: hello\r\n\r\nbody\r\n.\r\n');
      await hop.until(({ messages }) => messages.length === 11);
      for (const pid of await workersOf(program)) process.kill(pid, 'SIGKILL');
      await doubtful.closed();
      hop.follow({});
      assert.match(await send(program, alias.address, 'another'), /^550 5\.1\.1/);
      assert.match(await send(program, alias.address), /^250/);
      assert.match(await send(program, alias.address), /^550 5\.1\.1/);
    },
  );

  await t.test('a killed first process leaves none behind', async () => {
    const pids = await workersOf(program);
    await program.kill();
    await eventually(async () => pids.every((pid) => !isRunning(pid)));
  });
});

test('what cannot work with several workers is one clear line', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1');
  t.after(() => taken.close());
  await new Promise((resolve) => taken.once('listening', resolve));
  const address = taken.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const folder = temporaryFolder(t);
  const faulty: [Record<string, string>, number, RegExp][] = [
    [{ MAYFLY_STORE: 'memory:' }, 2, /^mayfly: MAYFLY_WORKERS: must be 1 with MAYFLY_STORE memory:[^\n]*\n$/],
    [{ MAYFLY_SMTP_LISTEN: `127.0.0.1:${port}` }, 1, /^mayfly: [^\n]*EADDRINUSE[^\n]*\n$/],
    [{ MAYFLY_STORE: 'lmdb:/dev/null/store' }, 1, /^mayfly: The store [^\n]*\n$/],
    [{ MAYFLY_TLS_CERT: '/nowhere', MAYFLY_TLS_KEY: '/nowhere' }, 2, /^mayfly: MAYFLY_TLS_CERT: [^\n]*\n$/],
  ];
  await Promise.all(
    faulty.map(async ([more, expected, line]) => {
      const env = environment(folder, { MAYFLY_WORKERS: '3', ...more });
      const { code, stdout, stderr } = await runProgram(['serve'], env);
      assert.match(stderr, line);
      assert.doesNotMatch(stdout, /takes its place/);
      assert.equal(code, expected);
    }),
  );
});

test('SIGHUP makes every worker read the certificate again', async (t) => {
  const folder = temporaryFolder(t);
  const files = { MAYFLY_TLS_CERT: join(folder, 'cert.pem'), MAYFLY_TLS_KEY: join(folder, 'key.pem') };
  const renew = (): void => {
    const { cert, key } = selfSignedCertificate();
    writeFileSync(files.MAYFLY_TLS_CERT, cert);
    writeFileSync(files.MAYFLY_TLS_KEY, key);
  };
  renew();
  const program = await startWorkers(t, files);
  renew();
  program.process.kill('SIGHUP');
  await eventually(async () => {
    const lines = program
      .output()
      .split('\n')
      .filter((line) => line.includes('"certificate reloaded"'));
    return new Set(lines.map((line) => JSON.parse(line).worker)).size === workers;
  });
  assert.equal(await program.stop(), 0);
});
