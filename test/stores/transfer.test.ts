// SPDX-License-Identifier: MIT
/** Backups and restores through the real program, of a store in a folder. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import {
  createAlias,
  environment,
  runProgram,
  showAlias,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import {
  assertRefused,
  assertSame,
  backupUnderLoad,
  options,
  population,
  target,
} from '../support/program/transfer-fixture.ts';

suite('a store in a folder', options, () => {
  test('a backup taken while fifty senders deliver holds every alias as it was at some instant meanwhile', async (t) => {
    await backupUnderLoad(t);
  });

  test('a restored store has every alias, use, pause, token and tombstone that the saved one had', async (t) => {
    const folder = temporaryFolder(t);
    const env = environment(folder);
    const program = await startProgram(t, env);
    const before = await population(program);
    const file = join(folder, 'backup');
    const saved = await runProgram(['backup', file], env);
    assert.match(
      saved.stdout,
      /^saved to .*: 3 aliases, 2 tombstones, 0 return paths, 5 keys, \d+ octets\n.*server secret/,
    );
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.doesNotMatch(readFileSync(file, 'latin1'), /canary|hidden|note/);
    assert.equal(await program.stop(), 0);

    const there = { ...env, MAYFLY_STORE: `lmdb:${join(folder, 'other')}` };
    const restored = await runProgram(['restore', file], there);
    assert.match(
      restored.stdout,
      /^restored: 3 aliases, 2 tombstones, 0 return paths, 5 keys\nthe backup is of \S+Z, \d+ seconds? ago/,
    );
    await assertSame(await startProgram(t, there), before);
  });

  test('a backup that was cut off or changed is refused in one line, and nothing is written', async (t) => {
    const folder = temporaryFolder(t);
    const env = environment(folder);
    const program = await startProgram(t, env);
    await population(program);
    const file = join(folder, 'backup');
    assert.equal((await runProgram(['backup', file], env)).code, 0);
    const whole = readFileSync(file);
    const flipped = Buffer.from(whole);
    flipped[whole.length >> 1] = (flipped[whole.length >> 1] ?? 0) ^ 1;
    const cases: readonly (readonly [Buffer, RegExp])[] = [
      [whole.subarray(0, -1), /is cut off/],
      [flipped, /is damaged|is cut off/],
    ];
    const other = join(folder, 'other');
    for (const [octets, complaint] of cases) {
      writeFileSync(file, octets);
      assertRefused(
        await runProgram(['restore', file], { ...env, MAYFLY_STORE: `lmdb:${other}` }),
        complaint,
      );
      assert.ok(!readdirSync(folder).includes('other'));
    }
    assertRefused(await runProgram(['restore', join(folder, 'nowhere')], env), /cannot be read \(ENOENT\)/);
    assertRefused(
      await runProgram(['backup', join(folder, 'no', 'where')], env),
      /cannot be written: ENOENT/,
    );
    const nothing = { ...env, MAYFLY_STORE: `lmdb:${join(folder, 'nothing')}` };
    assertRefused(await runProgram(['backup', file], nothing), /does not exist/);
    assert.deepEqual(readdirSync(folder).sort(), ['backup', 'secret', 'secret.store', 'store']);
  });

  test('a store that is in use or not empty is not restored into', async (t) => {
    const folder = temporaryFolder(t);
    const env = environment(folder);
    const program = await startProgram(t, env);
    const alias = await createAlias(program, { target, maxUses: 3 });
    const file = join(folder, 'backup');
    assert.equal((await runProgram(['backup', file], env)).code, 0);
    assertRefused(await runProgram(['restore', file], env), /is in use by another process: stop the service/);
    assert.equal((await showAlias(program, alias))?.usesLeft, 3);
    await program.kill();
    assertRefused(await runProgram(['restore', file], env), /is not empty/);
    assert.equal((await showAlias(await startProgram(t, env), alias))?.usesLeft, 3);
  });

  test('a full disk leaves the last backup as it was, and a later one repeats', async (t) => {
    const folder = temporaryFolder(t);
    const env = environment(folder);
    const program = await startProgram(t, env);
    await population(program);
    const file = join(folder, 'backup');
    writeFileSync(file, 'the last one');
    assertRefused(await runLimited(['backup', file], env), /cannot be written: files may not grow/);
    assert.equal(readFileSync(file, 'utf8'), 'the last one');
    assert.deepEqual(readdirSync(folder).sort(), ['backup', 'secret', 'secret.store', 'store']);
    assert.equal((await runProgram(['backup', file], env)).code, 0);
  });

  test('a store is not served under a foreign secret, when it is of a later format, incomplete or moved', async (t) => {
    const folder = temporaryFolder(t);
    const env = environment(folder);
    const program = await startProgram(t, env);
    const alias = await createAlias(program, { target, maxUses: 3 });
    const file = join(folder, 'backup');
    assert.equal((await runProgram(['backup', file], env)).code, 0);
    assert.equal(await program.stop(), 0);
    const foreign = { ...env, MAYFLY_SECRET_FILE: join(folder, 'foreign') };
    assertRefused(await runProgram(['serve'], foreign), /belongs to another server secret/);
    const workers = { ...foreign, MAYFLY_WORKERS: '2' };
    assertRefused(await runProgram(['serve'], workers), /belongs to another server secret/);
    // The backup, too, remembers whose it is.
    const other = { ...foreign, MAYFLY_STORE: `lmdb:${join(folder, 'other')}` };
    assert.equal((await runProgram(['restore', file], other)).code, 0);
    assertRefused(await runProgram(['serve'], other), /belongs to another server secret/);
    assert.equal((await showAlias(await startProgram(t, env), alias))?.usesLeft, 3);
  });
});

/** Files may not grow at all, and the signal that says so is ignored: writing fails as on a full disk. */
function runLimited(args: readonly string[], env: NodeJS.ProcessEnv) {
  return runProgram(args, env, "trap '' XFSZ; ulimit -f 0");
}
