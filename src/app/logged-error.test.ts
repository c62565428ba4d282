// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreError } from '../alias/ports.ts';
import { CertificateError } from '../crypto/certificate-files.ts';
import { SecretError } from '../crypto/secret-file.ts';
import { DkimKeyError } from '../dkim/key.ts';
import { DnsError } from '../dns/message.ts';
import { ClientError } from '../smtp/client/error.ts';
import { formatLine } from './log.ts';

const time = ',"time":"2026-01-02T03:04:05.006Z"';

for (const error of [
  new StoreError('The store is away'),
  new CertificateError('no certificate'),
  new SecretError('no secret'),
  new DkimKeyError('no key'),
  new DnsError('timeout'),
  new ClientError('lost', 'mail'),
])
  test(`the log tells what a ${error.name} says`, () => {
    const line = JSON.parse(formatLine(40, time, { err: error }, 'failed'));
    assert.equal(line.err.name, error.name);
    assert.equal(line.err.message, error.message);
  });

test('of any other error the log tells kind, code and place, and nothing that it quotes', () => {
  const error = Object.assign(new RangeError('no such user me@home.example'), { code: 'E_USER' });
  const line = formatLine(50, time, { err: error }, 'failed');
  const { name, code, at } = JSON.parse(line).err;
  assert.deepEqual([name, code, at.length], ['RangeError', 'E_USER', 5]);
  assert.doesNotMatch(line, /home\.example/);
});

test('a line is JSON with level, time, fields and text', () => {
  assert.equal(
    formatLine(30, time, { zone: 'a"b', code: undefined }, 'said'),
    `{"level":30${time},"zone":"a\\"b","msg":"said"}\n`,
  );
  assert.equal(formatLine(30, time, 'stopped'), `{"level":30${time},"msg":"stopped"}\n`);
  assert.equal(formatLine(30, time, {}), `{"level":30${time}}\n`);
});
