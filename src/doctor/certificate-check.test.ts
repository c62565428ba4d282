// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { it } from 'node:test';
import { selfSignedCertificate } from '../../test/support/certificate.ts';
import { checkCertificate } from './certificate-check.ts';

const dayMs = 86_400_000;

it('a certificate is judged by its names, its time and its issuer', () => {
  const { cert } = selfSignedCertificate('DNS:mx.alias.example');
  const { validFromDate, validToDate } = new X509Certificate(cert);
  const pem = Buffer.from(cert);
  const [from, to] = [validFromDate.getTime(), validToDate.getTime()];
  const says = (hostname: string, now: number) =>
    checkCertificate(pem, { host: hostname }, now).map(({ status, says: words }) => `${status} ${words}`);
  assert.match(says('mx.alias.example', to + 1).join(), /^fail expired on \d{4}-\d\d-\d\d$/);
  assert.match(says('mx.alias.example', from - 1000).join(), /^fail is not valid yet$/);
  assert.match(says('mx.alias.example', to - dayMs / 4).join(), /signed by itself.*warn expires on/);
  assert.match(says('other.example', to - dayMs).join(), /does not name other\.example/);
});
