// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { selfSignedCertificate } from '../../test/support/certificate.ts';
import { temporaryFolder } from '../../test/support/program/program.ts';
import { CertificateError, readCertificate } from '../crypto/certificate-files.ts';
import type { ServerTls } from '../smtp/server/server.ts';
import { followCertificate } from './certificate.ts';

const everyMs = 60_000;
const [first, second] = [selfSignedCertificate(), selfSignedCertificate()];

function write(context: TestContext, { cert, key } = first) {
  const folder = temporaryFolder(context);
  const files = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
  writeFileSync(files.certFile, cert);
  writeFileSync(files.keyFile, key);
  return files;
}

/** A follower, and the next thing that it tells. */
function follow(context: TestContext, files: ReturnType<typeof write>) {
  const told: (ServerTls | CertificateError)[] = [];
  let wake = (): void => {};
  const tell = (broadcast: unknown): void => {
    assert.ok(broadcast instanceof CertificateError || (broadcast instanceof Object && 'cert' in broadcast));
    told.push(broadcast as ServerTls | CertificateError);
    wake();
  };
  const follower = followCertificate(files, { everyMs, use: tell, keep: tell });
  context.after(() => follower.stop());
  const next = async (): Promise<ServerTls | CertificateError> => {
    while (told.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    const [broadcast] = told.splice(0, 1);
    assert.ok(broadcast);
    return broadcast;
  };
  return { follower, next, told };
}

test('a certificate that cannot be used is told in one line without its content or path', async (t) => {
  const files = write(t);
  const cases = [
    [{ ...files, certFile: '/nowhere/cert.pem' }, 'MAYFLY_TLS_CERT: cannot be read (ENOENT)'],
    [{ ...files, keyFile: '/nowhere/key.pem' }, 'MAYFLY_TLS_KEY: cannot be read (ENOENT)'],
    [{ ...files, certFile: files.keyFile }, /^MAYFLY_TLS_CERT and MAYFLY_TLS_KEY: are not [^/\n]*$/],
    [
      { ...files, keyFile: write(t, second).keyFile },
      /^MAYFLY_TLS_CERT and MAYFLY_TLS_KEY: are not [^/\n]*$/,
    ],
  ] as const;
  for (const [these, message] of cases)
    await assert.rejects(readCertificate(these), { name: 'CertificateError', message });
});

test('a new certificate is taken at the next look after its files have changed, and not before', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const files = write(t);
  const { follower, next, told } = follow(t, files);
  t.mock.timers.tick(everyMs);
  await follower.reload();
  assert.equal(told.length, 1, 'only what was asked for');
  await next();
  // As tools for renewal do it: one file after the other, by renaming.
  writeFileSync(`${files.certFile}.new`, second.cert);
  renameSync(`${files.certFile}.new`, files.certFile);
  t.mock.timers.tick(everyMs);
  assert.ok((await next()) instanceof CertificateError);
  writeFileSync(files.keyFile, second.key);
  t.mock.timers.tick(everyMs);
  const broadcast = await next();
  assert.ok('cert' in broadcast && String(broadcast.cert) === second.cert);
});

test('on request the files are read though they look the same, and a missing one is told', async (t) => {
  const files = write(t);
  const { follower, next } = follow(t, files);
  await follower.reload();
  assert.ok('cert' in (await next()));
  rmSync(files.keyFile);
  await follower.reload();
  assert.match(String(await next()), /MAYFLY_TLS_KEY: cannot be read \(ENOENT\)/);
});
