// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { type DnsBehaviour, startDnsServer } from '../../test/support/dns/dns-server.ts';
import { DnsError, encodeQuery, parseAnswer } from './message.ts';
import { createResolver, type ResolverOptions } from './resolver.ts';

async function start(
  t: TestContext,
  table: Record<string, DnsBehaviour>,
  options: Partial<ResolverOptions> = {},
) {
  const dns = await startDnsServer(table);
  const clock = { now: 1_000_000 };
  const resolver = createResolver({
    servers: [dns.address],
    now: () => clock.now,
    timeoutMs: 5_000,
    ...options,
  });
  t.after(async () => {
    resolver.close();
    await dns.close();
  });
  return { dns, clock, resolver };
}

const codeOf = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'answered',
    (error: unknown) => (error instanceof DnsError ? error.code : String(error)),
  );

test('an answer is kept for its TTL, and everyone meanwhile waits for the same question', async (t) => {
  const { dns, clock, resolver } = await start(t, {
    'home.example': { MX: [{ priority: 10, exchange: 'MX.Home.Example' }], ttl: 600 },
  });
  const both = [resolver.resolve('home.example', 'MX'), resolver.resolve('Home.Example', 'MX')];
  for (const { records } of await Promise.all(both))
    assert.deepEqual(records, [{ exchange: 'mx.home.example', preference: 10 }]);
  clock.now += 599_999;
  await resolver.resolve('home.example', 'MX');
  assert.equal(dns.queries.length, 1);
  clock.now += 2;
  await resolver.resolve('home.example', 'MX');
  assert.equal(dns.queries.length, 2);
});

test('an answer that is there is read, though its time is over when a busy event loop comes to it', async (t) => {
  const { dns, resolver } = await start(t, { 'home.example': { A: ['192.0.2.1'] } }, { timeoutMs: 1_500 });
  const asked = codeOf(resolver.resolve('home.example', 'A'));
  while (dns.queries.length === 0) await new Promise(setImmediate);
  // It was sent in this turn of the loop, and none of the next one has run.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_600);
  assert.equal(await asked, 'answered');
});

test('an even resolver takes as long for what it remembers, and for who joins, as it took to ask', async (t) => {
  const delayMs = 200;
  const now = () => performance.now();
  const table = { 'home.example': { A: ['192.0.2.1'], delayMs }, 'gone.example': { delayMs } };
  const { dns, resolver } = await start(t, table, { now, isEven: true });
  for (const name of ['home.example', 'gone.example']) {
    const first = resolver.resolve(name, 'A');
    await new Promise((resolve) => setTimeout(resolve, delayMs / 2));
    const joinedAt = now();
    const joined = resolver.resolve(name, 'A').then(() => now() - joinedAt);
    await first;
    assert.ok((await joined) >= delayMs - 2, `joined: ${await joined} ms`);
    const askedAt = now();
    await resolver.resolve(name, 'A');
    assert.ok(now() - askedAt >= delayMs - 2, `remembered: ${now() - askedAt} ms`);
  }
  assert.deepEqual(dns.queries, ['A home.example', 'A gone.example']);
});

for (const [what, behaviour, holdsMs] of [
  ['without a SOA', 'nxdomain', 30_000],
  ['with a SOA', { negativeTtl: 120 }, 120_000],
  ['with a SOA of a week', { negativeTtl: 604_800 }, 3_600_000],
] as const)
  test(`a negative answer ${what} is kept for ${holdsMs / 1000} s`, async (t) => {
    const { dns, clock, resolver } = await start(t, { 'home.example': behaviour });
    assert.equal((await resolver.resolve('home.example', 'A')).records.length, 0);
    clock.now += holdsMs - 1;
    await resolver.resolve('home.example', 'A');
    assert.equal(dns.queries.length, 1);
    clock.now += 2;
    await resolver.resolve('home.example', 'A');
    assert.equal(dns.queries.length, 2);
  });

test('a failure is remembered for a moment, an answer of no TTL not at all, and what is too much is forgotten', async (t) => {
  const { dns, clock, resolver } = await start(
    t,
    {
      'failing.example': 'servfail',
      '*': { A: ['192.0.2.1'] },
      'brief.example': { A: ['192.0.2.1'], ttl: 0 },
    },
    { capacity: 2 },
  );
  assert.equal(await codeOf(resolver.resolve('failing.example', 'A')), 'failure');
  assert.equal(await codeOf(resolver.resolve('failing.example', 'A')), 'failure');
  assert.equal(dns.queries.length, 1);
  clock.now += 5_001;
  assert.equal(await codeOf(resolver.resolve('failing.example', 'A')), 'failure');
  assert.equal(dns.queries.length, 2);
  for (const name of ['brief.example', 'brief.example', 'a.example', 'b.example', 'c.example', 'a.example'])
    await resolver.resolve(name, 'A');
  assert.equal(dns.queries.length, 8);
});

test('an answer that does not fit comes by TCP', async (t) => {
  const strings = Array.from({ length: 40 }, (_, index) => `${index} ${'x'.repeat(200)}`);
  const { dns, resolver } = await start(t, { 'home.example': { TXT: strings, isTruncated: true } });
  assert.deepEqual((await resolver.resolve('home.example', 'TXT')).records, strings);
  assert.deepEqual(dns.queries, ['TXT home.example', 'TXT home.example by TCP']);
});

for (const [what, records] of [
  ['octets', { TXT: Array.from({ length: 100 }, () => 'x'.repeat(200)) }],
  ['records', { MX: Array.from({ length: 300 }, (_, priority) => ({ priority, exchange: 'a.example' })) }],
] as const)
  test(`an answer of more ${what} than there are in earnest is not read, and not asked for again soon`, async (t) => {
    const { dns, clock, resolver } = await start(t, { 'large.example': { ...records, isTruncated: true } });
    const type = 'TXT' in records ? 'TXT' : 'MX';
    for (let count = 0; count < 3; count += 1)
      assert.equal(await codeOf(resolver.resolve('large.example', type)), 'excess');
    assert.equal(dns.queries.filter((query) => query.endsWith('by TCP')).length, 1);
    clock.now += 300_001;
    await codeOf(resolver.resolve('large.example', type));
    assert.equal(dns.queries.filter((query) => query.endsWith('by TCP')).length, 2);
  });

test('large answers are remembered as far as there is room for their octets', async (t) => {
  const TXT = Array.from({ length: 70 }, () => 'x'.repeat(200));
  const { dns, resolver } = await start(t, { '*': { TXT, ttl: 600, isTruncated: true } });
  const asked = (): number => dns.queries.filter((query) => query.endsWith('by TCP')).length;
  for (let count = 0; count < 1_200; count += 1) await resolver.resolve(`n${count}.example`, 'TXT');
  await resolver.resolve('n1199.example', 'TXT');
  assert.equal(asked(), 1_200);
  await resolver.resolve('n0.example', 'TXT');
  assert.equal(asked(), 1_201);
});

test('a name that cannot be asked for is not asked for', async (t) => {
  const { dns, resolver } = await start(t, { '*': { A: ['192.0.2.1'] } });
  const long = Array.from({ length: 5 }, () => 'x'.repeat(60)).join('.');
  for (const name of [
    'a..example',
    '.example',
    `${'x'.repeat(64)}.example`,
    long,
    'ä.example',
    'a b.example',
  ])
    assert.equal(await codeOf(resolver.resolve(name, 'A')), 'name', name);
  assert.deepEqual(dns.queries, []);
});

test('CNAMEs are followed, and only what the server vouches for is authentic', async (t) => {
  const { resolver } = await start(t, {
    'a.example': { CNAME: 'b.example', isAuthentic: true, ttl: 60 },
    'b.example': { CNAME: 'c.example' },
    'c.example': { A: ['192.0.2.1'] },
  });
  const answer = await resolver.resolve('a.example', 'A');
  assert.deepEqual(answer, {
    octets: 116,
    records: ['192.0.2.1'],
    exists: true,
    isAuthentic: true,
    canonicalName: 'c.example',
    ttlSeconds: 60,
  });
  assert.equal((await resolver.resolve('b.example', 'A')).isAuthentic, false);
});

for (const [behaviour, code] of [
  ['garbage', 'garbage'],
  ['another', 'garbage'],
  ['servfail', 'failure'],
  ['silent', 'timeout'],
  [{ CNAME: 'home.example' }, 'loop'],
] as const)
  test(`a server that answers ${JSON.stringify(behaviour)} is a ${code}, and the next one is asked`, async (t) => {
    const table = { 'home.example': behaviour };
    const { dns, resolver } = await start(t, table, { timeoutMs: 300 });
    assert.equal(await codeOf(resolver.resolve('home.example', 'A')), code);
    const sound = await startDnsServer({ 'home.example': { A: ['192.0.2.1'] } });
    t.after(() => sound.close());
    const both = createResolver({ servers: [dns.address, sound.address], now: () => 0, timeoutMs: 10_000 });
    t.after(() => both.close());
    assert.deepEqual((await both.resolve('home.example', 'A')).records, ['192.0.2.1']);
  });

test('closing gives up what is being asked for', async (t) => {
  const { resolver } = await start(t, { '*': 'silent' }, { timeoutMs: 60_000 });
  const asked = codeOf(resolver.resolve('home.example', 'A'));
  resolver.close();
  assert.equal(await asked, 'closed');
  assert.equal(await codeOf(resolver.check()), 'closed');
});

test('no octets from the network are anything but an answer or a fault', () => {
  const question = { name: 'home.example', type: 'MX' } as const;
  const query = encodeQuery(7, question);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(query.length), (noise, at) => {
      const octets = Buffer.concat([query.subarray(0, at), noise]);
      try {
        parseAnswer(octets, question);
      } catch (error) {
        assert.ok(error instanceof DnsError);
      }
    }),
    { numRuns: 2000 },
  );
});
