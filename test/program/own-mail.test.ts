/** Mail of our own through the real program: what the next hop received is verified by a library that did not write it. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { authenticate } from 'mailauth';
import { createDnsLookup } from '../../src/inspect/dmarc/dns-lookup.ts';
import { bounceFormats } from '../support/bounce-formats.ts';
import { makeDkimKey } from '../support/dkim-signer.ts';
import { startDnsServer } from '../support/dns/dns-server.ts';
import { startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import {
  createAlias,
  environment,
  runProgram,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const target = 'you@home.example';

test('a bounce report passes the strict DMARC record of our domain, and what is passed on is not signed', async (t) => {
  const folder = temporaryFolder(t);
  const [hop, key] = [await startScriptedHop(), makeDkimKey()];
  t.after(() => hop.close());
  const keyFile = join(folder, 'dkim.pem');
  writeFileSync(keyFile, key.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const dns = await startDnsServer({
    's1._domainkey.alias.example': { TXT: [key.record] },
    '_dmarc.alias.example': { TXT: ['v=DMARC1; p=reject; adkim=s; aspf=s'] },
  });
  t.after(() => dns.close());
  const program = await startProgram(
    t,
    environment(folder, {
      MAYFLY_DOMAINS: 'alias.example',
      MAYFLY_HOSTNAME: 'mx.alias.example',
      MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}?tls=none`,
      MAYFLY_DKIM_KEY: keyFile,
      MAYFLY_DKIM_SELECTOR: 's1',
    }),
  );
  const { address } = await createAlias(program, { target, maxUses: 5 });
  const [dialogue] = await Dialogue.envelope(program.smtpPort, address, 'orders@shop.example');
  assert.match(await dialogue.message('Subject: s\r\n\r\ntext\r\n'), /^250/);
  dialogue.drop();
  const passedOn = hop.messages[0];
  assert.doesNotMatch(passedOn?.octets.toString() ?? '', /^DKIM-Signature:/im);

  const returnPath = /^MAIL FROM:<([^>]+)>/.exec(passedOn?.mail ?? '')?.[1] ?? assert.fail();
  const [bringing] = await Dialogue.envelope(program.smtpPort, returnPath, '');
  assert.match(await bringing.message(bounceFormats(target)[0]?.octets ?? ''), /^250/);
  bringing.drop();
  const report = hop.messages[1]?.octets ?? assert.fail('no report');

  const lookup = createDnsLookup([dns.address]);
  t.after(() => lookup.close());
  const verify = (message: Buffer | string) =>
    authenticate(message, {
      ip: '192.0.2.1',
      helo: 'mx.alias.example',
      sender: '',
      resolver: lookup.resolve,
      disableArc: true,
      disableBimi: true,
    });
  const { dkim, dmarc } = await verify(report);
  assert.deepEqual(
    dkim.results.map(({ status, signingDomain, selector }) => [status.result, signingDomain, selector]),
    [['pass', 'alias.example', 's1']],
  );
  assert.ok(dmarc);
  assert.equal(dmarc.status.result, 'pass');
  assert.equal(dmarc.policy, 'reject');
  // The verifier can also say no: the same report unsigned, and one that was touched.
  const unsigned = report.toString().replace(/^DKIM-Signature:[^\r]*\r\n(?:[ \t][^\r]*\r\n)*/, '');
  for (const message of [unsigned, report.toString().replace('could not be delivered', 'was read')]) {
    const verdict = (await verify(message)).dmarc;
    assert.equal(verdict ? verdict.status.result : 'none', 'fail');
  }
});

test('a key that cannot be used is a wrong setting: one line, exit 2', async (t) => {
  const folder = temporaryFolder(t);
  const { code, stderr } = await runProgram(
    ['serve'],
    environment(folder, { MAYFLY_DKIM_KEY: join(folder, 'missing.pem') }),
  );
  assert.equal(code, 2);
  assert.match(stderr, /^mayfly: MAYFLY_DKIM_KEY: The DKIM key .*missing\.pem cannot be read \(ENOENT\)/);
});
