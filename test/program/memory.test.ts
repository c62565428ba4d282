// SPDX-License-Identifier: MIT
/** How much the real program loads, and how much memory it takes at rest. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import { createMemoryGroup } from '../support/program/memory-group.ts';
import {
  createAlias,
  environment,
  type Program,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { run } from '../support/program/real-clients.ts';
import { skipLoudly } from '../support/program/skip.ts';
import { processesOf, workersOf } from '../support/program/worker-program.ts';
import { eventually } from '../support/redis/redis-server.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const options = { timeout: 200_000 };
/** From source, where Node strips types, 100 MiB on the machine where it was measured, and 12 less as built; before, 16 more. */
const maxAtRestMib = 110;
const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts');

/** A hook that writes each module that is loaded to standard error. */
const telling = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({ resolve(name, context, next) {
    const found = next(name, context);
    process._rawDebug('loaded ' + found.url);
    return found;
  } });`)}`;

/** The packages, and the folders of ours, of what a program says it has loaded. */
function loaded(said: string): Set<string> {
  const names = said.matchAll(
    /^loaded file:\S*?(?:\/node_modules\/((?:@[^/\s]+\/)?[^/\s]+)|\/src\/([^/\s]+)\/)/gm,
  );
  return new Set([...names].map(([, of, folder]) => of ?? `${folder}/`));
}

function memoryMib({ process: { pid } }: Program): number {
  return Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

test('what needs no service loads little', options, async () => {
  const { code, said } = await run(process.execPath, ['--import', telling, main, '--version']);
  assert.equal(code, 0, said);
  const all = loaded(said);
  for (const name of ['commander', 'cli/']) assert.ok(all.has(name), name);
  for (const name of ['zod', 'lmdb', 'redis', 'hono', 'smtp/', 'http/', 'store/', 'doctor/'])
    assert.ok(!all.has(name), name);
});

test('what the configuration does not use is not loaded, and memory at rest is small', options, async (t) => {
  const flags = `--import ${telling}`;
  const plain = await startProgram(t, environment(temporaryFolder(t)));
  await eventually(async () => memoryMib(plain) < maxAtRestMib).catch(() =>
    assert.fail(`${memoryMib(plain)} MiB at rest`),
  );
  await plain.stop();
  const program = await startProgram(t, environment(temporaryFolder(t), { NODE_OPTIONS: flags }));
  await program.stop();
  const all = loaded(program.output());
  for (const name of ['lmdb', 'hono', 'smtp/']) assert.ok(all.has(name), name);
  for (const name of ['redis', 'mailauth', 'undici', 'doctor/', 'direct/', 'transfer/', 'inspect/', 'acme/'])
    assert.ok(!all.has(name), name);
});

test('the young generation is bounded, and workers bound their heaps to a share', options, async (t) => {
  const commandOf = (pid: number | undefined) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  const alone = await startProgram(t, environment(temporaryFolder(t)));
  assert.ok(commandOf(alone.process.pid).includes('--max-semi-space-size=16'));
  await alone.stop();
  const sharesMib = [];
  for (const count of ['2', '4']) {
    const program = await startProgram(t, environment(temporaryFolder(t), { MAYFLY_WORKERS: count }));
    const command = commandOf((await workersOf(program))[0]);
    assert.ok(command.includes('--max-semi-space-size=16'));
    sharesMib.push(Number(/--max-old-space-size=(\d+)/.exec(command.join(' '))?.[1]));
    await program.stop();
  }
  const [ofTwo = 0, ofFour = 0] = sharesMib;
  assert.ok(ofFour >= 64 && ofFour < ofTwo, `${sharesMib}`);
});

/** The program as users run it, which takes less than from source; gives its main file. */
function built(folder: string): string {
  const root = join(import.meta.dirname, '..', '..');
  const dist = join(folder, 'dist');
  execFileSync(process.execPath, [join(root, 'scripts', 'build.ts'), dist], { cwd: root, stdio: 'pipe' });
  for (const name of ['node_modules', 'package.json']) symlinkSync(join(root, name), join(folder, name));
  return join(dist, 'main.js');
}

test('four workers under load stay alive in 256 MiB', options, async (t) => {
  const group = createMemoryGroup(256);
  if (group === undefined)
    return skipLoudly(t, 'a control group for memory takes root and a cgroup file system');
  const hop = await startScriptedHop();
  t.after(() => hop.close());
  const env = { MAYFLY_WORKERS: '4', MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}?tls=none` };
  const program = await startProgram(
    t,
    environment(temporaryFolder(t), env),
    group.within,
    built(temporaryFolder(t)),
  );
  t.after(() => group.remove());
  const processes = (): number[] => processesOf({ pid: program.process.pid ?? 0 });
  const before = processes();
  const large = `Subject: large\r\n\r\n${`${'x'.repeat(76)}\r\n`.repeat(30_000)}`;
  const send = async (address: string, content: string): Promise<void> => {
    const [dialogue, rcpt] = await Dialogue.envelope(program.smtpPort, address);
    assert.match(rcpt, /^250 /);
    assert.match(await dialogue.message(content), /^250 /, `${group.kills()} killed: ${program.output()}`);
    dialogue.drop();
  };
  for (let round = 0; round < 5; round += 1) {
    const { address } = await createAlias(program, { target: 'ann@home.example', maxUses: 43 });
    const small = Array.from({ length: 40 }, () => send(address, 'Subject: small\r\n\r\nsmall\r\n'));
    await Promise.all([...small, ...[large, large, large].map((content) => send(address, content))]);
  }
  assert.equal(hop.accepted, 5 * 43);
  assert.equal(group.kills(), 0);
  assert.deepEqual(processes(), before);
  await program.stop();
});
