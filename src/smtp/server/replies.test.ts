// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replies } from './replies.ts';

test('every reply of the engine is well-formed, its enhanced status of the same class as its code', () => {
  for (const [name, { code, enhanced, text, wire }] of Object.entries(replies)) {
    assert.ok(code >= 200 && code <= 599, name);
    assert.match(text, /^[\x20-\x7e]+$/, name);
    assert.ok(wire.endsWith('\r\n') && wire.length <= 512, name);
    if (code < 300 || code >= 400) assert.match(enhanced ?? '', /^[245]\.\d{1,3}\.\d{1,3}$/, name);
    else assert.equal(enhanced, undefined, name);
    if (enhanced !== undefined) assert.equal(enhanced[0], String(code)[0], name);
  }
});
