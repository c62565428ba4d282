/** Commands through the real program: what they say, and what they leave alone. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { freePort } from '../support/free-port.ts';
import { environment, runProgram, temporaryFolder } from '../support/program/program.ts';
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
