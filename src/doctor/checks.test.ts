// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadConfig } from '../config/config.ts';
import { DnsError } from '../dns/message.ts';
import { checkDmarc, checkMx, checkSpf, type ServedDomain } from './domain-checks.ts';
import { checkAddresses, checkInbound, checkOutbound, checkPtr } from './host-checks.ts';
import type { Lookup } from './lookup.ts';
import { spfRecordOf } from './spf-record.ts';

const served: ServedDomain = {
  domain: 'alias.example',
  hostname: 'mx.alias.example',
  addresses: ['192.0.2.25'],
  spf: spfRecordOf('direct'),
};

/** DNS out of a table: `MX alias.example` and so on. */
function lookupIn(table: Readonly<Record<string, readonly string[]>>): Lookup {
  const ask = (type: string) => async (name: string) => table[`${type} ${name}`] ?? [];
  return { mx: ask('MX'), addresses: ask('A'), txt: ask('TXT'), names: ask('PTR') };
}

type Row = readonly [name: string, table: Readonly<Record<string, readonly string[]>>, status: string];

const mxRows: readonly Row[] = [
  ['our name', { 'MX alias.example': ['mx.alias.example'] }, 'ok'],
  ['our name among others', { 'MX alias.example': ['other.example', 'mx.alias.example'] }, 'ok'],
  ['another name of this host', { 'MX alias.example': ['m.example'], 'A m.example': ['192.0.2.25'] }, 'ok'],
  ['another host', { 'MX alias.example': ['m.example'], 'A m.example': ['192.0.2.99'] }, 'fail'],
  ['none', {}, 'fail'],
  ['a null MX', { 'MX alias.example': [''] }, 'fail'],
];

const spfRows: readonly Row[] = [
  ['mx', { 'TXT alias.example': ['other text', 'v=spf1 mx -all'] }, 'ok'],
  ['a redirect', { 'TXT alias.example': ['V=SPF1 redirect=other.example'] }, 'ok'],
  ['an address', { 'TXT alias.example': ['v=spf1 ip4:192.0.2.25 ~all'] }, 'ok'],
  ['none', { 'TXT alias.example': ['v=spf10 mx -all'] }, 'fail'],
  ['nobody', { 'TXT alias.example': ['v=spf1 -all'] }, 'fail'],
  ['two', { 'TXT alias.example': ['v=spf1 mx -all', 'v=spf1 a -all'] }, 'fail'],
  ['everybody', { 'TXT alias.example': ['v=spf1 mx +all'] }, 'warn'],
];

const dmarcRows: readonly Row[] = [
  ['a policy', { 'TXT _dmarc.alias.example': ['v=DMARC1; p=reject; rua=mailto:a@b.example'] }, 'ok'],
  ['none', { 'TXT alias.example': ['v=DMARC1; p=reject'] }, 'warn'],
  ['two', { 'TXT _dmarc.alias.example': ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] }, 'warn'],
  ['no policy in it', { 'TXT _dmarc.alias.example': ['v=DMARC1; sp=reject'] }, 'warn'],
];

describe('what the zone of a domain should say', () => {
  for (const [kind, check, rows] of [
    ['MX', checkMx, mxRows],
    ['SPF', checkSpf, spfRows],
    ['DMARC', checkDmarc, dmarcRows],
  ] as const)
    for (const [name, table, status] of rows)
      it(`${kind}: ${name} is ${status}`, async () => {
        const [finding] = await check(lookupIn(table), served);
        assert.equal(finding?.status, status, JSON.stringify(finding));
        assert.match(finding?.subject ?? '', /of alias\.example$/);
        // Whoever reads it must know what to write where.
        if (status !== 'ok')
          assert.match(finding?.fix ?? '', /in the zone of alias\.example: \S+ IN (?:MX|TXT) /);
      });

  it('SPF of who uses a smarthost must let that send', async () => {
    const { nextHops } = loadConfig({ MAYFLY_NEXT_HOP: 'smtp://smarthost.example?tls=required' });
    const [finding] = await checkSpf(lookupIn({}), { ...served, spf: spfRecordOf(nextHops) });
    assert.match(
      finding?.fix ?? '',
      /IN TXT "v=spf1 mx a:smarthost\.example -all"; where your smarthost names/,
    );
  });

  for (const [nextHop, value] of [
    ['direct', 'v=spf1 mx -all'],
    ['smtp://smarthost.example:587?tls=required', 'v=spf1 mx a:smarthost.example -all'],
    ['smtp://a.example,smtps://b.example,smtp://a.example:26', 'v=spf1 mx a:a.example a:b.example -all'],
    ['smtp://127.0.0.1:10025?tls=none', 'v=spf1 mx -all'],
    ['smtp://localhost:10025,smtp://[::1]:10025', 'v=spf1 mx -all'],
    ['smtp://9.9.9.9', 'v=spf1 mx ip4:9.9.9.9 -all'],
    ['smtp://[2620:fe::9]', 'v=spf1 mx ip6:2620:fe::9 -all'],
    // Others never see the address of a private network.
    ['smtp://10.0.0.5', 'v=spf1 mx -all'],
  ] as const)
    it(`SPF with ${nextHop}`, () => {
      assert.equal(spfRecordOf(loadConfig({ MAYFLY_NEXT_HOP: nextHop }).nextHops).value, value);
    });

  it('a resolver that does not answer is no missing record', async () => {
    const silent = async () => {
      throw new DnsError('timeout');
    };
    const lookup = { mx: silent, addresses: silent, txt: silent, names: silent };
    await assert.rejects(checkMx(lookup, served), /timeout/);
  });
});

describe('the host', () => {
  it('must have addresses that can be reached', () => {
    assert.equal(checkAddresses('mx.alias.example', ['8.8.8.8', '2001:4860::1'])[0]?.status, 'ok');
    for (const address of ['127.0.0.1', '10.0.0.1', '100.64.0.1', 'fe80::1', 'fd00::1', '::1'])
      assert.equal(checkAddresses('mx.alias.example', ['8.8.8.8', address])[0]?.status, 'fail', address);
    assert.equal(checkAddresses('mx.alias.example', [])[0]?.status, 'fail');
  });

  it('must have a reverse name that leads back', async () => {
    const back = { 'PTR 192.0.2.25': ['host.provider.example'], 'A host.provider.example': ['192.0.2.25'] };
    for (const [table, status] of [
      [{ 'PTR 192.0.2.25': ['mx.alias.example'] }, 'ok'],
      [back, 'warn'],
      [{ 'PTR 192.0.2.25': ['host.provider.example'] }, 'fail'],
      [{}, 'fail'],
    ] as const) {
      const [finding] = await checkPtr(lookupIn(table), 'mx.alias.example', '192.0.2.25');
      assert.equal(finding?.status, status);
      assert.equal(finding?.fix === undefined, status === 'ok');
    }
  });

  it('must be answered for by this service and by no other', async () => {
    const at = { hostname: 'mx.alias.example', address: '192.0.2.25', port: 25 };
    const refused = async () => {
      throw Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
    };
    for (const [ask, status, says] of [
      [async () => '220 mx.alias.example ESMTP Mayfly', 'ok', /our name/],
      [async () => '220 mail.other.example ESMTP Postfix', 'fail', /another/],
      [async () => '554 go away', 'fail', /554/],
      [refused, 'fail', /ECONNREFUSED/],
    ] as const) {
      const [finding] = await checkInbound(ask, at);
      assert.equal(finding?.status, status);
      assert.match(finding?.says ?? '', says);
    }
  });

  it('may reach others if one of them can be reached', async () => {
    const ask = async (host: string) => {
      if (host === 'b.example') return '220 b.example';
      throw Object.assign(new Error('x'), { code: 'ETIMEDOUT' });
    };
    assert.equal((await checkOutbound(ask, ['a.example', 'b.example'], 25))[0]?.status, 'ok');
    assert.equal((await checkOutbound(ask, ['a.example'], 25))[0]?.status, 'fail');
    const [untried] = await checkOutbound(ask, [], 25);
    assert.equal(untried?.status, 'fail');
    assert.match(untried?.says ?? '', /^was not tried: DNS/);
    assert.match(untried?.fix ?? '', /MAYFLY_DNS_SERVERS/);
  });
});
