// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from '@hono/zod-openapi';
import { json, testApp } from '../../test/support/http-app.ts';
import { createdAliasSchema } from './alias-schema.ts';
import { aliasListSchema, createdKeySchema, keySchema } from './key-schema.ts';
import { problemSchema } from './problem.ts';
import { createRateLimiter } from './rate-limit.ts';

type App = ReturnType<typeof testApp>;

const target = 'ada@target.example';

async function makeKey(app: App, preset: object = { days: 30, maxUses: 20 }): Promise<string> {
  const response = await app.request('/keys', json('POST', { target, label: 'phone', ...preset }));
  assert.equal(response.status, 201);
  return createdKeySchema.parse(await response.json()).key;
}

/** A request that shows a key, or what is to pass for one. */
function call(
  app: App,
  key: string,
  [method, path]: readonly [string, string],
  body?: object,
  more?: object,
) {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...more };
  return app.request(path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
}

const create = ['POST', '/aliases'] as const;
const self = (method: string) => [method, '/keys/self'] as const;

async function problemOf(response: Response, status: number) {
  assert.equal(response.status, status);
  return problemSchema.parse(await response.json());
}

describe('a key', () => {
  it('is made, shown, changed and revoked', async () => {
    const app = testApp();
    const made = await app.request(
      '/keys',
      json('POST', { target, label: 'phone', days: 1.5, style: 'words' }),
    );
    assert.equal(made.status, 201);
    const { key, ...shown } = createdKeySchema.parse(await made.json());
    assert.match(key, /^mayfly[0-9a-z]{40}$/);
    const expected = {
      ...{ state: 'active', label: 'phone', target, maxUses: null, validFor: 'P1DT12H', startsAt: null },
      ...{ idleFor: null, style: 'words', domain: null, note: null },
    };
    assert.deepEqual(shown, expected);
    assert.deepEqual(keySchema.parse(await (await call(app, key, self('GET'))).json()), expected);
    const change = { label: 'desk', validFor: null, idleFor: 'P2W', maxUses: 5 };
    const changed = await (await call(app, key, self('PATCH'), change)).json();
    assert.deepEqual(changed, { ...expected, label: 'desk', validFor: null, idleFor: 'P14D', maxUses: 5 });
    assert.equal((await call(app, key, self('DELETE'))).status, 204);
    for (const method of ['GET', 'DELETE']) await problemOf(await call(app, key, self(method)), 401);
    await problemOf(await call(app, key, self('PATCH'), {}), 401);
  });

  it('makes aliases without a target, and manages them as their own tokens do', async () => {
    const app = testApp();
    const key = await makeKey(app);
    const response = await call(app, key, create, { note: 'shop' });
    assert.equal(response.status, 201);
    const alias = createdAliasSchema.parse(await response.json());
    assert.partialDeepStrictEqual(alias, { target, maxUses: 20, note: 'shop', state: 'active' });
    const path = `/aliases/${alias.address}`;
    for (const bearer of [key, alias.manageToken])
      assert.equal((await call(app, bearer, ['GET', path])).status, 200);
    assert.equal((await call(app, key, ['PATCH', path], { state: 'paused' })).status, 200);
    assert.equal((await app.request(`/m/${new URL(alias.manageUrl).hash.slice(1)}`)).status, 200);
    assert.equal((await call(app, key, ['DELETE', path])).status, 204);
    assert.equal((await call(app, key, ['GET', path])).status, 410);
  });

  it('lists its aliases in parts', async () => {
    const app = testApp();
    const key = await makeKey(app);
    const addresses: string[] = [];
    for (let count = 0; count < 5; count++)
      addresses.unshift(createdAliasSchema.parse(await (await call(app, key, create, {})).json()).address);
    const found: string[] = [];
    for (let after = ''; ; ) {
      const response = await call(app, key, ['GET', `/aliases?limit=2${after}`]);
      const { aliases, next } = aliasListSchema.parse(await response.json());
      found.push(...aliases.map(({ address }) => address));
      if (next === null) break;
      after = `&after=${next}`;
    }
    assert.deepEqual(found, addresses);
    const paused = await call(app, key, ['GET', '/aliases?state=paused']);
    assert.deepEqual(await paused.json(), { aliases: [], next: null });
    for (const query of ['limit=0', 'limit=101', 'limit=x', 'after=0', 'after=-1', 'after=x', 'state=dead'])
      await problemOf(await call(app, key, ['GET', `/aliases?${query}`]), 422);
    const { errors } = await problemOf(await call(app, key, ['GET', '/aliases?limit=101']), 422);
    const message = 'must be a whole number from 1 to 100';
    assert.deepEqual(errors, [{ field: 'limit', code: 'outOfRange', message }]);
  });

  it('ends its aliases with it only when that is asked for', async () => {
    for (const [query, status] of [
      ['', 200],
      ['?aliases=keep', 200],
      ['?aliases=destroy', 410],
    ] as const) {
      const app = testApp();
      const key = await makeKey(app);
      const alias = createdAliasSchema.parse(await (await call(app, key, create, {})).json());
      await problemOf(await call(app, key, ['DELETE', '/keys/self?aliases=all']), 422);
      assert.equal((await call(app, key, ['DELETE', `/keys/self${query}`])).status, 204);
      const path = ['GET', `/aliases/${alias.address}`] as const;
      assert.equal((await call(app, alias.manageToken, path)).status, status);
      assert.equal((await call(app, key, path)).status, 404);
    }
  });

  it('gives a request with the same Idempotency-Key the same answer, and another one a conflict', async () => {
    const app = testApp();
    const key = await makeKey(app);
    const once = { 'idempotency-key': 'c0ffee' };
    const [first, second] = await Promise.all(
      [1, 2].map(async () => (await call(app, key, create, { note: 'a' }, once)).json()),
    );
    assert.deepEqual(second, first);
    const differs = await problemOf(await call(app, key, create, { note: 'b' }, once), 422);
    assert.match(differs.detail, /Idempotency-Key/);
    await call(app, key, ['DELETE', `/aliases/${createdAliasSchema.parse(first).address}`]);
    await problemOf(await call(app, key, create, { note: 'a' }, once), 409);
    await problemOf(await call(app, key, create, {}, { 'idempotency-key': 'x'.repeat(256) }), 422);
  });

  it('that is missing, cut off, unknown or of another kind makes nothing, and is 401 in each call', async () => {
    const app = testApp();
    const key = await makeKey(app);
    const alias = createdAliasSchema.parse(await (await call(app, key, create, {})).json());
    const texts = [
      key.slice(0, -1),
      `${key}0`,
      key.toUpperCase(),
      `mayfly${'0'.repeat(40)}`,
      alias.manageToken,
    ];
    for (const text of texts) {
      for (const [method, path] of [self('GET'), self('DELETE'), ['GET', '/aliases'] as const]) {
        const response = await call(app, text, [method, path]);
        assert.equal(response.headers.get('www-authenticate'), 'Bearer');
        await problemOf(response, 401);
      }
      await problemOf(await call(app, text, create, { target, maxUses: 1 }), 401);
    }
    await problemOf(await app.request('/keys/self'), 401);
    await problemOf(await app.request('/aliases'), 401);
    const { aliases } = aliasListSchema.parse(await (await call(app, key, ['GET', '/aliases'])).json());
    assert.equal(aliases.length, 1);
  });

  it('in the path of a page or as the token of an alias opens nothing', async () => {
    const app = testApp();
    const [key, other] = [await makeKey(app), await makeKey(app)];
    const { address } = createdAliasSchema.parse(await (await call(app, key, create, {})).json());
    assert.equal((await app.request(`/m/${address}/${key}`)).status, 404);
    assert.equal((await app.request(`/stop/${address}/${key}`)).status, 404);
    assert.equal((await call(app, other, ['GET', `/aliases/${address}`])).status, 404);
  });

  it('has its own target, and a request without a key needs one', async () => {
    const app = testApp();
    const key = await makeKey(app);
    const both = await problemOf(await call(app, key, create, { target }), 422);
    assert.deepEqual(
      both.errors?.map(({ field, code }) => `${field} ${code}`),
      ['target targetOfKey'],
    );
    const neither = await problemOf(await app.request('/aliases', json('POST', { maxUses: 1 })), 422);
    assert.deepEqual(
      neither.errors?.map(({ field, code }) => `${field} ${code}`),
      ['target required'],
    );
  });

  it('is refused with each mistake named', async () => {
    const body = { target: 'x', 'max-usage': 0, name: 'shop', validUntil: '2027-01-31T12:00:00Z' };
    const { errors = [] } = await problemOf(await testApp().request('/keys', json('POST', body)), 422);
    const fields = errors.map(({ field, code }) => `${field} ${code}`).sort();
    assert.deepEqual(fields, ['max-usage notACount', 'name unknownField', 'validUntil unknownField']);
    const far = { target, 'max-usage': 1000, label: 'x'.repeat(201) };
    const late = await problemOf(await testApp().request('/keys', json('POST', far)), 422);
    assert.deepEqual(
      late.errors?.map(({ field }) => field),
      ['max-usage', 'label'],
    );
  });

  it('is held to the limits of creations by client and by target', async () => {
    const limiter = createRateLimiter({ points: 3, durationMs: 60_000 });
    const app = testApp({ limiter });
    const key = await makeKey(app);
    for (let count = 0; count < 2; count++) assert.equal((await call(app, key, create, {})).status, 201);
    const response = await call(app, key, create, {});
    assert.match(response.headers.get('retry-after') ?? '', /^\d+$/);
    await problemOf(response, 429);
    await problemOf(await app.request('/keys', json('POST', { target })), 429);
  });

  it('is held to a limit of changes too, of which its end is one', async () => {
    const app = testApp({ limiter: createRateLimiter({ points: 2, durationMs: 60_000 }) });
    const key = await makeKey(app);
    for (const label of ['desk', 'car'])
      assert.equal((await call(app, key, self('PATCH'), { label })).status, 200);
    const refused = await call(app, key, self('PATCH'), { label: 'boat' });
    assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/);
    await problemOf(refused, 429);
    await problemOf(await call(app, key, self('DELETE')), 429);
    const shown = keySchema.parse(await (await call(app, key, self('GET'))).json());
    assert.equal(shown.label, 'car');
  });
});

describe('where aliases take a key', () => {
  it('nobody makes one without, by REST or by the form, and keys come from the operator', async () => {
    const app = testApp({ keysOnly: true });
    await problemOf(await app.request('/aliases', json('POST', { target, maxUses: 1 })), 401);
    await problemOf(await app.request('/keys', json('POST', { target })), 403);
    const form = { method: 'POST', body: new URLSearchParams({ target, maxUses: '1' }) };
    const page = await app.request('/new', form);
    assert.equal(page.status, 422);
    assert.match(await page.text(), /Making an alias here needs a key/);
    const schema = z.object({ paths: z.record(z.string(), z.unknown()) });
    schema.parse(await (await app.request('/openapi.json')).json());
  });
});

describe('an alias without a key', () => {
  it('comes with a key of its own, which makes the next one and manages both', async () => {
    const app = testApp();
    const first = await (await app.request('/aliases', json('POST', { target, maxUses: 1 }))).json();
    const { key, address, state } = z
      .object({ key: z.string(), address: z.string(), state: z.literal('active') })
      .parse(first);
    assert.equal(state, 'active');
    const next = await call(app, key, ['POST', '/aliases'], { days: 1 });
    assert.equal(next.status, 201);
    assert.ok(!('key' in ((await next.json()) as object)));
    assert.equal((await call(app, key, ['DELETE', `/aliases/${address}`])).status, 204);
    const list = await (await call(app, key, ['GET', '/aliases'])).json();
    assert.equal(z.object({ aliases: z.array(z.unknown()) }).parse(list).aliases.length, 1);
  });
});
