// SPDX-License-Identifier: MIT
/** A store that was there and is not any more: nobody is refused for good, and nothing is made in its place. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  createAlias,
  environment,
  type Program,
  runProgram,
  showAlias,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { target } from '../support/program/transfer-fixture.ts';
import { eventually, isRedisInstalled, startRedis } from '../support/redis/redis-server.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const options = { timeout: 300_000 };

test(
  'an LMDB store that is gone at the start is waited for, and served once it is back',
  options,
  async (t) => {
    const folder = temporaryFolder(t);
    const env = environment(folder);
    const first = await startProgram(t, env);
    const alias = await createAlias(first, { target, maxUses: 3 });
    assert.equal(await first.stop(), 0);
    await rename(join(folder, 'store'), join(folder, 'unmounted'));

    const program = await startProgram(t, env);
    await assertUnavailable(program, alias.address);
    assert.equal(existsSync(join(folder, 'store')), false);
    await eventually(async () => /"level":40.*is missing or empty.*mayfly store new/.test(program.output()));
    await rename(join(folder, 'unmounted'), join(folder, 'store'));
    await eventually(async () => (await fetch(`${program.url}/readyz`)).status === 200);
    assert.match(await recipientReply(program, alias.address), /^250 /);
    assert.equal((await showAlias(program, alias))?.usesLeft, 3);
  },
);

test('a store of another installation, or an empty folder, is not taken in its place', options, async (t) => {
  const folder = temporaryFolder(t);
  const env = environment(folder);
  const first = await startProgram(t, env);
  const alias = await createAlias(first, { target, maxUses: 3 });
  assert.equal(await first.stop(), 0);
  const other = { ...env, MAYFLY_STORE: `lmdb:${join(folder, 'other')}` };
  await rename(join(folder, 'secret.store'), join(folder, 'kept'));
  const unknown = await startProgram(t, other);
  await assertUnavailable(unknown, alias.address);
  await eventually(async () => /is missing or empty, and the secret has had one/.test(unknown.output()));
  assert.equal(await unknown.stop(), 0);
  assert.equal((await runProgram(['store', 'new'], env)).code, 0);
  assert.equal(await (await startProgram(t, other)).stop(), 0);
  await rename(join(folder, 'kept'), join(folder, 'secret.store'));
  const program = await startProgram(t, other);
  await assertUnavailable(program, alias.address);
  await eventually(async () => /is another store/.test(program.output()));
  assert.equal(await program.stop(), 0);
  const swept = await runProgram(['sweep'], { ...env, MAYFLY_STORE: `lmdb:${join(folder, 'empty')}` });
  assert.deepEqual([swept.code, existsSync(join(folder, 'empty'))], [1, false]);
  assert.match(swept.stderr, /^mayfly: The store .* is missing or empty.*mayfly store new\n$/);
});

test(
  'a new store is begun on purpose, and a store from before there was a memory is adopted',
  options,
  async (t) => {
    const folder = temporaryFolder(t);
    const env = environment(folder);
    assert.equal(await (await startProgram(t, env)).stop(), 0);
    const id = await readFile(join(folder, 'secret.store'), 'utf8');
    await rm(join(folder, 'secret.store'));
    assert.equal(await (await startProgram(t, env)).stop(), 0);
    assert.equal(await readFile(join(folder, 'secret.store'), 'utf8'), id);

    await rm(join(folder, 'store'), { recursive: true });
    const forgotten = await runProgram(['store', 'new'], env);
    assert.equal(forgotten.code, 0, forgotten.stderr);
    const program = await startProgram(t, env);
    await createAlias(program, { target, maxUses: 1 });
    assert.notEqual(await readFile(join(folder, 'secret.store'), 'utf8'), id);
    assert.match((await runProgram(['store', 'new', '--json'], env)).stdout, /"isForgotten": ?true/);
  },
);

test('what is restored or moved is known again', options, async (t) => {
  const folder = temporaryFolder(t);
  const env = environment(folder);
  const first = await startProgram(t, env);
  const alias = await createAlias(first, { target, maxUses: 3 });
  assert.equal((await runProgram(['backup', join(folder, 'backup')], env)).code, 0);
  assert.equal(await first.stop(), 0);
  await rm(join(folder, 'store'), { recursive: true });
  const restored = await runProgram(['restore', join(folder, 'backup')], env);
  assert.equal(restored.code, 0, restored.stderr);
  const second = await startProgram(t, env);
  assert.equal((await showAlias(second, alias))?.usesLeft, 3);
  assert.equal(await second.stop(), 0);

  const place = `lmdb:${join(folder, 'moved')}`;
  const moved = await runProgram(['migrate', '--to', place], env);
  assert.equal(moved.code, 0, moved.stderr);
  assert.equal((await runProgram(['secret', 'rotate'], env)).code, 0);
  const third = await startProgram(t, { ...env, MAYFLY_STORE: place });
  assert.equal((await showAlias(third, alias))?.usesLeft, 3);
});

if (await isRedisInstalled()) {
  test('a Redis that is emptied under a running service refuses nobody for good', options, async (t) => {
    const folder = temporaryFolder(t);
    const redis = await startRedis();
    t.after(() => redis.remove());
    const env = environment(folder, { MAYFLY_STORE: `redis://127.0.0.1:${redis.port}` });
    const program = await startProgram(t, env);
    const alias = await createAlias(program, { target, maxUses: 3 });
    await eventually(async () =>
      /^550 5\.1\.1 /.test(await recipientReply(program, `unknown.${alias.address}`)),
    );
    assert.equal((await runProgram(['backup', join(folder, 'backup')], env)).code, 0);

    // No connection is lost by that.
    await redis.command('FLUSHALL');
    await assertUnavailable(program, alias.address);
    assert.equal(await program.stop(), 0);
    const restored = await runProgram(['restore', join(folder, 'backup')], env);
    assert.equal(restored.code, 0, restored.stderr);
    const next = await startProgram(t, env);
    assert.match(await recipientReply(next, alias.address), /^250 /);

    await redis.kill();
    await rm(join(redis.folder, 'appendonlydir'), { recursive: true, force: true });
    await redis.start();
    await eventually(async () => (await recipientReply(next, alias.address)).startsWith('451 4.3.'));
    await assertUnavailable(next, alias.address);
    assert.equal(await next.stop(), 0);
    const known = await startProgram(t, env);
    await assertUnavailable(known, alias.address);
    assert.equal(await known.stop(), 0);
    // As after an older Mayfly, which noted nothing.
    await rm(join(folder, 'secret.store'));
    await assertUnavailable(await startProgram(t, env), alias.address);
  });
}

async function assertUnavailable(program: Program, address: string): Promise<void> {
  assert.match(await recipientReply(program, address), /^451 4\.3\.\d /);
  assert.match(await recipientReply(program, `unknown.${address}`), /^451 4\.3\.\d /);
  const alias = `${program.url}/aliases/${encodeURIComponent(address)}`;
  assert.equal((await fetch(alias, { headers: { authorization: 'Bearer x' } })).status, 503);
  const created = await fetch(`${program.url}/aliases`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ target, maxUses: 1 }),
  });
  assert.equal(created.status, 503);
  // Whoever asked a moment ago is told the same for a few seconds.
  await eventually(async () => (await fetch(`${program.url}/readyz`)).status === 503);
}

async function recipientReply(program: Program, address: string): Promise<string> {
  const [dialogue, reply] = await Dialogue.envelope(program.smtpPort, address);
  await dialogue.say('QUIT');
  return reply;
}
