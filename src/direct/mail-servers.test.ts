// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type DnsBehaviour, startDnsServer } from '../../test/support/dns/dns-server.ts';
import { errorOf } from '../../test/support/smtp/client-error-of.ts';
import { createResolver } from '../dns/resolver.ts';
import { findMailServers, type MailServer, type SearchOptions } from './mail-servers.ts';

/** What a domain's mail servers are by a table, `name address…` for each. */
async function start(t: TestContext, table: Record<string, DnsBehaviour>, more: Partial<SearchOptions> = {}) {
  const dns = await startDnsServer(table);
  const resolver = createResolver({ servers: [dns.address], now: () => 0, timeoutMs: 2_000 });
  t.after(async () => {
    resolver.close();
    await dns.close();
  });
  const options = { resolver, mayConnect: () => true, isOurs: () => false, random: () => 0.5, ...more };
  const find = (domain: string): Promise<readonly MailServer[]> => findMailServers(domain, options);
  return { find, names: async (domain: string) => (await find(domain)).map(({ name }) => name) };
}

const at = { A: ['192.0.2.1'], isAuthentic: true };
const mx = (...list: readonly (readonly [number, string])[]): DnsBehaviour => ({
  MX: list.map(([priority, exchange]) => ({ priority, exchange })),
  isAuthentic: true,
});

test('equals are in random order, and no unequal comes before a more wanted one', async (t) => {
  const chances = [0.9, 0.1, 0.5, 0.3];
  const { names } = await start(
    t,
    {
      'home.example': mx([20, 'c.example'], [10, 'a.example'], [10, 'b.example'], [20, 'd.example']),
      '*': at,
    },
    { random: () => chances.shift() ?? 0 },
  );
  assert.deepEqual(await names('home.example'), ['a.example', 'b.example', 'd.example', 'c.example']);
});

test('a host has few addresses, so that the next one has its turn; each host counts once', async (t) => {
  const { find } = await start(t, {
    'home.example': mx([10, 'big.example'], [20, 'BIG.example'], [30, 'small.example']),
    'big.example': { A: ['192.0.2.1', '192.0.2.2', '192.0.2.3'], AAAA: ['2001:db8::1', '2001:db8::2'] },
    'small.example': at,
  });
  assert.deepEqual(
    (await find('home.example')).map(({ addresses }) => addresses),
    [['192.0.2.1', '192.0.2.2', '2001:db8::1'], ['192.0.2.1']],
  );
});

test('only what DNSSEC vouches for from end to end is authentic', async (t) => {
  const { find } = await start(t, {
    'home.example': mx([10, 'signed.example'], [20, 'plain.example'], [30, 'aliased.example']),
    'signed.example': at,
    'plain.example': { A: ['192.0.2.1'] },
    'aliased.example': { CNAME: 'signed.example', isAuthentic: true },
    'unsigned.example': { MX: [{ priority: 10, exchange: 'signed.example' }] },
  });
  assert.deepEqual(
    (await find('home.example')).map(({ isAuthentic, canonicalName }) => [isAuthentic, canonicalName]),
    [
      [true, 'signed.example'],
      [false, 'plain.example'],
      [true, 'signed.example'],
    ],
  );
  assert.equal((await find('unsigned.example'))[0]?.isAuthentic, false);
});

test('mail never comes back: our own name or address ends the list, with all its equals', async (t) => {
  const table = {
    'home.example': mx(
      [5, 'other.example'],
      [10, 'us.example'],
      [10, 'equal.example'],
      [20, 'backup.example'],
    ),
    'us.example': { A: ['192.0.2.99'] },
    '*': at,
  };
  for (const own of ['us.example', '192.0.2.99']) {
    const { names } = await start(t, table, { isOurs: (it) => it === own });
    assert.deepEqual(await names('home.example'), ['other.example']);
  }
});

for (const [domain, failure] of [
  ['gone.example', 'undeliverable'],
  ['empty.example', 'undeliverable'],
  ['null.example', 'undeliverable'],
  ['', 'undeliverable'],
  ['a b.example', 'undeliverable'],
  [`${'a.'.repeat(130)}example`, 'undeliverable'],
  ['failing.example', 'unreachable'],
  ['half.example', 'unreachable'],
  ['odd.example', 'unreachable'],
] as const)
  test(`${domain.slice(0, 20) || 'no domain'} is ${failure}, and the error does not name it`, async (t) => {
    const { find } = await start(t, {
      'empty.example': {},
      'null.example': mx([0, '']),
      'failing.example': 'servfail',
      'half.example': mx([10, 'gone.example']),
      'odd.example': mx([10, '192.0.2.1'], [20, 'under score.example']),
    });
    const error = await errorOf(find(domain));
    assert.deepEqual([error.failure, error.phase], [failure, 'lookup']);
    assert.doesNotMatch(error.message, /\.example/);
  });
