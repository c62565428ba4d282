// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { createHmac, hkdfSync } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { openVersion1 } from '../../test/support/version-1.ts';
import type { Vault } from '../alias/ports.ts';
import { createHkdf, createSha1Hmac, createShortHmac } from './hmac.ts';
import { checkOf, createVault } from './vault.ts';

const secret = new Uint8Array(32).fill(7);
const vault = createVault(secret);
const otherVault = createVault(new Uint8Array(32).fill(8));
const address = 'k3j9x8m2q7w5e4rt@alias.example';
const tokenHash = createVault(secret).newToken().hash;
const content = { target: 'alice@example.com', note: 'newsletter' };

test('the laid-out HMAC is the HMAC-SHA-256 of RFC 2104, whatever came before and however long the text', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.array(fc.string({ unit: 'grapheme', maxLength: 200 })),
      (key, texts) => {
        const hmac = createShortHmac(key);
        for (const text of texts) {
          const expected = createHmac('sha256', key).update(text).digest().subarray(0, 18);
          assert.equal(hmac(text), expected.toString('base64url'));
          assert.equal(hmac(Buffer.from(text)), expected.toString('base64url'));
          const sha1 = createHmac('sha1', key).update(text).digest('base64');
          assert.equal(createSha1Hmac(key)(text), sha1);
        }
      },
    ),
  );
});

test('the laid-out HKDF is the HKDF-SHA-256 of RFC 5869', () => {
  const octets = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(octets, fc.array(fc.string({ unit: 'grapheme', maxLength: 200 })), (secret, infos) => {
      const expand = createHkdf(createHmac('sha256', Buffer.alloc(32)).update(secret).digest());
      for (const info of infos)
        assert.deepEqual(expand(info), Buffer.from(hkdfSync('sha256', secret, '', info, 32)));
    }),
  );
});

test('the key of an address is what the first version derived', () => {
  const key = hkdfSync('sha256', secret, '', 'mayfly 1 index\0', 32);
  const expected = createHmac('sha256', new Uint8Array(key)).update(address).digest().subarray(0, 18);
  assert.equal(vault.keyOf(address), expected.toString('base64url'));
});

test('the key of an address depends on the address and on the server secret', () => {
  assert.equal(vault.keyOf(address), createVault(secret).keyOf(address));
  assert.notEqual(vault.keyOf(address), vault.keyOf(`a${address}`));
  assert.notEqual(vault.keyOf(address), otherVault.keyOf(address));
});

test('what is sealed opens again under the same secret and address, whatever it says', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ unit: 'grapheme' }), fc.string(), (at, target, note) => {
      assert.deepEqual(vault.open(at, { sealed: vault.seal(at, { target, note }, tokenHash), tokenHash }), {
        target,
        note,
      });
    }),
  );
});

test('what is sealed is read by a Mayfly from before there was a bond to the token', () => {
  assert.deepEqual(openVersion1(secret, address, vault.seal(address, content, tokenHash)), content);
});

test('a sealed record opens for no other manage token, whatever the store says', () => {
  const sealed = vault.seal(address, content, tokenHash);
  assert.deepEqual(vault.open(address, { sealed, tokenHash }), content);
  assert.throws(
    () => vault.open(address, { sealed, tokenHash: vault.newToken().hash }),
    /another manage token/,
  );
  assert.throws(() => vault.open(address, { sealed, tokenHash: new Uint8Array(0) }), /another manage token/);
});

test('a sealed record opens neither under another address nor under another secret', () => {
  const sealed = vault.seal(address, content, tokenHash);
  assert.throws(() => vault.open(`a${address}`, { sealed, tokenHash }));
  assert.throws(() => otherVault.open(address, { sealed, tokenHash }));
});

test('a sealed record that was changed in any octet, cut or extended does not open', () => {
  const sealed = vault.seal(address, content, tokenHash);
  for (const position of sealed.keys()) {
    const changed = Uint8Array.from(sealed, (octet, at) => (at === position ? octet ^ 1 : octet));
    assert.throws(() => vault.open(address, { sealed: changed, tokenHash }), `octet ${position}`);
  }
  assert.throws(() => vault.open(address, { sealed: sealed.subarray(0, -1), tokenHash }));
  assert.throws(() => vault.open(address, { sealed: Buffer.concat([sealed, Buffer.of(0)]), tokenHash }));
  assert.throws(() => vault.open(address, { sealed: new Uint8Array(0), tokenHash }));
});

test('sealing tells nothing: two sealings differ, and targets of different length seal to the same length', () => {
  const short = vault.seal(address, { target: 'a@b.example', note: '' }, tokenHash);
  const long = vault.seal(address, { target: 'somebody.with.a.long.name@mail.example', note: '' }, tokenHash);
  assert.notDeepEqual(short, vault.seal(address, { target: 'a@b.example', note: '' }, tokenHash));
  assert.equal(short.length, long.length);
  assert.equal(Buffer.from(long).includes('somebody'), false);
});

test('a token matches its own hash and no other', () => {
  const { token, hash } = vault.newToken();
  const other = vault.newToken();
  assert.match(token, /^[A-Za-z0-9_-]{22,}$/);
  assert.equal(vault.matches(token, hash), true);
  assert.equal(vault.matches(other.token, hash), false);
  assert.equal(vault.matches(token, new Uint8Array(0)), false);
  assert.equal(vault.matches('', hash), false);
});

test('parts of a digest do not run into one another, and purposes do not share digests', () => {
  assert.notEqual(vault.digest('log', ['ab', 'c']), vault.digest('log', ['a', 'bc']));
  assert.notEqual(vault.digest('log', ['a']), vault.digest('log', ['a', '']));
  assert.notEqual(vault.digest('log', ['a']), vault.digest('limit', ['a']));
  assert.equal(vault.digest('log', ['a']), vault.digest('log', [Buffer.from('a')]));
});

test('a secret of the wrong length is refused', () => {
  assert.throws(() => createVault(new Uint8Array(31)), RangeError);
});

test('with a newer secret, what is new is under it, and what is under the older one is known as before', () => {
  const older = vault;
  const rotated = createVault(new Uint8Array(32).fill(8), secret);
  assert.equal(rotated.keyOf(address), otherVault.keyOf(address));
  assert.deepEqual(rotated.otherKeysOf(address), [older.keyOf(address)]);
  assert.deepEqual(older.otherKeysOf(address), []);
  assert.deepEqual(rotated.open(address, sealedBy(older)), content);
  assert.deepEqual(otherVault.open(address, sealedBy(rotated)), content);
  assert.throws(() => rotated.open(address, sealedBy(createVault(new Uint8Array(32)))));
  assert.equal(rotated.isLinkOf(address, older.linkOf(address)), true);
  assert.equal(rotated.isLinkOf(address, rotated.linkOf(address)), true);
  assert.equal(rotated.isLinkOf(address, older.linkOf(`a${address}`)), false);
  for (const made of [older, otherVault]) {
    const alias = { address, key: made.keyOf(address) };
    assert.equal(rotated.fingerprint(alias, ['m']), made.fingerprint(alias, ['m']));
  }
});

test('a check value is one of its secret alone', () => {
  assert.equal(checkOf(secret), checkOf(secret));
  assert.notEqual(checkOf(secret), checkOf(new Uint8Array(32).fill(8)));
  assert.notEqual(checkOf(secret), vault.keyOf(''));
});

function sealedBy(maker: Vault) {
  return { sealed: maker.seal(address, content, tokenHash), tokenHash };
}
