// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  hangUp,
  type ScriptedHop,
  say,
  startScriptedHop,
} from '../../test/support/next-hop/scripted-next-hop.ts';
import { oneRoute } from '../relay/next-hop.ts';
import { createPool } from '../smtp/client/pool.ts';
import { languages } from '../web/language.ts';
import { type AskingDeps, createAsking, type QuestionOutcome } from './asking.ts';

const question = {
  target: 'ada@home.example',
  key: 'the text of a key',
  keyId: 'id',
  address: 'q3v7k2m9x4c8r5tz@alias.example',
  isMove: false,
  isNameOurs: true,
  asker: { client: '192.0.2.1', language: 'en' },
};

/** Asking through a scripted next hop; `outcome` resolves with what became of the question. */
async function stage(t: TestContext, more: Partial<AskingDeps> = {}) {
  const hop = await startScriptedHop();
  const pool = createPool({ hops: [hop.options()] });
  const lapsed: unknown[] = [];
  const outcome = Promise.withResolvers<QuestionOutcome>();
  const asking = createAsking({
    questions: { keep: async () => 'token' },
    keys: { lapse: async (...given) => void lapsed.push(given) },
    limits: { take: async () => undefined },
    hasOptOut: () => false,
    isBlocked: () => false,
    returnPaths: { issueForQuestion: async () => 'bounce=1@alias.example' },
    nextHop: oneRoute(pool),
    textsOf: () => languages.en.question,
    domain: 'alias.example',
    hostname: 'mx.alias.example',
    publicUrl: () => 'https://alias.example',
    newId: () => 'id-1',
    now: () => Date.parse('2026-11-29T06:00:00Z'),
    delayMs: () => 0,
    retryMs: [1, 1, 1],
    ended: outcome.resolve,
    ...more,
  });
  t.after(async () => {
    asking.close();
    await pool.close();
    await hop.close();
  });
  const ask = (): Promise<QuestionOutcome> => {
    asking.ask(question);
    return outcome.promise;
  };
  return { hop, lapsed, ask };
}

const rcpts = (hop: ScriptedHop): number =>
  hop.sessions.flatMap(({ commands }) => commands).filter((line) => line.startsWith('RCPT')).length;

test('a question that is put off is asked again until it is taken, and once', async (t) => {
  const { hop, lapsed, ask } = await stage(t);
  let time = 0;
  hop.follow({ rcpt: () => (time++ < 2 ? say('450 4.2.0 greylisted') : undefined) });
  assert.equal(await ask(), 'sent');
  assert.ok(rcpts(hop) >= 3);
  assert.deepEqual([hop.accepted, lapsed], [1, []]);
});

for (const [unwanted, how] of [
  ['optedOut', 'hasOptOut'],
  ['blocked', 'isBlocked'],
] as const)
  test(`one that is put off is asked no more once it is unwanted: ${unwanted}`, async (t) => {
    let isUnwanted = false;
    const { hop, lapsed, ask } = await stage(t, { [how]: () => isUnwanted });
    hop.follow({
      rcpt: () => {
        isUnwanted = true;
        return say('450 4.2.0 greylisted');
      },
    });
    assert.equal(await ask(), unwanted);
    assert.deepEqual([hop.accepted, lapsed], [0, []]);
  });

test('one that is put off for too long has failed; its key is left to its day', async (t) => {
  const { hop, lapsed, ask } = await stage(t);
  hop.follow({ rcpt: say('450 4.2.0 greylisted') });
  assert.equal(await ask(), 'failed');
  // What a kept session refuses is asked once more on a fresh one.
  assert.ok(rcpts(hop) >= 4);
  assert.deepEqual([hop.accepted, lapsed], [0, []]);
});

test('one that is refused for good ends its key and alias', async (t) => {
  const { hop, lapsed, ask } = await stage(t);
  hop.follow({ rcpt: say('550 5.1.1 no such user') });
  assert.equal(await ask(), 'refused');
  assert.deepEqual(lapsed, [['id', question.address]]);
});

test('one whose final dot may have arrived is not sent a second time', async (t) => {
  const { hop, ask } = await stage(t);
  hop.follow({ dot: hangUp });
  assert.equal(await ask(), 'sent');
  assert.equal(hop.messages.length, 1);
});

const obstacles: readonly [QuestionOutcome, Partial<AskingDeps>][] = [
  ['targetLimit', { limits: { take: async () => 'target' } }],
  ['allLimit', { limits: { take: async () => 'all' } }],
  ['clientLimit', { limits: { take: async () => 'client' } }],
  ['optedOut', { hasOptOut: () => true }],
  ['blocked', { isBlocked: () => true }],
  ['failed', { limits: { take: () => Promise.reject(new Error('the store is away')) } }],
];

for (const [expected, more] of obstacles)
  test(`nothing is sent: ${expected}`, async (t) => {
    const { hop, lapsed, ask } = await stage(t, more);
    assert.equal(await ask(), expected);
    assert.deepEqual([hop.sessions.length, lapsed], [0, []]);
  });
