// SPDX-License-Identifier: MIT
/** One owner of networks, with as many addresses as wanted, against everybody else. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type ScriptedHop, say, startScriptedHop } from '../../test/support/next-hop/scripted-next-hop.ts';
import { type Fixture, type FixtureOptions, startRelay } from '../../test/support/relay-fixture.ts';
import { Dialogue } from '../../test/support/smtp/dialogue.ts';

const mail = 'From: a@shop.example\r\nSubject: hi\r\n\r\nBody\r\n';

/** A relay in front of a next hop that takes so many sessions at a time. */
async function start(
  t: TestContext,
  mostSessions: number,
  more: Partial<FixtureOptions> = {},
): Promise<{ relay: Fixture; hop: ScriptedHop }> {
  const hop: ScriptedHop = await startScriptedHop({
    greeting: ({ session }) => {
      const open = hop.sessions.filter(({ isClosed }, at) => at < session && !isClosed).length;
      return say(open < mostSessions ? '220 hop' : '421 4.7.0 too many connections');
    },
  });
  t.after(() => hop.close());
  const relay = await startRelay(t, { hops: [hop.options()], proxyPeers: ['127.0.0.1'], ...more });
  return { relay, hop };
}

async function envelope(
  relay: Fixture,
  client: string,
  alias: string,
  sender = 'a@b.example',
): Promise<[Dialogue, string]> {
  const family = client.includes(':') ? 'TCP6' : 'TCP4';
  const dialogue = await Dialogue.open(
    relay.port,
    '127.0.0.1',
    `PROXY ${family} ${client} ${client} 4711 25\r\n`,
  );
  await dialogue.say('EHLO client.example');
  await dialogue.say(`MAIL FROM:<${sender}>`);
  return [dialogue, await dialogue.say(`RCPT TO:<${alias}>`)];
}

/** Sends a message, and gives the reply that decided it. */
async function send(relay: Fixture, client: string, alias: string): Promise<string> {
  const [dialogue, rcpt] = await envelope(relay, client, alias);
  const answer = rcpt.startsWith('250') ? await dialogue.message(mail) : rcpt;
  dialogue.drop();
  return answer;
}

/** Moves the clock that never goes back. */
function moved(t: TestContext): (byMs: number) => void {
  const { now } = performance;
  let offset = 0;
  t.mock.method(performance, 'now', () => now.call(performance) + offset);
  return (byMs) => {
    offset += byMs;
  };
}

for (const isSlow of [true, false])
  test(`who sends ${isSlow ? 'slowly' : 'for a moment'} in all sessions that the next hop takes makes room for another client`, async (t) => {
    const { relay, hop } = await start(t, 4);
    const alias = await relay.create({ maxUses: 50 });
    const move = moved(t);
    const greedy: Dialogue[] = [];
    for (let count = 0; count < 4; count += 1) {
      const [dialogue] = await envelope(relay, '192.0.2.1', alias);
      assert.match(await dialogue.say('DATA'), /^354/);
      greedy.push(dialogue);
    }
    assert.match(await send(relay, '192.0.2.1', alias), /^451 4\.4\.1 /, 'not for himself');
    if (isSlow) move(6_000);
    assert.match(await send(relay, '192.0.2.2', alias), /^250 /);
    const ends: string[] = [];
    for (const dialogue of greedy) {
      ends.push((await dialogue.say(`${mail}.`)).slice(0, 3));
      dialogue.drop();
    }
    assert.deepEqual(ends, ['451', '250', '250', '250']);
    assert.equal(hop.accepted, 4);
    assert.equal((await relay.show(alias))?.usesLeft, 46);
  });

test('whoever waits for DATA in many networks of one owner gives way, however quick each of them is', async (t) => {
  const { relay } = await start(t, 3);
  const alias = await relay.create({ maxUses: 50 });
  const waiting: Dialogue[] = [];
  for (const network of [1, 2, 3]) {
    const [dialogue, rcpt] = await envelope(relay, `2001:db8:0:${network}::1`, alias);
    assert.match(rcpt, /^250 /);
    waiting.push(dialogue);
  }
  assert.match(await send(relay, '192.0.2.2', alias), /^250 /);
  for (const dialogue of waiting) dialogue.drop();
});

test('a use is not claimed for longer by coming from other networks of the same owner', async (t) => {
  const { relay } = await start(t, 9);
  const alias = await relay.create({ maxUses: 1 });
  const move = moved(t);
  const [first, rcpt] = await envelope(relay, '2001:db8:0:1::1', alias);
  assert.match(rcpt, /^250 /);
  move(6_000);
  first.drop();
  let second: [Dialogue, string];
  do second = await envelope(relay, '2001:db8:0:2::1', alias);
  while (!second[1].startsWith('250 '));
  assert.match(await send(relay, '192.0.2.2', alias), /^450 4\.2\.1 /);
  move(5_000);
  assert.match(await send(relay, '192.0.2.2', alias), /^250 /);
  second[0].drop();
});

test('who brings reports an octet now and then makes room for others once all places are taken', async (t) => {
  const clock = { now: Date.now() };
  const { relay, hop } = await start(t, 9, { now: () => clock.now, sharedCounts: async () => true });
  const alias = await relay.create({ maxUses: 50 });
  assert.match(await send(relay, '192.0.2.1', alias), /^250 /);
  const path = /<(SRS0=[^>]+)>/.exec(hop.messages[0]?.mail ?? '')?.[1] ?? assert.fail('no return path');
  const bring = async (client: string): Promise<[Dialogue, string]> => {
    const [dialogue, rcpt] = await envelope(relay, client, path, '');
    assert.match(rcpt, /^250 /);
    return [dialogue, await dialogue.say('DATA')];
  };
  const slow: Dialogue[] = [];
  for (let at = 0; at < 100; at += 1) {
    const [dialogue, invited] = await bring(`192.0.2.${at % 5}`);
    assert.match(invited, /^354 /);
    slow.push(dialogue);
  }
  const [early, refused] = await bring('198.51.100.1');
  assert.match(refused, /^4/);
  clock.now += 60_000;
  const [late, invited] = await bring('198.51.100.1');
  assert.match(invited, /^354 /);
  assert.equal(await slow[0]?.say('x\r\n.'), refused);
  assert.match((await slow[1]?.say('x\r\n.')) ?? '', /^250 /);
  assert.match(await late.say('x\r\n.'), /^250 /);
  for (const dialogue of [...slow, early, late]) dialogue.drop();
});
