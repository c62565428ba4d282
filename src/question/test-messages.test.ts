// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import PostalMime from 'postal-mime';
import { hangUp, type Script, say, startScriptedHop } from '../../test/support/next-hop/scripted-next-hop.ts';
import { StoreError } from '../alias/ports.ts';
import type { AliasView } from '../alias/service.ts';
import type { TestOutcome } from '../alias/test-messages.ts';
import { oneRoute } from '../relay/next-hop.ts';
import { createPool } from '../smtp/client/pool.ts';
import { languages } from '../web/language.ts';
import { createTestMessages, type TestMessageDeps } from './test-messages.ts';

const now = Date.parse('2026-11-29T06:00:00Z');
const address = 'q3v7k2m9x4c8r5tz@alias.example';
const view: AliasView = {
  address,
  target: 'ada@home.example',
  state: 'active',
  maxUses: 3,
  usesLeft: 3,
  delivered: 0,
  validFrom: null,
  validUntil: null,
  validForMs: null,
  startsAt: 'creation',
  idleForMs: null,
  createdAt: now,
  lastDeliveryAt: null,
  note: 'canary-note',
  isPinned: false,
};

/** Test messages through a scripted next hop, and what became of the row of their return path. */
async function stage(t: TestContext, more: Partial<TestMessageDeps> = {}) {
  const hop = await startScriptedHop();
  const pool = createPool({ hops: [hop.options()] });
  const rows: string[] = [];
  const messages = createTestMessages({
    limits: { take: async () => undefined },
    hasOptOut: () => false,
    isBlocked: () => false,
    returnPaths: {
      issue: ({ text }, alias, isVouched) => ({
        text: 'bounce=1@alias.example',
        isStored: true,
        keep: async () => void rows.push(`${text} ${alias} ${isVouched}`),
        forget: () => void rows.push('forgotten'),
      }),
    },
    nextHop: oneRoute(pool),
    textsOf: (language) => languages[language as 'en'].test.mail,
    fieldsOf: ({ address: alias }, id) => `Received: by mx.alias.example id ${id}\r\n\tfor <${alias}>;\r\n`,
    stopLink: (alias) => `https://alias.example/stop/${alias}/secret`,
    hostname: 'mx.alias.example',
    newId: () => 'id-1',
    now: () => now,
    ...more,
  });
  t.after(async () => {
    await pool.close();
    await hop.close();
  });
  const send = (seen: Partial<AliasView> = {}, language = 'en') =>
    messages.send({ ...view, ...seen }, { client: '192.0.2.1', language });
  return { hop, rows, send };
}

for (const language of Object.keys(languages))
  test(`a test message in ${language} looks like one that came through the alias, and says what it must`, async (t) => {
    const { hop, rows, send } = await stage(t);
    assert.equal(await send({}, language), 'accepted');
    const [message] = hop.messages;
    assert.match(message?.rcpts[0] ?? '', /^RCPT TO:<ada@home\.example>/);
    assert.match(message?.mail ?? '', /^MAIL FROM:<bounce=1@alias\.example>/);
    assert.deepEqual(rows, [`no-reply@alias.example ${address} false`]);
    const content = message?.octets.toString('latin1') ?? '';
    for (const line of content.split('\r\n')) {
      assert.match(line, /^[\t\x20-\x7e]*$/);
      assert.ok(line.length <= 78 || line.includes('/stop/'), line);
    }
    assert.match(
      content,
      /^Received: by mx\.alias\.example id id-1\r\n\tfor <q3v7k2m9x4c8r5tz@alias\.example>;\r\nFrom: /,
    );
    assert.match(content, /^To: <q3v7k2m9x4c8r5tz@alias\.example>\r$/m);
    assert.match(content, /^Auto-Submitted: auto-generated\r$/m);
    assert.doesNotMatch(content, /canary|home\.example/);
    const { subject, text = '' } = await PostalMime.parse(message?.octets ?? '');
    assert.equal(subject, languages[language as 'en'].test.mail.subject);
    assert.ok(text.includes(`    ${address}\n`));
    assert.ok(text.includes(`    https://alias.example/stop/${address}/secret\n`));
  });

const reactions: readonly [expected: TestOutcome, script: Script][] = [
  ['refused', { rcpt: say('550 5.1.1 no such user') }],
  ['refused', { dot: say('554 5.7.1 spam') }],
  ['putOff', { rcpt: say('450 4.2.0 greylisted') }],
  ['onItsWay', { dot: hangUp }],
];
for (const [expected, script] of reactions)
  test(`it is ${expected} where the next hop has ${Object.keys(script)[0]} its own way`, async (t) => {
    const { hop, rows, send } = await stage(t);
    hop.follow(script);
    assert.equal(await send(), expected);
    assert.equal(rows.includes('forgotten'), expected !== 'onItsWay');
  });

test('whoever waits for a slow next hop is told that it is on its way, and it arrives all the same', async (t) => {
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  const { hop, send } = await stage(t, { patienceMs: 5 });
  hop.follow({ rcpt: () => held.then(() => undefined) });
  assert.equal(await send(), 'onItsWay');
  assert.equal(hop.messages.length, 0);
  letGo();
  await hop.until(({ accepted }) => accepted === 1);
});

test('a store that fails late is no next hop that is slow', async (t) => {
  const { hop, send } = await stage(t, {
    patienceMs: 5,
    returnPaths: {
      issue: () => ({
        text: '',
        isStored: true,
        keep: () => sleep(50).then(() => Promise.reject(new StoreError('away'))),
        forget: () => undefined,
      }),
    },
  });
  await assert.rejects(send(), StoreError);
  assert.equal(hop.sessions.length, 0);
});

const obstacles: readonly [name: string, more: Partial<TestMessageDeps>, seen?: Partial<AliasView>][] = [
  ['there were too many', { limits: { take: async () => 'target' } }],
  ['its owner wants no mail of ours', { hasOptOut: () => true }],
  ['it is blocked', { isBlocked: () => true }],
  ['the alias is unconfirmed', {}, { state: 'unconfirmed' }],
  ['the alias is paused', {}, { state: 'paused' }],
  ['the alias is not valid yet', {}, { validFrom: now + 1 }],
];
for (const [name, more, seen] of obstacles)
  test(`nothing is sent where ${name}`, async (t) => {
    const { hop, rows, send } = await stage(t, more);
    assert.equal(await send(seen), 'unsent');
    assert.deepEqual([hop.sessions.length, rows], [0, []]);
  });
