// SPDX-License-Identifier: MIT
/** DMARC through the real program, and a forwarded message as DKIM and SPF find it at the next hop. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { dkimVerify, spf } from 'mailauth';
import { createDnsLookup } from '../../src/inspect/dmarc/dns-lookup.ts';
import type { TransferOctets } from '../../src/smtp/wire/envelope.ts';
import { decodeMailData } from '../../src/smtp/wire/mail-data.ts';
import { dkimSign, makeDkimKey } from '../support/dkim-signer.ts';
import { startDnsServer } from '../support/dns/dns-server.ts';
import { startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import {
  createAlias,
  environment,
  showAlias,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { canaryTarget } from '../support/relay-fixture.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const key = makeDkimKey();
const message =
  'Subject: secret \t subject\r\nFrom: ceo@bank.example\r\nTo: someone\r\n\r\n.Hello \t there\r\n\r\n';

async function start(t: TestContext, mode: string) {
  const dns = await startDnsServer({
    '_dmarc.bank.example': { TXT: ['v=DMARC1; p=reject'] },
    's1._domainkey.bank.example': { TXT: [key.record] },
    'bank.example': { TXT: ['v=spf1 ip4:192.0.2.1 -all'] },
    'alias.example': { TXT: ['v=spf1 ip4:127.0.0.1 -all'] },
  });
  t.after(() => dns.close());
  const hop = await startScriptedHop();
  t.after(() => hop.close());
  const program = await startProgram(
    t,
    environment(temporaryFolder(t), {
      MAYFLY_DMARC: mode,
      MAYFLY_DNS_SERVERS: dns.address,
      MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}`,
      MAYFLY_DOMAINS: 'alias.example',
    }),
  );
  const alias = await createAlias(program, { target: canaryTarget, maxUses: 3 });
  const send = async (text: string): Promise<string> => {
    const [dialogue] = await Dialogue.envelope(program.smtpPort, alias.address, 'ceo@bank.example');
    const answer = await dialogue.message(text.replace(/^\./gm, '..'));
    dialogue.drop();
    return answer;
  };
  return { dns, hop, program, alias, send };
}

test('enforced by the real program: a forgery costs no use and is no dot at the next hop, the log names nobody', async (t) => {
  const { hop, program, alias, send } = await start(t, 'enforce');
  const signed = dkimSign(message, { domain: 'bank.example', key });
  assert.match(await send(message), /^550 5\.7\.1 /);
  assert.match(await send(signed.replace('Hello', 'Hallo')), /^550 5\.7\.1 /);
  assert.equal(hop.messages.length, 0);
  assert.equal((await showAlias(program, alias))?.usesLeft, 3);
  for (let use = 0; use < 3; use++) assert.match(await send(signed), /^250 /);
  assert.equal(hop.accepted, 3);
  assert.equal(await program.stop(), 0);
  const verdicts = program
    .output()
    .split('\n')
    .filter((line) => line.includes('"msg":"dmarc"'))
    .map((line) => JSON.parse(line))
    .map(({ dmarc, policy, spf, dkim }) => `${dmarc} ${policy} ${spf} ${dkim}`);
  const passed = 'pass reject fail pass';
  assert.deepEqual(verdicts, ['fail reject fail none', 'fail reject fail fail', passed, passed, passed]);
  for (const secret of [alias.address, 'canary', 'bank.example', 'ceo', 'secret'])
    assert.ok(!program.output().includes(secret), secret);
});

test('off, it asks DNS nothing', async (t) => {
  const { dns, send } = await start(t, 'off');
  assert.match(await send(message), /^250 /);
  assert.deepEqual(dns.queries, []);
});

test('at the next hop DKIM passes for the author, relaxed and simple, oversigned too, and SPF for our domain', async (t) => {
  const { dns, hop, send } = await start(t, 'off');
  const lookup = createDnsLookup([dns.address]);
  t.after(async () => lookup.close());
  for (const kind of ['relaxed', 'simple'] as const) {
    const fields = ['from', 'from', 'to', 'to', 'subject', 'subject', 'cc', 'reply-to', 'list-unsubscribe'];
    assert.match(
      await send(dkimSign(message, { domain: 'bank.example', key, header: kind, body: kind, fields })),
      /^250 /,
    );
    const octets = hop.messages.at(-1)?.octets as TransferOctets;
    const { results } = await dkimVerify(decodeMailData(octets), { resolver: lookup.resolve, strict: true });
    assert.deepEqual(
      results.map(({ status, signingDomain }) => `${status.result} ${signingDomain}`),
      ['pass bank.example'],
    );
    const sender = /^MAIL FROM:<([^>]+)>/.exec(hop.messages.at(-1)?.mail ?? '')?.[1] ?? '';
    const client = { sender, ip: '127.0.0.1', helo: 'alias.example', resolver: lookup.resolve, strict: true };
    const { status, domain } = await spf(client);
    assert.deepEqual([status.result, domain], ['pass', 'alias.example']);
  }
});
