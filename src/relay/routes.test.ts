// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Script, say, startScriptedHop } from '../../test/support/next-hop/scripted-next-hop.ts';
import { startRelay } from '../../test/support/relay-fixture.ts';
import { Dialogue } from '../../test/support/smtp/dialogue.ts';
import { ClientError } from '../smtp/client/error.ts';
import { createPool, type Pool } from '../smtp/client/pool.ts';
import type { ClientSession } from '../smtp/client/types.ts';
import type { NextHop } from './next-hop.ts';

const mail = 'Subject: hi\r\n\r\nBody\r\n';

/** A relay for which every domain with a script is a route of its own, and no other domain takes mail. */
async function start(t: TestContext, scripts: Record<string, Script>) {
  const hops = new Map(
    await Promise.all(
      Object.entries(scripts).map(
        async ([domain, script]) => [domain, await startScriptedHop(script)] as const,
      ),
    ),
  );
  const pools = new Map([...hops].map(([domain, hop]) => [domain, createPool({ hops: [hop.options()] })]));
  const owners = new Map<ClientSession, Pool>();
  const domainOf = (target: string): string => target.slice(target.indexOf('@') + 1);
  const nextHop: NextHop = {
    async acquire(target) {
      const pool = pools.get(domainOf(target));
      if (pool === undefined) throw new ClientError('undeliverable', 'lookup');
      const session = await pool.acquire();
      owners.set(session, pool);
      return session;
    },
    release: (session) => owners.get(session)?.release(session),
    routeOf: domainOf,
  };
  t.after(async () => {
    for (const pool of pools.values()) await pool.close();
    for (const hop of hops.values()) await hop.close();
  });
  const relay = await startRelay(t, { hops: [], nextHop });
  return { relay, hops, aliasAt: (domain: string) => relay.create({ target: `ann@${domain}`, maxUses: 3 }) };
}

for (const [what, domain, script, answer] of [
  ['that takes no mail', 'null.example', undefined, /^556 5\.0\.0 Message cannot be delivered$/],
  ['that cannot be reached', 'busy.example', { greeting: say('421 busy') }, /^451 4\.4\.1 /],
  ['that refuses', 'no.example', { rcpt: say('550 5.1.1 no such user') }, /^550 5\.0\.0 /],
] as const)
  test(`a domain ${what} does not keep the next recipient from being tried`, async (t) => {
    const { relay, hops, aliasAt } = await start(t, {
      'one.example': {},
      ...(script && { [domain]: script }),
    });
    const [dialogue, refusal] = await Dialogue.envelope(relay.port, await aliasAt(domain));
    assert.match(refusal, answer);
    assert.match(await dialogue.say(`RCPT TO:<${await aliasAt(domain)}>`), answer);
    assert.match(await dialogue.say(`RCPT TO:<${await aliasAt('one.example')}>`), /^250 /);
    for (const other of [domain, 'one.example'])
      assert.match(await dialogue.say(`RCPT TO:<${await aliasAt(other)}>`), /^452 4\.5\.3 /);
    assert.match(await dialogue.message(mail), /^250 /);
    assert.equal(hops.get('one.example')?.accepted, 1);
    dialogue.drop();
  });

/** A relay that lends no more than two sessions with a domain at a time, all of them with one server. */
async function startBusy(t: TestContext) {
  const hop = await startScriptedHop();
  const pool = createPool({ hops: [hop.options()] });
  const domainOf = (target: string): string => target.slice(target.indexOf('@') + 1);
  const loans = new Map<ClientSession, string>();
  const nextHop: NextHop = {
    async acquire(target) {
      const domain = domainOf(target);
      if ([...loans.values()].filter((one) => one === domain).length >= 2)
        throw new ClientError('busy', 'connect');
      const session = await pool.acquire();
      loans.set(session, domain);
      return session;
    },
    release(session) {
      loans.delete(session);
      pool.release(session);
    },
    routeOf: domainOf,
  };
  t.after(async () => {
    await pool.close();
    await hop.close();
  });
  const relay = await startRelay(t, { hops: [], nextHop });
  const envelope = async (domain: string): Promise<[Dialogue, string]> =>
    Dialogue.envelope(relay.port, await relay.create({ target: `ann@${domain}`, maxUses: 9 }));
  return { hop, loans, envelope };
}

test('where all sessions are taken by those that wait for DATA, the oldest of them gives way', async (t) => {
  const { hop, envelope } = await startBusy(t);
  const dialogues: Dialogue[] = [];
  for (let count = 0; count < 3; count += 1) {
    const [dialogue, answer] = await envelope('home.example');
    assert.match(answer, /^250 /);
    dialogues.push(dialogue);
  }
  for (const dialogue of dialogues.reverse()) {
    assert.match(await dialogue.message(mail), /^250 /);
    dialogue.drop();
  }
  assert.equal(hop.accepted, 3);
});

test('who waits with a session of another domain does not give way, for that would help nobody', async (t) => {
  const { loans, envelope } = await startBusy(t);
  const [elsewhere] = await envelope('other.example');
  const kept = [...loans.keys()][0];
  const dialogues = [elsewhere];
  for (let count = 0; count < 3; count += 1) {
    const [dialogue, answer] = await envelope('home.example');
    assert.match(answer, /^250 /);
    dialogues.push(dialogue);
  }
  assert.equal(kept !== undefined && loans.get(kept), 'other.example');
  for (const dialogue of dialogues) dialogue.drop();
});
