// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatZone, type ZoneFacts, zoneRecords } from './zone.ts';

const facts: ZoneFacts = {
  domains: ['alias.example'],
  hostname: 'mx.alias.example',
  addresses: ['192.0.2.25', '2001:db8::25'],
  website: 'alias.example',
  spf: { value: 'v=spf1 mx -all', note: undefined },
  dkim: undefined,
  policies: undefined,
  reportsTo: undefined,
};

test('the zone of direct delivery has what mail needs, and comments for the rest', () => {
  assert.equal(
    formatZone(zoneRecords(facts)),
    `mx.alias.example. IN A 192.0.2.25
mx.alias.example. IN AAAA 2001:db8::25
alias.example. IN A 192.0.2.25
alias.example. IN AAAA 2001:db8::25
alias.example. IN MX 10 mx.alias.example.
alias.example. IN TXT "v=spf1 mx -all"
_dmarc.alias.example. IN TXT "v=DMARC1; p=reject; adkim=s; aspf=s"
; optional: senders report when TLS to here fails, to postmaster
; _smtp._tls.alias.example. IN TXT "v=TLSRPTv1; rua=mailto:postmaster@alias.example"
; optional, once https://mta-sts.alias.example/.well-known/mta-sts.txt is served (docs/operations.md)
; _mta-sts.alias.example. IN TXT "v=STSv1; id=1"
`,
  );
});

test('a smarthost, a key and a mailbox for reports add their records for every domain', () => {
  const zone = formatZone(
    zoneRecords({
      ...facts,
      domains: ['alias.example', 'other.example'],
      spf: { value: 'v=spf1 mx a:smarthost.example -all', note: 'or include:' },
      dkim: { selector: 's1', record: `v=DKIM1; k=rsa; p=${'A'.repeat(300)}` },
      reportsTo: 'you@home.example',
    }),
  );
  for (const domain of ['alias.example', 'other.example']) {
    assert.ok(zone.includes(`; or include:\n${domain}. IN TXT "v=spf1 mx a:smarthost.example -all"\n`), zone);
    const record = new RegExp(`^s1\\._domainkey\\.${domain}\\. IN TXT "([^"]{255})" "([^"]+)"$`, 'm').exec(
      zone,
    );
    assert.equal(`${record?.[1]}${record?.[2]}`, `v=DKIM1; k=rsa; p=${'A'.repeat(300)}`);
    assert.ok(zone.includes(`; _smtp._tls.${domain}. IN TXT "v=TLSRPTv1; rua=mailto:you@home.example"`));
  }
});

test('an address that nobody knows is a comment that says so, once for all names', () => {
  const zone = formatZone(zoneRecords({ ...facts, addresses: [], website: undefined }));
  assert.match(zone, /^; the public address .+\n; mx\.alias\.example\. IN A ADDRESS\nalias\.example\. IN MX/);
  const both = formatZone(zoneRecords({ ...facts, addresses: [], website: 'www.example' }));
  assert.match(
    both,
    /^; the public address .+\n; mx\.alias\.example\. IN A ADDRESS\n; www\.example\. IN A ADDRESS\n/,
  );
});

test('where we serve the MTA-STS policies, their hosts have our addresses, and senders are told of them', () => {
  const policies = { hosts: ['mta-sts.alias.example'], id: 'abc' };
  const zone = formatZone(zoneRecords({ ...facts, policies }));
  assert.match(zone, /^mta-sts\.alias\.example\. IN A 192\.0\.2\.25$/m);
  assert.match(zone, /^mta-sts\.alias\.example\. IN AAAA 2001:db8::25$/m);
  assert.match(zone, /^_mta-sts\.alias\.example\. IN TXT "v=STSv1; id=abc"$/m);
  assert.doesNotMatch(zone, /optional, once/);
});
