// SPDX-License-Identifier: MIT
/** A smarthost whose certificate is of a private authority, through the real program. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { issuedCertificate } from '../support/certificate.ts';
import { startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import {
  createAlias,
  environment,
  runProgram,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const { issuer, ...certificate } = issuedCertificate('DNS:localhost,IP:127.0.0.1');
const schemes = [
  { scheme: 'smtps', isImplicit: true, first: '?' },
  { scheme: 'smtp', isImplicit: false, first: '?tls=required&' },
] as const;

for (const { scheme, isImplicit, first } of schemes)
  test(`mail goes through a ${scheme} smarthost of a private authority with ?ca= alone`, async (t) => {
    const folder = temporaryFolder(t);
    const hop = await startScriptedHop({ tls: { ...certificate, isImplicit } });
    t.after(() => hop.close());
    const authority = join(folder, 'authority.pem');
    writeFileSync(authority, issuer.cert);
    const trusting = environment(folder, {
      MAYFLY_NEXT_HOP: `${scheme}://localhost:${hop.port}${first}ca=${authority}`,
    });
    const distrusting = environment(folder, {
      MAYFLY_NEXT_HOP: `${scheme}://localhost:${hop.port}${first.slice(0, -1)}`,
    });

    const program = await startProgram(t, trusting);
    const { address } = await createAlias(program, { target: 'you@home.example', maxUses: 2 });
    const [dialogue, rcpt] = await Dialogue.envelope(program.smtpPort, address);
    assert.match(rcpt, /^250 /);
    assert.match(await dialogue.message('Subject: hi\r\n\r\nBody\r\n'), /^250 /);
    dialogue.drop();
    assert.equal(hop.messages.length, 1);
    assert.equal(await program.stop(), 0);

    const other = await startProgram(t, distrusting);
    const [refused, answer] = await Dialogue.envelope(other.smtpPort, address);
    assert.match(answer, /^451 /);
    refused.drop();

    const doctor = async (env: NodeJS.ProcessEnv) =>
      (await runProgram(['doctor', '--ntp', '127.0.0.1:1', '--smtp-port', '1'], env)).stdout;
    const dns = { MAYFLY_DNS_SERVERS: '127.0.0.1:1' };
    assert.match(await doctor({ ...trusting, ...dns }), /^ok {4}Smarthost localhost:\d+: answers$/m);
    assert.match(await doctor({ ...distrusting, ...dns }), /^FAIL {2}Smarthost localhost:\d+: /m);
  });
