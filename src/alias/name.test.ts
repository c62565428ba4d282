// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { parseChosenName, randomName, wordsName } from './name.ts';
import { words } from './words.ts';

describe('random name', () => {
  it('is 16 characters of Crockford base32 and can itself be chosen', () => {
    for (let i = 0; i < 200; i++) {
      const name = randomName(randomBytes);
      assert.match(name, /^[0-9a-hjkmnp-tv-z]{16}$/);
      assert.deepEqual(parseChosenName(name), { name });
    }
  });

  it('uses all of its 80 bits', () => {
    const seen = Array.from({ length: 16 }, () => new Set<string>());
    for (let octet = 0; octet < 32; octet++) {
      const name = randomName((count) => new Uint8Array(count).fill(octet));
      seen.forEach((characters, place) => {
        characters.add(name.charAt(place));
      });
    }
    assert.ok(seen.every((characters) => characters.size === 32));
  });
});

describe('name of words', () => {
  it('draws from 1024 short words, each listed once', () => {
    assert.equal(new Set(words).size, 1024);
    assert.ok(words.every((word) => /^[a-z]{3,6}$/.test(word)));
  });

  it('is three words and four digits', () => {
    for (let i = 0; i < 200; i++) assert.match(wordsName(randomBytes), /^([a-z]{3,6}-){3}\d{4}$/);
    assert.equal(
      wordsName((count) => new Uint8Array(count)),
      'acorn-acorn-acorn-0000',
    );
  });
});

describe('chosen name', () => {
  it('is taken in lower case', () => {
    assert.deepEqual(parseChosenName('My.Shop_2-x'), { name: 'my.shop_2-x' });
  });

  const refused = [
    ...[
      '',
      'ab',
      'a'.repeat(65),
      '.abc',
      'abc.',
      '-abc',
      'abc_',
      'a..b',
      'a b c',
      'a+b',
      'a@b',
      'äbc',
      'abc\n',
    ],
    ...[
      'postmaster',
      'Postmaster',
      'abuse',
      'mailer-daemon',
      'noreply',
      'root',
      'admin',
      'security',
      'hostmaster',
    ],
    ...['srs0=abcd=xy=example', 'SRS1=x', 'srs0', 'prvs=1234'],
  ];
  for (const text of refused)
    it(`refuses ${JSON.stringify(text.slice(0, 20))}`, () => assert.ok('fault' in parseChosenName(text)));
});
