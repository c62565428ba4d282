/** Several workers behind one program: what they do together, and what becomes of them. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { selfSignedCertificate } from './certificate.ts';
import { Dialogue } from './dialogue.ts';
import { createAlias, environment, runProgram, temporaryFolder } from './program.ts';
import { eventually } from './redis-server.ts';
import { stall, startScriptedHop } from './scripted-next-hop.ts';
import { alone, isRunning, send, startWorkers, workers, workersOf } from './worker-program.ts';

const target = 'canary.target.7f3a@hidden-home.example';
const options = { timeout: 110_000 };

test(
  'of fifty parallel senders exactly as many win as there are uses, and any worker shows their messages',
  options,
  async (t) => {
    const program = await startWorkers(t);
    const alias = await createAlias(program, { target, maxUses: 5 });
    const replies = await Promise.all(Array.from({ length: 50 }, () => send(program, alias.address)));
    for (const reply of replies) assert.match(reply, /^(250|450 4\.2\.1|550 5\.1\.1)/);
    assert.equal(replies.filter((reply) => reply.startsWith('250')).length, 5);
    assert.match(await send(program, alias.address), /^550 5\.1\.1/);
    for (let i = 0; i < 12; i++) {
      const list = await fetch(`${program.url}/sandbox/messages`, { headers: alone });
      const ids = ((await list.json()) as { id: string }[]).map(({ id }) => id);
      assert.deepEqual(ids, ['1', '2', '3', '4', '5']);
      const source = await fetch(`${program.url}/sandbox/${ids[i % 5]}.eml`, { headers: alone });
      assert.match(await source.text(), /Subject: hello\r\n\r\nbody\r\n$/);
    }
    assert.equal(await program.stop(), 0);
    const lines = program.output().split('\n');
    const of = (text: string) => lines.filter((line) => line.includes(text));
    assert.equal(of('"msg":"listening"').length, 1);
    assert.equal(of('SANDBOX').length, 1);
    const served = new Set(of('"msg":"session"').map((line) => JSON.parse(line).worker));
    assert.ok(served.size > 1, `all was served by ${[...served]}`);
    assert.doesNotMatch(program.output(), /canary|hidden-home/);
  },
);

test(
  'workers killed in the middle are replaced, their claims vanish, and their sockets go on',
  options,
  async (t) => {
    const hop = await startScriptedHop();
    t.after(() => hop.close());
    const program = await startWorkers(t, { MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}` });
    const alias = await createAlias(program, { target, maxUses: 1 });
    const [holder, rcpt] = await Dialogue.envelope(program.smtpPort, alias.address);
    assert.match(rcpt, /^250/);
    const before = await workersOf(program);
    assert.equal(before.length, workers);
    for (const pid of before) process.kill(pid, 'SIGKILL');
    await holder.closed();
    assert.match(await send(program, alias.address), /^250/);
    await eventually(async () => (await workersOf(program)).length === workers);
    const after = await workersOf(program);
    assert.ok(after.every((pid) => !before.includes(pid)));
    assert.equal((await fetch(`${program.url}/readyz`, { headers: alone })).status, 200);
    assert.equal(hop.accepted, 1);
    assert.equal(await program.stop(), 0);
  },
);

test(
  'a use whose worker was killed between dot and reply is in doubt, and only the retry of its message gets it',
  options,
  async (t) => {
    const hop = await startScriptedHop({ dot: stall });
    t.after(() => hop.close());
    const program = await startWorkers(t, { MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}` });
    const alias = await createAlias(program, { target, maxUses: 1 });
    const [doubtful] = await Dialogue.envelope(program.smtpPort, alias.address);
    await doubtful.say('DATA');
    await doubtful.write('Subject: hello\r\n\r\nbody\r\n.\r\n');
    await hop.until(({ messages }) => messages.length === 1);
    for (const pid of await workersOf(program)) process.kill(pid, 'SIGKILL');
    await doubtful.closed();
    hop.follow({});
    assert.match(await send(program, alias.address, 'another'), /^550 5\.1\.1/);
    assert.match(await send(program, alias.address), /^250/);
    assert.match(await send(program, alias.address), /^550 5\.1\.1/);
  },
);

test('SIGTERM stops all workers, and a killed first process leaves none behind', options, async (t) => {
  const [stopped, killed] = [await startWorkers(t), await startWorkers(t)];
  const pids = [...(await workersOf(stopped)), ...(await workersOf(killed))];
  assert.equal(pids.length, 2 * workers);
  assert.equal(await stopped.stop(), 0);
  await killed.kill();
  await eventually(async () => pids.every((pid) => !isRunning(pid)));
});

test('what cannot work with several workers is one clear line', options, async (t) => {
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
    [{ MAYFLY_TLS_CERT: '/nowhere', MAYFLY_TLS_KEY: '/nowhere' }, 1, /^mayfly: MAYFLY_TLS_CERT: [^\n]*\n$/],
  ];
  for (const [more, expected, line] of faulty) {
    const env = environment(folder, { MAYFLY_WORKERS: '3', ...more });
    const { code, stderr } = await runProgram(['serve'], env);
    assert.match(stderr, line);
    assert.equal(code, expected);
  }
});

test('SIGHUP makes every worker read the certificate again', options, async (t) => {
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
