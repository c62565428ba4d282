// SPDX-License-Identifier: MIT
/** Signals to the real program while it starts, and what systemd is told. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/free-port.ts';
import { createAlias, environment, startProgram, temporaryFolder } from '../support/program/program.ts';
import { need } from '../support/program/real-clients.ts';
import { isRunning } from '../support/program/worker-program.ts';
import { eventually } from '../support/redis/redis-server.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** The program from its very beginning. */
class Beginning {
  readonly process: ChildProcess;
  readonly closed: Promise<unknown[]>;
  output = '';

  constructor(t: TestContext, env: NodeJS.ProcessEnv) {
    this.process = spawn(process.execPath, [main, 'serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.closed = once(this.process, 'close');
    t.after(() => this.process.kill('SIGKILL'));
    for (const stream of [this.process.stdout, this.process.stderr])
      stream?.on('data', (octets) => {
        this.output += octets;
      });
  }

  /** Resolves as soon as it hears SIGHUP (1) and SIGTERM (15), by what the system says of it. */
  hears(): Promise<void> {
    return eventually(async () => this.#catches(1n) && this.#catches(15n));
  }

  /** Resolves when it has heard SIGTERM: a second one would end it at once. */
  hasHeard(): Promise<void> {
    return eventually(async () => !this.#catches(15n));
  }

  #catches(signal: bigint): boolean {
    const status = readFileSync(`/proc/${this.process.pid}/status`, 'utf8');
    const caught = BigInt(`0x${/SigCgt:\s*(\S+)/.exec(status)?.[1] ?? 0}`);
    return ((caught >> (signal - 1n)) & 1n) === 1n;
  }

  /** Whether it has said that it serves. */
  get isListening(): boolean {
    return this.output.includes('"listening"');
  }

  says(text: string): Promise<void> {
    return eventually(async () => this.output.includes(text));
  }

  get children(): number[] {
    const { pid } = this.process;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return children.trim().split(' ').filter(Boolean).map(Number);
  }
}

/** A program that hears signals and does not serve yet; another one where it was faster than we looked. */
async function startBeginning(t: TestContext, workers: string): Promise<Beginning> {
  for (;;) {
    const program = new Beginning(t, environment(temporaryFolder(t), { MAYFLY_WORKERS: workers }));
    await program.hears();
    if (!program.isListening) return program;
    program.process.kill('SIGKILL');
    await program.closed;
  }
}

for (const workers of ['1', '3'])
  test(`a reload while it starts (${workers} workers) is done when it serves, and does not end it`, async (t) => {
    const program = await startBeginning(t, workers);
    program.process.kill('SIGHUP');
    await program.says('"listening"');
    program.process.kill('SIGTERM');
    assert.deepEqual(await program.closed, [0, null], program.output);
  });

for (const workers of ['1', '3'])
  test(`a stop while it starts (${workers} workers) ends it in order`, async (t) => {
    const program = await startBeginning(t, workers);
    program.process.kill('SIGTERM');
    assert.deepEqual(await program.closed, [0, null], program.output);
    assert.match(program.output, /"msg":"stopped"/);
  });

for (const whom of ['the first process', 'all processes'])
  test(`a stop of ${whom} while workers still start lets the message of a worker that serves arrive`, async (t) => {
    const folder = temporaryFolder(t);
    const before = await startProgram(t, environment(folder));
    const alias = await createAlias(before, { target: 'you@home.example', maxUses: 1 });
    await before.stop();
    const { program, dialogue } = await startServingOne(t, folder, alias.address);
    const pids = program.children;
    const reply = await dialogue.message('Subject: hello\r\n\r\nbody\r\n', async () => {
      for (const pid of whom === 'all processes' ? pids : []) process.kill(pid, 'SIGTERM');
      program.process.kill('SIGTERM');
      await program.hasHeard();
    });
    assert.match(reply, /^250/);
    dialogue.drop();
    assert.deepEqual(await program.closed, [0, null], program.output);
    assert.match(program.output, /"msg":"stopped"/);
    for (const pid of pids) assert.ok(!isRunning(pid));
  });

/** A program some of whose workers still start while one has taken the recipient; another one where all were faster. */
async function startServingOne(
  t: TestContext,
  folder: string,
  recipient: string,
): Promise<{ readonly program: Beginning; readonly dialogue: Dialogue }> {
  for (;;) {
    const port = await freePort();
    const env = environment(folder, { MAYFLY_WORKERS: '8', MAYFLY_SMTP_LISTEN: `127.0.0.1:${port}` });
    const program = new Beginning(t, env);
    let session: [Dialogue, string] | undefined;
    await eventually(async () => {
      session = await Dialogue.envelope(port, recipient).catch(() => undefined);
      return session !== undefined;
    });
    const [dialogue, rcpt] = session ?? assert.fail('no session');
    assert.match(rcpt, /^250/);
    if (!program.isListening) return { program, dialogue };
    dialogue.drop();
    program.process.kill('SIGKILL');
    await program.closed;
  }
}

/** What systemd would hear: prints each datagram that comes to a socket. */
const listener = `import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind(sys.argv[1]); print('bound', flush=True)
while True: print(s.recv(4096).decode(), flush=True)`;

test('systemd is told when it serves, and not before', async (t) => {
  if (!need(t, 'systemd-notify') || !need(t, 'python3')) return;
  const folder = temporaryFolder(t);
  const socket = join(folder, 'notify');
  const systemd = spawn('python3', ['-c', listener, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => systemd.kill());
  let heard = '';
  systemd.stdout.on('data', (octets) => {
    heard += octets;
  });
  await eventually(async () => heard.includes('bound'));
  const program = new Beginning(t, environment(folder, { NOTIFY_SOCKET: socket }));
  await eventually(async () => heard.includes('READY=1'));
  await program.says('"listening"');
  program.process.kill('SIGTERM');
  assert.deepEqual(await program.closed, [0, null]);
});

test('a certificate that cannot be used at start is a mistake in the settings: one line and exit 2', async (t) => {
  const nowhere = { MAYFLY_TLS_CERT: '/nowhere/cert.pem', MAYFLY_TLS_KEY: '/nowhere/key.pem' };
  for (const workers of ['1', '2']) {
    const program = new Beginning(
      t,
      environment(temporaryFolder(t), { ...nowhere, MAYFLY_WORKERS: workers }),
    );
    assert.deepEqual(await program.closed, [2, null]);
    assert.equal(program.output, 'mayfly: MAYFLY_TLS_CERT: cannot be read (ENOENT)\n');
  }
});
