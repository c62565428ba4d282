// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { type DnsBehaviour, startDnsServer } from '../../test/support/dns/dns-server.ts';
import { type BlocklistOptions, createBlocklist, queryLabels } from './blocklist.ts';

const client = '192.0.2.99';
const listed: DnsBehaviour = { A: ['127.0.0.2'] };

async function start(
  t: TestContext,
  table: Record<string, DnsBehaviour>,
  options: Partial<BlocklistOptions> = {},
) {
  const dns = await startDnsServer(table);
  const clock = { now: 1_000_000 };
  const failures: string[] = [];
  const blocklist = createBlocklist({
    zones: ['bl.example'],
    servers: [dns.address],
    now: () => clock.now,
    timeoutMs: 5_000,
    onFailure: (zone, code) => failures.push(`${zone} ${code}`),
    ...options,
  });
  t.after(() => {
    blocklist.close();
    return dns.close();
  });
  return { dns, clock, failures, isListed: blocklist.isListed.bind(blocklist) };
}

describe('the labels of an address', () => {
  for (const [address, labels] of [
    ['192.0.2.99', '99.2.0.192'],
    ['::ffff:192.0.2.99', '99.2.0.192'],
    // RFC 5782 §2.4.
    ['2001:db8:1:2:3:4:567:89ab', 'b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2'],
    ['127.0.0.1', undefined],
    ['::1', undefined],
    ['10.1.2.3', undefined],
    ['172.16.0.1', undefined],
    ['192.168.1.1', undefined],
    ['::ffff:192.168.1.1', undefined],
    ['100.64.0.1', undefined],
    ['169.254.1.1', undefined],
    ['fe80::1', undefined],
    ['fd00::1', undefined],
    ['unknown', undefined],
  ] as const)
    test(`of ${address} are ${labels ?? 'none: it is never looked up'}`, () => {
      assert.equal(queryLabels(address), labels);
    });
});

describe('a blocklist', () => {
  test('lists whom a zone lists, IPv4 and IPv6, and nobody else', async (t) => {
    const { isListed, dns } = await start(t, {
      '99.2.0.192.bl.example': listed,
      '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.bl.example': listed,
      '98.2.0.192.bl.example': { TXT: ['no address at all'] },
    });
    assert.equal(await isListed(client), true);
    assert.equal(await isListed('2001:db8::1'), true);
    assert.equal(await isListed('192.0.2.98'), false);
    assert.equal(await isListed('192.0.2.97'), false);
    assert.equal(dns.queries[0], 'A 99.2.0.192.bl.example');
  });

  test('never looks up who is on this machine or network', async (t) => {
    const { isListed, dns } = await start(t, { '*': listed });
    for (const address of ['127.0.0.2', '::1', '10.0.0.1', 'unknown', ''])
      assert.equal(isListed(address), false);
    assert.deepEqual(dns.queries, []);
  });

  test('takes 127.0.0.0/8 for a listing, and no other answer', async (t) => {
    const { isListed, dns, failures, clock } = await start(t, {});
    for (const [address, answers, expected] of [
      ['192.0.2.1', ['127.0.0.11'], true],
      ['192.0.2.2', ['127.255.255.254'], false],
      ['192.0.2.3', ['203.0.113.7'], false],
      ['192.0.2.4', ['127.255.255.252', '127.0.0.4'], true],
      ['192.0.2.5', ['12.7.0.0'], false],
    ] as const) {
      dns.set(`${address.split('.').reverse().join('.')}.bl.example`, { A: answers });
      assert.equal(await isListed(address), expected, address);
      clock.now += 60_000;
    }
    assert.deepEqual(failures, Array(3).fill('bl.example BADANSWER'));
  });

  test('asks all its zones at once, and the first listing decides', async (t) => {
    const { isListed, dns } = await start(
      t,
      { '99.2.0.192.one.example': 'silent', '99.2.0.192.three.example': listed },
      { zones: ['one.example', 'two.example', 'three.example'], timeoutMs: 60_000 },
    );
    assert.equal(await isListed(client), true);
    assert.equal(dns.queries.length, 3);
  });

  for (const behaviour of ['servfail', 'refused', 'silent'] as const)
    test(`lists nobody when its zone is ${behaviour}, and tells the operator once`, async (t) => {
      const { isListed, failures } = await start(t, { '*': behaviour }, { timeoutMs: 80 });
      assert.equal(await isListed(client), false);
      assert.equal(await isListed('192.0.2.98'), false);
      assert.equal(failures.length, 1);
    });

  test('keeps its deadline, however many name servers are silent', async (t) => {
    const silent = await Promise.all(Array.from({ length: 5 }, () => startDnsServer({ '*': 'silent' })));
    t.after(() => Promise.all(silent.map((dns) => dns.close())));
    const servers = silent.map(({ address }) => address);
    const { isListed, failures } = await start(t, {}, { servers, timeoutMs: 100 });
    const verdict = await Promise.race([isListed(client), setTimeout(2_000, 'late')]);
    assert.equal(verdict, false);
    assert.deepEqual(failures, ['bl.example TIMEOUT']);
  });

  test('answers at once while it remembers, and asks again when the answer is too old', async (t) => {
    const { isListed, dns, clock } = await start(t, { '99.2.0.192.bl.example': { ...listed, ttl: 600 } });
    const both = [isListed(client), isListed(client)];
    assert.deepEqual(await Promise.all(both), [true, true]);
    clock.now += 599_999;
    assert.equal(isListed(client), true);
    assert.equal(dns.queries.length, 1);
    dns.set('99.2.0.192.bl.example', 'nxdomain');
    clock.now += 2;
    assert.equal(await isListed(client), false);
    clock.now += 299_999;
    assert.equal(isListed(client), false);
    assert.equal(dns.queries.length, 2);
    dns.set('99.2.0.192.bl.example', { ...listed, ttl: 1 });
    clock.now += 2;
    assert.equal(await isListed(client), true);
    clock.now += 59_999;
    assert.equal(isListed(client), true);
  });

  test('asks again soon after a failure', async (t) => {
    const { isListed, dns, clock } = await start(t, { '99.2.0.192.bl.example': 'servfail' });
    assert.equal(await isListed(client), false);
    dns.set('99.2.0.192.bl.example', listed);
    clock.now += 29_999;
    assert.equal(isListed(client), false);
    clock.now += 2;
    assert.equal(await isListed(client), true);
  });

  test('remembers a bounded number of clients', async (t) => {
    const { isListed } = await start(t, {}, { capacity: 2 });
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) await isListed(address);
    assert.equal(isListed('192.0.2.3'), false);
    assert.equal(isListed('192.0.2.2'), false);
    assert.ok(isListed('192.0.2.1') instanceof Promise);
  });
});
