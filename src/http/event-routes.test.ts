// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { json, startedAt, testApp } from '../../test/support/http-app.ts';
import { type AliasEvents, createAliasEvents } from '../alias/events.ts';
import { createVault, secretOctets } from '../crypto/vault.ts';
import { createMemoryStore } from '../store/memory.ts';
import { createdAliasSchema } from './alias-schema.ts';

const target = 'ada@target.example';

/** An application and all that stands behind it, with a clock set by hand. */
async function stage(given: { beatMs?: number; stopping?: AbortSignal; events?: AliasEvents } = {}) {
  const { beatMs = 60_000, events, ...deps } = given;
  const clock = { now: startedAt };
  const now = () => clock.now;
  const hub = events ?? createAliasEvents(now);
  const [store, vault] = [createMemoryStore({ clock: now }), createVault(randomBytes(secretOctets))];
  const domains = ['alias.example'] as const;
  const app = testApp({ store, vault, events: hub, domains, now, beatMs, ...deps });
  const response = await app.request('/aliases', json('POST', { target, maxUses: 2, days: 1 }));
  const alias = createdAliasSchema.parse(await response.json());
  const headers = { authorization: `Bearer ${alias.manageToken}` };
  const path = `/aliases/${alias.address}`;
  return { app, clock, hub, store, key: vault.keyOf(alias.address), path, headers };
}

type Stage = Awaited<ReturnType<typeof stage>>;

/** Follows the alias; gives a reader of events, which has a deadline. */
async function follow(t: TestContext, { app, path, headers }: Stage) {
  return readerOf(t, await app.request(`${path}/events`, { headers }));
}

function readerOf(t: TestContext, response: Response) {
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'text/event-stream');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  t.after(() => reader?.cancel());
  let text = '';
  return async (): Promise<{ event: string; [field: string]: unknown } | undefined> => {
    for (;;) {
      const block = /^([\s\S]*?)\n\n/.exec(text);
      if (block === null) {
        const read = await reader?.read();
        if (read?.value === undefined) return undefined;
        text += read.value;
        continue;
      }
      text = text.slice(block[0].length);
      const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(block[1] ?? '') ?? [];
      if (event !== undefined) return { event, ...JSON.parse(data ?? '{}') };
    }
  };
}

/** One message, as the relay lets it through. */
async function deliver({ store, hub, key, clock }: Stage, id: string): Promise<void> {
  const reservation = { id, uses: [{ key, fingerprint: id }] };
  await store.spend(reservation, clock.now);
  hub.publish(key, 'spent');
  await new Promise((resolve) => setImmediate(resolve));
  await store.settle(reservation, clock.now);
  hub.publish(key, 'settled');
}

describe('GET /aliases/{address}/events', () => {
  it('tells of each use, and ends with the alias', async (t) => {
    const stand = await stage();
    const next = await follow(t, stand);
    await deliver(stand, 'one');
    const spent = await next();
    assert.deepEqual([spent?.event, spent?.usesLeft, spent?.delivered], ['spent', 1, 0]);
    const settled = await next();
    assert.deepEqual([settled?.event, settled?.usesLeft, settled?.delivered], ['settled', 1, 1]);
    await deliver(stand, 'two');
    assert.deepEqual((await next())?.usesLeft, 0);
    const last = await next();
    assert.deepEqual([last?.event, last?.usesLeft, last?.delivered], ['settled', 0, 2]);
    assert.deepEqual(await next(), { event: 'destroyed' });
    assert.equal(await next(), undefined);
  });

  it('tells of the delivery that ended the alias, though a message refused after it is told of first', async (t) => {
    const stand = await stage();
    const next = await follow(t, stand);
    await deliver(stand, 'one');
    assert.deepEqual([(await next())?.event, (await next())?.event], ['spent', 'settled']);
    const reservation = { id: 'two', uses: [{ key: stand.key, fingerprint: 'two' }] };
    await stand.store.spend(reservation, stand.clock.now);
    await stand.store.settle(reservation, stand.clock.now);
    stand.hub.publish(stand.key, 'refused');
    await new Promise((resolve) => setImmediate(resolve));
    stand.hub.publish(stand.key, 'settled');
    const last = await next();
    assert.deepEqual([last?.event, last?.usesLeft, last?.delivered], ['settled', 0, 2]);
    assert.deepEqual(await next(), { event: 'destroyed' });
  });

  it('tells of what the owner does', async (t) => {
    const stand = await stage();
    const next = await follow(t, stand);
    const { app, path, headers } = stand;
    const change = json('PATCH', { state: 'paused' });
    await app.request(path, { ...change, headers: { ...change.headers, ...headers } });
    const changed = await next();
    assert.deepEqual([changed?.event, changed?.state], ['changed', 'paused']);
    await app.request(path, { method: 'DELETE', headers });
    assert.deepEqual(await next(), { event: 'destroyed' });
  });

  it('sees at the next beat what nobody has told it: another process, and time', async (t) => {
    const stand = await stage({ beatMs: 5 });
    const next = await follow(t, stand);
    await stand.store.change(stand.key, { state: 'paused' });
    const changed = await next();
    assert.deepEqual([changed?.event, changed?.state], ['changed', 'paused']);
    stand.clock.now += 86_400_000;
    assert.deepEqual(await next(), { event: 'destroyed' });
  });

  it('ends when the service stops', async (t) => {
    const stopping = new AbortController();
    const stand = await stage({ stopping: stopping.signal });
    const next = await follow(t, stand);
    stopping.abort();
    assert.equal(await next(), undefined);
  });

  it('frees its place when the client goes, also after a mere HEAD', async () => {
    const stand = await stage({ events: createAliasEvents(() => startedAt, { perAlias: 1, inAll: 1 }) });
    const { app, path, headers } = stand;
    await app.request(`${path}/events`, { method: 'HEAD', headers });
    const first = await app.request(`${path}/events`, { headers });
    assert.equal(first.status, 200);
    assert.equal((await app.request(`${path}/events`, { headers })).status, 503);
    await first.body?.cancel();
    const gone = new AbortController();
    const second = await app.request(`${path}/events`, { headers, signal: gone.signal });
    assert.equal(second.status, 200);
    gone.abort();
    await new Promise((resolve) => setImmediate(resolve));
    const third = await app.request(`${path}/events`, { headers });
    assert.equal(third.status, 200);
    await third.body?.cancel();
  });

  it('cuts off a client that does not read', async () => {
    const stand = await stage({ events: createAliasEvents(() => startedAt, { perAlias: 1, inAll: 1 }) });
    const { app, path, headers } = stand;
    await app.request(`${path}/events`, { headers });
    for (let i = 0; i < 200; i++) stand.hub.publish(stand.key, 'changed');
    for (;;) {
      const next = await app.request(`${path}/events`, { headers });
      await next.body?.cancel();
      if (next.status === 200) break;
    }
  });

  it('leaves others a share when one client follows much', async () => {
    const { app, path, headers } = await stage();
    const created = await app.request('/aliases', json('POST', { target: 'ada@target.example', maxUses: 1 }));
    const second: { address: string; manageToken: string } = Object(await created.json());
    const follow = (remoteAddress: string, at: string, token: Record<string, string>) =>
      app.request(`${at}/events`, { headers: token }, { incoming: { socket: { remoteAddress } } });
    const statuses: number[] = [];
    const streams: Response[] = [];
    for (let i = 0; i < 60; i++) {
      const made = await app.request('/aliases', json('POST', { target: 'ada@target.example', maxUses: 1 }));
      const { address, manageToken }: { address: string; manageToken: string } = Object(await made.json());
      const stream = await follow('192.0.2.1', `/aliases/${address}`, {
        authorization: `Bearer ${manageToken}`,
      });
      statuses.push(stream.status);
      streams.push(stream);
    }
    assert.deepEqual([statuses.indexOf(429), streams[50]?.headers.get('retry-after')], [50, '30']);
    const other = await follow('192.0.2.2', path, headers);
    assert.equal(other.status, 200);
    await streams[0]?.body?.cancel();
    const again = await follow('192.0.2.1', `/aliases/${second.address}`, {
      authorization: `Bearer ${second.manageToken}`,
    });
    assert.equal(again.status, 200);
    for (const stream of [...streams.slice(1), other, again]) await stream.body?.cancel();
  });

  it('is a 404 like any other for strangers', async () => {
    const { app, path, headers } = await stage();
    const expected = await (await app.request('/aliases/x@alias.example', { headers })).text();
    for (const [asked, sent] of [
      [path, { authorization: 'Bearer x' }],
      ['/aliases/x@alias.example', headers],
    ] as const) {
      const response = await app.request(`${asked}/events`, { headers: sent });
      assert.equal(response.status, 404);
      assert.equal(await response.text(), expected);
    }
  });
});

describe('POST /events', () => {
  it('tells of several aliases in one stream, and of those that are none as of dead ones', async (t) => {
    const stand = await stage();
    const { app, path, headers } = stand;
    const address = path.split('/').at(-1) ?? '';
    const token = headers.authorization.slice('Bearer '.length);
    const made = await app.request('/aliases', json('POST', { target, maxUses: 1 }));
    const other = createdAliasSchema.parse(await made.json());
    const aliases = [
      { address, token },
      { address: other.address, token: other.manageToken },
      { address, token: 'wrong' },
      { address: 'nobody@alias.example', token },
    ];
    const next = readerOf(t, await app.request('/events', json('POST', { aliases })));
    assert.deepEqual(await next(), { event: 'destroyed', address });
    assert.deepEqual(await next(), { event: 'destroyed', address: 'nobody@alias.example' });
    await deliver(stand, 'one');
    assert.partialDeepStrictEqual(await next(), { event: 'spent', address, usesLeft: 1 });
    assert.partialDeepStrictEqual(await next(), { event: 'settled', address, delivered: 1 });
    const path2 = `/aliases/${other.address}`;
    const bearer = { authorization: `Bearer ${other.manageToken}` };
    const paused = json('PATCH', { state: 'paused' });
    await app.request(path2, { ...paused, headers: { ...paused.headers, ...bearer } });
    assert.partialDeepStrictEqual(await next(), {
      event: 'changed',
      address: other.address,
      state: 'paused',
    });
    await app.request(path2, { method: 'DELETE', headers: bearer });
    assert.deepEqual(await next(), { event: 'destroyed', address: other.address });
    await deliver(stand, 'two');
    assert.partialDeepStrictEqual(await next(), { event: 'spent', address, usesLeft: 0 });
  });

  it('takes up to fifty', async () => {
    const { app } = await stage();
    const one = { address: 'x@alias.example', token: 'x' };
    for (const [count, status] of [
      [0, 422],
      [51, 422],
      [50, 200],
    ] as const) {
      const response = await app.request('/events', json('POST', { aliases: Array(count).fill(one) }));
      assert.equal(response.status, status);
      await response.body?.cancel();
    }
  });
});
