// SPDX-License-Identifier: MIT
/** What domains demand of a session with their mail servers, through the whole program: MTA-STS and DANE. */
import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Certificate, issuedCertificate, selfSignedCertificate } from '../support/certificate.ts';
import type { DnsBehaviour } from '../support/dns/dns-server.ts';
import { serverAddress, startDirect } from '../support/program/direct-fixture.ts';
import { temporaryFolder } from '../support/program/program.ts';

const mx = (...exchanges: readonly string[]) => ({
  MX: exchanges.map((exchange, at) => ({ priority: 10 * at, exchange })),
  isAuthentic: true,
});
const at = (index: number) => ({ A: [serverAddress(index)], isAuthentic: true });
const announced = (id = '1'): DnsBehaviour => ({ TXT: [`v=STSv1; id=${id};`], ttl: 0 });
const policyOf = (mode: string, ...names: readonly string[]): string =>
  ['version: STSv1', `mode: ${mode}`, ...names.map((name) => `mx: ${name}`), 'max_age: 86400', ''].join(
    '\r\n',
  );

/** An HTTPS server for policies; `pages` by host, and who asked. */
async function startPolicyHost(t: TestContext, certificate: Certificate) {
  const pages = new Map<string, { status?: number; type?: string; body: string }>();
  const asked: string[] = [];
  const server = createServer(certificate, (request, response) => {
    asked.push(`${request.headers.host}${request.url}`);
    const page = pages.get(request.headers.host ?? '');
    response.writeHead(page?.status ?? (page === undefined ? 404 : 200), {
      'content-type': page?.type ?? 'text/plain',
      location: 'https://mta-sts.other.example/.well-known/mta-sts.txt',
    });
    response.end(page?.body);
  }).listen(0, serverAddress(100));
  await once(server, 'listening');
  t.after(() => void server.close().closeAllConnections());
  return { pages, asked, port: (server.address() as AddressInfo).port };
}

test('MTA-STS: an enforced policy is kept, whatever it costs; a tested one is logged; a broken one is none', async (t) => {
  const names = 'home testing broken html moved private none other'.split(' ');
  const hosts = names.map((name) => `DNS:mta-sts.${name}.example`);
  const good = selfSignedCertificate(['DNS:good.example', ...hosts].join());
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'ca.pem'), good.cert);
  const { pages, asked, port } = await startPolicyHost(t, good);
  const { send, servers, dns, program } = await startDirect(t, {
    servers: 3,
    httpsPort: port,
    env: { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') },
    table: {
      'good.example': { A: [serverAddress(0)] },
      'wrong.example': { A: [serverAddress(1)] },
      'clear.example': { A: [serverAddress(2)] },
      ...Object.fromEntries(
        names.flatMap((name) => [
          [`_mta-sts.${name}.example`, announced()],
          [`mta-sts.${name}.example`, { A: [name === 'private' ? '127.0.0.1' : serverAddress(100)] }],
          [`${name}.example`, { MX: [{ priority: 10, exchange: 'wrong.example' }], ttl: 0 }],
        ]),
      ),
    },
  });
  const [first, second, third] = servers;
  first?.follow({ tls: good });
  second?.follow({ tls: selfSignedCertificate('DNS:wrong.example') });
  const page = (name: string, body: string, more = {}): void =>
    void pages.set(`mta-sts.${name}.example`, { body, ...more });
  const point = (name: string, ...to: string[]): void =>
    dns.set(`${name}.example`, { MX: to.map((exchange, i) => ({ priority: i, exchange })), ttl: 0 });

  page('home', policyOf('enforce', 'good.example', 'wrong.example', 'clear.example'));
  assert.match(await send('home.example'), /^451 4\.4\.1 /, 'a certificate that does not hold');
  point('home', 'clear.example');
  assert.match(await send('home.example'), /^451 4\.4\.1 /, 'no STARTTLS');
  assert.deepEqual([second?.messages.length, third?.messages.length], [0, 0]);
  point('home', 'wrong.example', 'good.example');
  assert.match(await send('home.example'), /^250 /, 'the next server has a certificate that holds');
  assert.deepEqual([first?.accepted, first?.sessions[0]?.isEncrypted], [1, true]);
  assert.deepEqual(asked, ['mta-sts.home.example/.well-known/mta-sts.txt'], 'fetched once');

  page('testing', policyOf('testing', 'good.example'));
  assert.match(await send('testing.example'), /^250 /);
  page('broken', 'version: STSv1\nmode: enforce\n');
  page('html', policyOf('enforce', 'good.example'), { type: 'text/html' });
  page('moved', policyOf('enforce', 'good.example'), { status: 301 });
  page('private', policyOf('enforce', 'good.example'));
  page('none', policyOf('none'));
  for (const name of ['broken', 'html', 'moved', 'private', 'none'])
    assert.match(await send(`${name}.example`), /^250 /, name);
  assert.ok(!asked.some((line) => line.startsWith('mta-sts.private') || line.startsWith('mta-sts.other')));

  page('other', policyOf('enforce', '*.other.example'));
  assert.match(await send('other.example'), /^451 4\.4\.1 /, 'a server that the policy does not name');
  await program.stop();
  for (const line of [
    /certificate does not hold/,
    /taken while it is tested/,
    /malformed/,
    /cannot be fetched/,
    /passed over/,
  ])
    assert.match(program.output(), line);
  assert.doesNotMatch(program.output(), /home\.example|canary|wrong\.example/);
});

test('DANE: a signed TLSA record must be met, by its key or its issuer, and cannot be kept from us', async (t) => {
  const [own, issued] = [
    selfSignedCertificate('DNS:whoever.example'),
    issuedCertificate('DNS:issued.example'),
  ];
  const keyDigest = (pem: string): Buffer =>
    createHash('sha256')
      .update(new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' }))
      .digest();
  const record = (usage: number, pem: string) => ({
    usage,
    selector: 1,
    matchingType: 1,
    certificate: keyDigest(pem),
  });
  const { send, servers, dns, program } = await startDirect(t, {
    servers: 3,
    table: {
      ...Object.fromEntries(
        ['own', 'issued', 'plain'].flatMap((name, index) => [
          [`${name}-home.example`, { ...mx(`${name}.example`), ttl: 0 }],
          [`${name}.example`, { ...at(index), ttl: 0 }],
        ]),
      ),
    },
  });
  const [first, second, third] = servers;
  first?.follow({ tls: own });
  second?.follow({ tls: issued });
  const tlsa = (name: string, behaviour: DnsBehaviour): void =>
    dns.set(`_${first?.port}._tcp.${name}.example`, behaviour);
  const signed = (...TLSA: ReturnType<typeof record>[]): DnsBehaviour => ({
    TLSA,
    isAuthentic: true,
    ttl: 0,
  });

  tlsa('own', signed(record(3, issued.cert)));
  assert.match(await send('own-home.example'), /^451 4\.4\.1 /, 'another key');
  dns.set('kept-home.example', mx('kept.example'));
  dns.set('kept.example', at(0));
  tlsa('kept', 'servfail');
  assert.match(await send('kept-home.example'), /^451 4\.4\.1 /, 'records that cannot be had');
  tlsa('plain', signed(record(0, own.cert)));
  assert.match(await send('plain-home.example'), /^451 4\.4\.1 /, 'no STARTTLS where records demand TLS');
  tlsa('issued', signed(record(2, own.cert)));
  assert.match(await send('issued-home.example'), /^451 4\.4\.1 /, 'another issuer');
  for (const server of servers) assert.equal(server.messages.length, 0);

  tlsa('own', signed(record(3, own.cert)));
  assert.match(await send('own-home.example'), /^250 /, 'the key itself, of whatever name');
  tlsa('issued', signed(record(2, issued.issuer.cert)));
  assert.match(await send('issued-home.example'), /^250 /, 'the issuer');
  assert.ok(first?.sessions.at(-1)?.isEncrypted && second?.sessions.at(-1)?.isEncrypted);

  dns.set('cname-home.example', mx('cname.example'));
  dns.set('cname.example', { CNAME: 'own.example', isAuthentic: true });
  tlsa('cname', signed(record(3, issued.cert)));
  assert.match(await send('cname-home.example'), /^250 /, 'the records at the end of a CNAME');
  assert.ok(first?.sessions.at(-1)?.isEncrypted);

  // Nobody vouches for these.
  tlsa('plain', { TLSA: [record(3, own.cert)], ttl: 0 });
  assert.match(await send('plain-home.example'), /^250 /, 'unsigned records');
  assert.equal(third?.accepted, 1);
  await program.stop();
  assert.match(program.output(), /DANE: no certificate that a TLSA record names/);
  assert.match(program.output(), /TLSA records cannot be looked up/);
  assert.doesNotMatch(program.output(), /home\.example|canary/);
});
