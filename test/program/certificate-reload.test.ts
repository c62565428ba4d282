// SPDX-License-Identifier: MIT
/** The certificate of the running program. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { type Certificate, selfSignedCertificate } from '../support/certificate.ts';
import {
  environment,
  type Program,
  runProgram,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';

const deadline = () => ({ signal: AbortSignal.timeout(60_000) });

function settings(t: TestContext) {
  const folder = temporaryFolder(t);
  const files = { MAYFLY_TLS_CERT: join(folder, 'cert.pem'), MAYFLY_TLS_KEY: join(folder, 'key.pem') };
  const write = ({ cert, key }: Certificate): void => {
    writeFileSync(files.MAYFLY_TLS_CERT, cert);
    writeFileSync(files.MAYFLY_TLS_KEY, key);
  };
  return { env: environment(folder, files), write };
}

/** Fails unless the program goes over to TLS with this certificate, at this version of TLS at most. */
async function startTls(
  { smtpPort }: Program,
  { cert }: Certificate,
  maxVersion: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.3',
) {
  const socket = connect(smtpPort, '127.0.0.1');
  await once(socket, 'data', deadline());
  socket.write('STARTTLS\r\n');
  assert.match(String((await once(socket, 'data', deadline()))[0]), /^220 /);
  const secure = connectTls({ socket, ca: cert, servername: 'localhost', maxVersion });
  await once(secure, 'secureConnect', deadline());
  assert.equal(secure.getProtocol(), maxVersion);
  secure.destroy();
}

async function logged(program: Program, words: string): Promise<void> {
  const { stdout } = program.process;
  while (!program.output().includes(words)) await once(stdout ?? process.stdout, 'data', deadline());
}

test('SIGHUP takes a renewed certificate, and keeps the old one when the new one is broken', async (t) => {
  const [old, renewed] = [selfSignedCertificate(), selfSignedCertificate()];
  const { env, write } = settings(t);
  write(old);
  const program = await startProgram(t, env);
  await startTls(program, old);
  write({ ...renewed, key: 'not a key' });
  program.process.kill('SIGHUP');
  await logged(program, 'certificate not reloaded, the old one stays');
  await startTls(program, old, 'TLSv1.2');
  write(renewed);
  program.process.kill('SIGHUP');
  await logged(program, 'certificate reloaded');
  await startTls(program, renewed);
  await assert.rejects(startTls(program, old));
  assert.equal(await program.stop(), 0);
});

test('SIGHUP harms no program without a certificate', async (t) => {
  const program = await startProgram(t, environment(temporaryFolder(t)));
  program.process.kill('SIGHUP');
  assert.equal((await fetch(`${program.url}/healthz`)).status, 200);
  assert.equal(await program.stop(), 0);
});

test('without its files the program does not start: exit 2, and one line says why', async (t) => {
  const { env, write } = settings(t);
  const absent = await runProgram(['serve'], env);
  assert.equal(absent.code, 2);
  assert.equal(absent.stderr, 'mayfly: MAYFLY_TLS_CERT: cannot be read (ENOENT)\n');
  write({ cert: 'x', key: 'y' });
  const broken = await runProgram(['serve'], env);
  assert.equal(broken.code, 2);
  assert.match(broken.stderr, /^mayfly: MAYFLY_TLS_CERT and MAYFLY_TLS_KEY: are not a certificate [^\n]*\n$/);
});
