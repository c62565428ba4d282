/** Several workers behind one program, through real sockets. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { suite, type TestContext, test } from 'node:test';
import { Dialogue } from './dialogue.ts';
import { follow } from './event-stream.ts';
import {
  createAlias,
  environment,
  type Program,
  runProgram,
  startProgram,
  temporaryFolder,
} from './program.ts';
import { eventually } from './redis-server.ts';
import { stall, startScriptedHop } from './scripted-next-hop.ts';

const target = 'canary.target.7f3a@hidden-home.example';
/** Each request over a connection of its own, so that any worker may answer. */
const alone = { connection: 'close' };
const workers = 3;

function start(t: TestContext, more: Record<string, string> = {}): Promise<Program> {
  return startProgram(t, environment(temporaryFolder(t), { MAYFLY_WORKERS: `${workers}`, ...more }));
}

suite('several workers', { timeout: 120_000, concurrency: 2 }, () => {
  test('of fifty parallel senders exactly as many win as there are uses, and any worker shows their messages', async (t) => {
    const program = await start(t);
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
  });

  test('workers killed in the middle are replaced, their claims vanish, and their sockets go on', async (t) => {
    const hop = await startScriptedHop();
    t.after(() => hop.close());
    const program = await start(t, { MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}` });
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
  });

  test('a use whose worker was killed between dot and reply is in doubt, and only the retry of its message gets it', async (t) => {
    const hop = await startScriptedHop({ dot: stall });
    t.after(() => hop.close());
    const program = await start(t, { MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}` });
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
  });

  test('creations of one client are counted over all workers', async (t) => {
    const program = await start(t, { MAYFLY_RATE_LIMIT: '5/hour' });
    const make = async (): Promise<number> => {
      const headers = { 'content-type': 'application/json', ...alone };
      const body = JSON.stringify({ target, maxUses: 1 });
      return (await fetch(`${program.url}/aliases`, { method: 'POST', headers, body })).status;
    };
    const statuses = await Promise.all(Array.from({ length: 24 }, make));
    assert.equal(statuses.filter((status) => status === 201).length, 5);
    assert.equal(statuses.filter((status) => status === 429).length, 19);
  });

  test('connections of one client are counted over all workers, and free again when one closes or its worker dies', async (t) => {
    const program = await start(t, { MAYFLY_SMTP_CONNECTIONS_PER_CLIENT: '4' });
    const first = await Promise.all(Array.from({ length: 16 }, () => Dialogue.open(program.smtpPort)));
    t.after(() => {
      for (const dialogue of first) dialogue.drop();
    });
    const alive = async (): Promise<Dialogue[]> => {
      const replies = await Promise.all(
        first.map((dialogue) => (dialogue.transcript.includes('421') ? '421' : dialogue.say('NOOP'))),
      );
      return first.filter((_, at) => replies[at]?.startsWith('250'));
    };
    await eventually(async () => (await alive()).length === 4);
    for (const dialogue of first)
      if (dialogue.transcript.includes('421')) assert.match(dialogue.transcript, /421 4\.7\.0 [^\n]*\r\n$/);
    const over = await Dialogue.open(program.smtpPort);
    await over.closed();
    assert.match(over.transcript, /421 4\.7\.0/);
    const [one] = await alive();
    assert.match((await one?.say('QUIT')) ?? '', /^221/);
    await eventually(() => isServed(t, program));
    for (const pid of await workersOf(program)) process.kill(pid, 'SIGKILL');
    for (const dialogue of first) await dialogue.closed();
    await eventually(() => isServed(t, program));
  });

  test('refused recipients of one client are counted over all workers', async (t) => {
    const program = await start(t, { MAYFLY_SMTP_ERRORS_PER_CLIENT: '12' });
    await eventually(async () => {
      const dialogue = await Dialogue.open(program.smtpPort);
      await dialogue.say('EHLO client.example');
      await dialogue.say('MAIL FROM:<a@shop.example>');
      await dialogue.say('RCPT TO:<nobody@alias.localhost>');
      dialogue.drop();
      return dialogue.transcript.includes('421 4.7.0');
    });
    // Whoever accepts now, knows.
    await eventually(async () => {
      const greetings = await Promise.all(
        Array.from({ length: 12 }, async () => {
          const dialogue = await Dialogue.open(program.smtpPort);
          dialogue.drop();
          return dialogue.transcript;
        }),
      );
      return greetings.every((greeting) => greeting.startsWith('421 4.7.0'));
    });
  });

  test('whoever follows an alias hears of its uses, whichever worker spends them, and every page shows them', async (t) => {
    const program = await start(t);
    const alias = await createAlias(program, { target, maxUses: 9 });
    const streams = await Promise.all(Array.from({ length: 6 }, () => follow(t, program, alias)));
    assert.match(await send(program, alias.address), /^250/);
    for (const next of streams) {
      assert.equal(await next(), 'spent');
      assert.equal(await next(), 'settled');
    }
    for (let i = 0; i < 8; i++) {
      const page = await fetch(`${program.url}/m/${alias.address}/${alias.manageToken}`, { headers: alone });
      assert.match(await page.text(), /<ol class="history">/);
    }
  });

  test('SIGTERM stops all workers, and a killed first process leaves none behind', async (t) => {
    const [stopped, killed] = await Promise.all([start(t), start(t)]);
    const pids = [...(await workersOf(stopped)), ...(await workersOf(killed))];
    assert.equal(pids.length, 2 * workers);
    assert.equal(await stopped.stop(), 0);
    await killed.kill();
    await eventually(async () => pids.every((pid) => !isRunning(pid)));
  });

  test('what cannot work with several workers is one clear line', async (t) => {
    const taken = createServer().listen(0, '127.0.0.1');
    t.after(() => taken.close());
    await new Promise((resolve) => taken.once('listening', resolve));
    const address = taken.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const folder = temporaryFolder(t);
    const faulty: [Record<string, string>, number, RegExp][] = [
      [
        { MAYFLY_STORE: 'memory:' },
        2,
        /^mayfly: MAYFLY_WORKERS: must be 1 with MAYFLY_STORE memory:[^\n]*\n$/,
      ],
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
});

/** Sends one message; gives the reply that decided. */
async function send(program: Program, recipient: string, subject = 'hello'): Promise<string> {
  const [dialogue, rcpt] = await Dialogue.envelope(program.smtpPort, recipient);
  const reply = rcpt.startsWith('250') ? await dialogue.message(`Subject: ${subject}\r\n\r\nbody\r\n`) : rcpt;
  dialogue.drop();
  return reply;
}

async function isServed(t: TestContext, program: Program): Promise<boolean> {
  const dialogue = await Dialogue.open(program.smtpPort);
  t.after(() => dialogue.drop());
  return (await dialogue.say('NOOP')).startsWith('250');
}

/** The workers of a program, by the process ids of its children. */
async function workersOf({ process: { pid } }: Program): Promise<number[]> {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return children.trim().split(' ').filter(Boolean).map(Number).filter(isRunning);
}

function isRunning(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}
