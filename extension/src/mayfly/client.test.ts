// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClient } from './client.ts';
import { kindOfNetworkError, Refusal, type RefusalKind } from './refusal.ts';

const account = { server: 'https://alias.example/mail', key: 'mayflykey' };
const body = {
  address: 'a@x',
  state: 'active',
  maxUses: 3,
  usesLeft: 2,
  validUntil: null,
  note: 'shop.example',
};

type Answer = Response | (() => never);

/** A client whose server gives these answers in turn, and what it was asked. */
function stage(...answers: readonly Answer[]) {
  const asked: { readonly url: string; readonly options: RequestInit }[] = [];
  const left = [...answers];
  const request = async (url: string | URL | Request, options: RequestInit = {}): Promise<Response> => {
    asked.push({ url: String(url), options });
    const answer = left.shift() ?? assert.fail('asked once too often');
    return typeof answer === 'function' ? answer() : answer;
  };
  return { client: createClient(account, request), asked };
}

const json = (content: unknown, status = 200, type = 'application/json'): Response =>
  new Response(JSON.stringify(content), { status, headers: { 'content-type': type } });
const problem = (status: number, more: object = {}): Response =>
  json({ title: 'No', ...more }, status, 'application/problem+json; charset=utf-8');
const broken = (): never => {
  throw new TypeError('Failed to fetch');
};

describe('the calls of the extension', () => {
  it('read all parts of the list', async () => {
    const { client, asked } = stage(
      json({ aliases: [body], next: '7' }),
      json({ aliases: [{ ...body, address: 'b@x' }], next: null }),
    );
    assert.deepEqual(
      (await client.aliases()).map(({ address }) => address),
      ['a@x', 'b@x'],
    );
    assert.deepEqual(
      asked.map(({ url }) => url),
      [
        'https://alias.example/mail/aliases?limit=100',
        'https://alias.example/mail/aliases?limit=100&after=7',
      ],
    );
  });

  it('make an alias again under the same Idempotency-Key when the connection broke', async () => {
    const { client, asked } = stage(broken, json(body, 201));
    assert.equal((await client.make('week', 'é'.repeat(300))).usesLeft, 2);
    const sent = asked.map(({ options }) => [
      options.body,
      new Headers(options.headers).get('idempotency-key'),
    ]);
    assert.deepEqual(sent[0], sent[1]);
    assert.deepEqual(JSON.parse(String(asked[0]?.options.body)), { days: 7, note: 'é'.repeat(200) });
  });

  for (const [name, answer, ending] of [
    ['used up', problem(410, { ended: 'usedUp' }), 'usedUp'],
    ['long ago', problem(404), 'unknown'],
    ['not at all', json(body), undefined],
  ] as const)
    it(`tell how an alias has ended: ${name}`, async () =>
      assert.equal(await stage(answer).client.ending('a@x'), ending));

  it('carry the key to no other place, and nothing else along', async () => {
    const { client, asked } = stage(
      new Response(null, { status: 302, headers: { location: 'https://evil.example' } }),
    );
    await assert.rejects(client.key(), new Refusal('redirected'));
    const { redirect, credentials, cache, referrerPolicy, headers } = asked[0]?.options ?? {};
    assert.deepEqual(
      { redirect, credentials, cache, referrerPolicy },
      { redirect: 'manual', credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer' },
    );
    assert.deepEqual(headers, { authorization: 'Bearer mayflykey', accept: 'application/json' });
  });

  const refusals: readonly (readonly [string, Answer, RefusalKind, string?])[] = [
    ['a key that is wrong', problem(401), 'wrongKey'],
    ['a password that a proxy wants', new Response('<html>', { status: 401 }), 'noMayfly'],
    ['a page', new Response('<html>', { headers: { 'content-type': 'text/html' } }), 'noMayfly'],
    ['JSON of something else', json({ hello: 'world' }), 'noMayfly'],
    ['an API of something else', json({ error: 'not found' }, 404), 'noMayfly'],
    ['an alias that is gone', problem(404), 'gone'],
    ['an alias whose end is told', problem(410), 'gone'],
    [
      'limits beyond the cap',
      problem(422, { errors: [{ message: 'at most 100' }] }),
      'invalid',
      'at most 100',
    ],
    ['a limit of changes', problem(429, { detail: 'Wait.' }), 'tooMany', 'Wait.'],
    ['a store that is away', problem(503), 'unavailable'],
    ['a gateway', new Response('Bad gateway', { status: 502 }), 'unavailable'],
    ['nothing', broken, 'unreachable'],
    [
      'nothing in time',
      () => {
        throw new DOMException('late', 'TimeoutError');
      },
      'noAnswer',
    ],
  ];
  for (const [name, answer, kind, detail = ''] of refusals)
    it(`tell of ${name}: ${kind}`, () =>
      assert.rejects(stage(answer).client.change('a@x', {}), new Refusal(kind, detail)));
});

describe('the errors of a network', () => {
  for (const [name, kind] of [
    ['net::ERR_CONNECTION_REFUSED', 'refused'],
    ['NS_ERROR_CONNECTION_REFUSED', 'refused'],
    ['net::ERR_CERT_AUTHORITY_INVALID', 'tls'],
    ['net::ERR_SSL_PROTOCOL_ERROR', 'tls'],
    ['SEC_ERROR_UNKNOWN_ISSUER', 'tls'],
    ['Peer’s Certificate issuer is not recognized.', 'tls'],
    ['net::ERR_NAME_NOT_RESOLVED', 'noSuchHost'],
    ['NS_ERROR_UNKNOWN_HOST', 'noSuchHost'],
    ['net::ERR_CONNECTION_TIMED_OUT', 'noAnswer'],
    ['net::ERR_FAILED', 'unreachable'],
    ['', 'unreachable'],
  ] as const)
    it(`${name || 'without a name'}: ${kind}`, () => assert.equal(kindOfNetworkError(name), kind));
});
