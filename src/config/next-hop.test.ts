// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseNextHops } from './next-hop.ts';

describe('the authority of a next hop', () => {
  it('is read from its file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mayfly-authority-'));
    const path = join(folder, 'ca.pem');
    const ca = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
    await writeFile(path, ca);
    assert.deepEqual(parseNextHops(`smtp://mx.example?tls=required&ca=${path}`), {
      value: [{ host: 'mx.example', port: 25, tls: 'required', ca }],
    });
    assert.deepEqual(parseNextHops(`smtps://mx.example?ca=${encodeURIComponent(path)}`), {
      value: [{ host: 'mx.example', port: 465, tls: 'implicit', ca }],
    });
    await writeFile(path, 'no certificate');
    assert.deepEqual(parseNextHops(`smtps://mx.example?ca=${path}`), {
      fault: 'must have in ?ca= a file with certificates in PEM',
    });
    await rm(folder, { recursive: true });
    assert.deepEqual(parseNextHops(`smtps://mx.example?ca=${path}`), {
      fault: 'has a file in ?ca= that cannot be read (ENOENT)',
    });
  });

  it('needs a session that checks certificates', () => {
    for (const text of ['smtp://mx.example?ca=/x', 'smtp://mx.example?ca=/x&tls=opportunistic'])
      assert.match(JSON.stringify(parseNextHops(text)), /only with smtps/);
  });
});

describe('next hop', () => {
  const auth = { user: 'u', password: 'p' };
  const sound: readonly [string, object][] = [
    ['smtp://mx.example', { host: 'mx.example', port: 25, tls: 'opportunistic' }],
    ['smtp://postfix:2525/', { host: 'postfix', port: 2525, tls: 'opportunistic' }],
    ['smtp://mail_relay:2525', { host: 'mail_relay', port: 2525, tls: 'opportunistic' }],
    ['smtp://u:p@_a_b.example_1', { host: '_a_b.example_1', port: 25, tls: 'required', auth }],
    ['smtp://192.0.2.1', { host: '192.0.2.1', port: 25, tls: 'opportunistic' }],
    ['smtp://[::1]:26?tls=none', { host: '::1', port: 26, tls: 'none' }],
    ['smtp://mx.example?tls=required', { host: 'mx.example', port: 25, tls: 'required' }],
    ['smtp://u:p@mx.example:587', { host: 'mx.example', port: 587, tls: 'required', auth }],
    ['smtp://u:p@127.0.0.1', { host: '127.0.0.1', port: 25, tls: 'opportunistic', auth }],
    ['smtp://u:p@127.0.0.1?tls=none', { host: '127.0.0.1', port: 25, tls: 'none', auth }],
    ['smtps://u:p@mx.example', { host: 'mx.example', port: 465, tls: 'implicit', auth }],
    [
      'smtps://me%40a.example:%2C%2F%C3%A9@mx.example',
      { host: 'mx.example', port: 465, tls: 'implicit', auth: { user: 'me@a.example', password: ',/é' } },
    ],
  ];
  for (const [text, hop] of sound)
    it(`is ${text}`, () => assert.deepEqual(parseNextHops(text), { value: [hop] }));

  it('may be several, in order', () => {
    const hops = parseNextHops('smtp://a.example, smtp://b.example');
    assert.ok('value' in hops && hops.value !== 'direct');
    assert.deepEqual(
      hops.value.map((hop) => hop.host),
      ['a.example', 'b.example'],
    );
  });

  it('may be direct, and nothing beside that', () => {
    assert.deepEqual(parseNextHops('Direct'), { value: 'direct' });
    for (const text of ['direct,smtp://a.example', 'smtp://a.example,direct', 'direct,direct'])
      assert.deepEqual(parseNextHops(text), { fault: 'must be either direct or smarthosts, not both' });
  });

  it('that is faulty is told by its place', () => {
    const hops = parseNextHops('smtp://a.example,smtp://b.example?tls=maybe');
    assert.deepEqual(hops, { fault: 'entry 2: must have ?tls= with none, opportunistic or required' });
  });

  const faulty = [
    ...['mx.example', 'smtp:mx.example', 'smtp://', 'http://mx.example', 'smtp://a b', 'smtp://mx\n.example'],
    ...['smtp://mx.example:0', 'smtp://mx.example:70000', 'smtp://mx.example/path', 'smtp://mx.example#x'],
    ...[
      'smtp://127.1',
      'smtp://a%2eb',
      'smtp://a!b',
      'smtp://-a',
      'smtp://u@mx.example',
      'smtp://:p@mx.example',
    ],
    ...['smtp://u:p%@mx.example', 'smtp://u:a/b@mx.example', 'smtp://mx.example?ssl=1'],
    ...['smtp://mx.example?tls=none&tls=required', 'smtps://mx.example?tls=required'],
    ...['smtp://u:p@mx.example?tls=none', 'smtp://u:p@mx.example?tls=opportunistic'],
  ];
  for (const text of faulty)
    it(`is not ${JSON.stringify(text)}`, () => assert.ok('fault' in parseNextHops(text)));
});
