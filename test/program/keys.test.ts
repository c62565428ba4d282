// SPDX-License-Identifier: MIT
/** Keys through the real program, on LMDB and on Redis: made by the operator, used over REST and SMTP, and what a thief finds. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { KeyRow } from '../../src/alias/ports.ts';
import { createKeyVault } from '../../src/crypto/key-vault.ts';
import { createVault } from '../../src/crypto/vault.ts';
import { openRawStore } from '../../src/store/open.ts';
import type { Entry } from '../../src/store/raw-store.ts';
import { places } from '../support/program/places.ts';
import {
  type AliasBody,
  environment,
  type Program,
  runProgram,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { sent } from '../support/program/transfer-fixture.ts';

const target = 'canary.target.7f3a@hidden-home.example';
const options = { concurrency: 2 };

type Location = Parameters<typeof openRawStore>[0];

for (const [name, place] of places)
  suite(`keys on ${name}`, options, () => {
    test('a private service: the operator makes a key, its holder makes aliases, and both can end it', async (t) => {
      const folder = temporaryFolder(t);
      const { store } = await place(t, folder);
      const env = environment(folder, { MAYFLY_STORE: store, MAYFLY_CREATE: 'keys' });
      let program = await startProgram(t, env);
      assert.equal((await call(program, '', 'POST', '/aliases', { target, maxUses: 1 })).status, 401);
      assert.equal((await call(program, '', 'POST', '/keys', { target })).status, 403);

      const made = await runProgram(keyCreate, env);
      assert.equal(made.code, 0, made.stderr);
      const { key } = JSON.parse(made.stdout) as { key: string };
      const first = await aliasBy(program, key, { note: 'shop' });
      assert.deepEqual([first.target, first.maxUses], [target, 2]);
      assert.match(await sent(program, first.address), /^250/);
      assert.equal(await program.stop(), 0);
      program = await startProgram(t, env);
      assert.match(await sent(program, first.address), /^250/);
      assert.match(await sent(program, first.address), /^550 5\.1\.1/);
      const [second, third] = [await aliasBy(program, key, {}), await aliasBy(program, key, {})];
      const list = await (await call(program, key, 'GET', '/aliases')).json();
      const addresses = (list as { aliases: AliasBody[] }).aliases.map(({ address }) => address);
      assert.deepEqual(addresses, [third.address, second.address]);

      const other = JSON.parse((await runProgram(keyCreate, env)).stdout) as { key: string };
      const kept = await aliasBy(program, other.key, {});
      const keys = JSON.parse((await runProgram(['key', 'list', '--json'], env)).stdout).keys as {
        id: string;
        made: number;
      }[];
      assert.deepEqual(keys.map(({ made }) => made).sort(), [1, 3]);
      const id = keys.find((one) => one.made === 1)?.id ?? '';
      const needsText = await runProgram(['key', 'revoke', id, '--destroy-aliases'], env);
      assert.deepEqual([needsText.code, /takes the key itself/.test(needsText.stderr)], [2, true]);
      assert.equal((await runProgram(['key', 'revoke', id], env)).stdout, 'revoked\n');
      assert.equal((await runProgram(['key', 'revoke', id], env)).stderr, 'mayfly: there is no such key\n');
      assert.equal((await call(program, other.key, 'GET', '/keys/self')).status, 401);
      assert.match(await sent(program, kept.address), /^250/);

      const ended = await runProgram(['key', 'revoke', '-', '--destroy-aliases'], {
        ...env,
        MAYFLY_KEY: key,
      });
      assert.equal(ended.stdout, 'revoked\n', ended.stderr);
      for (const { address } of [second, third]) assert.match(await sent(program, address), /^550 5\.1\.1/);
      assert.equal((await call(program, key, 'POST', '/aliases', {})).status, 401);
      assert.equal(await program.stop(), 0);
      assert.doesNotMatch(program.output(), /canary|hidden-home|mayfly[0-9a-z]{40}/);
    });

    test('who steals the store and the server secret finds neither target nor which aliases belong together', async (t) => {
      const folder = temporaryFolder(t);
      const { store, raw } = await place(t, folder);
      const env = environment(folder, { MAYFLY_STORE: store, MAYFLY_TARGETS: '@hidden-home.example' });
      const program = await startProgram(t, env);
      const foreign = await call(program, '', 'POST', '/keys', { target: 'eve@elsewhere.example' });
      assert.equal(foreign.status, 422);
      const texts: string[] = [];
      const aliases: AliasBody[] = [];
      for (const label of ['canary-one', 'canary-two']) {
        const response = await call(program, '', 'POST', '/keys', { target, label, maxUses: 3 });
        const { key } = (await response.json()) as { key: string };
        texts.push(key);
        for (let count = 0; count < 3; count++)
          aliases.push(await aliasBy(program, key, { note: 'canary-note' }, `canary-${count}`));
      }
      assert.equal(await program.stop(), 0);

      const secret = Buffer.from(readFileSync(join(folder, 'secret'), 'utf8').trim(), 'base64');
      const entries = await entriesOf(raw);
      const of = (...tables: Entry['table'][]) => entries.filter(({ table }) => tables.includes(table));
      assert.deepEqual([of('alias').length, of('key').length, of('keyRow').length], [6, 2, 6]);
      const everything = Buffer.concat(entries.flatMap(({ key, record }) => [key, record]));
      const words = [
        target,
        'hidden-home',
        'canary',
        ...texts,
        ...aliases.flatMap((one) => [one.address, one.manageToken]),
      ];
      for (const word of words) assert.ok(!everything.includes(word), word);

      // What is in clear of keys and their rows is nowhere among the aliases: no hash, no instant, no token.
      const clear = windowsOf(of('alias'));
      for (const window of windowsOf(of('key', 'keyRow'))) assert.ok(!clear.has(window), window);

      // With the secret alone nothing opens; with the text of a key, its own rows do and no other's.
      const [vault, keyVault] = [createVault(secret), createKeyVault(secret)];
      const rows = of('keyRow').map(({ record }): KeyRow['sealed'] => record);
      const guesses = [
        '',
        ...of('key').map(({ key }) => Buffer.from(key).toString('base64url')),
        ...aliases.map(({ address }) => address),
      ];
      const sealedKeys = of('key').map(({ record }) => Buffer.from(record).subarray(20));
      for (const sealed of [...rows, ...sealedKeys])
        for (const guess of guesses) {
          assert.throws(() => keyVault.open(guess, sealed));
          assert.throws(() => vault.open(guess, { sealed, tokenHash: Buffer.alloc(16) }));
        }
      const opened = texts.map((text) => rows.filter((row) => opens(() => keyVault.open(text, row))).length);
      assert.deepEqual(opened, [3, 3]);
      const contents = sealedKeys.map((sealed) =>
        texts.map((text) => opens(() => keyVault.open(text, sealed))),
      );
      assert.deepEqual(
        contents.map((one) => one.filter((isOpen) => isOpen).length),
        [1, 1],
      );
    });
  });

const keyCreate = ['key', 'create', '--target', target, '--label', 'phone', '--max-uses', '2', '--json'];

function call(program: Program, key: string, method: string, path: string, body?: object, more?: object) {
  return fetch(`${program.url}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(key && { authorization: `Bearer ${key}` }),
      ...more,
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

async function aliasBy(program: Program, key: string, body: object, repeatId?: string): Promise<AliasBody> {
  const more = repeatId === undefined ? {} : { 'idempotency-key': repeatId };
  const response = await call(program, key, 'POST', '/aliases', body, more);
  assert.equal(response.status, 201, await response.clone().text());
  return (await response.json()) as AliasBody;
}

async function entriesOf(location: Location): Promise<readonly Entry[]> {
  const store = await openRawStore(location);
  const entries: Entry[] = [];
  for await (const piece of store.entries()) entries.push(...piece);
  await store.close();
  return entries;
}

/** Every run of six octets, as long as an instant, that is not mostly zeros as small numbers are. */
function windowsOf(entries: readonly Entry[]): ReadonlySet<string> {
  const windows = new Set<string>();
  for (const { key, record } of entries)
    for (const octets of [Buffer.from(key), Buffer.from(record)])
      for (let at = 0; at + 6 <= octets.length; at++) {
        const window = octets.subarray(at, at + 6);
        if (window.filter((octet) => octet === 0).length < 3) windows.add(window.toString('hex'));
      }
  return windows;
}

function opens(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
