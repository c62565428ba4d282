// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createKeyVault } from './key-vault.ts';
import { createVault } from './vault.ts';

const address = 'q3v7k2m9x4c8r5tz@alias.example';

test('the text of a key is mayfly and 40 characters that no other has', () => {
  const vault = createKeyVault(randomBytes(32));
  const texts = Array.from({ length: 50 }, () => vault.newText());
  for (const text of texts) assert.match(text, /^mayfly[0-9a-hjkmnp-tv-z]{40}$/);
  assert.equal(new Set(texts).size, 50);
});

test('what is sealed opens for its key and its secret alone, whatever is changed', () => {
  const vault = createKeyVault(randomBytes(32));
  const [text, other] = [vault.newText(), vault.newText()];
  const sealed = vault.seal(text, '{"target":"ada@target.example"}');
  assert.equal(vault.open(text, sealed).trim(), '{"target":"ada@target.example"}');
  assert.throws(() => vault.open(other, sealed));
  assert.throws(() => createKeyVault(randomBytes(32)).open(text, sealed));
  for (const at of sealed.keys()) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.throws(() => vault.open(text, changed), `octet ${at}`);
  }
});

test('a derived token is always the same for its key and address, and the manage token of an alias like any other', () => {
  const secret = randomBytes(32);
  const vault = createKeyVault(secret);
  const [text, other] = [vault.newText(), vault.newText()];
  const [{ token, hash }] = vault.tokensOf(text, address);
  assert.equal(createVault(secret).matches(token, hash), true);
  assert.deepEqual(createKeyVault(secret).tokensOf(text, address), [{ token, hash }]);
  assert.notEqual(vault.tokensOf(other, address)[0].token, token);
  assert.notEqual(vault.tokensOf(text, `x${address}`)[0].token, token);
  assert.notEqual(createKeyVault(randomBytes(32)).tokensOf(text, address)[0].token, token);
});

test('after a rotation a key is known, opened and derives the tokens that it derived before', () => {
  const [old, fresh] = [randomBytes(32), randomBytes(32)];
  const [before, after] = [createKeyVault(old), createKeyVault(fresh, old)];
  const text = before.newText();
  assert.equal(after.idsOf(text)[1], before.idsOf(text)[0]);
  assert.notEqual(after.idsOf(text)[0], before.idsOf(text)[0]);
  assert.equal(after.open(text, before.seal(text, '1')).trim(), '1');
  assert.equal(after.open(text, after.seal(text, '2')).trim(), '2');
  assert.deepEqual(after.tokensOf(text, address)[1], before.tokensOf(text, address)[0]);
  assert.throws(() => before.open(text, after.seal(text, '3')));
});

test('what a key is hashed and sealed under is nothing that an alias is', () => {
  const secret = randomBytes(32);
  const [vault, keys] = [createVault(secret), createKeyVault(secret)];
  const text = keys.newText();
  assert.notEqual(keys.idsOf(text)[0], vault.keyOf(text));
  assert.notEqual(keys.digest(text, address), vault.keyOf(address));
  assert.throws(() => vault.open(text, { sealed: keys.seal(text, '["a","b"]'), tokenHash: randomBytes(16) }));
});
