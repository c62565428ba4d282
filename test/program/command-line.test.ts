// SPDX-License-Identifier: MIT
/** Commands through the real program: what they say, and what they leave alone. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { freePort } from '../support/free-port.ts';
import { startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import {
  environment,
  type Program,
  runProgram,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { need, run } from '../support/program/real-clients.ts';
import { isRedisInstalled, startRedis } from '../support/redis/redis-server.ts';

test('send to a closed port names the server that does not answer, and no next hop', async (t) => {
  const port = await freePort();
  const args = ['send', 'a@alias.localhost', '--smtp', `127.0.0.1:${port}`];
  const { code, stderr } = await runProgram(args, environment(temporaryFolder(t)));
  assert.equal(code, 1);
  assert.equal(
    stderr,
    `mayfly: no SMTP server answers at 127.0.0.1:${port} (ECONNREFUSED); start one with: mayfly serve, or name another one with --smtp\n`,
  );
});

test('change --target solves the challenge that is asked for, and says that the owner of the target is asked', async (t) => {
  const hop = await startScriptedHop();
  t.after(() => hop.close());
  const env = environment(temporaryFolder(t), {
    MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}?tls=none`,
    MAYFLY_CONFIRM: 'others',
    MAYFLY_TARGETS: 'ada@target.example',
    MAYFLY_CHALLENGE: 'proof-of-work',
  });
  const program = await startProgram(t, env);
  const cli = (...args: string[]) => runProgram([...args, '--url', program.url], env);
  const created = await cli('create', 'ada@target.example', '--max-uses', '3', '--json');
  const { address, manageToken } = JSON.parse(created.stdout);
  const changed = await cli('change', address, '--token', manageToken, '--target', 'bob@target.example');
  assert.deepEqual([changed.stderr, changed.code], ['', 0]);
  assert.match(changed.stdout, /^target +ada@target\.example$/m);
  assert.match(changed.stdout, /^The owner of bob@target\.example is asked by mail; .* goes on to ada@/m);
  await hop.until(({ messages }) => messages.length === 1);
  assert.match(hop.messages[0]?.rcpts[0] ?? '', /^RCPT TO:<bob@target\.example>/);
  const wrong = await cli('change', address, '--token', manageToken, '--target', 'nobody');
  assert.match(wrong.stderr, /^mayfly: --target must be a mail address [^\n]+\n$/);
  const own = await cli(
    'change',
    address,
    '--token',
    manageToken,
    '--target',
    'ada@target.example',
    '--json',
  );
  assert.equal(JSON.parse(own.stdout).target, 'ada@target.example');
});

for (const [where, linesOf] of [
  ['the program shows at start', (program: Program) => linesIn(program.output(), 'an alias for three')],
  [
    'the README has',
    ({ url, smtpPort }: Program) =>
      linesIn(readFileSync(new URL('../../README.md', import.meta.url), 'utf8'), 'In another terminal')
        .replaceAll('http://127.0.0.1:8080', url)
        .replaceAll('127.0.0.1:2525', `127.0.0.1:${smtpPort}`),
  ],
] as const)
  test(`the lines that ${where} work as pasted`, async (t) => {
    if (!need(t, 'curl')) return;
    const program = await startProgram(t, environment(temporaryFolder(t)));
    const { code, said } = await run('sh', ['-e'], linesOf(program));
    assert.equal(code, 0, said);
    assert.match(said, /^\S+@alias\.localhost\ndelivered\n$/);
  });

/** The commands after a word of a text, without what is said between them. */
function linesIn(text: string, after: string): string {
  const [, rest = ''] = text.split(after);
  const command = /^ *(?:alias=|printf)(?:.*(?:\\|\|)\n)*.*/gm;
  return (rest.match(command) ?? []).slice(0, 2).join('\n');
}

test('commands on a store whose name is wrong do not make one', async (t) => {
  const folder = temporaryFolder(t);
  const [missing, empty] = [join(folder, 'mistyped'), join(folder, 'empty')];
  mkdirSync(empty);
  for (const store of [missing, empty]) {
    const env = environment(folder, { MAYFLY_STORE: `lmdb:${store}` });
    const commands = [
      ['sweep'],
      ['backup', join(folder, 'saved')],
      ['migrate', '--to', `lmdb:${join(folder, 'other')}`],
    ];
    for (const args of commands) {
      const { code, stderr } = await runProgram(args, env);
      assert.equal(stderr, `mayfly: The store ${store} does not exist\n`, args.join(' '));
      assert.equal(code, 1);
    }
    const { stdout } = await runProgram(['doctor', '--ntp', '127.0.0.1:1'], env);
    assert.match(stdout, /^warn {2}Store: is not there yet$/m);
  }
  assert.ok(!existsSync(missing));
  assert.deepEqual(readdirSync(folder), ['empty']);
  assert.deepEqual(readdirSync(empty), []);

  // A secret of whoever ran the command, most likely root, would keep the service from its first start.
  const env = environment(folder, { MAYFLY_STORE: `lmdb:${missing}` });
  for (const args of [
    ['inspect', 'shop@alias.example'],
    ['destroy', 'shop@alias.example', '--operator', '--yes'],
    ['key', 'list'],
    ['block', 'list'],
    ['block', 'remove', '@x.example'],
  ]) {
    const { code, stderr } = await runProgram(args, env);
    assert.match(stderr, /^mayfly: The secret file \S+ does not exist: [^\n]+\n$/, args.join(' '));
    assert.equal(code, 1);
  }
  assert.deepEqual(readdirSync(folder), ['empty']);
});

if (await isRedisInstalled())
  test('commands on a Redis that holds no store write nothing to it', async (t) => {
    const folder = temporaryFolder(t);
    const redis = await startRedis();
    t.after(() => redis.remove());
    const store = `redis://127.0.0.1:${redis.port}`;
    const env = environment(folder, { MAYFLY_STORE: store });
    const commands = [
      ['sweep'],
      ['backup', join(folder, 'saved')],
      ['migrate', '--to', `lmdb:${join(folder, 'other')}`],
    ];
    for (const args of commands) {
      const { code, stderr } = await runProgram(args, env);
      assert.match(stderr, /^mayfly: [^\n]+ is its name right\?\n$/, args.join(' '));
      assert.equal(code, 1);
    }
    assert.equal(Number(await redis.command('DBSIZE')), 0);
  });
