// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseInstant } from './instant.ts';

describe('an RFC 3339 instant', () => {
  const instants: readonly [text: string, as: string][] = [
    ['2027-01-31T12:00:00Z', '2027-01-31T12:00:00.000Z'],
    ['2027-01-31t12:00:00z', '2027-01-31T12:00:00.000Z'],
    ['2027-01-31T12:00:00.25+02:00', '2027-01-31T10:00:00.250Z'],
    ['2027-01-31T12:00:00.123456789-00:00', '2027-01-31T12:00:00.123Z'],
    ['2026-12-31T23:59:60Z', '2027-01-01T00:00:00.000Z'],
    ['2027-01-01T00:59:60.9+01:00', '2027-01-01T00:00:00.000Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ];
  for (const [text, as] of instants)
    it(`${text} is ${as}`, () => assert.equal(parseInstant(text), Date.parse(as)));

  for (const text of [
    '',
    '2027-02-30T00:00:00Z',
    '2027-02-29T00:00:00Z',
    '2027-13-01T00:00:00Z',
    '2027-01-31T24:00:00Z',
    '2027-01-31T12:60:00Z',
    '2027-01-31T12:00:61Z',
    '2027-01-31T12:00:00',
    '2027-01-31T12:00Z',
    '2027-01-31 12:00:00Z',
    '2027-01-31T12:00:00+24:00',
    '2027-01-31T12:00:00.Z',
    '2027-01-31',
    'tomorrow',
  ])
    it(`${JSON.stringify(text)} is none`, () => assert.equal(parseInstant(text), undefined));
});
