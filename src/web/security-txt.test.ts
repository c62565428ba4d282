// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatSecurityTxt } from './security-txt.ts';

const now = Date.parse('2027-01-31T17:23:45Z');

test('names whom to write to, and expires some months later, at the end of a day', () => {
  const text = formatSecurityTxt({
    contact: 'abuse+x&y@alias.example',
    publicUrl: 'https://alias.example',
    languages: ['en', 'de'],
    now,
  });
  assert.equal(
    text,
    'Contact: mailto:abuse%2Bx%26y@alias.example\nExpires: 2027-05-01T00:00:00.000Z\nPreferred-Languages: en, de\nCanonical: https://alias.example/.well-known/security.txt\n',
  );
});

test('takes a page as contact, and names no canonical place that is not reached by https', () => {
  const text = formatSecurityTxt({
    contact: 'https://home.example/abuse?a=1',
    publicUrl: 'http://127.0.0.1:8080',
    languages: ['en'],
    now,
  });
  assert.match(
    text,
    /^Contact: https:\/\/home\.example\/abuse\?a=1\nExpires: [^\n]+\nPreferred-Languages: en\n$/,
  );
});
