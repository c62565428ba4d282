// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { issuedCertificate, selfSignedCertificate } from '../../test/support/certificate.ts';
import { judgeByDane, usableRecords } from './dane.ts';

const { issuer, cert } = issuedCertificate('DNS:mx.example');
const [own, authority] = [new X509Certificate(cert), new X509Certificate(issuer.cert)];
const stranger = new X509Certificate(selfSignedCertificate('DNS:mx.example').cert);
const now = Date.now();

/** A record that names a certificate: selector 1 is its key, matching type 1 and 2 are digests. */
function record(usage: number, selector: number, matchingType: number, named: X509Certificate) {
  const octets = selector === 0 ? named.raw : named.publicKey.export({ type: 'spki', format: 'der' });
  const digest = { 1: 'sha256', 2: 'sha512' }[matchingType];
  const certificate = digest === undefined ? octets : createHash(digest).update(octets).digest();
  return { usage, selector, matchingType, certificate };
}

const judge = (
  records: ReturnType<typeof record>[],
  more: { chain?: X509Certificate[]; names?: string[]; now?: number } = {},
) =>
  judgeByDane(more.chain ?? [own, authority], {
    records,
    names: more.names ?? ['mx.example'],
    now: more.now ?? now,
  });

for (const selector of [0, 1])
  for (const matchingType of [0, 1, 2])
    test(`a certificate is the one named by 3 ${selector} ${matchingType} and by 2 ${selector} ${matchingType}, or none`, () => {
      assert.equal(judge([record(3, selector, matchingType, own)]), undefined);
      assert.equal(judge([record(2, selector, matchingType, authority)]), undefined);
      for (const usage of [2, 3])
        assert.match(judge([record(usage, selector, matchingType, stranger)]) ?? '', /no certificate/);
    });

test('one record that fits is enough; a server without certificates fits none', () => {
  assert.equal(
    judge([record(3, 1, 1, stranger), record(2, 0, 1, stranger), record(3, 1, 1, own)]),
    undefined,
  );
  assert.match(judge([record(3, 1, 1, own)], { chain: [] }) ?? '', /no certificate/);
});

test('a certificate that is named itself may be of any name and age; one whose issuer is named may not', () => {
  const later = now + 10 * 86_400_000;
  assert.equal(judge([record(3, 1, 1, own)], { names: ['other.example'], now: later }), undefined);
  assert.match(judge([record(2, 1, 1, authority)], { names: ['other.example'] }) ?? '', /another name/);
  assert.match(judge([record(2, 1, 1, authority)], { now: later }) ?? '', /do not lead/);
  assert.match(judge([record(2, 1, 1, authority)], { now: now - 10 * 86_400_000 }) ?? '', /do not lead/);
});

test('who is named must have issued the certificate, not merely be sent along, nor be the server itself', () => {
  assert.match(judge([record(2, 1, 1, authority)], { chain: [stranger, authority] }) ?? '', /do not lead/);
  assert.match(judge([record(2, 1, 1, own)]) ?? '', /no certificate/);
  assert.match(judge([record(3, 1, 1, authority)]) ?? '', /no certificate/);
  // Issued by one that is no authority.
  const below = new X509Certificate(issuedCertificate('DNS:mx.example', { isIssuerAuthority: false }).cert);
  assert.ok(judge([record(2, 1, 1, authority)], { chain: [below, authority] }) !== undefined);
});

test('records that mean nothing for mail cannot be used', () => {
  const odd = [record(0, 1, 1, own), record(1, 1, 1, own), record(4, 1, 1, own), record(255, 1, 1, own)];
  const unknown = [
    { ...record(3, 1, 1, own), selector: 2 },
    { ...record(3, 1, 1, own), matchingType: 3 },
  ];
  const empty = { ...record(3, 1, 1, own), certificate: Buffer.alloc(0) };
  assert.deepEqual(usableRecords([...odd, ...unknown, empty]), []);
  assert.equal(usableRecords([record(3, 1, 1, own), record(2, 0, 2, authority)]).length, 2);
});
