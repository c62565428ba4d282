// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import {
  hangUp,
  resetConnection,
  type Script,
  type ScriptedHop,
  say,
  sayAndHangUp,
  stall,
  startScriptedHop,
} from '../../test/support/next-hop/scripted-next-hop.ts';
import { canaryTarget, startRelay } from '../../test/support/relay-fixture.ts';
import { Dialogue } from '../../test/support/smtp/dialogue.ts';
import { type AliasStore, StoreError } from '../alias/ports.ts';

const mail = 'From: a@shop.example\r\nSubject: hi\r\n\r\nBody\r\n..dot\r\n';

/** Sends one message and gives the reply that decided it. */
async function send(port: number, recipient: string, message = mail, sender?: string): Promise<string> {
  const [dialogue, rcpt] = await Dialogue.envelope(port, recipient, sender);
  const answer = rcpt.startsWith('250') ? await dialogue.message(message) : rcpt;
  dialogue.drop();
  return answer;
}

async function hopFor(t: TestContext, script: Script = {}): Promise<ScriptedHop> {
  const hop = await startScriptedHop(script);
  t.after(() => hop.close());
  return hop;
}

test('three uses deliver three messages octet for octet and the fourth is refused at RCPT', async (t) => {
  const hop = await hopFor(t);
  const relay = await startRelay(t, { hops: [hop.options()] });
  const alias = await relay.create({ maxUses: 3 });
  for (let message = 0; message < 3; message++) {
    assert.match(await send(relay.port, alias), /^250 2\.0\.0 Message accepted as /);
  }
  assert.equal(await send(relay.port, alias), '550 5.1.1 No such address here');
  assert.equal(hop.messages.length, 3);
  for (const message of hop.messages) {
    assert.match(message.mail, /^MAIL FROM:<shop@shop\.example>/);
    assert.deepEqual(message.rcpts, [`RCPT TO:<${canaryTarget}>`]);
    const text = message.octets.toString('latin1');
    assert.match(
      text,
      /^Received: from client\.example \(\[127\.0\.0\.1\]\)\r\n\tby alias\.example with ESMTP id /,
    );
    assert.equal(text.slice(text.indexOf('From: a@')), mail);
  }
  assert.equal(await relay.show(alias), undefined);
});

test('a refusal contacts no next hop', async (t) => {
  const hop = await hopFor(t);
  const relay = await startRelay(t, { hops: [hop.options()] });
  const paused = await relay.create();
  await relay.pause(paused);
  const destroyed = await relay.create();
  await relay.destroy(destroyed);
  const early = await relay.create({ maxUses: 1, validFrom: Date.now() + 3_600_000 });
  const unknown = await send(relay.port, 'nobody@alias.example');
  assert.equal(unknown, '550 5.1.1 No such address here');
  assert.equal(await send(relay.port, destroyed), unknown);
  assert.equal(await send(relay.port, 'someone@foreign.example'), '550 5.7.1 Relaying denied');
  assert.match(await send(relay.port, paused), /^450 4\.2\.1 /);
  assert.match(await send(relay.port, early), /^450 4\.2\.1 /);
  assert.match(await send(relay.port, 'postmaster@alias.example'), /^550 5\.1\.1 /);
  assert.equal(hop.sessions.length, 0);
});

test('an alias dies by the clock, also between RCPT and the final dot', async (t) => {
  const hop = await hopFor(t);
  let now = Date.now();
  const relay = await startRelay(t, { hops: [hop.options()], now: () => now });
  const alias = await relay.create({ validForMs: 60_000 });
  const [dialogue, rcpt] = await Dialogue.envelope(relay.port, alias);
  assert.match(rcpt, /^250/);
  now += 60_000;
  assert.equal(await dialogue.message(mail), '550 5.1.1 No such address here');
  dialogue.drop();
  assert.equal(await send(relay.port, alias), '550 5.1.1 No such address here');
  assert.equal(hop.messages.length, 0);
});

test('an alias paused between RCPT and the final dot delivers nothing and spends nothing', async (t) => {
  const hop = await hopFor(t);
  const relay = await startRelay(t, { hops: [hop.options()] });
  const alias = await relay.create();
  const [dialogue] = await Dialogue.envelope(relay.port, alias);
  await relay.pause(alias);
  assert.match(await dialogue.message(mail), /^450 4\.2\.1 /);
  dialogue.drop();
  assert.equal(hop.messages.length, 0);
  assert.equal((await relay.show(alias))?.usesLeft, 3);
});

test('postmaster of our domains is delivered where the operator says', async (t) => {
  const hop = await hopFor(t);
  const relay = await startRelay(t, { hops: [hop.options()], postmaster: 'ops@home.example' });
  assert.match(await send(relay.port, 'PostMaster@ALIAS.example'), /^250/);
  assert.deepEqual(hop.messages[0]?.rcpts, ['RCPT TO:<ops@home.example>']);
});

test('mail to abuse goes to the postmaster, or where the operator says, and shares no transaction with what goes elsewhere', async (t) => {
  const hop = await hopFor(t);
  const hops = [hop.options()];
  const same = await startRelay(t, { hops, postmaster: 'ops@home.example' });
  assert.match(await send(same.port, 'Abuse@ALIAS.example'), /^250/);
  const own = await startRelay(t, { hops, postmaster: 'ops@home.example', abuse: 'reports@home.example' });
  assert.match(await send(own.port, 'abuse@alias.example'), /^250/);
  assert.match(await send(own.port, 'postmaster@alias.example'), /^250/);
  assert.deepEqual(
    hop.messages.map(({ rcpts }) => rcpts),
    [['RCPT TO:<ops@home.example>'], ['RCPT TO:<reports@home.example>'], ['RCPT TO:<ops@home.example>']],
  );
  const [both] = await Dialogue.envelope(own.port, 'postmaster@alias.example');
  assert.match(await both.say('RCPT TO:<abuse@alias.example>'), /^452 4\.5\.3/);
  both.drop();
  const none = await startRelay(t, { hops, abuse: 'reports@home.example' });
  assert.match(await send(none.port, 'abuse@alias.example'), /^250/);
  assert.match(await send(none.port, 'postmaster@alias.example'), /^550 5\.1\.1/);
});

test('the null reverse path is accepted and passed on', async (t) => {
  const hop = await hopFor(t);
  const relay = await startRelay(t, { hops: [hop.options()] });
  assert.match(await send(relay.port, await relay.create(), mail, ''), /^250/);
  assert.match(hop.messages[0]?.mail ?? '', /^MAIL FROM:<>/);
});

test('case and +detail of an alias do not matter', async (t) => {
  const hop = await hopFor(t);
  const relay = await startRelay(t, { hops: [hop.options()] });
  const [name] = (await relay.create()).split('@');
  assert.match(await send(relay.port, `${name?.toUpperCase()}+news@Alias.Example`), /^250/);
});

const leak = `${canaryTarget} says the hop at 10.9.8.7`;
const faults: readonly { name: string; script: Script; reply: RegExp; usesLeft?: number }[] = [
  { name: 'refuses at the greeting', script: { greeting: say(`554 5.7.1 ${leak}`) }, reply: /^451 4\.4\.1 / },
  { name: 'hangs up at the greeting', script: { greeting: hangUp }, reply: /^451 4\.4\.1 / },
  { name: 'talks garbage at the greeting', script: { greeting: say('hello there') }, reply: /^451 4\.4\.1 / },
  { name: 'hangs up at EHLO', script: { ehlo: hangUp }, reply: /^451 4\.4\.1 / },
  { name: 'defers MAIL', script: { mail: say(`450 4.1.1 ${leak}`) }, reply: /^450 4\.0\.0 / },
  { name: 'refuses MAIL', script: { mail: say(`550 5.1.8 ${leak}`) }, reply: /^550 5\.0\.0 / },
  { name: 'hangs up at MAIL', script: { mail: hangUp }, reply: /^451 4\.4\.1 / },
  { name: 'refuses RCPT', script: { rcpt: say(`550 5.1.1 ${leak}`) }, reply: /^550 5\.0\.0 / },
  { name: 'says the mailbox is full', script: { rcpt: say(`552 5.2.2 ${leak}`) }, reply: /^550 5\.0\.0 / },
  { name: 'refuses RCPT by policy', script: { rcpt: say(`554 5.7.1 ${leak}`) }, reply: /^550 5\.7\.0 / },
  { name: 'defers RCPT', script: { rcpt: say(`451 4.7.1 ${leak}`) }, reply: /^451 4\.7\.0 / },
  { name: 'hangs up at RCPT', script: { rcpt: hangUp }, reply: /^451 4\.4\.1 / },
  { name: 'answers RCPT with 354', script: { rcpt: say('354 go on') }, reply: /^451 / },
  { name: 'refuses DATA', script: { data: say(`554 5.2.1 ${leak}`) }, reply: /^554 5\.0\.0 / },
  { name: 'hangs up at DATA', script: { data: hangUp }, reply: /^451 4\.4\.2 / },
  { name: 'answers DATA with 250', script: { data: say('250 fine') }, reply: /^451 / },
  {
    name: 'resets in the mail data',
    script: { mailData: resetConnection, mailDataAfter: 1 },
    reply: /^451 4\.4\.2 /,
  },
  {
    name: 'hangs up in the mail data',
    script: { mailData: hangUp, mailDataAfter: 1 },
    reply: /^451 4\.4\.2 /,
  },
  {
    name: 'refuses in the mail data',
    script: { mailData: sayAndHangUp(`552 5.3.4 ${leak}`), mailDataAfter: 1 },
    reply: /^(552 5\.3\.4|451 4\.4\.2) /,
  },
  { name: 'refuses at the dot', script: { dot: say(`554 5.6.0 ${leak}`) }, reply: /^554 5\.6\.0 / },
  {
    name: 'finds it too large at the dot',
    script: { dot: say(`552 5.3.4 ${leak}`) },
    reply: /^552 5\.3\.4 /,
  },
  { name: 'defers at the dot', script: { dot: say(`451 4.3.0 ${leak}`) }, reply: /^451 4\.0\.0 / },
  { name: 'says 421 at the dot', script: { dot: sayAndHangUp(`421 4.3.2 ${leak}`) }, reply: /^451 4\.0\.0 / },
  { name: 'hangs up at the dot', script: { dot: hangUp }, reply: /^451 4\.4\.2 /, usesLeft: 2 },
  {
    name: 'talks garbage at the dot',
    script: { dot: say('thanks a lot') },
    reply: /^451 4\.4\.2 /,
    usesLeft: 2,
  },
];

for (const { name, script, reply, usesLeft = 3 } of faults) {
  test(`a next hop that ${name}: the reply is honest, ${usesLeft} uses are left and deliver, nothing leaks`, async (t) => {
    const hop = await hopFor(t, script);
    const relay = await startRelay(t, { hops: [hop.options()] });
    const alias = await relay.create({ maxUses: 3 });
    const whenClosed = () => hop.until(({ sessions }) => sessions.some(({ isClosed }) => isClosed));
    const long = `${mail}${'x'.repeat(70)}\r\n`.repeat(500);
    const [dialogue, rcpt] = await Dialogue.envelope(relay.port, alias);
    const isCutShort = script.mailData !== undefined;
    const answer = rcpt.startsWith('250')
      ? await dialogue.message(mail + long, isCutShort ? whenClosed : undefined)
      : rcpt;
    assert.match(answer, reply);
    assert.equal(
      await dialogue.say('NOOP').then((noop) => noop.slice(0, 3)),
      '250',
      'the session is in step',
    );
    dialogue.drop();
    assert.equal(hop.accepted, 0);
    assert.equal((await relay.show(alias))?.usesLeft, usesLeft);
    assert.doesNotMatch(dialogue.transcript, /canary|hidden-home|10\.9\.8\.7/);
    assert.doesNotMatch(
      JSON.stringify(relay.ended.map(({ cause, ...event }) => [event, String(cause)])),
      /canary|hidden-home|10\.9/,
    );
    hop.follow({});
    for (let use = 0; use < usesLeft; use++) {
      assert.match(await send(relay.port, alias, `Subject: ${use}\r\n\r\nanother\r\n`), /^250/);
    }
    assert.equal(hop.accepted, usesLeft);
  });
}

test('a next hop that stalls at the dot leaves the message in doubt, and its retry is delivered on the same use', async (t) => {
  const hop = await hopFor(t, { dot: stall });
  const relay = await startRelay(t, { hops: [hop.options({ dotTimeoutMs: 1500 })] });
  const alias = await relay.create({ maxUses: 1 });
  assert.match(await send(relay.port, alias), /^451 4\.4\.2 /);
  assert.equal((await relay.show(alias))?.usesLeft, 0);
  assert.equal(relay.ended.at(-1)?.ending, 'inDoubt');
  hop.follow({});
  assert.match(await send(relay.port, alias, 'Subject: other\r\n\r\nanother message\r\n'), /^550 5\.1\.1 /);
  assert.equal(hop.accepted, 0);
  assert.match(await send(relay.port, alias), /^250/);
  assert.equal(hop.accepted, 1);
  assert.equal(await send(relay.port, alias), '550 5.1.1 No such address here');
});

test('with no next hop to be reached the sender is told to come back', async (t) => {
  const hop = await startScriptedHop();
  const gone = hop.options();
  await hop.close();
  const relay = await startRelay(t, { hops: [gone] });
  const alias = await relay.create();
  assert.match(await send(relay.port, alias), /^451 4\.4\.1 /);
  assert.equal((await relay.show(alias))?.usesLeft, 3);
});

test('the second smarthost takes the mail when the first cannot', async (t) => {
  const first = await hopFor(t, { greeting: say('421 busy') });
  const second = await hopFor(t);
  const relay = await startRelay(t, { hops: [first.options(), second.options()] });
  assert.match(await send(relay.port, await relay.create()), /^250/);
  assert.equal(second.accepted, 1);
});

test('fifty parallel senders on an alias of five uses: exactly five are accepted', async (t) => {
  const hop = await hopFor(t);
  const relay = await startRelay(t, { hops: [hop.options()] });
  const alias = await relay.create({ maxUses: 5 });
  const answers = await Promise.all(Array.from({ length: 50 }, () => send(relay.port, alias)));
  assert.equal(hop.accepted, 5);
  assert.equal(answers.filter((answer) => answer.startsWith('250')).length, 5);
  for (const answer of answers) assert.match(answer, /^(250 2\.0\.0|450 4\.2\.1|550 5\.1\.1) /);
});

test('a claim keeps a second sender from streaming for the last use, and is free again after RSET or a lost connection', async (t) => {
  const hop = await hopFor(t);
  const relay = await startRelay(t, { hops: [hop.options()] });
  const alias = await relay.create({ maxUses: 1 });
  const [first] = await Dialogue.envelope(relay.port, alias);
  assert.match(await send(relay.port, alias), /^450 4\.2\.1 /);
  await first.say('RSET');
  const [second, rcpt] = await Dialogue.envelope(relay.port, alias);
  assert.match(rcpt, /^250/);
  await second.say('DATA');
  await second.write('Subject: never ends\r\n\r\n');
  second.drop();
  await hop.until(({ sessions }) => sessions.some(({ isClosed }) => isClosed));
  assert.match(await send(relay.port, alias), /^250/);
  first.drop();
  assert.equal(hop.accepted, 1);
});

test('a transaction takes one recipient, and tells nothing of a second one but that it needs another', async (t) => {
  const hop = await hopFor(t);
  const relay = await startRelay(t, { hops: [hop.options()], postmaster: canaryTarget });
  const one = await relay.create({ maxUses: 2 });
  const others = [
    await relay.create({ maxUses: 1 }),
    await relay.create({ target: 'other@hidden-home.example', maxUses: 1 }),
    await relay.create({ target: 'somebody@elsewhere.example', maxUses: 1 }),
    'postmaster@alias.example',
  ];
  const [dialogue] = await Dialogue.envelope(relay.port, one);
  const commands = hop.sessions[0]?.commands.length;
  for (const other of others)
    assert.equal(
      await dialogue.say(`RCPT TO:<${other}>`),
      '452 4.5.3 Send to this recipient in a transaction of its own',
    );
  assert.match(await dialogue.say('RCPT TO:<nobody@alias.example>'), /^550 5\.1\.1 /);
  assert.match(await dialogue.say(`RCPT TO:<${one.replace('@', '+tag@')}>`), /^250 /, 'the same alias again');
  assert.equal(hop.sessions[0]?.commands.length, commands, 'the next hop hears nothing of them');
  assert.match(await dialogue.message(mail), /^250/);
  assert.deepEqual(hop.messages[0]?.rcpts, [`RCPT TO:<${canaryTarget}>`]);
  assert.equal((await relay.show(one))?.usesLeft, 1);
  for (const other of others.slice(0, 3)) assert.match(await send(relay.port, other), /^250/);
  dialogue.drop();
});

test('one that waits long for DATA gives its session and its claim back, and is delivered all the same', async (t) => {
  const hop = await hopFor(t);
  const relay = await startRelay(t, { hops: [hop.options()] });
  const alias = await relay.create({ maxUses: 50 });
  const waiting: Dialogue[] = [];
  for (let count = 0; count < 32; count += 1) {
    const [dialogue, rcpt] = await Dialogue.envelope(relay.port, alias);
    assert.match(rcpt, /^250/);
    waiting.push(dialogue);
  }
  // Thirty may wait: the first two have given way, and the last of all got one of their sessions.
  assert.ok(hop.sessions.length <= 31, `${hop.sessions.length} sessions`);
  for (const dialogue of waiting) {
    assert.match(await dialogue.message(mail), /^250/);
    dialogue.drop();
  }
  assert.equal(hop.accepted, 32);
});

test('where the next hop turns away what is more than it takes, one that waits for DATA gives way', async (t) => {
  const hop = await hopFor(t, {
    greeting: ({ session }) => say(session < 3 ? '220 hop' : '421 4.7.0 too many connections'),
  });
  const relay = await startRelay(t, { hops: [hop.options()] });
  const alias = await relay.create({ maxUses: 50 });
  const waiting: Dialogue[] = [];
  for (let count = 0; count < 5; count += 1) {
    const [dialogue, rcpt] = await Dialogue.envelope(relay.port, alias);
    assert.match(rcpt, /^250/);
    waiting.push(dialogue);
  }
  for (const dialogue of waiting) {
    assert.match(await dialogue.message(mail), /^250/);
    dialogue.drop();
  }
  assert.equal(hop.accepted, 5);
});

test('of a client with many connections that are quick, the next hop is asked once for each message', async (t) => {
  const hop = await hopFor(t);
  const relay = await startRelay(t, { hops: [hop.options()] });
  const alias = await relay.create({ maxUses: 50 });
  // However slow this machine is, they are quick.
  const begunAt = performance.now();
  t.mock.method(performance, 'now', () => begunAt);
  const opened = await Promise.all(Array.from({ length: 25 }, () => Dialogue.envelope(relay.port, alias)));
  for (const [dialogue] of opened) {
    assert.match(await dialogue.message(mail), /^250/);
    dialogue.drop();
  }
  const asked = hop.sessions.flatMap(({ commands }) => commands).filter((line) => line.startsWith('MAIL'));
  assert.equal(asked.length, 25);
});

test('where many send slowly, the client with the most loses its oldest message to another client, for a while', async (t) => {
  const hop = await hopFor(t);
  const relay = await startRelay(t, { hops: [hop.options()] });
  const alias = await relay.create({ maxUses: 50 });
  const invite = async (from: string): Promise<Dialogue> => {
    const dialogue = await Dialogue.open(relay.port, from);
    await dialogue.say('EHLO client.example');
    await dialogue.say('MAIL FROM:<a@b.example>');
    await dialogue.say(`RCPT TO:<${alias}>`);
    assert.match(await dialogue.say('DATA'), /^354/);
    return dialogue;
  };
  const slow: Dialogue[] = [];
  for (let count = 0; count < 30; count += 1) slow.push(await invite('127.0.0.1'));
  const { now } = performance;
  t.mock.method(performance, 'now', () => now.call(performance) + 6_000);
  const other = await invite('127.0.0.2');
  assert.match(await other.say(`${mail}.`), /^250/);
  for (const [at, dialogue] of slow.entries()) {
    assert.match(await dialogue.say(`${mail}.`), at === 0 ? /^451 4\.4\.1/ : /^250/, `${at}`);
    dialogue.drop();
  }
  other.drop();
  assert.equal(hop.accepted, 30);
  assert.equal((await relay.show(alias))?.usesLeft, 20);
});

test('a network that has had too many return paths stored is sent away at the dot, and nothing is stored or spent', async (t) => {
  const hop = await hopFor(t);
  const counted: string[] = [];
  const relay = await startRelay(t, {
    hops: [hop.options()],
    async sharedCounts(_, key) {
      counted.push(key);
      return false;
    },
  });
  const alias = await relay.create();
  const sendAs = async (sender: string): Promise<string> => {
    const [dialogue] = await Dialogue.envelope(relay.port, alias, sender);
    const answer = await dialogue.message(mail);
    dialogue.drop();
    return answer;
  };
  assert.match(await sendAs(`${'x'.repeat(60)}@shop.example`), /^450 4\.7\.0 /);
  assert.deepEqual(counted, ['return path of 127.0.0.1']);
  assert.equal(hop.accepted, 0);
  assert.equal((await relay.show(alias))?.usesLeft, 3);
  assert.match(await sendAs('a@shop.example'), /^250/);
  assert.equal(counted.length, 1);
});

test('a store that fails at the dot cuts the next hop before it and sends the sender away for a while', async (t) => {
  const hop = await hopFor(t);
  let fails = true;
  const relay = await startRelay(t, {
    hops: [hop.options()],
    wrapStore: (store) =>
      new Proxy(store, {
        get: (target, name) => {
          if (name === 'spend' && fails) return () => Promise.reject(new StoreError('disk full'));
          const method: unknown = Reflect.get(target, name);
          return typeof method === 'function' ? method.bind(target) : method;
        },
      }),
  });
  const alias = await relay.create();
  assert.match(await send(relay.port, alias), /^451 4\.3\.0 /);
  assert.equal(hop.messages.length, 0);
  fails = false;
  assert.match(await send(relay.port, alias), /^250/);
  assert.equal((await relay.show(alias))?.usesLeft, 2);
});

test('the 250 waits for a settlement that ends the alias, and for no other', async (t) => {
  const hop = await hopFor(t);
  const settling: (() => void)[] = [];
  const relay = await startRelay(t, {
    hops: [hop.options()],
    wrapStore: (store) => ({
      ...store,
      settle: async (reservation, now, isLast) => {
        await new Promise<void>((resolve) => settling.push(resolve));
        await store.settle(reservation, now, isLast);
      },
    }),
  });
  const alias = await relay.create({ maxUses: 2 });
  assert.match(await send(relay.port, alias), /^250/);
  assert.equal(relay.ended.length, 0);
  settling.pop()?.();
  const last = send(relay.port, alias).then((answer) => ({
    code: answer.slice(0, 3),
    waiting: settling.length,
  }));
  while (settling.length === 0) await setImmediate();
  settling.pop()?.();
  assert.deepEqual(await last, { code: '250', waiting: 0 });
  assert.match(await send(relay.port, alias), /^550 5\.1\.1 /);
  assert.deepEqual(
    relay.ended.map(({ ending }) => ending),
    ['delivered', 'delivered'],
  );
});

test('a settlement that fails is logged, and the message is delivered all the same', async (t) => {
  const hop = await hopFor(t);
  const cause = new StoreError('disk full');
  const wrapStore = (store: AliasStore): AliasStore => ({ ...store, settle: () => Promise.reject(cause) });
  const relay = await startRelay(t, { hops: [hop.options()], wrapStore });
  const alias = await relay.create({ maxUses: 2 });
  for (const usesLeft of [1, 0]) {
    assert.match(await send(relay.port, alias), /^250/);
    assert.equal((await relay.show(alias))?.usesLeft, usesLeft);
  }
  assert.deepEqual(
    relay.ended.map((event) => event.cause),
    [cause, cause],
  );
});

test('a message that loops or whose header has no end is refused, and nothing is spent', async (t) => {
  const hop = await hopFor(t);
  const relay = await startRelay(t, { hops: [hop.options()] });
  const alias = await relay.create();
  const looping = `${'Received: from a by b; date\r\n'.repeat(101)}\r\nbody\r\n`;
  assert.match(await send(relay.port, alias, looping), /^554 5\.4\.6 /);
  assert.match(await send(relay.port, alias, `X: ${'y'.repeat(60)}\r\n`.repeat(2000)), /^552 5\.3\.4 /);
  assert.equal(hop.messages.length, 0);
  assert.equal((await relay.show(alias))?.usesLeft, 3);
  assert.match(
    await send(relay.port, alias, `${'Received: from a by b; date\r\n'.repeat(100)}\r\nbody\r\n`),
    /^250/,
  );
});

test('a message that is refused before its end keeps neither the use nor the next hop from others', async (t) => {
  const hop = await hopFor(t);
  const relay = await startRelay(t, { hops: [hop.options()] });
  const alias = await relay.create({ maxUses: 1 });
  const [slow] = await Dialogue.envelope(relay.port, alias);
  await slow.say('DATA');
  await slow.write(`X: ${'y'.repeat(60)}\r\n`.repeat(2000));
  let answer = '';
  while (!answer.startsWith('250')) {
    assert.match(answer, /^(450|$)/);
    await setImmediate();
    answer = await send(relay.port, alias);
  }
  slow.drop();
});

test('a message that has come through the alias before is a loop, and costs nothing', async (t) => {
  const hop = await hopFor(t);
  const relay = await startRelay(t, { hops: [hop.options()] });
  const [one, other] = [await relay.create({ maxUses: 20 }), await relay.create({ maxUses: 20 })];
  assert.match(await send(relay.port, one), /^250/);
  const passed = hop.messages[0]?.octets.toString('latin1').replaceAll('\r\n..', '\r\n.') ?? '';
  const forwarded = `Received: from mx.home.example by mx.home.example; date\r\n${passed}`;
  assert.equal(await send(relay.port, one, forwarded), '554 5.4.6 Too many hops, the message is looping');
  const refolded = forwarded.replace(/ id (?=[\w-]{16}\.)/, '\r\n\tid ');
  assert.match(await send(relay.port, one, refolded), /^554 5\.4\.6 /);
  assert.equal((await relay.show(one))?.usesLeft, 19);
  assert.match(await send(relay.port, other, forwarded), /^250/, 'one alias may be the target of another');
  const forged = forwarded
    .replace(/( id [\w-]{15})./, '$1~')
    .replace('~', forwarded.includes('A.') ? 'B' : 'A');
  assert.match(await send(relay.port, one, forged), /^250/, 'nobody else can make a trace of ours');
  assert.equal((await relay.show(one))?.usesLeft, 18);
});

test('a message that begins with no field is not continued from ours', async (t) => {
  const hop = await hopFor(t);
  const relay = await startRelay(t, { hops: [hop.options()] });
  const alias = await relay.create({ maxUses: 20 });
  for (const [first, made] of [
    [' forged: yes\r\nSubject: x\r\n\r\n', '\r\n forged: yes\r\n'],
    ['\tforged\r\n', '\r\n\tforged\r\n'],
    [
      'From shop@shop.example Sat Nov 28 12:00:00 2026\r\nSubject: x\r\n\r\n',
      'X-Mailbox-Line: From shop@shop.example Sat Nov 28 12:00:00 2026\r\nSubject: x\r\n',
    ],
    ['just a text\r\n', '\r\njust a text\r\n'],
  ] as const) {
    assert.match(await send(relay.port, alias, `${first}body\r\n`), /^250/);
    const text = hop.messages.at(-1)?.octets.toString('latin1') ?? '';
    const date = /;\r\n\t[^\r\n]* \+0000\r\n/.exec(text);
    assert.ok(date && text.slice(date.index + date[0].length).startsWith(made), text);
  }
});

test('malformed or oversized mail data never becomes a message', async (t) => {
  const hop = await hopFor(t);
  const relay = await startRelay(t, { hops: [hop.options()], maxMessageSize: 10_000 });
  const alias = await relay.create();
  for (const body of ['bare\nline feed', 'bare\rreturn', 'nul\0octet', `${'z'.repeat(998)}\r\n`.repeat(11)]) {
    const [dialogue] = await Dialogue.envelope(relay.port, alias);
    assert.match(
      await dialogue.message(`Subject: x\r\n\r\n${body}\r\n`),
      /^55[0-9] 5\.(6\.0|3\.4|5\.2|6\.\d) /,
    );
    assert.match(await dialogue.say('NOOP'), /^250/);
    dialogue.drop();
  }
  assert.equal(hop.messages.length, 0);
  assert.equal((await relay.show(alias))?.usesLeft, 3);
});

test('what the next hop lacks is never papered over', async (t) => {
  const hop = await hopFor(t, { extensions: ['PIPELINING'] });
  const relay = await startRelay(t, { hops: [hop.options()] });
  const alias = await relay.create();
  const dialogue = await Dialogue.open(relay.port);
  await dialogue.say('EHLO client.example');
  await dialogue.say('MAIL FROM:<a@b.example> BODY=8BITMIME');
  await dialogue.say(`RCPT TO:<${alias}>`);
  assert.match(await dialogue.message('Subject: x\r\n\r\nü\r\n'), /^554 5\.6\.3 /);
  await dialogue.say('MAIL FROM:<ü@b.example> SMTPUTF8');
  assert.match(await dialogue.say(`RCPT TO:<${alias}>`), /^553 5\.6\.7 /);
  dialogue.drop();
  assert.equal((await relay.show(alias))?.usesLeft, 3);
  assert.equal(hop.messages.length, 0);
});

test('what is only declared is no reason to refuse: a message that needs neither 8BITMIME nor SMTPUTF8 goes without', async (t) => {
  const hop = await hopFor(t, { extensions: ['PIPELINING'] });
  const relay = await startRelay(t, { hops: [hop.options()] });
  const alias = await relay.create();
  const dialogue = await Dialogue.open(relay.port);
  await dialogue.say('EHLO client.example');
  await dialogue.say('MAIL FROM:<a@b.example> BODY=8BITMIME SMTPUTF8');
  assert.match(await dialogue.say(`RCPT TO:<${alias}>`), /^250/);
  assert.match(await dialogue.message('Subject: x\r\n\r\nplain\r\n'), /^250/);
  dialogue.drop();
  assert.match(hop.messages[0]?.mail ?? '', /^MAIL FROM:<[^>]*>$/);
});

test('a header beyond ASCII that was declared needs SMTPUTF8, a body does not', async (t) => {
  const hop = await hopFor(t, { extensions: ['8BITMIME'] });
  const relay = await startRelay(t, { hops: [hop.options()] });
  const alias = await relay.create();
  const dialogue = await Dialogue.open(relay.port);
  await dialogue.say('EHLO client.example');
  for (const [message, answer] of [
    ['Subject: ü\r\n\r\nbody\r\n', /^554 5\.6\.9 /],
    [`Subject: x\r\nX: ${'y'.repeat(60_000)}ü\r\n\r\n`, /^554 5\.6\.9 /],
    ['Subject: x\r\n\r\nbödy\r\n', /^250 /],
  ] as const) {
    await dialogue.say('MAIL FROM:<a@b.example> BODY=8BITMIME SMTPUTF8');
    await dialogue.say(`RCPT TO:<${alias}>`);
    assert.match(await dialogue.message(message), answer);
  }
  dialogue.drop();
  assert.deepEqual(
    hop.messages.map(({ mail }) => mail.replace(/<.*>/, '<>')),
    ['MAIL FROM:<> BODY=8BITMIME'],
  );
});
