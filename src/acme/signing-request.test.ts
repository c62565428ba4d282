// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { it } from 'node:test';
import { signingRequest } from './signing-request.ts';

for (const host of ['mx.alias.example', `${`${'a'.repeat(60)}.`.repeat(4)}example`, 'a.example'])
  it(`OpenSSL reads the request for ${host.slice(0, 20)}, and it is signed by its own key`, () => {
    const keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const text = execFileSync('openssl', ['req', '-inform', 'DER', '-verify', '-noout', '-text'], {
      input: signingRequest(host, keys),
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    assert.match(text, /Signature Algorithm: ecdsa-with-SHA256/);
    assert.ok(text.includes(`DNS:${host}\n`), text);
    assert.match(text, /Subject:\s*\n/);
  });
