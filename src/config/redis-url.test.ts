// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseRedisUrl } from './redis-url.ts';

describe('a Redis URL', () => {
  const node = { host: 'redis.example', port: 6379 };
  const usual = { mode: 'single', nodes: [node], tls: false, database: 0, prefix: 'mayfly' };
  const sound: readonly [string, object][] = [
    ['redis://redis.example', usual],
    ['redis://redis.example/', usual],
    ['redis://my_redis_1', { ...usual, nodes: [{ host: 'my_redis_1', port: 6379 }] }],
    ['redis://127.0.0.1:7000/3', { ...usual, nodes: [{ host: '127.0.0.1', port: 7000 }], database: 3 }],
    ['redis://[::1]:7000', { ...usual, nodes: [{ host: '::1', port: 7000 }] }],
    ['rediss://:a%40%2Fb@redis.example', { ...usual, tls: true, password: 'a@/b' }],
    ['rediss://me:secret@redis.example', { ...usual, tls: true, user: 'me', password: 'secret' }],
    [
      'redis+cluster://a:1,b,[::1]:3',
      {
        ...usual,
        mode: 'cluster',
        nodes: [
          { host: 'a', port: 1 },
          { host: 'b', port: 6379 },
          { host: '::1', port: 3 },
        ],
      },
    ],
    [
      'rediss+sentinel://u:p@a,b:2/main',
      {
        ...usual,
        mode: 'sentinel',
        tls: true,
        user: 'u',
        password: 'p',
        primary: 'main',
        nodes: [
          { host: 'a', port: 26379 },
          { host: 'b', port: 2 },
        ],
      },
    ],
    [
      'redis://redis.example?wait=1:500&prefix=a.b',
      { ...usual, prefix: 'a.b', confirm: { replicas: 1, timeoutMs: 500 } },
    ],
    [
      'redis://redis.example/?waitaof=1:0:500',
      { ...usual, confirm: { local: 1, replicas: 0, timeoutMs: 500 } },
    ],
  ];
  for (const [text, location] of sound)
    it(`is ${text}`, () => assert.deepEqual(parseRedisUrl(text), { value: location }));

  const faulty = [
    ...[
      'redis://',
      'redis:host',
      'redis:///1',
      'http://host',
      'redis+x://host',
      'redis://ho st',
      'redis://a!b',
    ],
    ...[
      'redis://host:0',
      'redis://host:70000',
      'redis://host:x',
      'redis://host/x',
      'redis://host/1/2',
      'redis://a,b',
    ],
    ...['redis://secret@host', 'redis://user:@host', 'redis://u:sec:ret@host', 'redis://u:sec@ret@host'],
    ...['redis://u:sec/ret@host', 'redis://u:secret%@host', 'redis://host#x', 'redis+cluster://a,b/1'],
    ...['redis+cluster://', 'redis+cluster://a,b!c', 'redis+sentinel://a,b', 'redis+sentinel://a,b/a b'],
    ...['redis://host?tls=1', 'redis://host?wait=1', 'redis://host?wait=1:9000', 'redis://host?wait=1:0'],
    ...['redis://host?waitaof=1:500', 'redis://host?waitaof=2:0:5', 'redis://host?wait=1:5&wait=1:5'],
    ...['redis://host?wait=1:5&waitaof=1:0:5', 'redis://host?prefix=', 'redis://host?prefix={a}'],
  ];
  for (const text of faulty)
    it(`is not ${text}, and the fault repeats nothing of it`, () => {
      const parsed = parseRedisUrl(text);
      assert.ok('fault' in parsed, text);
      assert.match(parsed.fault, /^must .{10,300}$/);
      assert.doesNotMatch(parsed.fault, /secret|ret@/);
    });
});
