// SPDX-License-Identifier: MIT
/** The website in process: what browsers do not show. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { StoreError } from '../../src/alias/ports.ts';
import type { TestOutcome } from '../../src/alias/test-messages.ts';
import { graceMs } from '../../src/app/context.ts';
import { languages, preferredLanguage } from '../../src/web/language.ts';
import { de } from '../../src/web/text/de.ts';
import { en } from '../../src/web/text/en.ts';
import { formatSpan } from '../../src/web/time.ts';
import { testApp } from '../support/http-app.ts';
import { createAlias, environment, startProgram, temporaryFolder } from '../support/program/program.ts';

type App = ReturnType<typeof testApp>;
const target = 'ada@target.example';
const asPerson = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

function post(app: App, path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams(fields).toString();
  return app.request(path, { method: 'POST', body, headers: { ...asPerson, ...type, ...headers } });
}

function get(app: App, path: string, headers: Record<string, string> = {}) {
  return app.request(path, { headers: { ...asPerson, ...headers } });
}

/** Makes an alias by form; gives the secret part of its link. */
async function make(app: App, fields: Record<string, string> = {}): Promise<string> {
  const response = await post(app, '/new', { target, uses: '3', time: '7d', ...fields });
  assert.equal(response.status, 200);
  return linkIn(await response.text());
}

function linkIn(html: string): string {
  return /name="link" value="([^"]+)"/.exec(html)?.[1] ?? assert.fail(html);
}

/** Does what a button on the page of an alias does. */
function act(app: App, link: string, deed: string, fields: Record<string, string> = {}, headers = {}) {
  return post(app, '/m', { link, do: deed, ...fields }, headers);
}

async function show(app: App, link: string): Promise<Record<string, unknown> | undefined> {
  const [address, token] = link.split('/');
  const response = await app.request(`/aliases/${address}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return response.ok ? ((await response.json()) as Record<string, unknown>) : undefined;
}

describe('the form that makes an alias', () => {
  const makings: readonly [name: string, fields: Record<string, string>, expected: object][] = [
    ['presets', { uses: '10', time: '1d' }, { maxUses: 10, validUntil: '2026-12-02T10:00:00.000Z' }],
    [
      'the most that there is',
      { uses: 'max', time: 'max' },
      { maxUses: 100, validUntil: '2027-01-30T10:00:00.000Z' },
    ],
    [
      'numbers of its own',
      { uses: 'other', usesOther: ' 7 ', time: 'other', timeOther: '1,5', timeUnit: 'hours' },
      { maxUses: 7, validUntil: '2026-12-01T11:30:00.000Z' },
    ],
    [
      'digits of a Japanese keyboard',
      { uses: 'other', usesOther: '１２', time: 'other', timeOther: '１．５', timeUnit: 'hours' },
      { maxUses: 12, validUntil: '2026-12-01T11:30:00.000Z' },
    ],
    [
      'digits of an Arabic keyboard',
      { uses: 'other', usesOther: '١٢', time: 'other', timeOther: '۱٫۵', timeUnit: 'hours' },
      { maxUses: 12, validUntil: '2026-12-01T11:30:00.000Z' },
    ],
    [
      'nothing but a target',
      { uses: '', time: 'strange' },
      { maxUses: 3, validUntil: '2026-12-08T10:00:00.000Z' },
    ],
    [
      'a name, a domain and a label',
      { style: 'own', name: 'Spring-Sale', domain: 'other.example', note: ' \u{1f98b} ' },
      { address: 'spring-sale@other.example', note: '\u{1f98b}' },
    ],
  ];
  for (const [name, fields, expected] of makings)
    it(`takes ${name}`, async () => {
      const app = testApp();
      const alias = await show(app, await make(app, fields));
      assert.deepEqual({ ...alias, ...expected }, alias);
    });

  const mistakes: readonly [field: string, fields: Record<string, string>, words: RegExp][] = [
    ['target', { target: 'nobody' }, /This must be a mail address/],
    ['target', { target: '' }, /Enter the address/],
    ['target', { target: 'a@alias.example' }, /must not be at a domain of this service/],
    ['uses', { uses: 'other', usesOther: '0' }, /whole number of 1 or more/],
    ['uses', { uses: 'other', usesOther: '101' }, /at most 100/],
    ['uses', { uses: 'other', usesOther: '1e3' }, /whole number/],
    ['time', { time: 'other', timeOther: '-1' }, /above 0/],
    ['time', { time: 'other', timeOther: '9', timeUnit: 'weeks' }, /within 60 days/],
    ['name', { style: 'own', name: 'postmaster' }, /is reserved/],
    ['name', { style: 'own', name: '' }, /Enter the name/],
    ['note', { note: 'x'.repeat(201) }, /at most 200/],
    ['domain', { domain: 'evil.example' }, /must be one of/],
  ];
  for (const [field, fields, words] of mistakes)
    it(`says beside ${field} what is wrong with ${JSON.stringify(fields).slice(0, 60)}, and keeps what was written`, async () => {
      const response = await post(testApp(), '/new', { target, note: 'kept <label>', ...fields });
      const html = await response.text();
      assert.equal(response.status, 422);
      assert.match(new RegExp(`id="${field}-fault">([^<]*)<`).exec(html)?.[1] ?? '', words);
      if (fields.note === undefined) assert.ok(html.includes('value="kept &lt;label&gt;"'));
    });

  it('says that a name is taken', async () => {
    const app = testApp();
    await make(app, { style: 'own', name: 'spring' });
    assert.match(
      await (await post(app, '/new', { target, style: 'own', name: 'spring' })).text(),
      /This is taken/,
    );
  });

  it('is filled in from a link, as a bookmark does', async () => {
    const html = await (await get(testApp(), '/?note=shop.example&uses=10&time=1h')).text();
    assert.match(html, /name="note" value="shop.example"/);
    assert.match(html, /value="10" checked/);
    assert.match(html, /value="1h" checked/);
  });

  it('shares its limit with REST', async () => {
    const app = testApp({ rateLimit: { points: 2, durationMs: 60_000 } });
    await make(app);
    await app.request('/aliases', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ target, maxUses: 1 }),
    });
    const response = await post(app, '/new', { target });
    assert.equal(response.status, 429);
    assert.equal(response.headers.get('retry-after'), '60');
    assert.match(await response.text(), /Try again in 1 minute\./);
  });

  it('lets a browser keep what was filled in wrongly only as a page to go back to, and never a key', async () => {
    const kept = async (fields: Record<string, string>, headers: Record<string, string>) =>
      (await post(testApp(), '/new', fields, headers)).headers.get('cache-control');
    const document = { 'sec-fetch-dest': 'document' };
    assert.equal(await kept({ target: 'x' }, document), 'private, no-cache');
    assert.equal(await kept({ target: 'x' }, { 'sec-fetch-dest': 'empty' }), 'no-store');
    assert.equal(await kept({ target: 'x' }, {}), 'no-store');
    assert.equal(await kept({ target, key: 'mayfly-wrong' }, document), 'no-store');
    assert.equal(await kept({ target }, document), 'no-store');
  });

  it('answers with the alias itself, so that its link is in no path', async () => {
    const app = testApp();
    const response = await post(app, '/new', { target });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
    const html = await response.text();
    const link = linkIn(html);
    assert.ok(html.includes(`https://mayfly.example/m#${link}`));
    assert.equal((await get(app, '/new')).status, 303);
  });
});

describe('forms from elsewhere', () => {
  const foreign: readonly [name: string, headers: Record<string, string>][] = [
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a sibling domain', { 'sec-fetch-site': 'same-site' }],
    ['an older browser on another site', { origin: 'https://evil.example' }],
    ['a page that hides its origin', { origin: 'null' }],
    ['a host that begins like ours', { origin: 'https://mayfly.example.evil.example' }],
  ];
  for (const [name, headers] of foreign)
    it(`change nothing when they come from ${name}`, async () => {
      const app = testApp({ testMessages: { send: () => assert.fail('a test message was sent') } });
      const link = await make(app);
      for (const action of ['pause', 'limits', 'note', 'target', 'test', 'destroy']) {
        const response = await act(app, link, action, { uses: '1', note: 'x' }, headers);
        assert.equal(response.status, 403);
        assert.match(await response.text(), /That came from another site/);
      }
      assert.equal((await post(app, '/new', { target }, headers)).status, 403);
      const { state, usesLeft, note } = (await show(app, link)) ?? {};
      assert.deepEqual([state, usesLeft, note], ['active', 3, '']);
    });

  const own: readonly Record<string, string>[] = [
    { 'sec-fetch-site': 'same-origin', origin: 'null' },
    { origin: 'http://localhost' },
    { origin: 'https://mayfly.example' },
    {},
  ];
  for (const headers of own)
    it(`are told from our own, which say ${JSON.stringify(headers)}`, async () => {
      const app = testApp();
      assert.equal((await act(app, await make(app), 'pause', {}, headers)).status, 200);
    });
});

describe('a link that manages an alias', () => {
  it('changes nothing when it is only followed or shown', async () => {
    const app = testApp();
    const link = await make(app);
    const before = await show(app, link);
    for (const path of ['/m', `/m/${link}`, `/m/${link}/made`])
      assert.equal((await get(app, path)).status, 200);
    for (const deed of ['', 'ask', 'strange']) assert.equal((await act(app, link, deed)).status, 200);
    assert.deepEqual(await show(app, link), before);
  });

  it('opens the page however it was pasted, also as it was before', async () => {
    const app = testApp();
    const link = await make(app);
    const [address = ''] = link.split('/');
    for (const pasted of [
      link,
      ` https://mayfly.example/m#${link}\n`,
      `https://mayfly.example/m?lang=de#${link}`,
      `https://mayfly.example/prefix/m/${link}`,
    ]) {
      const page = await post(app, '/m', { link: pasted });
      assert.equal(page.status, 200, pasted);
      assert.ok((await page.text()).includes(`Alias ${address}`));
    }
    assert.ok((await (await get(app, `/m/${link}`)).text()).includes(`data-place="../../m#${link}"`));
  });

  it('answers the same for unknown aliases, dead ones and wrong tokens, whatever is asked of it', async () => {
    const app = testApp();
    const link = await make(app);
    const dead = await make(app);
    await act(app, dead, 'destroy');
    const answers = new Set<string>();
    for (const deed of ['', 'ask', 'pause', 'destroy'])
      for (const wrong of [`${link}x`, `${dead}x`, 'nobody@alias.example/x', 'x', '', '%E0%A4%A/x']) {
        const response = await act(app, wrong, deed);
        answers.add(`${response.status} ${await response.text()}`);
      }
    assert.equal(answers.size, 1);
    assert.match([...answers][0] ?? '', /^404/);
    assert.ok(await show(app, link));
  });

  it('tells who has the link of a dead alias what became of it, in both languages', async () => {
    const app = testApp();
    const link = await make(app);
    await act(app, link, 'destroy');
    const old = await get(app, `/m/${link}`);
    const answers = ['', 'ask', 'pause', 'destroy'].map((deed) => act(app, link, deed));
    for (const response of [old, ...(await Promise.all(answers))]) {
      assert.equal(response.status, 410);
      const page = await response.text();
      assert.match(page, /You destroyed it.*2026.*\. 0 of 3 messages came through it\./);
      assert.doesNotMatch(page, /ada@|target\.example/);
    }
    const german = await (await act(app, link, '', {}, { 'accept-language': 'de' })).text();
    assert.match(german, /Du hast ihn gelöscht.*Durch ihn kamen 0 von 3 Nachrichten\./s);
  });

  it('passes mail on to another address, and says beside the field what is wrong with it', async () => {
    const app = testApp();
    const link = await make(app);
    const done = await act(app, link, 'target', { target: ' Bob@target.example ' });
    assert.match(await done.text(), /Mail goes to the new address/);
    assert.equal((await show(app, link))?.target, 'Bob@target.example');
    for (const [written, words] of [
      ['nobody', /This must be/],
      ['', /Enter the address/],
      ['me@alias.example', /must not be at a domain of this service/],
      ['bob@gmial.con', /Did you mean bob@gmail\.com\?/],
    ] as const) {
      const page = await act(app, link, 'target', { target: written });
      const html = await page.text();
      assert.equal(page.status, 422, written);
      assert.match(/id="target-fault">([^<]*)</.exec(html)?.[1] ?? '', words);
      assert.ok(html.includes(`name="target" value="${written}"`));
      assert.match(html, /<title>Error: /);
    }
    assert.equal((await show(app, link))?.target, 'Bob@target.example');
    await act(app, link, 'target', { target: 'bob@gmial.con', asIs: 'bob@gmial.con' });
    assert.equal((await show(app, link))?.target, 'bob@gmial.con');
    const same = await act(app, link, 'target', { target: 'bob@gmial.con', asIs: 'bob@gmial.con' });
    assert.doesNotMatch(await same.text(), /Mail goes to the new address/);
  });

  it('has the owner of another address asked, and takes a proof for that where one is taken', async () => {
    const asked: string[] = [];
    const app = testApp({
      mustAgree: (address) => address !== target,
      ask: (question) => asked.push(question.target),
      proof: { challenge: () => assert.fail(), accepts: async (solution) => solution === 'solved' },
    });
    const link = await make(app, { proof: 'solved' });
    const unproven = await act(app, link, 'target', { target: 'bob@target.example' });
    const html = await unproven.text();
    assert.equal(unproven.status, 403);
    assert.match(html, /name="target" value="bob@target\.example"/);
    assert.match(html, /compute/);
    assert.deepEqual(asked, []);
    const page = await act(app, link, 'target', { target: 'bob@target.example', proof: 'solved' });
    assert.match(await page.text(), /We have asked <b dir="auto">bob@target\.example<\/b> by mail/);
    assert.deepEqual(asked, ['bob@target.example']);
    assert.equal((await show(app, link))?.target, target);
  });

  it('has a test message sent to its target by its owner alone, and says what became of it in each language', async () => {
    const sent: string[] = [];
    let outcome: TestOutcome = 'accepted';
    const app = testApp({
      testMessages: {
        async send(view, asker) {
          sent.push(`${view.target} ${asker.language}`);
          return outcome;
        },
      },
      rateLimit: { points: 60, durationMs: 60_000 },
    });
    const link = await make(app);
    for (const [language, { test }] of Object.entries(languages))
      for (outcome of Object.keys(test.outcomes) as TestOutcome[]) {
        const page = await act(app, link, 'test', {}, { 'accept-language': language });
        assert.equal(page.status, 200);
        assert.ok((await page.text()).includes(`id="tested">${test.outcomes[outcome]}<`));
        assert.equal(sent.pop(), `${target} ${language}`);
      }
    await act(app, link, 'pause');
    const paused = await (await act(app, link, 'test')).text();
    assert.doesNotMatch(paused, /id="tested"|value="test"/);
    assert.equal((await act(app, `${link}x`, 'test')).status, 404);
    assert.equal((await act(app, link, 'resume')).status, 200);
    for (let more = 0; more < 10; more++) await act(app, link, 'test');
    assert.equal((await act(app, link, 'test')).status, 429, 'it counts as a change does');
    assert.ok(sent.length < 10);
  });

  it('keeps limits whose fields were left empty', async () => {
    const app = testApp();
    const link = await make(app);
    await act(app, link, 'limits', { uses: '', time: '1', timeUnit: 'weeks' });
    assert.equal((await show(app, link))?.usesLeft, 3);
    await act(app, link, 'limits', { uses: '9', time: '' });
    assert.equal((await show(app, link))?.usesLeft, 9);
  });
});

describe('requests that go wrong', () => {
  it('are answered with a page for people and with problem+json for programs', async () => {
    const app = testApp();
    const page = await get(app, '/nowhere');
    assert.equal(page.status, 404);
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
    assert.match(page.headers.get('content-security-policy') ?? '', /^default-src 'none'; script-src 'self'/);
    const problem = await app.request('/nowhere');
    assert.equal(problem.headers.get('content-type'), 'application/problem+json');
  });

  it('say so when the form is too large, no form, or of the wrong kind of request', async () => {
    const app = testApp();
    const link = await make(app);
    const large = await post(app, '/new', { target, note: 'x'.repeat(20_000) });
    assert.equal(large.status, 413);
    assert.match(await large.text(), /16 KiB/);
    const multipart = await post(app, '/m', { link }, { 'content-type': 'multipart/form-data; boundary=x' });
    assert.equal(multipart.status, 415);
    assert.match(await multipart.text(), /Not a form/);
    const wrong = await get(app, '/stop/a/b/pause');
    assert.equal(wrong.status, 405);
    assert.equal(wrong.headers.get('allow'), 'POST');
    const garbled = await app.request('/new', {
      method: 'POST',
      headers: { ...asPerson, 'content-type': 'application/x-www-form-urlencoded' },
      body: new Uint8Array([0xff, 0x25, 0x3d, 0x26, 0xc3]),
    });
    assert.equal(garbled.status, 422);
  });

  it('say so when the store is away', async () => {
    const errors: Error[] = [];
    const app = testApp({
      storeFails: new StoreError('away'),
      log: { answered: () => undefined, failed: (error) => errors.push(error) },
    });
    const response = await post(app, '/new', { target });
    assert.equal(response.status, 503);
    assert.match(await response.text(), /cannot answer at this moment/);
    assert.equal(errors.length, 1);
  });
});

describe('languages', () => {
  const fields: readonly [field: string | undefined, language: string][] = [
    [undefined, 'en'],
    ['de', 'de'],
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['eo;q=1, de;q=0.3, en;q=0.7', 'en'],
    ['eo, la', 'en'],
    ['de;q=0', 'en'],
    [`${'x,'.repeat(5000)}de`, 'en'],
  ];
  for (const [field, language] of fields)
    it(`choose ${language} for ${field?.slice(0, 40)}`, () =>
      assert.equal(preferredLanguage(field), language));

  it('are carried on by links and forms once chosen', async () => {
    const app = testApp();
    const html = await (await get(app, '/how?lang=de', { 'accept-language': 'en' })).text();
    assert.match(html, /<html lang="de"/);
    assert.match(html, /href="\.\/privacy\?lang=de"/);
    const made = await (await post(app, '/new?lang=de', { target })).text();
    assert.match(made, /<html lang="de"/);
    assert.match(made, /action="\.\/m\?lang=de"/);
  });

  it('have no text in German that is still English', () => {
    const same: string[] = [];
    const walk = (path: string, a: unknown, b: unknown): void => {
      if (typeof a === 'string' && a === b && a.length > 12) same.push(path);
      if (typeof a === 'object' && a !== null)
        for (const [key, value] of Object.entries(a))
          walk(`${path}.${key}`, value, (b as Record<string, unknown>)[key]);
    };
    walk('', en, de);
    assert.deepEqual(same, []);
  });

  it('have choices that go on from their question in the right case in German', async () => {
    const html = await (await get(testApp(), '/', { 'accept-language': 'de' })).text();
    const questions = [...html.matchAll(/<legend>([^<]*)<\/legend>(.*?)<\/fieldset>/gs)];
    const [, time, choices = ''] =
      questions.find(([, , rest = '']) => rest.includes('Tage')) ?? assert.fail();
    assert.match(choices, /7 Tage\b/);
    assert.doesNotMatch(time ?? '', /(?:nach|in|seit)$/, 'after which it would be 7 Tagen');
    assert.doesNotMatch(choices, /Tagen/);
  });

  it('have German words for what the service finds wrong', async () => {
    const wrong: readonly Record<string, string>[] = [
      { target: 'x' },
      { target: 'ä@b.example' },
      { target: '"a"@b.example' },
      { target: 'a@b' },
      { target: `${'a'.repeat(250)}@b.example` },
      { target: 'a@alias.example' },
      { style: 'own', name: 'ab' },
      { style: 'own', name: 'a b c' },
      { style: 'own', name: '-abc' },
      { style: 'own', name: 'a..b' },
      { style: 'own', name: 'admin' },
      { note: 'x'.repeat(201) },
      { note: 'a\u0000b' },
      { uses: 'other', usesOther: '101' },
      { time: 'other', timeOther: '61' },
      { domain: 'x' },
    ];
    for (const fields of wrong) {
      const html = await (
        await post(testApp(), '/new', { target, ...fields }, { 'accept-language': 'de' })
      ).text();
      const words = /-fault">([^<]*)</.exec(html)?.[1] ?? '';
      assert.ok(
        words.length > 0 && !/geht nicht\.|\b(?:must|may|is)\b/.test(words),
        `${JSON.stringify(fields)}: ${words}`,
      );
    }
  });

  it('say spans in their two largest units', () => {
    assert.equal(formatSpan(2 * 86_400_000 + 3 * 3_600_000 + 59_000, en), '2 days and 3 hours');
    assert.equal(formatSpan(86_400_000 + 60_000, en), '1 day');
    assert.equal(formatSpan(0, de), '1 Minute');
  });
});

describe('assets', () => {
  async function assetPath(app: App, kind: string): Promise<string> {
    const html = await (await get(app, '/')).text();
    return `/${new RegExp(`assets/mayfly\\.[\\w-]+\\.${kind}`).exec(html)?.[0]}`;
  }

  it('are compressed as asked, kept for ever, and not sent twice', async () => {
    const app = testApp();
    for (const kind of ['css', 'js']) {
      const path = await assetPath(app, kind);
      const plain = await get(app, path);
      const text = await plain.text();
      assert.match(plain.headers.get('cache-control') ?? '', /immutable/);
      const br = await get(app, path, { 'accept-encoding': 'gzip, br' });
      assert.equal(br.headers.get('content-encoding'), 'br');
      assert.equal(brotliDecompressSync(await br.arrayBuffer()).toString(), text);
      const gzip = await get(app, path, { 'accept-encoding': 'gzip;q=0.5, br;q=0' });
      assert.equal(gunzipSync(await gzip.arrayBuffer()).toString(), text);
      const again = await get(app, path, { 'if-none-match': plain.headers.get('etag') ?? '' });
      assert.equal(again.status, 304);
    }
  });

  it('are all that a page refers to, and nothing is inline or from elsewhere', async () => {
    const app = testApp();
    const html = await (await get(app, '/')).text();
    assert.doesNotMatch(html, /<style|style=|<script>| on\w+=/);
    for (const [, path] of html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g))
      assert.equal((await get(app, `/${path}`)).status, 200, path);
    for (const [url] of html.matchAll(/https?:\/\/[^"\s<]+/g))
      assert.ok(url.startsWith('https://mayfly.example'), url);
  });
});

describe('pictures', () => {
  it('have their size in attributes, so that a page without its style sheet is not filled by one', async () => {
    const app = testApp();
    const made = await (await post(app, '/new', { target, uses: '3', time: '7d' })).text();
    const link = /name="link" value="([^"]+)"/.exec(made)?.[1] ?? assert.fail(made);
    const pages = [made, await (await post(app, '/m', { link })).text()];
    for (const path of ['/', '/how', '/gone', '/offline', '/password-managers', '/mine'])
      pages.push(await (await get(app, path)).text());
    const pictures = pages.flatMap((page) => page.match(/<svg\b[^>]*>/g) ?? []);
    assert.ok(pictures.length > 20);
    for (const picture of pictures) {
      const [, width, height] = / width="(\d+)" height="(\d+)"/.exec(picture) ?? [];
      assert.ok(Number(width) <= 420 && Number(height) <= 320, picture);
    }
  });
});

describe('a stop of the program', () => {
  it('ends the streams of those who follow, and does not wait for them', async (t) => {
    const program = await startProgram(t, environment(temporaryFolder(t)));
    const { address, manageToken } = await createAlias(program, { target, maxUses: 1 });
    const headers = { authorization: `Bearer ${manageToken}` };
    const following = await fetch(`${program.url}/aliases/${address}/events`, { headers });
    const sandbox = await fetch(`${program.url}/sandbox/events`);
    const asked = performance.now();
    assert.equal(await program.stop(), 0);
    assert.ok(performance.now() - asked < graceMs, 'the streams were waited for');
    assert.equal(await following.text(), 'retry: 5000\n\n');
    assert.equal(await sandbox.text(), 'retry: 5000\n\n');
  });
});
