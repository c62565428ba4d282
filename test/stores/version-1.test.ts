// SPDX-License-Identifier: MIT
/** Stores, backups and Redis records that a Mayfly of record version 1 left, and a Mayfly of that version beside this one. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { AliasRecord } from '../../src/alias/alias.ts';
import { loadSecrets } from '../../src/crypto/secret-file.ts';
import { createVault } from '../../src/crypto/vault.ts';
import { openLmdbStore } from '../../src/store/lmdb/store.ts';
import { openRedisStore } from '../../src/store/redis/store.ts';
import {
  environment,
  runProgram,
  showAlias,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { isRedisInstalled, locationOf, startRedis } from '../support/redis/redis-server.ts';
import { reservationOf } from '../support/store-contract.ts';
import { copyVersion1, decodeVersion1, version1, version1Folder } from '../support/version-1.ts';

const { aliases, now, target } = version1;
const redisRecords = Object.entries(
  JSON.parse(readFileSync(join(version1Folder, 'redis.json'), 'utf8')) as Record<string, string>,
);

test('the store of format 1 that an earlier version left holds every alias as it was', async (t) => {
  const { store: path, secret } = copyVersion1(temporaryFolder(t));
  const vault = createVault(...(await loadSecrets(secret)));
  const store = openLmdbStore({ path, clock: () => now + 5000, isInstanceAlive: () => true });
  t.after(() => store.close());
  for (const { address, key, record } of aliases) {
    const found = await store.find(key);
    assert.equal(vault.keyOf(address), key);
    assert.deepEqual(found && fieldsOf(found), record ?? undefined, address);
    assert.equal(await store.isTaken(key), true);
    if (found) assert.equal(vault.open(address, found).target, target);
  }
  const path1 = await store.returnPaths.find(vault.keyOf('path'), now);
  assert.equal(Buffer.from(path1 ?? []).toString(), 'sealed return path');
});

test('the program serves the store that an earlier version left, and restores the backup of one', async (t) => {
  const folder = temporaryFolder(t);
  const { store, secret } = copyVersion1(folder);
  const env = environment(folder, { MAYFLY_STORE: `lmdb:${store}`, MAYFLY_SECRET_FILE: secret });
  await assertServed(t, env);
  const restored = { ...env, MAYFLY_STORE: `lmdb:${join(folder, 'restored')}` };
  const answer = await runProgram(['restore', join(version1Folder, 'backup')], restored);
  assert.match(answer.stdout, /^restored: 4 aliases, 1 tombstone, 1 return path/);
  await assertServed(t, restored);
});

async function assertServed(t: TestContext, env: NodeJS.ProcessEnv): Promise<void> {
  const program = await startProgram(t, env);
  for (const { address, manageToken, record } of aliases) {
    const shown = await showAlias(program, { address, manageToken });
    assert.deepEqual(
      [shown?.target, shown?.state, shown?.maxUses, shown?.delivered],
      record === null
        ? [undefined, undefined, undefined, undefined]
        : [target, record.state, record.maxUses, record.delivered],
      address,
    );
  }
  assert.equal(await program.stop(), 0);
}

if (await isRedisInstalled())
  test('a Mayfly of record version 1 and this one read what the other wrote into one Redis', async (t) => {
    const server = await startRedis();
    t.after(() => server.remove());
    const location = locationOf(server);
    const store = await openRedisStore({ location, clock: () => now + 5000, isInstanceAlive: () => true });
    t.after(() => store.close());
    const nameOf = async (key: string) => {
      const [name] = (await server.command('KEYS', `mayfly:{*}:${key}`)) as string[];
      return name ?? '';
    };
    for (const [key, hex] of redisRecords) {
      // The store decides where an alias stands; what stands there is then what the other wrote.
      await store.create(key, aliasOf(key, hex));
      await server.command('EVAL', setFromHex, '1', await nameOf(key), hex);
    }
    const read = async (key: string) => {
      const hex = await server.command('EVAL', hexOf, '1', await nameOf(key));
      return decodeVersion1(Buffer.from(String(hex), 'hex'));
    };

    for (const { key, record } of aliases) {
      const found = await store.find(key);
      assert.deepEqual(found && fieldsOf(found), record ?? undefined);
    }
    const [plain, paused, firstUse, delivered] = aliases.map(({ key }) => key);
    assert.ok(plain && paused && firstUse && delivered);
    const one = reservationOf('one', plain);
    assert.equal((await store.spend(one, now + 5000)).verdict, 'spent');
    assert.equal((await read(plain)).pending[0]?.isInDoubt, false);
    await store.settle(one, now + 5000);
    await store.change(plain, { state: 'paused', validUntil: now + 10_000 });
    await store.change(paused, { state: 'active' });
    const retry = { id: 'retry', uses: [{ key: delivered, fingerprint: 'fingerprint of in doubt' }] };
    assert.equal((await store.spend(retry, now + 5000)).verdict, 'spent');
    await store.doubt(retry);
    const late = { id: 'late', uses: [{ key: firstUse, fingerprint: 'late' }] };
    assert.equal((await store.spend(late, now + 60_000)).verdict, 'spent');
    for (const key of [plain, paused, firstUse, delivered]) {
      const { attributes: _, ...ours } = (await store.find(key)) ?? aliasOf(key, '');
      assert.deepEqual(comparable(await read(key)), comparable(ours));
    }
  });

const setFromHex = `
  local octets = string.gsub(ARGV[1], '..', function(digits) return string.char(tonumber(digits, 16)) end)
  return redis.call('SET', KEYS[1], octets)`;
const hexOf = `
  return (string.gsub(redis.call('GET', KEYS[1]), '.', function(octet) return string.format('%02x', string.byte(octet)) end))`;

/** Any record for a tombstone, which takes its place. */
function aliasOf(key: string, hex: string): AliasRecord {
  const other = redisRecords.find(([, record]) => record !== '')?.[1] ?? '';
  assert.ok(aliases.some((alias) => alias.key === key));
  return { ...decodeVersion1(Buffer.from(hex || other, 'hex')), attributes: new Uint8Array(0) };
}

function fieldsOf(record: AliasRecord): object {
  const { tokenHash, attributes, sealed, ...fields } = record;
  assert.equal(attributes.length, 0);
  return fields;
}

function comparable(record: Omit<AliasRecord, 'attributes'>): object {
  const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex');
  return { ...record, tokenHash: hex(record.tokenHash), sealed: hex(record.sealed) };
}
