// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type DnsBehaviour, startDnsServer } from '../../../test/support/dns/dns-server.ts';
import { createDnsLookup } from './dns-lookup.ts';

async function start(t: TestContext, table: Record<string, DnsBehaviour>) {
  const dns = await startDnsServer(table);
  const lookup = createDnsLookup([dns.address]);
  t.after(() => {
    lookup.close();
    return dns.close();
  });
  return { dns, ...lookup };
}

test('records have the shapes of Node’s resolver, and are asked for once', async (t) => {
  const { dns, resolve } = await start(t, {
    'a.example': { A: ['192.0.2.1'], TXT: ['v=spf1 -all'], MX: [{ exchange: 'mx.a.example', priority: 5 }] },
  });
  for (let count = 0; count < 2; count += 1) {
    assert.deepEqual(await resolve('a.example', 'A'), ['192.0.2.1']);
    assert.deepEqual(await resolve('a.example', 'TXT'), [['v=spf1 -all']]);
    assert.deepEqual(await resolve('A.example.', 'MX'), [{ exchange: 'mx.a.example', priority: 5 }]);
  }
  assert.equal(dns.queries.length, 3);
});

test('a name in Unicode is asked for in ASCII', async (t) => {
  const { resolve } = await start(t, { '_dmarc.xn--bcher-kva.example': { TXT: ['v=DMARC1; p=none'] } });
  assert.deepEqual(await resolve('_dmarc.bücher.example', 'TXT'), [['v=DMARC1; p=none']]);
});

test('what there is not, or cannot be asked for, is no such name; what fails is not', async (t) => {
  const { resolve } = await start(t, { 'a.example': { A: ['192.0.2.1'] }, 'failing.example': 'servfail' });
  for (const [name, type] of [
    ['a.example', 'TXT'],
    ['none.example', 'TXT'],
    ['a..example', 'TXT'],
    [`${'x'.repeat(64)}.example`, 'TXT'],
    ['', 'TXT'],
  ] as const)
    await assert.rejects(resolve(name, type), { code: 'ENOTFOUND' }, name);
  await assert.rejects(resolve('failing.example', 'TXT'), { code: 'failure' });
});
