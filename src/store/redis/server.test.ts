// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { RedisLocation } from '../../base/store-location.ts';
import { confirmationFaultOf, faultOf, type ServerSettings, warningOf } from './server.ts';

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
    assert.equal(warningOf(safe, single), undefined);
    assert.equal(warningOf({ ...safe, evictionPolicy: 'volatile-lru' }, single), undefined);
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

  test('is refused, in one line, when fewer replicas than it has are to confirm', () => {
    const asking = (replicas: number) => ({ ...single, confirm: { replicas, timeoutMs: 500 } });
    const [one, two, three] = [1, 2, 3].map((replicas) => ({ ...safe, replicas }));
    assert.ok(one && two && three);
    assert.match(
      confirmationFaultOf(two, asking(1)) ?? '',
      /^has 2 replicas, [^\n]* ask only 1: [^\n]* \?wait=2:500$/,
    );
    assert.match(confirmationFaultOf(three, asking(2)) ?? '', /wait=3:500$/);
    for (const [server, asked] of [
      [one, 1],
      [two, 2],
      [one, 2],
      [safe, 1],
    ] as const)
      assert.equal(confirmationFaultOf(server, asking(asked)), undefined);
    assert.equal(confirmationFaultOf(two, single), undefined);
    assert.equal(warningOf(two, asking(2)), undefined);
  });

  const warnings: readonly [string, Partial<ServerSettings>][] = [
    ['maxmemory-policy allkeys-lru', { evictionPolicy: 'allkeys-lru' }],
    ['nothing is saved', { appendOnly: 'no' }],
    ['only snapshots', { appendOnly: 'no', save: '3600 1' }],
    ['only snapshots', { appendOnly: 'no', save: undefined }],
    ['appendfsync everysec', { appendFsync: 'everysec' }],
    ['no replica confirms', { replicas: 2 }],
  ];
  for (const [line, settings] of warnings)
    test(`is warned of in one line: ${line}, ${JSON.stringify(settings)}`, () => {
      const warning = warningOf({ ...safe, ...settings }, single);
      assert.ok(warning?.includes(line), warning);
      assert.doesNotMatch(warning ?? '', /\n/);
    });
});
