// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type DnsBehaviour, startDnsServer } from '../../test/support/dns/dns-server.ts';
import { createResolver } from '../dns/resolver.ts';
import { takesNoMail } from './takes-no-mail.ts';

const mx = (...exchanges: readonly string[]): DnsBehaviour => ({
  MX: exchanges.map((exchange) => ({ priority: 10, exchange })),
});

const table: Readonly<Record<string, DnsBehaviour>> = {
  'mx.example': mx('mail.example'),
  'null-and-more.example': mx('', 'mail.example'),
  'bare.example': { AAAA: ['2001:db8::1'] },
  'null.example': mx(''),
  'text.example': { TXT: ['v=spf1 -all'] },
  'servfail.example': 'servfail',
  'refused.example': 'refused',
  'silent.example': 'silent',
};

async function start(t: TestContext) {
  const dns = await startDnsServer(table);
  const resolver = createResolver({ servers: [dns.address], now: () => performance.now() });
  t.after(async () => {
    resolver.close();
    await dns.close();
  });
  return { dns, resolver };
}

test('what certainly takes no mail is told from what cannot be known now', async (t) => {
  const { resolver, dns } = await start(t);
  for (const domain of ['null.example', 'text.example', 'gone.example'])
    assert.equal(await takesNoMail(domain, resolver), true, domain);
  for (const domain of [
    'mx.example',
    'null-and-more.example',
    'bare.example',
    'servfail.example',
    'refused.example',
  ])
    assert.equal(await takesNoMail(domain, resolver), false, domain);
  assert.ok(!dns.queries.includes('A mail.example'), 'servers themselves are nobody’s business here');
});

test('DNS that is silent keeps nobody waiting', async (t) => {
  const { resolver } = await start(t);
  const startedAt = performance.now();
  assert.equal(await takesNoMail('silent.example', resolver, 50), false);
  // The resolver itself would go on for five seconds.
  assert.ok(performance.now() - startedAt < 4_000);
});
