// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostOf } from '../base/site-host.ts';
import { prefixFor } from './name-prefix.ts';

describe('the site that a client names', () => {
  const table: readonly (readonly [string, string | undefined, string])[] = [
    ['www.shop.example.com', 'shop.example.com', 'example'],
    ['https://www.shop.example.com/login?x=1', 'shop.example.com', 'example'],
    ['https://example.co.uk:8443/a', 'example.co.uk', 'example'],
    ['EXAMPLE.org', 'example.org', 'example'],
    ['example.org:8080', 'example.org', 'example'],
    ['https://münchen.example/', 'xn--mnchen-3ya.example', 'xn--mnchen-3ya'],
    ['localhost', 'localhost', ''],
    ['', undefined, ''],
    ['https://', undefined, ''],
    ['https://%zz', undefined, ''],
    ['a b c', undefined, ''],
    ['chrome-extension://abcdef/popup.html', 'abcdef', ''],
    ['android-app://com.example.shop', 'com.example.shop', 'example'],
    ['about:blank', undefined, ''],
  ];
  for (const [text, host, prefix] of table)
    it(`is read from ${JSON.stringify(text)}`, () => {
      assert.equal(hostOf(text), host);
      assert.equal(prefixFor(hostOf(text)), prefix);
    });
});
