// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startScriptedHop } from '../../test/support/next-hop/scripted-next-hop.ts';
import { ClientError } from '../smtp/client/error.ts';
import { Destinations } from './destinations.ts';

const tooMany = { name: 'ClientError', failure: 'busy', message: /too many sessions/ };

test('no more sessions are on loan than one domain, and all together, may have', async (t) => {
  const { destinations } = await stage(t, { maxPerDomain: 2, maxSessions: 3 });
  const first = await destinations.acquire('one.example', 'ann');
  await destinations.acquire('one.example', 'bob');
  await assert.rejects(destinations.acquire('one.example', 'ann'), tooMany);
  await destinations.acquire('two.example', 'ann');
  await assert.rejects(destinations.acquire('three.example', 'ann'), tooMany);
  destinations.release(first);
  destinations.release(first);
  await destinations.acquire('three.example', 'ann');
  await assert.rejects(destinations.acquire('one.example', 'ann'), tooMany);
});

test('a session is kept for its own circle and lent to no other', async (t) => {
  const { destinations, hop, asked } = await stage(t, { maxPerDomain: 5, maxSessions: 5 });
  destinations.release(await destinations.acquire('one.example', 'ann'));
  destinations.release(await destinations.acquire('one.example', 'bob'));
  assert.deepEqual([hop.sessions.length, asked.length], [2, 2]);
  destinations.release(await destinations.acquire('one.example', 'ann'));
  assert.deepEqual([hop.sessions.length, asked.length], [2, 2]);
});

test('a session that could not be had is not counted as on loan', async (t) => {
  const { destinations } = await stage(t, { maxPerDomain: 1, maxSessions: 1 });
  for (let i = 0; i < 3; i++)
    await assert.rejects(destinations.acquire('away.example', 'ann'), {
      failure: 'unreachable',
      message: /away/,
    });
  await destinations.acquire('one.example', 'ann');
});

test('of a thousand domains and one more, the one longest unused gives way, and what is on loan does not', async (t) => {
  const { destinations, hop } = await stage(t, { maxPerDomain: 5, maxSessions: 5 });
  const busy = await destinations.acquire('busy.example', 'ann');
  destinations.release(await destinations.acquire('unused.example', 'ann'));
  for (let i = 0; i < 999; i++)
    await assert.rejects(destinations.acquire(`away-${i}.example`, 'ann'), { failure: 'unreachable' });
  await hop.until(({ sessions }) => sessions[1]?.commands.includes('QUIT') === true);
  assert.deepEqual(
    { ...destinations.counters, failed: 0 },
    { idle: 0, busy: 1, opening: 0, opened: 2, failed: 0 },
  );
  destinations.release(busy);
  assert.equal(await destinations.acquire('busy.example', 'ann').then(() => hop.sessions.length), 2);
});

/** Every domain but those that are away is at one scripted server. */
async function stage(
  t: TestContext,
  limits: { readonly maxPerDomain: number; readonly maxSessions: number },
) {
  const hop = await startScriptedHop();
  const asked: string[] = [];
  const destinations = new Destinations({
    ...limits,
    async hopsOf(domain) {
      asked.push(domain);
      if (domain.startsWith('away')) throw new ClientError('unreachable', 'lookup', { detail: 'away' });
      return [hop.options()];
    },
  });
  t.after(async () => {
    await destinations.close();
    await hop.close();
  });
  return { destinations, hop, asked };
}
