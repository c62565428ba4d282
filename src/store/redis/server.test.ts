import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { RedisLocation } from './location.ts';
import { faultOf, type ServerSettings, warningOf } from './server.ts';

suite('A Redis server', () => {
  const safe: ServerSettings = {
    version: '7.0.15',
    mode: 'standalone',
    role: 'master',
    evictionPolicy: 'noeviction',
    appendOnly: 'yes',
    appendFsync: 'always',
    save: '',
  };
  const single: RedisLocation = { mode: 'single', nodes: [], tls: false, database: 0, prefix: 'mayfly' };

  test('that flushes every write and evicts nothing is taken without a word', () => {
    assert.equal(faultOf(safe, single), undefined);
    assert.equal(warningOf(safe), undefined);
    assert.equal(warningOf({ ...safe, evictionPolicy: 'volatile-lru' }), undefined);
  });

  const refusals: readonly [string, Partial<ServerSettings>, Partial<RedisLocation>][] = [
    ['is version 6.0.16; Mayfly needs 6.2 or later', { version: '6.0.16' }, {}],
    ['use redis+cluster://', { mode: 'cluster' }, {}],
    ['use redis:// in', {}, { mode: 'cluster' }],
    ['is a replica', { role: 'slave' }, {}],
  ];
  for (const [line, settings, location] of refusals)
    test(`is refused in one line: ${line}`, () => {
      const fault = faultOf({ ...safe, ...settings }, { ...single, ...location });
      assert.ok(fault?.includes(line), fault);
      assert.doesNotMatch(fault ?? '', /\n/);
    });

  test('new enough is 6.2, 7.0 and 10.1', () => {
    for (const version of ['6.2.0', '7.0.0', '10.1.0'])
      assert.equal(faultOf({ ...safe, version }, single), undefined);
  });

  const warnings: readonly [string, Partial<ServerSettings>][] = [
    ['maxmemory-policy allkeys-lru', { evictionPolicy: 'allkeys-lru' }],
    ['nothing is saved', { appendOnly: 'no' }],
    ['only snapshots', { appendOnly: 'no', save: '3600 1' }],
    ['only snapshots', { appendOnly: 'no', save: undefined }],
    ['appendfsync everysec', { appendFsync: 'everysec' }],
  ];
  for (const [line, settings] of warnings)
    test(`is warned of in one line: ${line}, ${JSON.stringify(settings)}`, () => {
      const warning = warningOf({ ...safe, ...settings });
      assert.ok(warning?.includes(line), warning);
      assert.doesNotMatch(warning ?? '', /\n/);
    });
});
