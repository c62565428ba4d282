// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DnsAnswer, RecordTypes } from '../dns/message.ts';
import { demandOf } from './tls-demand.ts';

const server = {
  name: 'mx.home.example',
  canonicalName: 'host.provider.example',
  addresses: ['192.0.2.1'],
  isAuthentic: true,
};
const tlsa = { usage: 3, selector: 1, matchingType: 1, certificate: Buffer.alloc(32) };

const cases: readonly (readonly [string, object, readonly string[], string | undefined])[] = [
  [
    'of a server behind a CNAME the records at its end count',
    server,
    [server.canonicalName, server.name],
    server.canonicalName,
  ],
  ['else those at its beginning', server, [server.name], server.name],
  ['none where nobody vouches for the way', { ...server, isAuthentic: false }, [server.name], undefined],
  ['none where there are none', server, [], undefined],
];
for (const [name, more, withRecords, expected] of cases)
  test(`TLSA records: ${name}`, async () => {
    const demand = await demandOf(
      { ...server, ...more },
      {
        resolver: {
          isTrusted: true,
          resolve: async (asked) => answer(withRecords.some((it) => asked === `_25._tcp.${it}`)),
        },
        smtpPort: 25,
        domain: 'home.example',
        policy: undefined,
        onFault: assert.fail,
      },
    );
    assert.equal(demand?.tls, expected === undefined ? 'opportunistic' : 'required');
    assert.equal(demand?.serverName, expected ?? server.name);
  });

function answer(hasRecords: boolean): DnsAnswer<never> {
  const records: readonly RecordTypes['TLSA'][] = hasRecords ? [tlsa] : [];
  return {
    records: records as readonly never[],
    exists: true,
    isAuthentic: true,
    canonicalName: '',
    ttlSeconds: 0,
    octets: 0,
  };
}
