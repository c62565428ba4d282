// SPDX-License-Identifier: MIT
/** Proxies and blocklists, through the whole program. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { type DnsBehaviour, startDnsServer } from '../support/dns/dns-server.ts';
import { startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import {
  createAlias,
  environment,
  type Program,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';

const listed = '192.0.2.99';
const clean = '2001:db8::7';

/** A program behind proxies on loopback that asks one blocklist. */
async function start(t: TestContext, table: Record<string, DnsBehaviour>) {
  const [hop, dns] = [await startScriptedHop(), await startDnsServer(table)];
  t.after(() => Promise.all([hop.close(), dns.close()]));
  const program = await startProgram(
    t,
    environment(temporaryFolder(t), {
      MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}?tls=none`,
      MAYFLY_PROXY_PEERS: '127.0.0.0/8',
      MAYFLY_TRUST_PROXY: '127.0.0.0/8',
      MAYFLY_DNSBL: 'bl.example',
      MAYFLY_DNS_SERVERS: dns.address,
      MAYFLY_POSTMASTER: 'ops@home.example',
    }),
  );
  return { program, hop, dns };
}

/** A whole dialogue behind a PROXY header; gives what the server said. */
async function dialogue(program: Program, client: string, lines: readonly string[]): Promise<string> {
  const family = client.includes(':') ? 'TCP6 ' : 'TCP4 ';
  const socket = connect(program.smtpPort, '127.0.0.1');
  let heard = '';
  let isInvited = false;
  socket.on('data', (octets) => {
    heard += octets;
    // Once: what a client sends after QUIT is answered with a reset.
    if (isInvited || !/^354 /m.test(heard)) return;
    isInvited = true;
    socket.write('Subject: x\r\n\r\nx\r\n.\r\nQUIT\r\n');
  });
  socket.write(
    `PROXY ${family}${client} ${client} 4711 25\r\n${lines.map((line) => `${line}\r\n`).join('')}`,
  );
  await once(socket, 'close', { signal: AbortSignal.timeout(60_000) });
  return heard;
}

test('a client behind a proxy is traced, looked up and refused by its own address', async (t) => {
  const { program, hop, dns } = await start(t, { '99.2.0.192.bl.example': { A: ['127.0.0.4'] } });
  const { address } = await createAlias(program, { target: 'ann@home.example', maxUses: 3 });
  const envelope = ['EHLO client.example', 'MAIL FROM:<a@shop.example>', `RCPT TO:<${address}>`];
  assert.match(
    await dialogue(program, listed, [...envelope, 'QUIT']),
    /\n550 5\.7\.1 Your server is on a list/,
  );
  assert.match(await dialogue(program, clean, [...envelope, 'DATA']), /\n250 2\.0\.0 Message accepted/);
  assert.match(
    hop.messages[0]?.octets.toString() ?? '',
    /^Received: from client\.example \(\[IPv6:2001:db8::7\]\)\r\n/,
  );
  assert.ok(dns.queries.includes('A 99.2.0.192.bl.example'));
  assert.ok(dns.queries.some((query) => query.startsWith('A 7.0.0.0.0.')));
});

test('a blocklist that never answers delays no greeting and refuses nobody', async (t) => {
  const { program } = await start(t, { '*': 'silent' });
  const { address } = await createAlias(program, { target: 'ann@home.example', maxUses: 3 });
  const envelope = ['EHLO client.example', 'MAIL FROM:<a@shop.example>', `RCPT TO:<${address}>`];
  assert.match(await dialogue(program, listed, [...envelope, 'QUIT']), /\n250 2\.1\.5 /);
  await program.stop();
  assert.match(program.output(), /"zone":"bl\.example","code":"E?TIMEOUT"/);
  assert.doesNotMatch(program.output(), /192\.0\.2\.99/);
});

test('a listed client makes no alias, by REST or by the page', async (t) => {
  const { program } = await start(t, { '99.2.0.192.bl.example': { A: ['127.0.0.4'] } });
  const make = (client: string, accept: string, path = '/aliases') =>
    fetch(`${program.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': client, accept },
      body: JSON.stringify({ target: 'ann@home.example', maxUses: 1 }),
    });
  const refused = await make(listed, '*/*');
  assert.equal(refused.status, 403);
  assert.match(refused.headers.get('content-type') ?? '', /^application\/problem\+json/);
  assert.match(((await refused.json()) as { detail: string }).detail, /list of sources of spam/);
  const page = await make(listed, 'text/html', '/new');
  assert.equal(page.status, 403);
  assert.match(await page.text(), /list of sources of spam/);
  assert.equal((await make(clean, '*/*')).status, 201);
  const show = await fetch(`${program.url}/`, { headers: { 'x-forwarded-for': listed } });
  assert.equal(show.status, 200);
});
