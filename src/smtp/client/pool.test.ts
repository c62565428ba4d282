// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import {
  hangUp,
  type Script,
  type ScriptedHop,
  say,
  sayAndHangUp,
  stall,
  startScriptedHop,
} from '../../../test/support/next-hop/scripted-next-hop.ts';
import { errorOf } from '../../../test/support/smtp/client-error-of.ts';
import { noParameters, transferOctets } from '../../../test/support/smtp/mail-data.ts';
import { createPool, type Pool, type PoolOptions } from './pool.ts';
import type { ClientSession } from './types.ts';

async function startHop(t: TestContext, script: Script = {}): Promise<ScriptedHop> {
  const hop = await startScriptedHop(script);
  t.after(() => hop.close());
  return hop;
}

function poolOf(t: TestContext, hops: readonly ScriptedHop[], options: Partial<PoolOptions> = {}): Pool {
  const pool = createPool({ hops: hops.map((hop) => hop.options()), ...options });
  t.after(() => pool.close());
  return pool;
}

async function openTransaction(pool: Pool): Promise<ClientSession> {
  const session = await pool.acquire();
  const { mail, rcpt } = await session.open('a@b.example', 'c@d.example', noParameters);
  assert.deepEqual([mail.code, rcpt?.code], [250, 250]);
  return session;
}

async function finish(pool: Pool, session: ClientSession): Promise<void> {
  assert.equal((await session.data()).code, 354);
  await session.write(transferOctets('x\r\n'));
  assert.equal((await session.end()).code, 250);
  pool.release(session);
}

async function deliver(pool: Pool): Promise<void> {
  await finish(pool, await openTransaction(pool));
}

describe('a pool', () => {
  test('uses one session for one transaction after the other', async (t) => {
    const hop = await startHop(t);
    const pool = poolOf(t, [hop]);
    for (let count = 0; count < 5; count += 1) await deliver(pool);
    assert.deepEqual([hop.sessions.length, hop.accepted], [1, 5]);
    assert.ok(!hop.sessions[0]?.commands.includes('RSET'));
  });

  test('has as many sessions as there are transactions at a time', async (t) => {
    const hop = await startHop(t);
    const pool = poolOf(t, [hop]);
    await Promise.all(Array.from({ length: 8 }, () => deliver(pool)));
    const opened = hop.sessions.length;
    assert.ok(opened <= 8);
    await Promise.all(Array.from({ length: opened }, () => deliver(pool)));
    assert.equal(hop.sessions.length, opened);
  });

  test('takes the session that was used last', async (t) => {
    const hop = await startHop(t);
    const pool = poolOf(t, [hop]);
    const [first, second] = [await openTransaction(pool), await openTransaction(pool)];
    await finish(pool, second);
    await finish(pool, first);
    await deliver(pool);
    assert.deepEqual(
      hop.messages.map(({ session }) => session),
      [1, 0, 0],
    );
  });

  test('opens a fresh session when asked to, and keeps both', async (t) => {
    const hop = await startHop(t);
    const pool = poolOf(t, [hop]);
    await deliver(pool);
    pool.release(await pool.acquire({ fresh: true }));
    assert.equal(hop.sessions.length, 2);
  });

  test('resets what an unfinished transaction left, only when the session is used again', async (t) => {
    const hop = await startHop(t);
    const pool = poolOf(t, [hop]);
    pool.release(await openTransaction(pool));
    assert.ok(!hop.sessions[0]?.commands.includes('RSET'));
    await deliver(pool);
    const verbs = hop.sessions[0]?.commands.map((line) => line.slice(0, 4)).join(' ');
    assert.equal(verbs, 'EHLO MAIL RCPT RSET MAIL RCPT DATA');
  });

  test('cuts a session that is given back in the middle of mail data', async (t) => {
    const hop = await startHop(t);
    const pool = poolOf(t, [hop]);
    const session = await openTransaction(pool);
    await session.data();
    await session.write(transferOctets('x\r\n'));
    pool.release(session);
    await hop.until(() => hop.sessions[0]?.isClosed === true);
    await deliver(pool);
    assert.deepEqual(
      hop.messages.map(({ session }) => session),
      [1],
    );
  });

  test('takes a session back only once', async (t) => {
    const hop = await startHop(t);
    const pool = poolOf(t, [hop]);
    const session = await openTransaction(pool);
    await finish(pool, session);
    pool.release(session);
    await Promise.all([deliver(pool), deliver(pool)]);
    assert.equal(hop.sessions.length, 2);
  });
});

describe('a pool ends a session', () => {
  test('after its last transaction, politely', async (t) => {
    const hop = await startHop(t);
    const pool = poolOf(t, [hop], { maxTransactions: 2 });
    for (let count = 0; count < 5; count += 1) await deliver(pool);
    assert.deepEqual(
      hop.messages.map(({ session }) => session),
      [0, 0, 1, 1, 2],
    );
    await hop.until(() => hop.sessions[1]?.isClosed === true);
    assert.equal(hop.sessions[0]?.commands.at(-1), 'QUIT');
  });

  test('that is too old', async (t) => {
    const hop = await startHop(t);
    let now = 0;
    const pool = poolOf(t, [hop], { maxAgeMs: 1_000, now: () => now });
    await deliver(pool);
    now = 999;
    await deliver(pool);
    now = 1_001;
    await deliver(pool);
    assert.deepEqual(
      hop.messages.map(({ session }) => session),
      [0, 0, 1],
    );
  });

  test('that nobody needs any more, without being asked', async (t) => {
    const hop = await startHop(t);
    const pool = poolOf(t, [hop], { idleTimeoutMs: 30 });
    await deliver(pool);
    await hop.until(() => hop.sessions[0]?.isClosed === true);
    assert.equal(hop.sessions[0]?.commands.at(-1), 'QUIT');
  });

  test('beyond the number of idle ones', async (t) => {
    const hop = await startHop(t);
    const pool = poolOf(t, [hop], { maxIdle: 1 });
    const sessions = [await openTransaction(pool), await openTransaction(pool)];
    for (const session of sessions) await finish(pool, session);
    await hop.until(() => hop.sessions.filter(({ isClosed }) => isClosed).length === 1);
    await deliver(pool);
    assert.equal(hop.sessions.length, 2);
  });

  test('that is being opened when it is closed, without waiting for its deadline', async (t) => {
    const hops = [await startHop(t, { greeting: stall }), await startHop(t)];
    const pool = poolOf(t, hops);
    const failed = errorOf(pool.acquire());
    await hops[0]?.until(({ sessions }) => sessions.length === 1);
    await pool.close();
    assert.equal((await failed).failure, 'lost');
    assert.equal(hops[1]?.sessions.length, 0);
  });

  test('when it is closed, idle or in use, and opens none after that', async (t) => {
    const hop = await startHop(t);
    const pool = poolOf(t, [hop]);
    const inUse = await openTransaction(pool);
    await deliver(pool);
    await inUse.data();
    await pool.close();
    await hop.until(() => hop.sessions.every(({ isClosed }) => isClosed));
    assert.equal((await errorOf(inUse.end())).dotWasSent, false);
    await errorOf(pool.acquire());
    assert.deepEqual([hop.sessions.length, hop.accepted], [2, 1]);
  });
});

describe('a kept session that the server has ended', () => {
  for (const [name, last] of [
    ['without a word', ''],
    ['with 421', '421 4.4.2 idle for too long\r\n'],
    ['with nonsense', 'what?'],
  ] as const) {
    test(`${name} is not handed out again`, async (t) => {
      const hop = await startHop(t);
      const pool = poolOf(t, [hop]);
      await deliver(pool);
      if (last !== '') hop.sessions[0]?.say(last);
      else hop.sessions[0]?.hangUp();
      await hop.until(() => hop.sessions[0]?.isClosed === true);
      await new Promise(setImmediate);
      await deliver(pool);
      assert.deepEqual(
        hop.messages.map(({ session }) => session),
        [0, 1],
      );
    });
  }

  for (const [name, act] of [
    ['hangs up on', hangUp],
    ['answers 421 to', sayAndHangUp('421 4.4.2 idle for too long')],
  ] as const) {
    for (const extensions of [['PIPELINING'], []]) {
      const how = extensions.length > 0 ? 'with' : 'without';
      test(`and ${name} MAIL is replaced unnoticed, once, ${how} pipelining`, async (t) => {
        const mail: Script['mail'] = ({ session, time }) => (session === 0 && time === 1 ? act : undefined);
        const hop = await startHop(t, { mail, extensions });
        const pool = poolOf(t, [hop]);
        for (let count = 0; count < 3; count += 1) await deliver(pool);
        assert.deepEqual(
          hop.messages.map(({ session }) => session),
          [0, 1, 1],
        );
      });

      test(`and ${name} RSET is replaced unnoticed, ${how} pipelining`, async (t) => {
        const hop = await startHop(t, { rset: act, extensions });
        const pool = poolOf(t, [hop]);
        pool.release(await openTransaction(pool));
        await deliver(pool);
        assert.deepEqual(
          hop.messages.map(({ session }) => session),
          [1],
        );
      });
    }
  }

  test('is replaced once and not for ever', async (t) => {
    const hop = await startHop(t, {
      mail: ({ session, time }) => (session === 0 && time === 0 ? undefined : hangUp),
    });
    const pool = poolOf(t, [hop]);
    await deliver(pool);
    const session = await pool.acquire();
    const error = await errorOf(session.open('a@b.example', 'c@d.example', noParameters));
    assert.deepEqual([error.failure, error.phase, hop.sessions.length], ['lost', 'mail', 2]);
  });

  test('is not replaced by one that offers less than the message needs', async (t) => {
    const hop = await startHop(t, { mail: ({ time }) => (time === 1 ? hangUp : undefined) });
    const pool = poolOf(t, [hop]);
    await deliver(pool);
    hop.follow({ extensions: [], mail: hangUp });
    const session = await pool.acquire();
    const parameters = { ...noParameters, smtpUtf8: true };
    const error = await errorOf(session.open('ä@b.example', 'c@d.example', parameters));
    assert.equal(error.failure, 'lost');
    assert.equal(hop.sessions[1]?.commands.length, 1);
  });

  test('and a fresh one that fails is no reason to try again', async (t) => {
    const hop = await startHop(t, { mail: hangUp });
    const session = await poolOf(t, [hop]).acquire();
    await errorOf(session.open('a@b.example', 'c@d.example', noParameters));
    assert.equal(hop.sessions.length, 1);
  });

  test('is not replaced when the caller has cut it', async (t) => {
    const hop = await startHop(t, { mail: ({ time }) => (time === 1 ? stall : undefined) });
    const pool = poolOf(t, [hop]);
    await deliver(pool);
    const session = await pool.acquire();
    const opening = errorOf(session.open('a@b.example', 'c@d.example', noParameters));
    session.abort();
    assert.equal((await opening).failure, 'lost');
    assert.equal(hop.sessions.length, 1);
  });
});

describe('several next hops', () => {
  test('are tried in order, and one that failed only after the others for a while', async (t) => {
    let now = 0;
    const first = await startHop(t, { greeting: say('421 4.3.2 not now') });
    const second = await startHop(t);
    const pool = poolOf(t, [first, second], { avoidFailedMs: 1_000, maxTransactions: 1, now: () => now });
    await deliver(pool);
    await deliver(pool);
    assert.deepEqual([first.sessions.length, second.accepted], [1, 2]);
    first.follow({});
    now = 1_001;
    await deliver(pool);
    assert.deepEqual([first.accepted, second.accepted], [1, 2]);
  });

  test('that have all failed are all tried again', async (t) => {
    const refusing: Script = { greeting: say('554 no') };
    const hops = [await startHop(t, refusing), await startHop(t, refusing)];
    const pool = poolOf(t, hops);
    const error = await errorOf(pool.acquire());
    assert.deepEqual([error.failure, error.phase], ['refused', 'greeting']);
    hops[1]?.follow({});
    await deliver(pool);
    assert.deepEqual(
      hops.map((hop) => hop.accepted),
      [0, 1],
    );
  });

  test('share one deadline, so that one that stalls leaves time for the next', async (t) => {
    const hops = [await startHop(t, { greeting: stall }), await startHop(t)];
    const pool = poolOf(t, hops, { setupTimeoutMs: 400 });
    await deliver(pool);
    assert.equal(hops[1]?.accepted, 1);
  });

  test('that all stall are given up at that deadline', async (t) => {
    const hops = [await startHop(t, { greeting: stall }), await startHop(t, { ehlo: stall })];
    const error = await errorOf(poolOf(t, hops, { setupTimeoutMs: 600 }).acquire());
    assert.deepEqual([error.failure, error.phase], ['timeout', 'ehlo']);
  });
});
