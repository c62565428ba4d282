// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { dayMs, json, startedAt, testApp } from '../../test/support/http-app.ts';
import { createAliasEvents } from '../alias/events.ts';
import { StoreError } from '../alias/ports.ts';
import { createVault, secretOctets } from '../crypto/vault.ts';
import { createMemoryStore } from '../store/memory.ts';
import { aliasSchema, createdAliasSchema } from './alias-schema.ts';
import { problemSchema } from './problem.ts';

const target = 'ada@target.example';

async function create(app: ReturnType<typeof testApp>, body: object = { target, maxUses: 3 }) {
  const response = await app.request('/aliases', json('POST', body));
  assert.equal(response.status, 201, await response.clone().text());
  return createdAliasSchema.parse(await response.json());
}

function bearer(token: string): RequestInit & { headers: Record<string, string> } {
  return { headers: { authorization: `Bearer ${token}` } };
}

async function fields(response: Response): Promise<string[]> {
  const problem = problemSchema.parse(await response.json());
  return (problem.errors ?? []).map((error) => error.field);
}

describe('POST /aliases', () => {
  it('makes an alias and shows its token once', async () => {
    const app = testApp();
    const response = await app.request(
      '/aliases',
      json('POST', { target, maxUses: 3, days: 2, note: 'shop' }),
    );
    const body = createdAliasSchema.strict().parse(await response.json());
    assert.equal(response.status, 201);
    assert.equal(response.headers.get('location'), `https://mayfly.example/aliases/${body.address}`);
    assert.match(body.address, /^[0-9a-z]{16}@alias\.example$/);
    assert.equal(body.manageUrl, `https://mayfly.example/m#${body.address}/${body.manageToken}`);
    const { address: _, manageToken: __, manageUrl: ___, key, ...rest } = body;
    assert.match(key ?? '', /^mayfly[0-9a-z]{40}$/);
    assert.deepEqual(rest, {
      target,
      state: 'active',
      maxUses: 3,
      usesLeft: 3,
      delivered: 0,
      validFrom: null,
      validUntil: new Date(startedAt + 2 * dayMs).toISOString(),
      validFor: 'P2D',
      startsAt: 'creation',
      idleFor: null,
      createdAt: new Date(startedAt).toISOString(),
      note: 'shop',
    });
  });

  const day = new Date(startedAt + dayMs).toISOString();
  const taken: readonly [name: string, body: object, expected: object][] = [
    ["the ancestor's request", { days: 3, 'max-usage': 5 }, { maxUses: 5, validUntil: 3 }],
    ['fractions of a day', { days: 0.5 }, { validUntil: 0.5 }],
    ['a duration', { validFor: 'PT36H' }, { validUntil: 1.5 }],
    ['an instant in UTC', { validUntil: day }, { validUntil: 1 }],
    ['an instant with an offset', { validUntil: `${day.slice(0, 19)}+02:00` }, { validUntil: 1 - 2 / 24 }],
    [
      'a life that begins with the first delivery',
      { validFor: 'P1D', startsAt: 'first-use' },
      { validUntil: 60, startsAt: 'first-use', validFor: 'P1D' },
    ],
    ['its old name', { validFor: 'P1D', clock: 'first-use' }, { validUntil: 60, startsAt: 'first-use' }],
    ['an idle limit', { idleFor: 'P7D' }, { validUntil: 7, idleFor: 'P7D', startsAt: 'creation' }],
    ['an instant in small letters', { validUntil: day.toLowerCase() }, { validUntil: 1 }],
    ['a leap second', { validUntil: `${day.slice(0, 17)}60Z` }, { validUntil: 1 + 60 / 86_400 }],
    ['a note of 200 emojis', { maxUses: 1, note: '🪰'.repeat(200) }, { note: '🪰'.repeat(200) }],
    [
      'both old instants',
      { 'valid-from': day, 'valid-until': `${day.slice(0, 10)}T23:59:59Z` },
      { validFrom: day },
    ],
    ['two spellings that agree', { maxUses: 5, 'max-usage': 5, days: 1, validFor: 'PT24H' }, { maxUses: 5 }],
    ['a chosen name', { maxUses: 1, name: 'Spring-Sale' }, { address: 'spring-sale@alias.example' }],
    [
      'another domain',
      { maxUses: 1, name: 'shop', domain: 'other.example' },
      { address: 'shop@other.example' },
    ],
    ['a name of words', { maxUses: 1, style: 'words' }, {}],
  ];
  for (const [name, body, expected] of taken)
    it(`takes ${name}`, async () => {
      const created = await create(testApp(), { target, ...body });
      for (const [field, value] of Object.entries(expected)) {
        const wanted = typeof value === 'number' && field === 'validUntil' ? instantIn(value) : value;
        assert.equal(Object.entries(created).find(([key]) => key === field)?.[1], wanted, field);
      }
    });

  const mistaken: readonly [body: unknown, fields: string[]][] = [
    [{}, ['target', 'maxUses']],
    [{ target }, ['maxUses']],
    [[], ['body']],
    ['text', ['body']],
    [null, ['body']],
    [{ target: 3, maxUses: 3 }, ['target']],
    [{ target: null, maxUses: 3 }, ['target']],
    [{ target: 'nonsense', maxUses: 3 }, ['target']],
    [{ target: 'x@alias.example', maxUses: 3 }, ['target']],
    [{ target, maxUses: 0 }, ['maxUses']],
    [{ target, maxUses: -1 }, ['maxUses']],
    [{ target, maxUses: 1.5 }, ['maxUses']],
    [{ target, maxUses: '3' }, ['maxUses']],
    [{ target, maxUses: 101 }, ['maxUses']],
    [{ target, maxUses: 1e300 }, ['maxUses']],
    [{ target, 'max-usage': 101 }, ['max-usage']],
    [{ target, 'max-usage': true }, ['max-usage']],
    [{ target, maxUses: 3, 'max-usage': 4 }, ['max-usage']],
    [{ target, days: 0 }, ['days']],
    [{ target, days: -1 }, ['days']],
    [{ target, days: '3' }, ['days']],
    [{ target, days: 61 }, ['days']],
    [{ target, days: 1e300 }, ['days']],
    [{ target, days: 1e-12 }, ['days']],
    [{ target, days: 2, validFor: 'P3D' }, ['days']],
    [{ target, validFor: 'P1M' }, ['validFor']],
    [{ target, validFor: 'P61D' }, ['validFor']],
    [{ target, validFor: 3 }, ['validFor']],
    [{ target, idleFor: 'nonsense' }, ['idleFor']],
    [{ target, validUntil: '2020-01-01T00:00:00Z' }, ['validUntil']],
    [{ target, 'valid-until': '2020-01-01T00:00:00Z' }, ['valid-until']],
    [{ target, validUntil: '2027-02-30T00:00:00Z' }, ['validUntil']],
    [{ target, validUntil: '2027-02-03T00:00:00' }, ['validUntil']],
    [{ target, validUntil: 1800000000 }, ['validUntil']],
    [{ target, maxUses: 3, validFrom: 'tomorrow' }, ['validFrom']],
    [{ target, maxUses: 3, clock: 'never' }, ['clock']],
    [{ target, maxUses: 3, startsAt: 'first-use', clock: 'creation' }, ['clock']],
    [{ target, maxUses: 3, style: 'fancy' }, ['style']],
    [{ target, maxUses: 3, name: 'a b' }, ['name']],
    [{ target, maxUses: 3, name: 'postmaster' }, ['name']],
    [{ target, maxUses: 3, domain: 'elsewhere.example' }, ['domain']],
    [{ target, maxUses: 3, note: 'x'.repeat(5000) }, ['note']],
    [{ target, maxUses: 3, maxuses: 3, colour: 'red' }, ['maxuses', 'colour']],
    [{ target: 1, maxUses: 'x', days: 'y', colour: 'red' }, ['target', 'maxUses', 'days', 'colour']],
    [{ target: 'nonsense', maxUses: 101, days: 61 }, ['target', 'maxUses', 'days']],
    [{ target: 'nonsense', maxUses: 0 }, ['target', 'maxUses']],
    [{ target: 'nonsense', 'max-usage': 0, days: 61, note: 'a\nb' }, ['target', 'max-usage', 'days', 'note']],
    [{ maxUses: 101, name: 'x' }, ['target', 'maxUses', 'name']],
    [{ target, maxUses: 3, note: '🪰'.repeat(201) }, ['note']],
  ];
  for (const [body, expected] of mistaken)
    it(`names ${expected.join(', ')} as mistaken in ${JSON.stringify(body).slice(0, 80)}`, async () => {
      const response = await testApp().request('/aliases', json('POST', body));
      assert.equal(response.status, 422);
      assert.equal(response.headers.get('content-type'), 'application/problem+json');
      assert.deepEqual((await fields(response)).sort(), expected.toSorted());
    });

  it('names twenty mistakes and counts the others, so that the answer is not many times the question', async () => {
    const unknown = Object.fromEntries(Array.from({ length: 1500 }, (_, at) => [`f${at}`, 0]));
    const response = await testApp().request('/aliases', json('POST', { target, maxUses: 3, ...unknown }));
    assert.equal(response.status, 422);
    const body = await response.text();
    assert.ok(body.length < 4000, `${body.length} characters`);
    const { errors, moreErrors } = JSON.parse(body);
    assert.deepEqual([errors.length, moreErrors], [20, 1480]);
  });

  it('sees through a field called __proto__', async () => {
    const body = `{"target":"${target}","maxUses":3,"__proto__":{"days":1}}`;
    const response = await testApp().request('/aliases', { ...json('POST', {}), body });
    assert.equal(response.status, 422);
    assert.deepEqual(await fields(response), ['__proto__']);
  });

  it('refuses a name that is taken, living or dead', async () => {
    const app = testApp();
    const { address, manageToken } = await create(app, { target, maxUses: 1, name: 'shop' });
    const again = await app.request('/aliases', json('POST', { target, maxUses: 1, name: 'SHOP' }));
    assert.equal(again.status, 409);
    assert.deepEqual(await fields(again), ['name']);
    await app.request(`/aliases/${address}`, { method: 'DELETE', ...bearer(manageToken) });
    assert.equal(
      (await app.request('/aliases', json('POST', { target, maxUses: 1, name: 'shop' }))).status,
      409,
    );
  });

  for (const body of ['', '{', '{"target":}', '{"target":"a@b.example"} x', 'target=a@b.example'])
    it(`answers 400 to ${JSON.stringify(body)}, which is not JSON`, async () => {
      const response = await testApp().request('/aliases', { ...json('POST', {}), body });
      assert.equal(response.status, 400);
      assert.equal(problemSchema.parse(await response.json()).status, 400);
    });

  for (const type of [
    'application/x-www-form-urlencoded',
    'text/plain',
    'multipart/form-data; boundary=x',
    'text/json',
  ])
    it(`answers 415 to ${type}`, async () => {
      const response = await testApp().request('/aliases', {
        method: 'POST',
        headers: { 'content-type': type },
        body: JSON.stringify({ target, maxUses: 1 }),
      });
      assert.equal(response.status, 415);
      assert.equal(problemSchema.parse(await response.json()).status, 415);
    });

  it('takes JSON with a charset', async () => {
    const request = {
      ...json('POST', { target, maxUses: 1 }),
      headers: { 'content-type': 'Application/JSON; charset=utf-8' },
    };
    assert.equal((await testApp().request('/aliases', request)).status, 201);
  });
});

describe('the limit of alias creations', () => {
  const rateLimit = { points: 2, durationMs: 60_000 };
  const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } });
  let targets = 0;
  const attempt = (app: ReturnType<typeof testApp>, address: string, to = `t${targets++}@target.example`) =>
    app.request('/aliases', json('POST', { target: to, maxUses: 1 }), from(address));

  it('counts by client and says how long to wait', async () => {
    const app = testApp({ rateLimit });
    for (const status of [201, 201]) assert.equal((await attempt(app, '192.0.2.1')).status, status);
    const refused = await attempt(app, '::ffff:192.0.2.1');
    assert.equal(refused.status, 429);
    const seconds = Number(refused.headers.get('retry-after'));
    assert.ok(seconds >= 1 && seconds <= 60, `${seconds}`);
    assert.equal((await attempt(app, '192.0.2.2')).status, 201);
  });

  it('takes an IPv6 /64 as one client', async () => {
    const app = testApp({ rateLimit });
    for (const host of ['1', '2']) await attempt(app, `2001:db8::${host}`);
    assert.equal((await attempt(app, '2001:db8::3')).status, 429);
    assert.equal((await attempt(app, '2001:db8:0:1::3')).status, 201);
  });

  it('gives the /56 and the /48 about a client twice and four times as much', async () => {
    const app = testApp({ rateLimit });
    const made = async (addressOf: (at: number) => string) => {
      const answers = [];
      for (let at = 0; at < 12; at++) answers.push((await attempt(app, addressOf(at))).status);
      return answers.filter((status) => status === 201).length;
    };
    assert.equal(await made((at) => `2001:db8:0:${at.toString(16)}::1`), 4);
    assert.equal(await made((at) => `2001:db8:0:${at.toString(16)}00::1`), 4);
    assert.equal(await made((at) => `2001:db8:1:${at.toString(16)}00::1`), 8);
  });

  it('gives all who have no key a hundred times as much, and keeps nobody out who has one', async () => {
    const app = testApp({ rateLimit: { points: 1, durationMs: 60_000 } });
    const { key } = (await (await app.request('/keys', json('POST', { target }))).json()) as { key: string };
    const answers = [];
    for (let at = 0; at < 101; at++) answers.push((await attempt(app, `192.0.2.${at}`)).status);
    assert.deepEqual(answers.slice(-3), [201, 429, 429]);
    const made = await app.request(
      '/aliases',
      { ...json('POST', { maxUses: 1 }), headers: { ...json('POST', {}).headers, ...bearer(key).headers } },
      from('198.51.100.1'),
    );
    assert.equal(made.status, 201);
  });

  it('lets no stranger use up what the owner of a target may make', async () => {
    const app = testApp({ rateLimit });
    for (const host of ['1', '2']) await attempt(app, `192.0.2.${host}`, target);
    for (const status of [201, 201, 429])
      assert.equal((await attempt(app, '192.0.2.66', target)).status, status);
    assert.equal((await attempt(app, '192.0.2.3', target)).status, 201);
  });

  it('counts a target for a whole IPv6 site, however the mailbox is written', async () => {
    const app = testApp({ rateLimit });
    const spellings = ['Ada+1@target.example', 'ada@ｔarget.example', 'ada+2@tａrget。example'];
    const answers = [];
    for (const spelling of spellings)
      answers.push((await attempt(app, `2001:db8:0:${answers.length}::1`, spelling)).status);
    assert.deepEqual(answers, [201, 201, 429]);
    assert.equal((await attempt(app, '2001:db8:1::1', target)).status, 201);
  });

  it('charges for what was made, and bounds mistakes apart', async () => {
    const app = testApp({ rateLimit });
    const wrong = async () => (await attempt(app, '192.0.2.1', 'nonsense')).status;
    assert.deepEqual([await wrong(), await wrong(), await wrong()], [422, 422, 429]);
    assert.equal((await attempt(app, '192.0.2.1')).status, 201);
  });

  it('counts changes as well, and their end', async () => {
    const app = testApp({ rateLimit });
    const { address, manageToken, manageUrl } = await create(app);
    const owner = bearer(manageToken).headers;
    const act = async (client: string, path: string, init: RequestInit = {}) =>
      (await app.request(path, { headers: owner, ...init }, from(client))).status;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = `link=${encodeURIComponent(manageUrl)}&do=pause`;
    const paused = (client: string) => act(client, '/m', { method: 'POST', headers, body });
    assert.deepEqual(
      [await paused('192.0.2.1'), await paused('192.0.2.1'), await paused('192.0.2.1')],
      [200, 200, 429],
    );
    assert.equal(await act('192.0.2.1', `/aliases/${address}`, { method: 'DELETE' }), 429);
    assert.equal(await act('192.0.2.1', `/aliases/${address}`), 200);
    const patch = {
      ...json('PATCH', {}),
      headers: { ...json('PATCH', {}).headers, ...bearer(manageToken).headers },
    };
    const patched = async () => (await app.request(`/aliases/${address}`, patch, from('192.0.2.2'))).status;
    assert.deepEqual([await patched(), await patched(), await patched()], [200, 200, 429]);
    assert.equal(await act('192.0.2.3', `/aliases/${address}`, { method: 'DELETE' }), 204);
  });

  it('does not count what was never a request for an alias', async () => {
    const app = testApp({ rateLimit });
    for (let i = 0; i < 5; i++) await app.request('/aliases', json('POST', { target: 1 }), from('192.0.2.1'));
    assert.equal((await attempt(app, '192.0.2.1')).status, 201);
  });

  it('believes a proxy only when it is configured', async () => {
    const ask = (app: ReturnType<typeof testApp>, client: string) => {
      const request = json('POST', { target: `t${targets++}@target.example`, maxUses: 1 });
      const headers = { ...request.headers, 'x-forwarded-for': client };
      return app.request('/aliases', { ...request, headers }, from('10.0.0.1'));
    };
    const believing = testApp({ rateLimit, trustProxy: ['10.0.0.0/8'] });
    for (const client of ['192.0.2.1', '192.0.2.2', '192.0.2.3'])
      assert.equal((await ask(believing, client)).status, 201);
    const wary = testApp({ rateLimit });
    for (const client of ['192.0.2.1', '192.0.2.2']) await ask(wary, client);
    assert.equal((await ask(wary, '192.0.2.3')).status, 429);
  });
});

describe('an alias and its owner', () => {
  it('GET shows it, and nothing secret', async () => {
    const app = testApp();
    const { manageToken, manageUrl: _, key: __, ...alias } = await create(app);
    const response = await app.request(`/aliases/${alias.address}`, bearer(manageToken));
    assert.equal(response.status, 200);
    assert.deepEqual(aliasSchema.strict().parse(await response.json()), alias);
  });

  it('is not active before the owner of its target has agreed, whatever its own owner does', async () => {
    const app = testApp({ mustAgree: () => true });
    const { address, manageToken, state, key } = await create(app);
    assert.equal(state, 'unconfirmed');
    for (const token of [manageToken, key ?? ''])
      for (const wanted of ['active', 'paused']) {
        const { headers, ...request } = json('PATCH', { state: wanted, maxUses: 9 });
        const path = `/aliases/${address}`;
        const refused = await app.request(path, {
          ...request,
          headers: { ...headers, ...bearer(token).headers },
        });
        assert.equal(refused.status, 422);
        assert.deepEqual(
          problemSchema.parse(await refused.json()).errors?.map(({ field, code }) => [field, code]),
          [['state', 'unconfirmed']],
        );
      }
    const prolonged = json('PATCH', { validFor: 'P30D' });
    const changed = await app.request(`/aliases/${address}`, {
      ...prolonged,
      headers: { ...prolonged.headers, ...bearer(manageToken).headers },
    });
    const alias = aliasSchema.parse(await changed.json());
    assert.deepEqual(
      [alias.state, alias.validUntil],
      ['unconfirmed', new Date(startedAt + dayMs).toISOString()],
    );
    const form = await app.request('/m', {
      method: 'POST',
      body: new URLSearchParams({ link: `${address}/${manageToken}`, do: 'resume' }),
    });
    assert.equal(form.status, 422);
  });

  it('is found whatever the case of address and scheme, and with an encoded @', async () => {
    const app = testApp();
    const { address, manageToken } = await create(app);
    const path = `/aliases/${address.toUpperCase().replace('@', '%40')}`;
    assert.equal(
      (await app.request(path, { headers: { authorization: `bearer ${manageToken}` } })).status,
      200,
    );
  });

  it('HEAD answers like GET, without a body', async () => {
    const app = testApp();
    const { address, manageToken } = await create(app);
    const response = await app.request(`/aliases/${address}`, { method: 'HEAD', ...bearer(manageToken) });
    assert.equal(response.status, 200);
    assert.equal(await response.text(), '');
  });

  it('PATCH pauses, extends, shortens and labels', async () => {
    const app = testApp();
    const { address, manageToken } = await create(app);
    const patch = async (body: object) => {
      const request = json('PATCH', body);
      const headers = { ...request.headers, ...bearer(manageToken).headers };
      const response = await app.request(`/aliases/${address}`, { ...request, headers });
      const answer: Record<string, unknown> = Object(await response.json());
      return { status: response.status, body: answer };
    };
    assert.equal((await patch({ state: 'paused' })).body.state, 'paused');
    assert.equal((await patch({ state: 'active', note: 'shop' })).body.note, 'shop');
    assert.equal((await patch({ 'max-usage': 9 })).body.usesLeft, 9);
    assert.equal((await patch({ validFor: 'P2D' })).body.validUntil, instantIn(2));
    assert.equal((await patch({ 'valid-until': instantIn(1) })).body.validUntil, instantIn(1));
    assert.equal((await patch({ days: 3 })).body.validUntil, instantIn(3));
    assert.equal((await patch({ maxUses: null })).body.maxUses, 100);
    assert.equal((await patch({ days: null })).body.validUntil, instantIn(60));
    assert.equal((await patch({ idleFor: 'P1D' })).body.idleFor, 'P1D');
    assert.equal((await patch({ idleFor: null })).body.idleFor, null);
    const both = await patch({ maxUses: 0, note: 'a\nb' });
    assert.deepEqual(
      problemSchema.parse(both.body).errors?.map(({ field, code }) => [field, code]),
      [
        ['maxUses', 'notACount'],
        ['note', 'noteControl'],
      ],
    );
    assert.equal((await patch({})).status, 200);
    for (const [body, field] of [
      [{ state: 'dead' }, 'state'],
      [{ target: 'x' }, 'target'],
      [{ maxUses: 101 }, 'maxUses'],
      [{ 'max-usage': 101 }, 'max-usage'],
      [{ days: 0 }, 'days'],
    ] as const) {
      const refused = await patch(body);
      assert.equal(refused.status, 422);
      assert.deepEqual(
        problemSchema.parse(refused.body).errors?.map((error) => error.field),
        [field],
      );
    }
  });

  it('PATCH changes the target at once where nobody has to agree, and the note stays', async () => {
    const app = testApp();
    const { address, manageToken } = await create(app, { target, maxUses: 3, note: 'shop' });
    const change = (target: string) =>
      app.request(`/aliases/${address}`, {
        ...json('PATCH', { target }),
        headers: { 'content-type': 'application/json', ...bearer(manageToken).headers },
      });
    const changed = await change('Bob@Home.example');
    assert.equal(changed.status, 200);
    assert.partialDeepStrictEqual(await changed.json(), {
      target: 'Bob@home.example',
      note: 'shop',
      maxUses: 3,
    });
    for (const wrong of ['bob', 'x@alias.example']) assert.equal((await change(wrong)).status, 422);
    const shown = await app.request(`/aliases/${address}`, bearer(manageToken));
    assert.partialDeepStrictEqual(await shown.json(), { target: 'Bob@home.example', note: 'shop' });
  });

  it('DELETE destroys it for good', async () => {
    const app = testApp();
    const { address, manageToken } = await create(app);
    const destroyed = await app.request(`/aliases/${address}`, { method: 'DELETE', ...bearer(manageToken) });
    assert.equal(destroyed.status, 204);
    assert.equal(await destroyed.text(), '');
    const gone = await app.request(`/aliases/${address}`, bearer(manageToken));
    assert.equal(gone.status, 410);
    assert.equal(gone.headers.get('content-type'), 'application/problem+json');
    const { detail, ...problem } = (await gone.json()) as Record<string, unknown>;
    assert.match(String(detail), /^The alias was destroyed by its owner at 2026\S+Z\. 0 of 3 messages/);
    assert.deepEqual(problem, {
      type: 'https://mayfly.example/problems#ended',
      title: 'Gone',
      status: 410,
      ended: 'destroyedByOwner',
      endedAt: new Date(startedAt).toISOString(),
      used: 0,
      maxUses: 3,
    });
    for (const method of ['PATCH', 'DELETE']) {
      const { headers, ...request } =
        method === 'PATCH' ? json(method, { note: 'x' }) : { method, headers: {} };
      const again = { ...request, headers: { ...headers, ...bearer(manageToken).headers } };
      assert.equal((await app.request(`/aliases/${address}`, again)).status, 410, method);
    }
  });

  it('unknown, dead, and somebody else answer the same, octet for octet', async () => {
    const app = testApp();
    const [alive, dead, other] = [await create(app), await create(app), await create(app)];
    await app.request(`/aliases/${dead.address}`, { method: 'DELETE', ...bearer(dead.manageToken) });
    const strangers: readonly [address: string, headers: Record<string, string>][] = [
      ['unknown@alias.example', bearer(alive.manageToken).headers],
      ['unknown@elsewhere.example', bearer(alive.manageToken).headers],
      ['nonsense', bearer(alive.manageToken).headers],
      ['%F0%9F%A6%9F@alias.example', bearer(alive.manageToken).headers],
      [dead.address, bearer(alive.manageToken).headers],
      [alive.address, bearer(other.manageToken).headers],
      [alive.address, bearer('x'.repeat(4000)).headers],
    ];
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const answers = new Set<string>();
      for (const [address, headers] of strangers) {
        const request = method === 'PATCH' ? json('PATCH', { state: 'paused' }) : { method, headers: {} };
        const response = await app.request(`/aliases/${address}`, {
          ...request,
          headers: { ...request.headers, ...headers },
        });
        answers.add(JSON.stringify([response.status, [...response.headers], await response.text()]));
      }
      assert.equal(answers.size, 1, [...answers].join('\n'));
      assert.match([...answers][0] ?? '', /^\[404,/);
    }
    assert.equal((await app.request(`/aliases/${alive.address}`, bearer(alive.manageToken))).status, 200);
  });

  it('asks for a token where there is none, whether or not there is an alias', async () => {
    const app = testApp();
    const { address, manageToken } = await create(app);
    const without: Record<string, string>[] = [
      {},
      { authorization: `Basic ${manageToken}` },
      { authorization: 'Bearer ' },
    ];
    for (const headers of without)
      for (const [method, path] of [
        ['GET', ''],
        ['PATCH', ''],
        ['DELETE', ''],
        ['GET', '/events'],
        ['GET', '/history'],
        ['POST', '/test'],
      ] as const) {
        const answers = [];
        for (const at of [address, 'unknown@alias.example']) {
          const request = method === 'PATCH' ? json('PATCH', { maxUses: 0 }) : { method, headers: {} };
          const response = await app.request(`/aliases/${at}${path}`, {
            ...request,
            headers: { ...request.headers, ...headers },
          });
          answers.push([response.status, response.headers.get('www-authenticate'), await response.text()]);
        }
        assert.deepEqual(answers[0]?.slice(0, 2), [401, 'Bearer realm="mayfly"']);
        assert.deepEqual(answers[0], answers[1]);
      }
  });

  it('is changed and destroyed only as it was seen, where If-Match says so', async () => {
    const app = testApp();
    const { address, manageToken } = await create(app);
    const ask = (method: string, body: object | undefined, headers: Record<string, string>) =>
      app.request(`/aliases/${address}`, {
        method,
        headers: { ...bearer(manageToken).headers, 'content-type': 'application/json', ...headers },
        ...(body && { body: JSON.stringify(body) }),
      });
    const first = (await ask('GET', undefined, {})).headers.get('etag') ?? '';
    assert.match(first, /^"[\w-]{22}"$/);
    assert.equal((await ask('GET', undefined, { 'if-none-match': `"x", W/${first}` })).status, 304);
    const changed = await ask('PATCH', { note: 'one' }, { 'if-match': first });
    const second = changed.headers.get('etag') ?? '';
    assert.equal(changed.status, 200);
    assert.notEqual(first, second);
    assert.equal((await ask('GET', undefined, { 'if-none-match': first })).headers.get('etag'), second);
    assert.equal((await ask('PATCH', { note: 'two' }, { 'if-match': first })).status, 412);
    assert.equal((await ask('DELETE', undefined, { 'if-match': first })).status, 412);
    assert.equal((await ask('PATCH', { note: 'three' }, { 'if-match': '*' })).status, 200);
    const seen = { 'if-match': (await ask('GET', undefined, {})).headers.get('etag') ?? '' };
    const atOnce = await Promise.all([1, 2, 3].map((maxUses) => ask('PATCH', { maxUses }, seen)));
    assert.deepEqual(atOnce.map(({ status }) => status).sort(), [200, 412, 412]);
    const last = (await ask('GET', undefined, {})).headers.get('etag') ?? '';
    assert.equal((await ask('DELETE', undefined, { 'if-match': `"x", ${last}` })).status, 204);
  });

  it('has a history', async () => {
    const events = createAliasEvents(() => startedAt);
    const store = createMemoryStore({ clock: () => startedAt });
    const vault = createVault(randomBytes(secretOctets));
    const app = testApp({ store, vault, events });
    const { address, manageToken } = await create(app);
    events.publish(vault.keyOf(address), 'settled');
    events.publish(vault.keyOf(address), 'bounced');
    const response = await app.request(`/aliases/${address}/history`, bearer(manageToken));
    const at = new Date(startedAt).toISOString();
    assert.deepEqual(await response.json(), {
      history: [
        { at, ending: 'bounced' },
        { at, ending: 'delivered' },
      ],
    });
    assert.equal((await app.request(`/aliases/${address}/history`, bearer('x'))).status, 404);
  });

  it('has problems whose type leads to their explanation', async () => {
    const app = testApp();
    const page = await (await app.request('/problems')).text();
    for (const words of [
      'must be at most 254 characters long',
      'must have at most 200 characters',
      'must have 3 to 64',
    ])
      assert.ok(page.includes(words), words);
    const ids = page.match(/ id="[^"]*"/g) ?? [];
    assert.equal(new Set(ids).size, ids.length, 'no two places have one name');
    for (const [path, init] of [
      ['/aliases', json('POST', {})],
      ['/aliases', { method: 'GET' }],
      ['/aliases/x@alias.example', {}],
      ['/aliases/x@alias.example', bearer('x')],
      ['/nothing', {}],
    ] as const) {
      const { type } = problemSchema.parse(await (await app.request(path, init)).json());
      const [url, id] = type.split('#');
      assert.equal(url, 'https://mayfly.example/problems');
      assert.ok(page.includes(`id="${id}"`), type);
    }
  });

  it('has a page for people that a scanner of links cannot harm', async () => {
    const app = testApp();
    const { address, manageUrl } = await create(app, {
      target,
      maxUses: 3,
      note: '<script>alert(1)</script>',
    });
    const path = `/m/${new URL(manageUrl).hash.slice(1)}`;
    const page = await app.request(path);
    const html = await page.text();
    assert.equal(page.status, 200);
    assert.ok(html.includes(address) && html.includes(target) && !html.includes('<script>'));
    assert.equal(page.headers.get('referrer-policy'), 'no-referrer');
    assert.equal(page.headers.get('cache-control'), 'no-store');
    const wrong = await app.request(`${path}x`);
    assert.equal(wrong.status, 404);
    assert.equal(await wrong.text(), await (await app.request('/m/unknown@alias.example/x')).text());
  });
});

describe('every answer', () => {
  const paths = [
    '/',
    '/healthz',
    '/readyz',
    '/openapi.json',
    '/aliases/x@alias.example',
    '/nothing',
    '/assets/mayfly.css',
  ];
  for (const path of paths)
    it(`of ${path} carries the security header fields`, async () => {
      const { headers } = await testApp().request(path);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
      assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none';/);
      assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
      assert.equal(headers.get('access-control-allow-origin'), null);
      if (!path.startsWith('/assets')) assert.equal(headers.get('cache-control'), 'no-store');
    });

  const wrongMethods: readonly [method: string, path: string, allow: string][] = [
    ['PUT', '/aliases', 'POST, GET, HEAD'],
    ['POST', '/aliases/x@alias.example', 'GET, HEAD, PATCH, DELETE'],
    ['OPTIONS', '/aliases', 'POST, GET, HEAD'],
    ['GET', '/keys', 'POST'],
    ['DELETE', '/healthz', 'GET, HEAD'],
    ['POST', '/', 'GET, HEAD'],
  ];
  for (const [method, path, allow] of wrongMethods)
    it(`to ${method} ${path} is 405 and names ${allow}`, async () => {
      const response = await testApp().request(path, { method });
      assert.equal(response.status, 405);
      assert.equal(response.headers.get('allow'), allow);
      assert.equal(problemSchema.parse(await response.json()).status, 405);
    });

  it('is 404 where there is nothing', async () => {
    const response = await testApp().request('/nothing');
    assert.equal(response.status, 404);
    assert.equal(problemSchema.parse(await response.json()).status, 404);
  });

  it('is 503 while the store fails, and 500 for what nobody foresaw, both without detail', async () => {
    for (const [error, status] of [
      [new StoreError('disk secret'), 503],
      [new Error('bug secret'), 500],
    ] as const) {
      const failures: Error[] = [];
      const log = { answered: () => {}, failed: (failure: Error) => failures.push(failure) };
      const response = await testApp({ log, storeFails: error }).request(
        '/aliases',
        json('POST', { target, maxUses: 1 }),
      );
      const text = await response.text();
      assert.equal(response.status, status);
      assert.equal(problemSchema.parse(JSON.parse(text)).status, status);
      assert.doesNotMatch(text, /secret/);
      assert.deepEqual(failures, [error]);
    }
  });
});

describe('health', () => {
  it('healthz says that the process answers', async () => {
    const response = await testApp().request('/healthz');
    assert.deepEqual([response.status, await response.json()], [200, { ok: true }]);
  });

  it('readyz says which check failed', async () => {
    const checks = { store: 'ok', nextHop: 'failed' } as const;
    const response = await testApp({ ready: async () => ({ ok: false, checks }) }).request('/readyz');
    assert.deepEqual([response.status, await response.json()], [503, { ok: false, checks }]);
  });

  it('readyz is 200 when all is well', async () => {
    const ready = { ok: true, checks: { store: 'ok' } } as const;
    const response = await testApp({ ready: async () => ready }).request('/readyz');
    assert.deepEqual([response.status, await response.json()], [200, ready]);
  });
});

describe('the request log', () => {
  it('has method, route pattern, status and duration, and nothing of what was asked', async () => {
    const lines: object[] = [];
    const app = testApp({ log: { answered: (line) => lines.push(line), failed: assert.fail } });
    const { address, manageToken, manageUrl } = await create(app, { target, maxUses: 1, note: 'canary' });
    await app.request(`/aliases/${address}?canary`, bearer(manageToken));
    await app.request(`/m/${new URL(manageUrl).hash.slice(1)}`);
    await app.request(`/aliases`, json('POST', { target, 'canary@x': 1 }));
    await app.request('/canary');
    assert.deepEqual(lines, [
      { method: 'POST', route: '/aliases', status: 201, ms: 0 },
      { method: 'GET', route: '/aliases/:address', status: 200, ms: 0 },
      { method: 'GET', route: '/m/:address/:token', status: 200, ms: 0 },
      { method: 'POST', route: '/aliases', status: 422, ms: 0 },
      { method: 'GET', route: '/*', status: 404, ms: 0 },
    ]);
  });
});

/** RFC 3339 instant so many days after the start. */
function instantIn(days: number): string {
  return new Date(startedAt + Math.round(days * dayMs)).toISOString();
}
