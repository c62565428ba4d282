// SPDX-License-Identifier: MIT
/** Somebody who can write the store, and has neither the server secret nor a manage token of the alias. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { loadSecrets } from '../../src/crypto/secret-file.ts';
import { createVault } from '../../src/crypto/vault.ts';
import { openRawLmdb } from '../../src/store/lmdb/raw.ts';
import { decodeRecord, encodeRecord } from '../../src/store/record.ts';
import {
  createAlias,
  environment,
  showAlias,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { sent, target } from '../support/program/transfer-fixture.ts';

test('a token that was written into the store of an alias shows no target, and passes no mail on', async (t) => {
  const folder = temporaryFolder(t);
  const env = environment(folder);
  const program = await startProgram(t, env);
  const alias = await createAlias(program, { target, maxUses: 3 });
  const path = (env.MAYFLY_STORE ?? '').replace(/^lmdb:/, '');
  const vault = createVault(...(await loadSecrets(env.MAYFLY_SECRET_FILE ?? '')));
  const store = openRawLmdb(path);
  t.after(() => store.close());
  const name = { table: 'alias', key: Buffer.from(vault.keyOf(alias.address), 'base64url') } as const;
  const [octets = Buffer.alloc(0)] = await store.get([name]);
  const token = randomBytes(16).toString('base64url');
  const tokenHash = createHash('sha256').update(token).digest().subarray(0, 16);
  await store.add([{ ...name, record: encodeRecord({ ...decodeRecord(octets), tokenHash }) }]);

  const own = await fetch(`${program.url}/aliases/${alias.address}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  assert.notEqual(own.status, 200);
  assert.doesNotMatch(await own.text(), /canary/);
  assert.match(await sent(program, alias.address), /^4/);

  await store.add([{ ...name, record: octets }]);
  assert.equal((await showAlias(program, alias))?.target, target);
  assert.match(await sent(program, alias.address), /^250/);
});
