// SPDX-License-Identifier: MIT
/** DMARC over real sockets: originator, relay, next hop and a DNS server of the tests' own. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createDmarcInspector, type DmarcVerdict } from '../../src/inspect/dmarc/dmarc-inspector.ts';
import { createDnsLookup } from '../../src/inspect/dmarc/dns-lookup.ts';
import { dkimSign, makeDkimKey } from '../support/dkim-signer.ts';
import { type DnsBehaviour, startDnsServer } from '../support/dns/dns-server.ts';
import { startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import { startRelay } from '../support/relay-fixture.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const key = makeDkimKey();
const otherKey = makeDkimKey(1024);
const shortKey = makeDkimKey(512);

/** A bank that refuses what is not its own, a shop and a list that ask for less, and a forger. */
const zone: Readonly<Record<string, DnsBehaviour>> = {
  '_dmarc.bank.example': { TXT: ['v=DMARC1; p=reject'] },
  's1._domainkey.bank.example': { TXT: [key.record] },
  's1._domainkey.mail.bank.example': { TXT: [key.record] },
  'short._domainkey.bank.example': { TXT: [shortKey.record] },
  'empty._domainkey.bank.example': { TXT: ['v=DKIM1; p='] },
  'garbage._domainkey.bank.example': { TXT: ['v=DKIM1; p=\u00ff\u0000!'] },
  'broken._domainkey.bank.example': 'servfail',
  'bank.example': { TXT: ['v=spf1 ip4:127.0.0.1 -all'], A: ['192.0.2.1'] },
  'mail.bank.example': { TXT: ['v=spf1 ip4:127.0.0.1 -all'] },
  'slow.bank.example': 'servfail',
  'elsewhere.bank.example': { TXT: ['v=spf1 ip4:192.0.2.1 -all'] },
  '_dmarc.strict.example': { TXT: ['v=DMARC1; p=reject; adkim=s; aspf=s'] },
  's1._domainkey.mail.strict.example': { TXT: [key.record] },
  'mail.strict.example': { TXT: ['v=spf1 ip4:127.0.0.1 -all'] },
  '_dmarc.shop.example': { TXT: ['v=DMARC1; p=quarantine'] },
  '_dmarc.list.example': { TXT: ['v=DMARC1; p=none'] },
  '_dmarc.testing.example': { TXT: ['v=DMARC1; p=reject; t=y'] },
  '_dmarc.subs.example': { TXT: ['v=DMARC1; p=none; sp=reject'] },
  '_dmarc.twice.example': { TXT: ['v=DMARC1; p=reject', 'v=DMARC1; p=none'] },
  '_dmarc.garbage.example': { TXT: ['v=DMARC1; p=\u00ff;;;=;rua', 'hello'] },
  '_dmarc.broken.example': 'servfail',
  '_dmarc.nonsense.example': 'garbage',
  'forger.example': { TXT: ['v=spf1 +all'] },
  's1._domainkey.forger.example': { TXT: [key.record] },
  'loop.example': { TXT: ['v=spf1 include:loop.example -all'] },
  'many.example': {
    TXT: [`v=spf1 ${Array.from({ length: 40 }, (_, n) => `a:a${n}.many.example`).join(' ')} +all`],
  },
  'void.example': { TXT: ['v=spf1 a:x1.void.example a:x2.void.example a:x3.void.example +all'] },
  '_dmarc.loop.example': { TXT: ['v=DMARC1; p=reject'] },
  '_dmarc.many.example': { TXT: ['v=DMARC1; p=reject'] },
  '_dmarc.void.example': { TXT: ['v=DMARC1; p=reject'] },
};
const refusal = /^550 5\.7\.1 Not authenticated as its From field claims/;

/** For what is not about deadlines: a busy machine, and DNS in the same process as large messages, take their time. */
const patienceMs = 60_000;

interface Setting {
  readonly mode?: 'log' | 'enforce';
  readonly deadlineMs?: number;
  readonly servers?: readonly string[];
}

async function start(t: TestContext, setting: Setting = {}) {
  const dns = await startDnsServer(zone);
  const { servers = [dns.address], deadlineMs = patienceMs } = setting;
  const lookup = createDnsLookup(servers, patienceMs);
  t.after(async () => {
    lookup.close();
    await dns.close();
  });
  const hop = await startScriptedHop();
  t.after(() => hop.close());
  const verdicts: DmarcVerdict[] = [];
  const inspector = await createDmarcInspector({
    mode: setting.mode ?? 'enforce',
    resolve: lookup.resolve,
    deadlineMs,
    onVerdict: (verdict) => verdicts.push(verdict),
    onError: (error) => assert.fail(String(error)),
  });
  const relay = await startRelay(t, { hops: [hop.options()], inspectors: [inspector] });
  const send = async (message: string, sender = 'x@forger.example', helo = 'client.example') => {
    const alias = await relay.create();
    const dialogue = await Dialogue.open(relay.port);
    await dialogue.say(`EHLO ${helo}`);
    await dialogue.say(`MAIL FROM:<${sender}>`);
    await dialogue.say(`RCPT TO:<${alias}>`);
    const answer = await dialogue.message(message.replace(/^\./gm, '..'));
    dialogue.drop();
    const usesLeft = (await relay.show(alias))?.usesLeft;
    assert.equal(usesLeft, answer.startsWith('250') ? 2 : 3, 'a refusal costs no use');
    const verdict = verdicts.pop();
    const words = verdict && `${verdict.result} ${verdict.policy} spf=${verdict.spf} dkim=${verdict.dkim}`;
    return { answer, words };
  };
  return { dns, hop, relay, send, verdicts };
}

function from(author: string, body = 'Hello\r\n.dots \t here\r\n\r\n'): string {
  return `Subject:  a\r\n\tsubject\r\nFrom: ${author}\r\n\r\n${body}`;
}

const bank = from('The Bank <ceo@bank.example>');

test('what passes, and what a p=reject domain has refused', async (t) => {
  const { hop, send } = await start(t);
  const sign = (more: object = {}, message = bank): string =>
    dkimSign(message, { domain: 'bank.example', key, ...more });
  const cases: readonly [string, string, string, string?, string?][] = [
    ['unsigned, SPF of another domain', bank, 'fail reject spf=pass dkim=none'],
    ['unsigned, SPF of the domain', bank, 'pass reject spf=pass dkim=unchecked', 'ceo@bank.example'],
    ['SPF of a subdomain', bank, 'pass reject spf=pass dkim=unchecked', 'ceo@mail.bank.example'],
    ['SPF of a subdomain fails', bank, 'fail reject spf=fail dkim=none', 'ceo@elsewhere.bank.example'],
    ['a bounce by its HELO', bank, 'pass reject spf=pass dkim=unchecked', '', 'mail.bank.example'],
    ['a bounce from elsewhere', bank, 'fail reject spf=none dkim=none', '', 'client.example'],
    ['signed relaxed', sign(), 'pass reject spf=pass dkim=pass'],
    ['signed simple', sign({ header: 'simple', body: 'simple' }), 'pass reject spf=pass dkim=pass'],
    ['signed simple/relaxed', sign({ header: 'simple' }), 'pass reject spf=pass dkim=pass'],
    ['signed relaxed/simple', sign({ body: 'simple' }), 'pass reject spf=pass dkim=pass'],
    ['signed by a subdomain', sign({ domain: 'mail.bank.example' }), 'pass reject spf=pass dkim=pass'],
    [
      'oversigned',
      sign({ fields: ['from', 'from', 'subject', 'subject', 'to', 'reply-to'] }),
      'pass reject spf=pass dkim=pass',
    ],
    [
      'oversigned, and a field added',
      sign({ fields: ['from', 'subject', 'subject'] }).replace(/^Subject:/m, 'Subject: other\r\nSubject:'),
      'fail reject spf=pass dkim=fail',
    ],
    ['body changed', sign().replace('Hello', 'Hallo'), 'fail reject spf=pass dkim=fail'],
    [
      'body changed in white space',
      sign().replace('dots \t here', 'dots here \t'),
      'pass reject spf=pass dkim=pass',
    ],
    [
      'simple body changed in white space',
      sign({ body: 'simple' }).replace('dots \t here', 'dots here'),
      'fail reject spf=pass dkim=fail',
    ],
    ['subject changed', sign().replace('a\r\n\tsubject', 'another'), 'fail reject spf=pass dkim=fail'],
    ['grown beyond l=', sign({ bodyOctets: 5 }), 'fail reject spf=pass dkim=fail'],
    ['another key', sign({ key: otherKey }), 'fail reject spf=pass dkim=fail'],
    ['key missing', sign({ selector: 'missing' }), 'fail reject spf=pass dkim=fail'],
    ['key revoked', sign({ selector: 'empty' }), 'fail reject spf=pass dkim=fail'],
    ['key garbage', sign({ selector: 'garbage' }), 'fail reject spf=pass dkim=fail'],
    ['key short', sign({ selector: 'short', key: shortKey }), 'fail reject spf=pass dkim=fail'],
    ['SHA-1', sign({ algorithm: 'sha1' }), 'fail reject spf=pass dkim=fail'],
    [
      'selector that DNS has no name for',
      sign({ selector: 'x'.repeat(70) }),
      'fail reject spf=pass dkim=fail',
    ],
    ['From not signed', sign({ fields: ['subject'] }), 'fail reject spf=pass dkim=fail'],
    ['signed by the forger', sign({ domain: 'forger.example' }), 'fail reject spf=pass dkim=unchecked'],
    ['signed by both', sign({}, sign({ domain: 'forger.example' })), 'pass reject spf=pass dkim=pass'],
    [
      'the good one last of many',
      `${'DKIM-Signature: v=1; a=rsa-sha256; d=forger.example; s=s1; h=from; bh=x; b=x\r\n'.repeat(500)}${sign()}`,
      'pass reject spf=pass dkim=pass',
    ],
    [
      'strict alignment, subdomain',
      dkimSign(from('a@strict.example'), { domain: 'mail.strict.example', key }),
      'fail reject spf=pass dkim=unchecked',
      'a@mail.strict.example',
    ],
    ['p=quarantine', from('a@shop.example'), 'fail quarantine spf=pass dkim=none'],
    ['p=none', from('a@list.example'), 'fail none spf=pass dkim=none'],
    ['t=y', from('a@testing.example'), 'fail quarantine spf=pass dkim=none'],
    ['sp=reject of the organization', from('a@sub.subs.example'), 'fail reject spf=pass dkim=none'],
    ['p=none beside sp=reject', from('a@subs.example'), 'fail none spf=pass dkim=none'],
    ['two records', from('a@twice.example'), 'none none spf=pass dkim=unchecked'],
    ['a record of garbage', from('a@garbage.example'), 'none none spf=pass dkim=unchecked'],
    ['no policy', from('a@plain.example'), 'none none spf=pass dkim=unchecked'],
    ['no From', 'Subject: x\r\n\r\nx\r\n', 'fail reject spf=pass dkim=unchecked'],
    ['an empty message', '', 'fail reject spf=pass dkim=unchecked'],
    [
      'an author in an encoded word',
      from('=?utf-8?q?ceo=40bank.example?='),
      'fail reject spf=pass dkim=unchecked',
    ],
    ['an author without a domain', from('The Bank'), 'fail reject spf=pass dkim=unchecked'],
    [
      'a subdomain that fails to answer',
      bank,
      'temperror reject spf=temperror dkim=none',
      'a@slow.bank.example',
    ],
    ['From of no address', from('"ceo@bank.example"'), 'fail reject spf=pass dkim=none'],
    ['two authors', from('a@plain.example, ceo@bank.example'), 'fail reject spf=pass dkim=none'],
    [
      'two From fields',
      from('a@plain.example\r\nFrom: ceo@bank.example'),
      'fail reject spf=pass dkim=unchecked',
    ],
    [
      'two From fields of a domain without a policy',
      from('a@plain.example\r\nFrom: b@plain.example'),
      'fail reject spf=pass dkim=unchecked',
    ],
    ['From folded before its colon', bank.replace('From:', 'From\r\n :'), 'fail reject spf=pass dkim=none'],
    [
      'many authors',
      from(Array.from({ length: 50 }, (_, n) => `a@d${n}.example`).join(', ')),
      'fail reject spf=pass dkim=unchecked',
    ],
    [
      'SPF that includes itself',
      from('a@loop.example'),
      'fail reject spf=permerror dkim=none',
      'a@loop.example',
    ],
    [
      'SPF with forty look-ups',
      from('a@many.example'),
      'fail reject spf=permerror dkim=none',
      'a@many.example',
    ],
    [
      'SPF with three void look-ups',
      from('a@void.example'),
      'fail reject spf=permerror dkim=none',
      'a@void.example',
    ],
    ['the answer is no DNS', from('a@nonsense.example'), 'temperror unknown spf=pass dkim=unchecked'],
    ['the policy fails to come', from('a@broken.example'), 'temperror unknown spf=pass dkim=unchecked'],
    ['the key fails to come', sign({ selector: 'broken' }), 'temperror reject spf=pass dkim=temperror'],
  ];
  for (const [name, message, expected, sender, helo] of cases) {
    const delivered = hop.accepted;
    const { answer, words } = await send(message, sender, helo);
    assert.equal(words, expected, name);
    const isRefused = expected.startsWith('fail reject');
    const isUndecided = /^temperror (?:reject|unknown) /.test(expected);
    assert.match(answer, isRefused ? refusal : isUndecided ? /^451 4\.7\.0 / : /^250 /, name);
    assert.equal(hop.messages.length, delivered + (isRefused || isUndecided ? 0 : 1), name);
  }
});

test('in mode log everything passes, with the same verdicts', async (t) => {
  const { send } = await start(t, { mode: 'log' });
  const passes = async (message: string, verdict: string): Promise<void> => {
    const { answer, words } = await send(message);
    assert.match(answer, /^250 2\.0\.0 Message accepted as /);
    assert.equal(words, verdict);
  };
  await passes(bank, 'fail reject spf=pass dkim=none');
  const broken = dkimSign(bank, { domain: 'bank.example', key }).replace('Hello', 'Hallo');
  await passes(broken, 'fail reject spf=pass dkim=fail');
});

test('an unsigned message is refused at the end of its header: the next hop is cut while the body still comes', async (t) => {
  const { hop, relay } = await start(t);
  const [dialogue] = await Dialogue.envelope(relay.port, await relay.create());
  await dialogue.say('DATA');
  await dialogue.write('From: ceo@bank.example\r\n\r\n');
  await hop.until(({ sessions }) => sessions[0]?.isClosed === true);
  assert.match(await dialogue.say('swallowed\r\n.'), refusal);
  assert.equal(hop.messages.length, 0);
  dialogue.drop();
});

test('without DNS a message is deferred once the deadline is over: nobody knows what its author asks for', async (t) => {
  const silent = await startDnsServer({ '*': 'silent' });
  t.after(() => silent.close());
  const { send } = await start(t, { servers: [silent.address], deadlineMs: 300 });
  const { answer, words } = await send(bank);
  assert.match(answer, /^451 4\.7\.0 /);
  assert.equal(words, 'temperror unknown spf=temperror dkim=temperror');
});

test('a key that never comes does not get a message past a policy that is known', async (t) => {
  const { dns, send } = await start(t, { deadlineMs: 3_000 });
  dns.set('silent._domainkey.bank.example', 'silent');
  const { answer, words } = await send(dkimSign(bank, { domain: 'bank.example', key, selector: 'silent' }));
  assert.match(answer, /^451 4\.7\.0 /);
  assert.match(words ?? '', /^temperror reject /);
});

test('a message gets no more than so many questions asked, and none for addresses of the other kind', async (t) => {
  const { dns, send } = await start(t);
  const hosts = Array.from({ length: 10 }, (_, n) => `h${n}.mx.example`);
  dns.set('mx.example', { TXT: [`v=spf1 ${hosts.map((host) => `mx:${host}`).join(' ')} -all`] });
  for (const host of hosts)
    dns.set(host, { MX: Array.from({ length: 10 }, (_, n) => ({ exchange: `m${n}.${host}`, priority: n })) });
  const before = dns.queries.length;
  await send(from('a@plain.example'), 'a@mx.example');
  const asked = dns.queries.slice(before);
  assert.ok(asked.length > 20 && asked.length <= 62, `${asked.length} questions`);
  assert.deepEqual(
    asked.filter((question) => question.startsWith('AAAA')),
    [],
  );
});

test("name servers of the forger's own that never answer do not get a message past the bank's policy", async (t) => {
  const { dns, send } = await start(t, { deadlineMs: 4_000 });
  for (const name of ['silent.example', '_dmarc.silent.example']) dns.set(name, 'silent');
  assert.match((await send(bank, 'x@silent.example')).answer, refusal);
  assert.match((await send(from('ceo@bank.example, x@silent.example'))).answer, refusal);
});

test("the bank's address is found wherever a reader might find it", async (t) => {
  const { send } = await start(t);
  for (const author of [
    'Bank <a> <ceo@bank.example>',
    '=?utf-8?q?<a>?= <ceo@bank.example>',
    '<x@forger.example> <ceo@bank.example>',
    'ceo@bank(the best).example',
    'ceo@bank .example',
    '(a (nested) "comment) ceo@bank. example',
    'Bank: ceo@bank.example;',
    '<@forger.example:ceo@bank.example>',
    'ceo@ba\u00adnk.example',
    'ceo@\uff42ank.example',
    'ceo@bank.example/x',
  ])
    assert.match((await send(from(author))).answer, refusal, author);
  for (const author of ['"ceo@bank.example" <x@forger.example>', '(ceo@bank.example) x@forger.example'])
    assert.match((await send(from(author))).answer, /^250 /, author);
});

test('reading From takes no time to speak of, whatever is in it', async (t) => {
  const { send } = await start(t);
  const since = process.cpuUsage();
  for (const filler of ['\\"', '"\\', '(\\', '\\(', '(', '()', '"', '<a', 'a@b ', '. "', ' ', ','])
    await send(from(filler.repeat(8_000 / filler.length)));
  const { user } = process.cpuUsage(since);
  assert.ok(user < 5_000_000, `${user} µs`);
});

test('a signed message of any size is verified in little memory and time, whatever its lines are', async (t) => {
  const { hop, relay } = await start(t);
  hop.follow({ isForgetful: true });
  const total = 16 * 2 ** 20;
  const lines = ['x'.repeat(76), '', ' ', 'a \t'.repeat(20), 'y'.repeat(65_000)].map((text) => `${text}\r\n`);
  let ordinary: number | undefined;
  for (const line of lines) {
    const body = line.repeat(Math.ceil(total / line.length));
    const signed = dkimSign(from('ceo@bank.example', body), { domain: 'bank.example', key });
    const message = Buffer.from(signed, 'latin1');
    const [dialogue] = await Dialogue.envelope(relay.port, await relay.create(), 'x@forger.example');
    await dialogue.say('DATA');
    const held: number[] = [];
    const since = process.cpuUsage();
    for (let at = 0; at < message.length; at += segmentOctets) {
      await dialogue.write(message.subarray(at, at + segmentOctets));
      if (at % (16 * segmentOctets) === 0) held.push(heldOctets());
    }
    assert.match(await dialogue.say('.'), /^250 /, JSON.stringify(line.slice(0, 5)));
    const { user, system } = process.cpuUsage(since);
    ordinary ??= user + system;
    assert.ok(user + system < 2.5 * ordinary, `${JSON.stringify(line.slice(0, 5))}: ${user + system} µs`);
    const half = held.length / 2;
    const grown = Math.min(...held.slice(half)) - Math.min(...held.slice(0, half));
    assert.ok(grown < total / 4, `${JSON.stringify(line.slice(0, 5))}: ${grown} octets more`);
    dialogue.drop();
  }
});

const segmentOctets = 65_536;

/** What is in use once all garbage is gone. */
function heldOctets(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

test('a header made to take for ever is judged at once', async (t) => {
  const { send } = await start(t);
  const sign = (message: string, fields = ['from', 'subject']) =>
    dkimSign(message, { domain: 'bank.example', key, fields });
  const headers = [
    sign(`${'Subject: x\r\n'}${' \r\n'.repeat(20_000)}${bank}`),
    sign(bank).replace('b=', `b=${' '.repeat(50_000)}`),
    sign(bank).replace('h=', `h=${'a:'.repeat(20_000)}`),
    `${sign(bank).replace(/\r\n\r\n.*/s, '')}\r\n${'a:\r\n'.repeat(14_000)}\r\nx\r\n`,
    `From: ${'a:b;'.repeat(12_000)} ceo@bank.example\r\n\r\nx\r\n`,
  ];
  for (const message of headers) {
    const since = process.cpuUsage();
    assert.match((await send(message)).answer, refusal);
    const { user, system } = process.cpuUsage(since);
    assert.ok(user + system < 1_000_000, `took ${user + system} µs of processor time`);
  }
});
