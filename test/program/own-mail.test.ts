// SPDX-License-Identifier: MIT
/** Mail of our own through the real program: what the next hop received is verified by a library that did not write it. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { authenticate } from 'mailauth';
import { createDnsLookup } from '../../src/inspect/dmarc/dns-lookup.ts';
import { languages } from '../../src/web/language.ts';
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
import { need } from '../support/program/real-clients.ts';
import { startStockRspamd } from '../support/program/stock-rspamd.ts';
import { eventually } from '../support/redis/redis-server.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const target = 'you@home.example';
const options = { timeout: 300_000 };

/** A program with a key at `s1._domainkey.alias.example`, DNS with a strict DMARC record, and who verifies by it. */
async function signing(t: TestContext, more: Record<string, string> = {}) {
  const folder = temporaryFolder(t);
  const [hop, key] = [await startScriptedHop(), makeDkimKey()];
  t.after(() => hop.close());
  const keyFile = join(folder, 'dkim.pem');
  writeFileSync(keyFile, key.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const dns = await startDnsServer({
    's1._domainkey.alias.example': { TXT: [key.record] },
    '_dmarc.alias.example': { TXT: ['v=DMARC1; p=reject; adkim=s; aspf=s'] },
    'alias.example': {
      TXT: ['v=spf1 ip4:192.0.2.1 -all'],
      MX: [{ exchange: 'mx.alias.example', priority: 10 }],
    },
    'mx.alias.example': { A: ['192.0.2.1'] },
    '1.2.0.192.in-addr.arpa': { PTR: ['mx.alias.example'] },
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
      ...more,
    }),
  );
  const lookup = createDnsLookup([dns.address]);
  t.after(() => lookup.close());
  const verify = (message: Buffer | string, sender = '') =>
    authenticate(message, {
      ip: '192.0.2.1',
      helo: 'mx.alias.example',
      sender,
      resolver: lookup.resolve,
      disableArc: true,
      disableBimi: true,
    });
  return { hop, program, dns, verify };
}

test('a bounce report passes the strict DMARC record of our domain, and what is passed on is not signed', async (t) => {
  const { hop, program, verify } = await signing(t);
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

function resultOf(check: { readonly status: { readonly result: string } } | false | undefined): string {
  return check ? check.status.result : 'none';
}

/** What leads to the question: in each language, and without a name that is ours. */
const askings = [
  ...Object.keys(languages).map((language) => [language, language, { maxUses: 3 }] as const),
  ['German with words', 'de-AT, en;q=0.5', { maxUses: 3, style: 'words' }],
  ['German, of a chosen name', 'de', { maxUses: 3, name: 'canary-name' }],
] as const;

test(
  'a question passes the strict DMARC record of our domain and is no spam to rspamd as Debian has it',
  options,
  async (t) => {
    if (!need(t, 'rspamd')) return;
    const { hop, program, dns, verify } = await signing(t, {
      MAYFLY_CONFIRM: 'on',
      MAYFLY_PUBLIC_URL: 'https://alias.example',
      MAYFLY_QUESTIONS_PER_TARGET: 'off',
      MAYFLY_QUESTIONS_PER_CLIENT: 'off',
    });
    const judge = await startStockRspamd(t, dns.address);
    for (const [at, [name, language, body]] of askings.entries()) {
      const response = await fetch(`${program.url}/aliases`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'accept-language': language },
        body: JSON.stringify({ target, note: 'canary-note', ...body }),
      });
      assert.equal(response.status, 201);
      await eventually(async () => hop.messages.length > at, 60_000);
      const { mail, octets } = hop.messages[at] ?? assert.fail();
      const sender = /^MAIL FROM:<([^>]+)>/.exec(mail)?.[1] ?? assert.fail();
      // As sent, without the dots that were stuffed.
      const message = Buffer.from(octets.toString('latin1').replaceAll('\r\n..', '\r\n.'), 'latin1');
      assert.doesNotMatch(message.toString(), /canary/);

      const { dkim, ...verified } = await verify(message, sender);
      assert.deepEqual(
        dkim.results.map(({ status, signingDomain }) => [status.result, signingDomain]),
        [['pass', 'alias.example']],
        name,
      );
      assert.deepEqual([resultOf(verified.dmarc), resultOf(verified.spf)], ['pass', 'pass'], name);
      const signed = /^DKIM-Signature:[\s\S]*?;\s*h=([^;]+);/im.exec(message.toString())?.[1] ?? '';
      assert.match(signed.toLowerCase(), /list-unsubscribe-post: list-unsubscribe:/);

      const received = `Received: from mx.alias.example (mx.alias.example [192.0.2.1])\r\n\tby mx.home.example with ESMTPS id 1\r\n\tfor <${target}>; ${new Date().toUTCString().replace('GMT', '+0000')}\r\n`;
      const verdict = await judge(Buffer.concat([Buffer.from(received), message]), {
        IP: '192.0.2.1',
        Hostname: 'mx.alias.example',
        Helo: 'mx.alias.example',
        From: sender,
        Rcpt: target,
      });
      t.diagnostic(`${name}: ${verdict.score} points, ${verdict.symbols.join(' ')}`);
      assert.equal(verdict.action, 'no action', name);
      for (const symbol of ['R_DKIM_ALLOW', 'R_SPF_ALLOW', 'DMARC_POLICY_ALLOW'])
        assert.ok(verdict.symbols.includes(symbol), `${name}: ${symbol} of ${verdict.symbols}`);
    }
  },
);

test('a key that cannot be used is a wrong setting: one line, exit 2', async (t) => {
  const folder = temporaryFolder(t);
  const { code, stderr } = await runProgram(
    ['serve'],
    environment(folder, { MAYFLY_DKIM_KEY: join(folder, 'missing.pem') }),
  );
  assert.equal(code, 2);
  assert.match(stderr, /^mayfly: MAYFLY_DKIM_KEY: The DKIM key .*missing\.pem cannot be read \(ENOENT\)/);
});
