// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitHeader } from './header-fields.ts';
import { candidateSignatures } from './signatures.ts';

function candidates(author: string, ...values: readonly string[]): string[] {
  const header = values.map((value) => `DKIM-Signature: ${value}\r\n`).join('');
  return candidateSignatures(splitHeader(Buffer.from(header)), author).map(({ domain }) => domain);
}

test('signatures are looked at by how like the author their domain is, five at most', () => {
  const signed = ['esp.example', 'bank.example', 'other.test', 'mail.bank.example'].map(
    (domain) => `d=${domain}`,
  );
  assert.deepEqual(candidates('mail.bank.example', ...signed), [
    'mail.bank.example',
    'bank.example',
    'esp.example',
  ]);
  assert.deepEqual(candidates('a.bank.example', ...Array<string>(9).fill('d=bank.example')).length, 5);
  assert.deepEqual(candidates('b\u00fccher.example', 'd=xn--bcher-kva.example'), ['xn--bcher-kva.example']);
});

test('what is no tag-list, or longer than any signer makes it, is no signature', () => {
  const values = [
    'd=a.example; d=a.example',
    'D=a.example',
    'a.example',
    'd=',
    `d=a.example; b=${'x'.repeat(5000)}`,
  ];
  assert.deepEqual(candidates('a.example', ...values, 'b = x ; d = a .\r\n\texample ;'), ['a.example']);
});

test('the body canonicalization is simple unless c= says otherwise', () => {
  const kinds = ['', 'c=relaxed;', 'c=relaxed/simple;', 'c=simple/relaxed;', 'c= Relaxed / Relaxed;'].map(
    (tag) => {
      const fields = splitHeader(Buffer.from(`DKIM-Signature: d=a.example; ${tag}\r\n`));
      return candidateSignatures(fields, 'a.example')[0]?.bodyCanonicalization;
    },
  );
  assert.deepEqual(kinds, ['simple', 'simple', 'simple', 'relaxed', 'relaxed']);
});
