// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRspamdUrl } from './rspamd-url.ts';

test('the host of a rspamd URL may have underscores, as compose files name it', () => {
  const parsed = parseRspamdUrl('http://spam_filter:11333');
  assert.deepEqual('value' in parsed && parsed.value.url, 'http://spam_filter:11333/checkv2');
});
