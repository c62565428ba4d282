// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPlace, type RedisLocation } from './store-location.ts';

test('the place of a Redis names hosts and ports, IPv6 in brackets, and nothing secret', () => {
  const location: RedisLocation = {
    mode: 'cluster',
    nodes: [
      { host: 'redis.example', port: 6379 },
      { host: '2001:db8::1', port: 7000 },
    ],
    tls: true,
    user: 'mayfly',
    password: 'open sesame',
    database: 0,
    prefix: 'mayfly',
  };
  assert.equal(formatPlace(location), 'redis.example:6379,[2001:db8::1]:7000');
});
