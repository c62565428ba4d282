// SPDX-License-Identifier: MIT
/** The website as an app on a phone: installed, without a connection, and as something to share a page with. In a real Chromium. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { CDPSession, Page } from 'playwright-core';
import { z } from 'zod';
import { languages } from '../../src/web/language.ts';
import { launchProfile, visit } from '../support/program/browser.ts';
import { environment, type Program, startProgram, temporaryFolder } from '../support/program/program.ts';
import { need } from '../support/program/real-clients.ts';
import { stage, target } from '../support/program/website.ts';

const manifestSchema = z.object({
  lang: z.string(),
  description: z.string(),
  start_url: z.string(),
  icons: z.array(z.object({ src: z.string(), sizes: z.string(), type: z.string() })).length(3),
  share_target: z.object({
    action: z.string(),
    method: z.literal('GET'),
    params: z.object({ title: z.string(), text: z.string(), url: z.string() }),
  }),
});

suite('the installed site', () => {
  test('can be installed, and says so itself where there is no connection, with nothing kept that anybody saw', async (t) => {
    if (!need(t, 'chromium')) return;
    const env = environment(temporaryFolder(t));
    const program = await startProgram(t, env);
    const context = await launchProfile(t);
    const [page = await context.newPage()] = context.pages();
    await page.goto(program.url);
    const cdp = await context.newCDPSession(page);
    assert.deepEqual(await cdp.send('Page.getInstallabilityErrors'), { installabilityErrors: [] });
    assert.equal(await workers(page), 0, 'a visitor gets no service worker');

    const app = await install(cdp, page, program);
    assert.equal(app.url(), `${program.url}/?app`);
    await app.evaluate('navigator.serviceWorker.ready.then(() => 1)');
    await app.goto(`${program.url}/mine`);
    await app.goto(`${program.url}/m/name@alias.localhost/secret`);
    assert.deepEqual(
      (await keptPaths(app)).map((path) => path.replace(/\.[\w-]{12}\./, '.HASH.')),
      [
        '/assets/favicon.HASH.svg',
        '/assets/mayfly.HASH.css',
        ...Object.keys(languages)
          .map((language) => `/offline?lang=${language}`)
          .sort(),
      ],
    );

    await program.kill();
    for (const path of ['/mine', '/m/name@alias.localhost/secret']) {
      await app.goto(program.url + path);
      await app.getByRole('heading', { name: 'No connection' }).waitFor();
      assert.equal(app.url(), program.url + path);
      const paper = await app.evaluate(
        'getComputedStyle(document.querySelector("main .card")).backgroundColor',
      );
      assert.match(String(paper), /^rgb\(/);
      assert.notEqual(paper, 'rgba(0, 0, 0, 0)', 'its style sheet is there');
    }
    await app.goto(`${program.url}/how`);
    await startProgram(t, { ...env, MAYFLY_HTTP_LISTEN: new URL(program.url).host });
    await app.getByRole('link', { name: 'Try again' }).click();
    await app.getByRole('heading', { name: 'How it works' }).waitFor();
  });

  test('takes a page that is shared with it, keeps nothing of it, and labels an alias with its site', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { program } = stand;
    const { page } = await visit(t, stand.browser, program.url);
    await page.goto(program.url);
    const { manifest, at } = await manifestOf(page);
    const { action, params } = manifest.share_target;
    const shared = new URL(action, at);
    shared.searchParams.set(params.title, 'Your cart');
    shared.searchParams.set(params.text, '');
    shared.searchParams.set(params.url, 'https://www.shop.example/cart?session=secret');
    await page.goto(shared.href);
    assert.equal(page.url(), `${program.url}/?note=shop.example`);
    assert.equal(await page.getByLabel('Label', { exact: true }).inputValue(), 'shop.example');
    assert.equal(await page.evaluate('localStorage.length + sessionStorage.length'), 0);
    assert.doesNotMatch(program.output(), /shop\.example\/|secret|Your cart|"note"|POST/);

    await page.getByLabel('Your real address').fill(target);
    await page.getByRole('button', { name: 'Make the alias' }).click();
    await page.getByText('Label: shop.example').waitFor();
    await page.getByRole('button', { name: 'Copy the address' }).waitFor();
  });

  test('speaks the language of its visitor', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    for (const [locale, lang, words] of [
      ['en-GB', 'en', 'Email addresses that self-destruct'],
      ['de-AT', 'de', 'Mailadressen, die von selbst vergehen'],
    ] as const) {
      const { page } = await visit(t, stand.browser, stand.program.url, { locale });
      await page.goto(stand.program.url);
      const { manifest, at } = await manifestOf(page);
      assert.equal(manifest.lang, lang);
      assert.ok(manifest.description.startsWith(words), manifest.description);
      for (const { src, type } of manifest.icons) {
        const icon = await fetch(new URL(src, at));
        assert.equal(icon.status, 200);
        assert.ok(icon.headers.get('content-type')?.startsWith(type), src);
      }
    }
  });

  test('has a service worker that may ask nobody else, and is looked at anew each time', async (t) => {
    const program = await startProgram(t, environment(temporaryFolder(t)));
    const response = await fetch(`${program.url}/offline-worker.js`);
    assert.equal(response.headers.get('content-security-policy'), "default-src 'none'; connect-src 'self'");
    assert.equal(response.headers.get('cache-control'), 'no-cache');
    assert.match(await response.text(), /^const version = "[\w-]{12}";/);
  });
});

/** Installs what the page shows as a person does from the menu, and starts it. */
async function install(cdp: CDPSession, page: Page, program: Program): Promise<Page> {
  const manifestId = `${program.url}/`;
  // Of a domain of the protocol that has no types yet.
  const send = cdp.send.bind(cdp) as (method: string, params: object) => Promise<unknown>;
  await send('PWA.install', { manifestId });
  const [app] = await Promise.all([page.context().waitForEvent('page'), send('PWA.launch', { manifestId })]);
  await app.waitForLoadState();
  return app;
}

async function workers(page: Page): Promise<number> {
  return Number(await page.evaluate('navigator.serviceWorker.getRegistrations().then((all) => all.length)'));
}

/** Paths of everything in the caches of the site. */
async function keptPaths(page: Page): Promise<string[]> {
  const urls = await page.evaluate<string[]>(`(async () => {
    const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    const requests = await Promise.all(caches_.map((cache) => cache.keys()));
    return requests.flat().map(({ url }) => url);
  })()`);
  return urls.map((url) => new URL(url).pathname + new URL(url).search).sort();
}

async function manifestOf(page: Page) {
  const at = await page.evaluate<string>('document.querySelector("link[rel=manifest]").href');
  return { at, manifest: manifestSchema.parse(await (await fetch(at)).json()) };
}
