// SPDX-License-Identifier: MIT
/** Backups, restores and moves that are killed or broken off in the middle, through the real program. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { encodeRecord } from '../../src/store/record.ts';
import { writeBackup } from '../../src/transfer/backup-file.ts';
import { now } from '../support/alias.ts';
import { environment, runProgram, temporaryFolder } from '../support/program/program.ts';
import { assertRefused, options } from '../support/program/transfer-fixture.ts';
import { eventually, isRedisInstalled, startRedis } from '../support/redis/redis-server.ts';
import { aliasRecord } from '../support/store-contract.ts';

const count = 60_000;
const isRedisThere = await isRedisInstalled();

suite('killed in the middle', options, () => {
  test('a restore leaves a store that is not served, and a second one fills it', async (t) => {
    const folder = temporaryFolder(t);
    const env = environment(folder);
    const file = join(folder, 'backup');
    await writeLargeBackup(file);
    const store = join(folder, 'store', 'data.mdb');
    await killWhen(['restore', file], env, async () => sizeOf(store) > 2 ** 21);
    assertRefused(
      await runProgram(['serve'], env),
      /is incomplete: a restore or a move into it was broken off/,
    );
    assertRefused(await runProgram(['sweep'], env), /is incomplete/);
    assertRefused(await runProgram(['backup', join(folder, 'other')], env), /is incomplete/);
    const repeated = await runProgram(['restore', file], env);
    assert.match(repeated.stdout, new RegExp(`^restored: ${count} aliases, 1 tombstone`), repeated.stderr);
    const saved = await runProgram(['backup', file], env);
    assert.match(saved.stdout, new RegExp(`: ${count} aliases, 1 tombstone`), saved.stderr);
  });

  test('a backup leaves the last one whole, and its draft goes with the next', async (t) => {
    const folder = temporaryFolder(t);
    const env = environment(folder);
    const file = join(folder, 'backup');
    await writeLargeBackup(file);
    assert.equal((await runProgram(['restore', file], env)).code, 0);
    const before = readFileSync(file);
    const drafts = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.partial'));
    await killWhen(['backup', file], env, async () =>
      drafts().some((name) => sizeOf(join(folder, name)) > 0),
    );
    assert.equal(drafts().length, 1);
    assert.ok(readFileSync(file).equals(before));
    writeFileSync(join(folder, 'backup.of-somebody.partial'), '');
    const saved = await runProgram(['backup', file], env);
    assert.match(saved.stdout, new RegExp(`: ${count} aliases, 1 tombstone`), saved.stderr);
    assert.deepEqual(drafts(), ['backup.of-somebody.partial']);
  });

  if (isRedisThere)
    test('a move leaves both stores refused for now, and a second one moves everything', async (t) => {
      const folder = temporaryFolder(t);
      const redis = await startRedis(['--appendfsync', 'no']);
      t.after(() => redis.remove());
      const env = environment(folder);
      const there = { ...env, MAYFLY_STORE: `redis://127.0.0.1:${redis.port}` };
      const file = join(folder, 'backup');
      await writeLargeBackup(file);
      assert.equal((await runProgram(['restore', file], env)).code, 0);
      const move = ['migrate', '--to', there.MAYFLY_STORE];
      await killWhen(move, env, async () => Number(await redis.command('DBSIZE')) > 2000);
      assertRefused(await runProgram(['serve'], env), /is just being moved to another place/);
      assertRefused(await runProgram(['serve'], there), /is incomplete/);
      assertRefused(await runProgram(move, env), /is being moved already, or was half a minute ago/);
      let moved = '';
      await eventually(async () => {
        moved = (await runProgram(move, env)).stdout;
        return moved !== '';
      }, 120_000);
      assert.match(moved, new RegExp(`^moved and compared: ${count} aliases, 1 tombstone`));
      assertRefused(await runProgram(['serve'], env), /was moved to another place/);
    });
});

suite('broken off by Ctrl-C', options, () => {
  test('backup, restore and move tidy up: no draft, no lease, and what was empty is empty again', async (t) => {
    const folder = temporaryFolder(t);
    const env = environment(folder);
    const file = join(folder, 'backup');
    await writeLargeBackup(file);
    const dataOf = (store: string) => join(folder, store, 'data.mdb');

    const restored = await interruptWhen(
      ['restore', file],
      env,
      async () => sizeOf(dataOf('store')) > 2 ** 21,
    );
    assert.deepEqual(restored, { code: 130, stderr: 'mayfly: broken off by SIGINT\n' });
    const empty = await runProgram(['backup', join(folder, 'empty')], env);
    assert.match(empty.stdout, /^saved to .*: 0 aliases, 0 tombstones/, empty.stderr);
    assert.equal((await runProgram(['restore', file], env)).code, 0);

    const before = readFileSync(file);
    const drafts = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.partial'));
    const saved = await interruptWhen(['backup', file], env, async () =>
      drafts().some((name) => sizeOf(join(folder, name)) > 0),
    );
    assert.equal(saved.code, 130);
    assert.deepEqual(drafts(), []);
    assert.ok(readFileSync(file).equals(before));

    const move = ['migrate', '--to', `lmdb:${join(folder, 'other')}`];
    const moved = await interruptWhen(move, env, async () => sizeOf(dataOf('other')) > 2 ** 21);
    assert.equal(moved.code, 130);
    const repeated = await runProgram(move, env);
    assert.match(repeated.stdout, new RegExp(`^moved and compared: ${count} aliases`), repeated.stderr);
  });
});

async function writeLargeBackup(file: string): Promise<void> {
  const record = encodeRecord(aliasRecord({ validUntil: now }));
  async function* pieces() {
    for (let piece = 0; piece < count / 1000; piece++)
      yield Array.from({ length: 1000 }, () => ({ table: 'alias' as const, key: randomBytes(18), record }));
    yield [{ table: 'alias' as const, key: randomBytes(18), record: Buffer.alloc(0) }];
  }
  await writeBackup(file, { createdAt: Date.now(), format: 2, secrets: [] }, pieces());
}

/** Runs the program until something holds, and ends it with SIGKILL. */
async function killWhen(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  holds: () => Promise<boolean>,
): Promise<void> {
  const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, ...args], { env, stdio: 'ignore' });
  const exit = once(child, 'exit');
  await eventually(holds, 60_000).finally(() => child.kill('SIGKILL'));
  const [code] = await exit;
  assert.equal(code, null, 'it had ended before');
}

/** Runs the program until something holds, and sends it SIGINT; gives its exit code and what it said of that. */
async function interruptWhen(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  holds: () => Promise<boolean>,
): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (octets) => {
    stderr += octets;
  });
  const closed = once(child, 'close');
  await eventually(holds, 60_000).catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });
  child.kill('SIGINT');
  const [code] = await closed;
  return { code, stderr };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
