// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { accountKeyOf, signedRequest } from './account.ts';

const secret = Buffer.alloc(32, 7);

describe('the account key', () => {
  it('is the same wherever the secret is, and another for another secret', () => {
    assert.equal(accountKeyOf(secret).thumbprint, accountKeyOf(Buffer.from(secret)).thumbprint);
    assert.notEqual(accountKeyOf(secret).thumbprint, accountKeyOf(Buffer.alloc(32, 8)).thumbprint);
  });

  it('has the thumbprint that RFC 7638 wants: SHA-256 over its members in the order of their names', () => {
    const { jwk, thumbprint } = accountKeyOf(secret);
    const text = `{"crv":"P-256","kty":"EC","x":"${jwk.x}","y":"${jwk.y}"}`;
    assert.equal(thumbprint, createHash('sha256').update(text).digest('base64url'));
  });

  it('can be had from any secret', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (any) => {
        const { key, jwk } = accountKeyOf(any);
        assert.deepEqual({ ...createPublicKey(key).export({ format: 'jwk' }) }, jwk);
      }),
      { numRuns: 50 },
    );
  });
});

it('a request is signed as RFC 7515 wants it, and one without a payload has an empty one', () => {
  const account = accountKeyOf(secret);
  const key = createPublicKey(account.key);
  for (const payload of [{ a: 'ü' }, {}, undefined]) {
    const text = signedRequest(account, { nonce: 'n', url: 'https://a.example/', jwk: account.jwk }, payload);
    const { protected: header, payload: encoded, signature } = JSON.parse(text);
    const signed = Buffer.from(`${header}.${encoded}`);
    const isSound = verify(
      'sha256',
      signed,
      { key, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    assert.ok(isSound);
    assert.equal(JSON.parse(Buffer.from(header, 'base64url').toString()).alg, 'ES256');
    assert.equal(
      Buffer.from(encoded, 'base64url').toString(),
      payload === undefined ? '' : JSON.stringify(payload),
    );
  }
});
