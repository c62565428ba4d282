// SPDX-License-Identifier: MIT
/** A new server secret, through the real program. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { createVault } from '../../src/crypto/vault.ts';
import { openRawStore } from '../../src/store/open.ts';
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
  leaveInDoubt,
  options,
  population,
  sent,
  target,
} from '../support/program/transfer-fixture.ts';
import { eventually, isRedisInstalled, startRedis } from '../support/redis/redis-server.ts';

const isRedisThere = await isRedisInstalled();

suite('a new server secret', options, () => {
  for (const kind of ['lmdb', ...(isRedisThere ? ['redis'] : [])])
    test(`leaves what was under the old one alive, known or dead, and takes what is new: ${kind}`, async (t) => {
      const folder = temporaryFolder(t);
      const env = environment(folder);
      if (kind === 'redis') {
        const redis = await startRedis();
        t.after(() => redis.remove());
        env.MAYFLY_STORE = `redis://127.0.0.1:${redis.port}`;
      }
      let program = await startProgram(t, env);
      const before = await population(program);
      const inDoubt = await createAlias(program, { target, maxUses: 1 });
      const old = readFileSync(join(folder, 'secret'), 'utf8');
      const rotated = await runProgram(['secret', 'rotate'], env);
      assert.match(rotated.stdout, /^\S+ has 2 secrets now; .* after a restart\n.*old lines must stay\n$/);
      await createAlias(program, { target, maxUses: 1, name: 'between' });
      assert.equal(await program.stop(), 0);
      await leaveInDoubt(t, { ...env, MAYFLY_SECRET_FILE: secretFile(folder, 'old', old) }, inDoubt);

      program = await startProgram(t, env);
      await assertSame(program, before);
      assert.match(await sent(program, 'between@alias.localhost'), /^250/);
      // In Redis, a node that was killed counts as living for 15 s.
      await eventually(async () => (await sent(program, inDoubt.address)).startsWith('250'), 60_000);
      assert.match(await sent(program, inDoubt.address), /^550 5\.1\.1/);
      const fresh = await createAlias(program, { target, maxUses: 2 });
      assert.match(await sent(program, fresh.address), /^250/);
      assert.equal((await showAlias(program, fresh))?.usesLeft, 1);
      assert.equal(await program.stop(), 0);

      const [newest = '', oldest = ''] = readFileSync(join(folder, 'secret'), 'utf8').split('\n');
      assert.equal(`${oldest}\n`, old);
      if (kind === 'lmdb') {
        const isUnder = async (line: string): Promise<boolean> => {
          const key = createVault(Buffer.from(line, 'base64')).keyOf(fresh.address);
          const store = await openRawStore({ kind: 'lmdb', path: join(folder, 'store') });
          const [record] = await store.get([{ table: 'alias', key: Buffer.from(key, 'base64url') }]);
          await store.close();
          return record !== undefined;
        };
        assert.deepEqual([await isUnder(newest), await isUnder(oldest)], [true, false]);
      }
      for (const line of [newest, oldest]) {
        const alone = { ...env, MAYFLY_SECRET_FILE: secretFile(folder, 'alone', line) };
        assertRefused(
          await runProgram(['serve'], alone),
          /under another server secret too, whose line is missing/,
        );
      }
      await assertSame(await startProgram(t, { ...env, MAYFLY_WORKERS: '2' }), before);
    });
});

function secretFile(folder: string, name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}
