// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { selfSignedCertificate } from '../../test/support/certificate.ts';
import type { DnsAnswer } from '../dns/message.ts';
import { StsPolicies } from './sts-policies.ts';

const minute = 60_000;

test('a policy holds for its max_age without its record and its host, and no longer', async (t) => {
  const { policies, world } = await stage(t);
  assert.equal((await policies.policyOf('home.example'))?.mode, 'enforce');
  world.id = undefined;
  world.text = undefined;
  world.now += 10 * minute - 1;
  assert.equal((await policies.policyOf('home.example'))?.mode, 'enforce');
  world.now += 1;
  assert.equal(await policies.policyOf('home.example'), undefined);
  assert.equal(world.fetched, 1);
});

test('while a new policy cannot be had the old one holds, and nobody waits for another try for five minutes', async (t) => {
  const { policies, world } = await stage(t);
  await policies.policyOf('home.example');
  world.now += 5 * minute;
  world.id = '2';
  world.text = undefined;
  for (let i = 0; i < 3; i++) assert.equal((await policies.policyOf('home.example'))?.mode, 'enforce');
  assert.equal(world.fetched, 2);
  world.now += 5 * minute;
  world.text = policyText('testing');
  assert.equal((await policies.policyOf('home.example'))?.mode, 'testing');
  assert.equal(world.fetched, 3);
});

test('a domain that changes its id all the time is not asked for its policy all the time', async (t) => {
  const { policies, world } = await stage(t);
  for (let id = 1; id < 10; id += 1) {
    world.id = String(id);
    assert.equal((await policies.policyOf('home.example'))?.mode, 'enforce');
  }
  assert.equal(world.fetched, 1);
});

test('a policy host at an address that is out of bounds is not even connected to', async (t) => {
  const { policies, world } = await stage(t, { mayConnect: false });
  assert.equal(await policies.policyOf('home.example'), undefined);
  assert.equal(world.connections, 0);
  assert.deepEqual(world.faults, ['MTA-STS policy cannot be fetched']);
});

test('a policy that is remembered, or being fetched, is given after as long as the fetching took', async (t) => {
  const delayMs = 200;
  const now = () => performance.now();
  const { policies, world } = await stage(t, { delayMs, now });
  const first = policies.policyOf('home.example');
  await new Promise((resolve) => setTimeout(resolve, delayMs / 2));
  for (const before of ['fetched', 'remembered']) {
    const askedAt = now();
    assert.equal((await policies.policyOf('home.example'))?.mode, 'enforce');
    assert.ok(now() - askedAt >= delayMs - 2, `${before}: ${now() - askedAt} ms`);
  }
  await first;
  assert.equal(world.fetched, 1);
});

test('of more domains than are remembered the one longest unused is forgotten', async (t) => {
  const { policies, world } = await stage(t);
  await policies.policyOf('home.example');
  world.mayConnect = false;
  for (let i = 0; i < 999; i++) await policies.policyOf(`other-${i}.example`);
  world.id = undefined;
  assert.equal((await policies.policyOf('home.example'))?.mode, 'enforce');
  world.id = '1';
  for (let i = 0; i < 1000; i++) await policies.policyOf(`another-${i}.example`);
  world.id = undefined;
  assert.equal(await policies.policyOf('home.example'), undefined);
});

function policyText(mode: string): string {
  return `version: STSv1\nmode: ${mode}\nmx: mx.home.example\nmax_age: 600\n`;
}

/** A name server and a policy host that say what the world says, and policies found through them. */
async function stage(
  t: TestContext,
  { mayConnect = true, delayMs = 0, now = undefined as (() => number) | undefined } = {},
) {
  const world = {
    now: 0,
    id: '1' as string | undefined,
    text: policyText('enforce') as string | undefined,
    mayConnect,
    fetched: 0,
    connections: 0,
    faults: [] as string[],
  };
  const certificate = selfSignedCertificate('DNS:mta-sts.home.example');
  const known = getCACertificates('default');
  setDefaultCACertificates([...known, certificate.cert]);
  t.after(() => setDefaultCACertificates(known));
  const server = createServer(certificate, (_, response) => {
    world.fetched += 1;
    response.writeHead(world.text === undefined ? 404 : 200, { 'content-type': 'text/plain' });
    setTimeout(() => response.end(world.text), delayMs);
  });
  server.on('connection', () => {
    world.connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => void server.close().closeAllConnections());
  const answer = (records: readonly string[]): Promise<DnsAnswer<never>> =>
    Promise.resolve({
      records: records as readonly never[],
      exists: true,
      isAuthentic: false,
      canonicalName: '',
      ttlSeconds: 0,
      octets: 0,
    });
  const policies = new StsPolicies({
    resolver: {
      resolve: (_, type) => {
        if (type === 'A') return answer(['127.0.0.1']);
        return answer(type === 'TXT' && world.id !== undefined ? [`v=STSv1; id=${world.id};`] : []);
      },
    },
    mayConnect: () => world.mayConnect,
    now: now ?? (() => world.now),
    onFault: (fault) => void world.faults.push(fault),
    httpsPort: (server.address() as AddressInfo).port,
  });
  return { policies, world };
}
