// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import {
  type Act,
  hangUp,
  type Script,
  type ScriptedHop,
  say,
  startScriptedHop,
} from '../../../test/support/next-hop/scripted-next-hop.ts';
import { errorOf } from '../../../test/support/smtp/client-error-of.ts';
import { noParameters, transferOctets } from '../../../test/support/smtp/mail-data.ts';
import { createPool, type Pool } from './pool.ts';
import type { ClientSession } from './types.ts';

interface Setting {
  readonly hop: ScriptedHop;
  readonly pool: Pool;
}

async function start(t: TestContext, script: Script): Promise<Setting> {
  const hop = await startScriptedHop(script);
  const pool = createPool({ hops: [hop.options()] });
  t.after(async () => {
    await pool.close();
    await hop.close();
  });
  return { hop, pool };
}

/** Codes of the replies to one message, up to the first that refuses it. */
async function deliver(pool: Pool, ...recipients: readonly string[]): Promise<readonly number[]> {
  const session = await pool.acquire();
  try {
    return await send(session, recipients.length === 0 ? ['c@d.example'] : recipients);
  } finally {
    pool.release(session);
  }
}

async function send(
  session: ClientSession,
  [first = '', ...others]: readonly string[],
): Promise<readonly number[]> {
  const { mail, rcpt } = await session.open('a@b.example', first, noParameters);
  const codes = [mail.code, ...(rcpt === undefined ? [] : [rcpt.code])];
  for (const other of others) codes.push((await session.rcpt(other)).code);
  if (codes.some((code) => code >= 400)) return codes;
  codes.push((await session.data()).code);
  if (codes.at(-1) !== 354) return codes;
  await session.write(transferOctets('x\r\n'));
  codes.push((await session.end()).code);
  return codes;
}

const delivered = [250, 250, 354, 250];
const refusals: readonly [string, Act][] = [
  ...[421, 450, 451, 452, 503, 550].map((code): [string, Act] => [
    `says ${code}`,
    say(`${code} too many messages in this session`),
  ]),
  ['hangs up', hangUp],
];

describe('a next hop that grants ten messages a session and then', () => {
  for (const [name, act] of refusals)
    for (const step of ['mail', 'rcpt', 'data'] as const)
      for (const extensions of [['PIPELINING'], []])
        test(`${name} at ${step}, ${extensions[0] ?? 'no PIPELINING'}, takes 40 of 40`, async (t) => {
          const grants = ({ time }: { readonly time: number }) => (time >= 10 ? act : undefined);
          const { hop, pool } = await start(t, { [step]: grants, extensions });
          for (let count = 0; count < 40; count += 1) assert.deepEqual(await deliver(pool), delivered);
          assert.deepEqual([hop.accepted, hop.sessions.length], [40, 4]);
        });
});

describe('a kept session', () => {
  for (const status of ['451 4.4.6', '554 5.4.6'])
    test(`that says ${status}, looping, is not replaced: another would say so too`, async (t) => {
      const rcpt = ({ time }: { readonly time: number }) => (time > 0 ? say(`${status} Loop`) : undefined);
      const { hop, pool } = await start(t, { rcpt });
      assert.deepEqual(await deliver(pool), delivered);
      assert.deepEqual(await deliver(pool), [250, Number(status.slice(0, 3))]);
      assert.equal(hop.sessions.length, 1);
    });

  for (const code of [220, 354, 421, 451, 500, 503])
    test(`whose RSET is answered ${code} is replaced`, async (t) => {
      const { hop, pool } = await start(t, { rset: say(`${code} what`) });
      const unfinished = await pool.acquire();
      await unfinished.open('a@b.example', 'c@d.example', noParameters);
      pool.release(unfinished);
      assert.deepEqual(await deliver(pool), delivered);
      assert.deepEqual(
        hop.messages.map(({ session }) => session),
        [1],
      );
    });

  test('that refused once is not kept', async (t) => {
    const rcpt: Script['rcpt'] = ({ session, time }) =>
      session === 0 && time === 1 ? say('450 later') : undefined;
    const { hop, pool } = await start(t, { rcpt });
    for (let count = 0; count < 4; count += 1) assert.deepEqual(await deliver(pool), delivered);
    assert.deepEqual(
      hop.messages.map(({ session }) => session),
      [0, 1, 1, 1],
    );
    await hop.until(({ sessions }) => sessions[0]?.isClosed === true);
    assert.equal(hop.sessions[0]?.commands.at(-1), 'QUIT');
  });

  test('that refused at the dot is not kept; the message was sent and is not sent again', async (t) => {
    const dot: Script['dot'] = ({ session, time }) =>
      session === 0 && time >= 1 ? say('451 later') : undefined;
    const { hop, pool } = await start(t, { dot });
    const last = [];
    for (let count = 0; count < 3; count += 1) last.push((await deliver(pool)).at(-1));
    assert.deepEqual(last, [250, 451, 250]);
    assert.deepEqual([hop.messages.length, hop.sessions.length], [3, 2]);
  });

  test('names the recipients accepted so far again, those refused not', async (t) => {
    const data: Script['data'] = ({ session, time }) =>
      session <= 1 && time === 1 ? say('503 no') : undefined;
    const rcpt: Script['rcpt'] = ({ line }) => (line.includes('no@') ? say('550 5.1.1 no') : undefined);
    const { hop, pool } = await start(t, { data, rcpt });
    await deliver(pool);
    const session = await pool.acquire();
    assert.equal((await session.open('a@b.example', 'one@d.example', noParameters)).rcpt?.code, 250);
    assert.equal((await session.rcpt('two@d.example')).code, 250);
    assert.deepEqual(hop.sessions.length, 1);
    assert.equal((await session.data()).code, 354);
    await session.write(transferOctets('x\r\n'));
    assert.equal((await session.end()).code, 250);
    pool.release(session);
    assert.deepEqual(hop.messages[1]?.rcpts, ['RCPT TO:<one@d.example>', 'RCPT TO:<two@d.example>']);
    assert.deepEqual([hop.messages[1]?.session, hop.messages.length], [1, 2]);
  });

  test('that refuses the second recipient is replaced together with the first', async (t) => {
    const rcpt: Script['rcpt'] = ({ session, time }) =>
      session === 0 && time === 2 ? say('452 4.5.3 no') : undefined;
    const { hop, pool } = await start(t, { rcpt });
    await deliver(pool);
    assert.deepEqual(await deliver(pool, 'one@d.example', 'two@d.example'), [250, 250, 250, 354, 250]);
    assert.deepEqual(hop.messages[1]?.rcpts, ['RCPT TO:<one@d.example>', 'RCPT TO:<two@d.example>']);
  });

  test('is asked no more than once more, and what the fresh one answers stands', async (t) => {
    const rcpt: Script['rcpt'] = ({ line }) =>
      line.includes('no@') ? say('550 5.1.1 no such user') : undefined;
    const { hop, pool } = await start(t, { rcpt });
    await deliver(pool);
    assert.deepEqual(await deliver(pool, 'no@d.example'), [250, 550]);
    assert.deepEqual([hop.sessions.length, asked(hop, 'no@')], [2, 2]);
  });

  test('that cannot be replaced keeps the recipients it accepted, and refuses for now only', async (t) => {
    const rcpt: Script['rcpt'] = ({ line }) => (line.includes('no@') ? say('550 5.1.1 no') : undefined);
    for (const fresh of [{ greeting: say('421 too many connections') }, { mail: say('451 later') }]) {
      const { hop, pool } = await start(t, { rcpt });
      await deliver(pool);
      const session = await pool.acquire();
      await session.open('a@b.example', 'one@d.example', noParameters);
      hop.follow({ ...fresh, rcpt });
      const refused = [await session.rcpt('no@d.example'), await session.rcpt('no@d.example')];
      assert.deepEqual(
        refused.map(({ code, enhanced }) => [code, enhanced]),
        [
          [451, undefined],
          [451, undefined],
        ],
      );
      assert.equal((await session.data()).code, 354);
      await session.write(transferOctets('x\r\n'));
      assert.equal((await session.end()).code, 250);
      pool.release(session);
      assert.deepEqual([hop.messages[1]?.rcpts, hop.sessions.length], [['RCPT TO:<one@d.example>'], 2]);
    }
  });

  test('that cannot be replaced before anybody was accepted gives the reason why not', async (t) => {
    const { hop, pool } = await start(t, {});
    await deliver(pool);
    hop.follow({ greeting: say('421 too many connections'), mail: say('550 no') });
    const session = await pool.acquire();
    const error = await errorOf(session.open('a@b.example', 'c@d.example', noParameters));
    assert.deepEqual([error.failure, error.phase], ['refused', 'greeting']);
    pool.release(session);
  });

  test('that is cut while a fresh one is opened leaves neither', async (t) => {
    const { hop, pool } = await start(t, {});
    await deliver(pool);
    const session = await pool.acquire();
    await session.open('a@b.example', 'c@d.example', noParameters);
    hop.follow({ data: say('503 no'), rcpt: { next: 'stall' } });
    const answer = session.data();
    await hop.until(({ sessions }) => sessions[1]?.commands.some((line) => line.startsWith('RCPT')) === true);
    session.abort();
    pool.release(session);
    await hop.until(({ sessions }) => sessions.every(({ isClosed }) => isClosed));
    assert.deepEqual([(await answer).code, hop.accepted], [451, 1]);
  });
});

describe('a fresh session', () => {
  test('is asked once, whatever it refuses', async (t) => {
    for (const step of ['mail', 'rcpt', 'data'] as const) {
      const { hop, pool } = await start(t, { [step]: say('550 5.7.1 no') });
      assert.equal((await deliver(pool)).at(-1), step === 'mail' ? 503 : 550);
      assert.equal(hop.sessions.length, 1);
    }
  });
});

function asked({ sessions }: ScriptedHop, part: string): number {
  return sessions.flatMap(({ commands }) => commands).filter((line) => line.includes(part)).length;
}
