// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoopback } from './loopback.ts';

test('127.0.0.0/8, ::1 and names under localhost are this machine', () => {
  for (const address of [
    '127.0.0.1',
    '127.255.1.2',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '0:0:0:0:0:0:0:1',
    '[::1]',
    '[127.0.0.1]',
  ])
    assert.ok(isLoopback(address), address);
  for (const name of ['localhost', 'LOCALHOST', 'mayfly.localhost']) assert.ok(isLoopback(name), name);
});

test('other addresses and look-alikes are not', () => {
  for (const address of [
    '128.0.0.1',
    '10.0.0.1',
    '0.0.0.0',
    '::',
    '::2',
    '::ffff:192.0.2.1',
    '127.1',
    '127.0.0.1:80',
    '[::1',
    '',
  ])
    assert.ok(!isLoopback(address), address);
  for (const name of ['localhost.example', 'notlocalhost', '127.0.0.1.example', '[localhost]'])
    assert.ok(!isLoopback(name), name);
});
