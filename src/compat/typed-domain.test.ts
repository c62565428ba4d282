// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseTypedDomain } from './typed-domain.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

describe('the field for the domain', () => {
  const table: readonly (readonly [string, ReturnType<typeof parseTypedDomain>])[] = [
    ['alias.example', { domain: 'alias.example' }],
    [' Alias.Example ', { domain: 'alias.example' }],
    ['@alias.example', { domain: 'alias.example' }],
    ['', {}],
    ['@', {}],
    ['3x@alias.example', { maxUses: 3, domain: 'alias.example' }],
    ['7d@alias.example', { validForMs: 7 * dayMs, domain: 'alias.example' }],
    ['3x.7d@alias.example', { maxUses: 3, validForMs: 7 * dayMs, domain: 'alias.example' }],
    ['7D.3X@ALIAS.example', { maxUses: 3, validForMs: 7 * dayMs, domain: 'alias.example' }],
    ['12h@', { validForMs: 12 * hourMs }],
    ['2w@alias.example', { validForMs: 14 * dayMs, domain: 'alias.example' }],
    ['0x@alias.example', { maxUses: 0, domain: 'alias.example' }],
    ['3x.5x@alias.example', undefined],
    ['1d.1w@alias.example', undefined],
    ['3@alias.example', undefined],
    ['3m@alias.example', undefined],
    ['3x.@alias.example', undefined],
    ['-3x@alias.example', undefined],
    ['1.5d@alias.example', undefined],
    ['9999999999x@alias.example', undefined],
    ['ada@home@alias.example', undefined],
    ['constructor@alias.example', undefined],
  ];
  for (const [text, expected] of table)
    it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(parseTypedDomain(text), expected));
});
