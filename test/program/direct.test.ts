// SPDX-License-Identifier: MIT
/** Direct delivery, through the whole program. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bounceFormats } from '../support/bounce-formats.ts';
import { hangUp, say, startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import { canaryLocalPart, serverAddress, startDirect } from '../support/program/direct-fixture.ts';
import { showAlias } from '../support/program/program.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const mx = (...exchanges: readonly (readonly [number, string])[]) => ({
  MX: exchanges.map(([priority, exchange]) => ({ priority, exchange })),
});
const at = (index: number) => ({ A: [serverAddress(index)] });

test('mail goes to the most wanted mail server, and to the next one while that is away', async (t) => {
  const { send, servers, program, dns } = await startDirect(t, {
    servers: 3,
    table: {
      'home.example': mx([20, 'second.example'], [10, 'first.example'], [30, 'third.example']),
      'first.example': at(0),
      'second.example': at(1),
      'third.example': at(2),
    },
  });
  const [first, second, third] = servers;
  assert.match(await send('home.example'), /^250 2\.0\.0 Message accepted as [\w-]{16}$/);
  assert.deepEqual(first?.messages[0]?.rcpts, [`RCPT TO:<${canaryLocalPart}@home.example>`]);
  // One look at DNS serves for the next message.
  assert.match(await send('HOME.example'), /^250 /);
  assert.equal(first?.sessions.length, 2);
  assert.equal(dns.queries.filter((query) => query === 'MX home.example').length, 1);
  first?.follow({ greeting: say('421 busy'), mail: hangUp });
  second?.follow({ greeting: say('554 no service here') });
  assert.match(await send('home.example'), /^250 /);
  assert.equal(third?.accepted, 1);
  assert.equal(await program.stop(), 0);
  assert.doesNotMatch(program.output(), /canary|home\.example|first\.example/);
});

test('a target is refused by its own server, in our words', async (t) => {
  const { servers, program, alias } = await startDirect(t, {
    servers: 1,
    table: { 'hidden-home.example': mx([10, 'mx.hidden-home.example']), 'mx.hidden-home.example': at(0) },
  });
  const [server] = servers;
  const made = await alias('hidden-home.example');
  const text = `<${canaryLocalPart}@hidden-home.example> unknown at mx.hidden-home.example`;
  const [dialogue] = await Dialogue.envelope(program.smtpPort, made.address);
  for (const [script, expected] of [
    [{ rcpt: say(`550 5.1.1 ${text}`) }, /^550 5\.0\.0 Message cannot be delivered$/],
    [{ rcpt: say(`452 4.2.2 ${text}`) }, /^452 4\.0\.0 /],
    [{ mail: say(`550 5.7.1 ${text}`) }, /^550 5\.7\.0 Message was not accepted by policy$/],
    [{ dot: say(`554 5.6.0 ${text}`) }, /^554 5\.6\.0 Message content was not accepted$/],
  ] as const) {
    server?.follow(script);
    await dialogue.say('RSET');
    await dialogue.say('MAIL FROM:<shop@shop.example>');
    const rcpt = await dialogue.say(`RCPT TO:<${made.address}>`);
    assert.match(rcpt.startsWith('250') ? await dialogue.message('Subject: x\r\n\r\nx\r\n') : rcpt, expected);
  }
  assert.equal((await showAlias(program, made))?.usesLeft, 5);
  assert.doesNotMatch(dialogue.transcript, /canary|hidden/);
  dialogue.drop();
  await program.stop();
  assert.doesNotMatch(program.output(), /canary|hidden/);
});

test('without MX the address of the domain itself takes the mail; with no way at all the sender is told for good', async (t) => {
  const none = { 'null.example': mx([0, '']), 'empty.example': {}, 'text.example': { TXT: ['v=spf1 -all'] } };
  const { send, alias, program, servers, dns } = await startDirect(t, {
    servers: 1,
    table: {
      'bare.example': at(0),
      'alias.example': { CNAME: 'bare.example' },
      'null-and-more.example': mx([0, ''], [10, 'bare.example']),
      ...none,
    },
  });
  for (const domain of ['bare.example', 'alias.example', 'null-and-more.example'])
    assert.match(await send(domain), /^250 /, domain);
  assert.equal(servers[0]?.accepted, 3);

  for (const [domain, behaviour] of [...Object.entries(none), ['gone.example', 'nxdomain'] as const]) {
    // What takes no mail is a fault of the target; what stops to take any when there is an alias already is told to senders.
    const refused = await fetch(`${program.url}/aliases`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ target: `${canaryLocalPart}@${domain}`, maxUses: 1 }),
    });
    assert.equal(refused.status, 422, domain);
    const { errors }: { errors: readonly { field: string; code: string }[] } = Object(await refused.json());
    assert.partialDeepStrictEqual(errors, [{ field: 'target', code: 'takesNoMail' }]);

    const lately = `lately-${domain}`;
    dns.set(lately, { ...mx([10, 'bare.example']), ttl: 0 });
    const { address } = await alias(lately);
    dns.set(lately, behaviour);
    const [dialogue, rcpt] = await Dialogue.envelope(program.smtpPort, address);
    assert.equal(rcpt, '556 5.0.0 Message cannot be delivered', domain);
    dialogue.drop();
  }
  assert.ok(!dns.queries.some((query) => /^A .*null\.example/.test(query)));
});

test('DNS that fails, lies, loops or is silent sends the sender away for a while, and never elsewhere', async (t) => {
  const { send, servers, program } = await startDirect(t, {
    servers: 1,
    table: {
      'servfail.example': 'servfail',
      'refused.example': 'refused',
      'garbage.example': 'garbage',
      'another.example': 'another',
      'silent.example': 'silent',
      'loop.example': { CNAME: 'pool.example' },
      'pool.example': { CNAME: 'loop.example' },
      'lost.example': mx([10, 'gone.example'], [20, 'silent.example'], [30, 'servfail.example']),
      'literal.example': mx([10, serverAddress(0)]),
      'patient.example': mx([10, 'silent.example'], [20, 'mx.example']),
      'mx.example': at(0),
    },
  });
  const domains = ['servfail', 'refused', 'garbage', 'another', 'silent', 'loop', 'lost', 'literal'];
  const answers = await Promise.all(domains.map((domain) => send(`${domain}.example`)));
  for (const [index, answer] of answers.entries()) assert.match(answer, /^451 4\.4\.1 /, domains[index]);
  assert.equal(servers[0]?.sessions.length, 0);
  assert.match(await send('patient.example'), /^250 /);
  await program.stop();
  assert.doesNotMatch(program.output(), /canary|garbage\.example|silent\.example/);
});

test('a mail server at an address that is not public is never connected to', async (t) => {
  const { send, servers, program } = await startDirect(t, {
    servers: 1,
    table: {
      'loopback.example': mx([10, 'on-loopback.example']),
      'on-loopback.example': { A: ['127.0.0.1'] },
      'mapped.example': mx([10, 'on-mapped.example']),
      'on-mapped.example': { AAAA: ['::ffff:127.0.0.1'] },
      'nat64.example': { AAAA: ['64:ff9b::7f00:1'] },
      'own.example': { AAAA: ['::1'] },
      'zero.example': { A: ['0.0.0.0'] },
      'private.example': { A: ['10.0.0.1', '192.168.0.1', '172.16.0.1', '169.254.169.254', '100.64.0.1'] },
      'ours.example': mx([10, 'alias.localhost'], [20, 'good.example']),
      'better.example': mx([5, 'good.example'], [10, 'alias.localhost']),
      'mixed.example': mx([10, 'on-loopback.example'], [20, 'good.example']),
      'alias.localhost': at(0),
      'good.example': at(0),
    },
  });
  const [server] = servers;
  // Whoever connects to the one that is out of bounds would be heard here.
  const forbidden = await startScriptedHop({}, { host: '127.0.0.1', port: server?.port ?? 0 });
  t.after(() => forbidden.close());
  for (const name of ['loopback', 'mapped', 'nat64', 'own', 'zero', 'private', 'ours'])
    assert.match(await send(`${name}.example`), /^451 4\.4\.1 /, name);
  assert.equal(server?.sessions.length, 0);
  for (const name of ['mixed', 'better']) assert.match(await send(`${name}.example`), /^250 /, name);
  assert.equal(forbidden.sessions.length, 0);
  assert.equal(server?.accepted, 2);
  assert.match(program.output(), /MAYFLY_DIRECT_TRIAL is set/);
});

test('a bounce for a sender at an address goes there, if it is in bounds', async (t) => {
  const { servers, alias, program } = await startDirect(t, {
    servers: 1,
    table: { 'home.example': at(0) },
    env: { MAYFLY_WORKERS: '2' },
  });
  const [server] = servers;
  const forbidden = await startScriptedHop({}, { host: '127.0.0.1', port: server?.port ?? 0 });
  t.after(() => forbidden.close());
  const { address } = await alias('home.example');
  const [report] = bounceFormats(`${canaryLocalPart}@home.example`);
  const reply = async (recipient: string, sender: string, content: string): Promise<string> => {
    const [dialogue, rcpt] = await Dialogue.envelope(program.smtpPort, recipient, sender);
    const answer = rcpt.startsWith('250') ? await dialogue.message(content) : rcpt;
    dialogue.drop();
    return answer;
  };
  const bounced = async (sender: string): Promise<string> => {
    assert.match(await reply(address, sender, 'Subject: x\r\n\r\nx\r\n'), /^250 /, sender);
    const path = /^MAIL FROM:<([^>]*)>/.exec(server?.messages.at(-1)?.mail ?? '')?.[1] ?? '';
    return reply(path, '', report?.octets ?? '');
  };
  assert.match(await bounced(`orders@[${serverAddress(0)}]`), /^250 /);
  assert.deepEqual(server?.messages.at(-1)?.rcpts, [`RCPT TO:<orders@[${serverAddress(0)}]>`]);
  for (const literal of ['127.0.0.1', 'IPv6:::1', 'IPv6:::ffff:127.0.0.1', '10.0.0.1'])
    assert.match(await bounced(`orders@[${literal}]`), /^5/, literal);
  assert.equal(forbidden.sessions.length, 0);
  assert.equal(server?.accepted, 6);
});

test('a second recipient needs a transaction of its own, in whichever domain its target is', async (t) => {
  const { servers, alias, program } = await startDirect(t, {
    servers: 2,
    table: { 'one.example': at(0), 'two.example': at(1) },
  });
  const [one, same, two] = [
    await alias('one.example'),
    await alias('one.example'),
    await alias('two.example'),
  ];
  const [dialogue, first] = await Dialogue.envelope(program.smtpPort, one.address);
  assert.match(first, /^250 /);
  for (const other of [two, same])
    assert.match(await dialogue.say(`RCPT TO:<${other.address}>`), /^452 4\.5\.3 /);
  assert.match(await dialogue.message('Subject: x\r\n\r\nx\r\n'), /^250 /);
  assert.deepEqual([servers[0]?.accepted, servers[1]?.sessions.length], [1, 0]);
  dialogue.drop();
});

test('neither an open session nor a remembered answer of DNS makes RCPT for another alias of the domain sooner', async (t) => {
  const delayMs = 600;
  const { servers, alias, program, dns } = await startDirect(t, {
    servers: 1,
    table: { 'home.example': { ...mx([10, 'mx.example']), delayMs }, 'mx.example': at(0) },
  });
  const [own, victim] = [await alias('home.example'), await alias('home.example')];
  const rcptMs = async (recipient: string): Promise<number> => {
    const startedAt = performance.now();
    const [dialogue, answer] = await Dialogue.envelope(program.smtpPort, recipient);
    const tookMs = performance.now() - startedAt;
    assert.match(answer, /^250 /);
    await dialogue.say('RSET');
    dialogue.drop();
    return tookMs;
  };
  await rcptMs(own.address);
  const sessionsBefore = servers[0]?.sessions.length;
  const tookMs = await rcptMs(victim.address);
  assert.ok(tookMs >= delayMs - 5, `${tookMs} ms`);
  assert.deepEqual([sessionsBefore, servers[0]?.sessions.length], [1, 2]);
  assert.equal(dns.queries.filter((query) => query === 'MX home.example').length, 1);
  // What this client knows of this alias already, it may be told again.
  await rcptMs(victim.address);
  assert.equal(servers[0]?.sessions.length, 2);
});

test('the program is ready while a name server answers', async (t) => {
  const { program, dns } = await startDirect(t, { servers: 1, table: {} });
  const ready = await fetch(`${program.url}/readyz`);
  assert.equal(ready.status, 200);
  await dns.close();
  // A verdict holds for five seconds.
  const deadline = Date.now() + 60_000;
  for (;;) {
    const { status } = await fetch(`${program.url}/readyz`);
    if (status === 503) break;
    assert.ok(Date.now() < deadline, 'still ready without a name server');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
});
