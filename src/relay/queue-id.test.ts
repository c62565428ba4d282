// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { queueIdOf } from './queue-id.ts';

describe('the id of a next hop is read from its reply', () => {
  const known: readonly (readonly [string, string, string])[] = [
    ['Postfix', 'Ok: queued as 4bXyZ31Q2Nz9rxV', '4bXyZ31Q2Nz9rxV'],
    [
      'Postfix behind a filter',
      'from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 1A2B3C4D',
      '1A2B3C4D',
    ],
    ['Exim', 'OK id=1rXyzA-0000000AbCd-1x2y', '1rXyzA-0000000AbCd-1x2y'],
    ['Sendmail', '4ATCXyzk012345 Message accepted for delivery', '4ATCXyzk012345'],
    ['OpenSMTPD', '8c7f31a2 Message accepted for delivery', '8c7f31a2'],
    [
      'Exchange',
      '<a@b.example> [InternalId=42949672962, Hostname=x.example] Queued mail for delivery',
      '42949672962',
    ],
    ['Gmail', 'OK  1764390000 d2e1a72fcca58-7d15b5a.123 - gsmtp', 'd2e1a72fcca58-7d15b5a.123'],
    [
      'SES',
      'Ok 0100019ac1234567-89abcdef-0123-4567-89ab-cdef01234567-000000',
      '0100019ac1234567-89abcdef-0123-4567-89ab-cdef01234567-000000',
    ],
    ['Mayfly', 'Message accepted as Zk3v9qWx1Yb2Cd4E', 'Zk3v9qWx1Yb2Cd4E'],
  ];
  for (const [server, text, id] of known)
    it(`of ${server}`, () => {
      assert.equal(queueIdOf(text), id);
    });

  const others = [
    '2.0.0 OK',
    '',
    'queued as',
    'Ok: queued as ada.lovelace@home.example',
    'Ok: queued as ada99@home.example',
    'Ok: queued as <ada99@home.example>',
    'delivered to ada99@home.example',
    'Ok: queued as lovelace',
    `Ok: queued as ${'1'.repeat(65)}`,
    'Ok: queued as a"b1c2d3',
    '2.1.5 ada99 accepted',
  ];
  for (const text of others)
    it(`and none from "${text.slice(0, 50)}"`, () => {
      assert.equal(queueIdOf(text), undefined);
    });
});
