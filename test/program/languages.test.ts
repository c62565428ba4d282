// SPDX-License-Identifier: MIT
/** Every language of the pages: in process, and the one that runs from right to left in a real Chromium. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { directionOf, type Language, languages } from '../../src/web/language.ts';
import { testApp } from '../support/http-app.ts';
import { accessibilityFaults, keepPicture, overflow, visit } from '../support/program/browser.ts';
import type { Program } from '../support/program/program.ts';
import { stage, target, textOf } from '../support/program/website.ts';

const paths = [
  '/',
  '/mine',
  '/how',
  '/api',
  '/privacy',
  '/operators',
  '/operator',
  '/password-managers',
  '/problems',
  '/key',
  '/m',
  '/offline',
  '/gone',
  '/no-such-page',
];

/** What a person reads of a page: without markup, and without what is written for machines. */
function wordsOf(html: string): string {
  return html.replace(/<(code|pre|script)\b[\s\S]*?<\/\1>/g, ' ').replace(/<[^>]*>/g, ' ');
}

for (const language of Object.keys(languages) as Language[])
  describe(`the pages in ${language}`, () => {
    const headers = { accept: 'text/html', 'accept-language': language };
    const check = (html: string, name: string): void => {
      const start = `<html lang="${language}" dir="${directionOf(language)}">`;
      assert.ok(html.includes(start), `${name} begins with ${start}`);
      assert.doesNotMatch(wordsOf(html), /\{\w+\}|undefined|NaN|\[object/, name);
    };
    const post = (app: ReturnType<typeof testApp>, path: string, fields: Record<string, string>) =>
      app.request(path, { method: 'POST', headers, body: new URLSearchParams(fields) });

    it('have no gaps', async () => {
      const app = testApp();
      for (const path of paths) check(await (await app.request(path, { headers })).text(), path);
    });

    for (const uses of ['1', '2', '3', '11', '100'])
      it(`have none on the way of an alias of ${uses}`, async () => {
        const app = testApp();
        const wrong = await post(app, '/new', { target: 'x', uses: 'other', usesOther: '0' });
        assert.equal(wrong.status, 422);
        check(await wrong.text(), 'faults');
        const fields = { target, uses: 'other', usesOther: uses, time: '7d' };
        const made = await (await post(app, '/new', fields)).text();
        check(made, 'made');
        const link = /name="link" value="([^"]+)"/.exec(made)?.[1] ?? assert.fail(made);
        check(await (await post(app, '/m', { link })).text(), 'managed');
        check(await (await post(app, '/m', { link, do: 'pause' })).text(), 'paused');
        check(await (await post(app, '/m', { link, do: 'ask' })).text(), 'asked');
        check(await (await post(app, '/mine', { held: link })).text(), 'mine');
        assert.equal((await post(app, '/m', { link, do: 'destroy' })).status, 303);
        check(await (await post(app, '/m', { link })).text(), 'ended');
      });

    it('lead to each other language, and name their own', async () => {
      const html = await (await testApp().request('/how', { headers })).text();
      for (const [other, { name }] of Object.entries(languages))
        assert.match(html, new RegExp(`<a href="\\?lang=${other}" lang="${other}"[^>]*>${name}</a>`));
      assert.equal(html.match(/hreflang="\w+" aria-current="true"/g)?.length, 1);
    });

    if (language === 'en') return;
    it('have no sentence that is still English', () => {
      const same: string[] = [];
      const walk = (path: string, a: unknown, b: unknown): void => {
        if (typeof a === 'string' && a === b && a.trim().split(/\s+/).length > 2) same.push(path);
        if (typeof a === 'object' && a !== null)
          for (const [key, value] of Object.entries(a))
            walk(`${path}.${key}`, value, (b as Record<string, unknown>)[key]);
      };
      walk('', languages.en, languages[language]);
      assert.deepEqual(same, []);
    });
  });

const [phone, desk] = [
  { width: 360, height: 780 },
  { width: 1280, height: 800 },
];

describe('the website in Arabic in Chromium', () => {
  for (const viewport of [phone, desk])
    it(`runs from right to left at ${viewport.width} pixels`, async (t) => {
      const stand = await stage(t);
      if (stand === undefined) return;
      const { program } = stand;
      const { page } = await visit(t, stand.browser, program.url, { viewport, locale: 'ar-EG' });
      for (const path of ['/', '/how', '/privacy', '/password-managers', '/api', '/operators', '/mine']) {
        await page.goto(program.url + path);
        await check(page, `${path} at ${viewport.width}`);
      }
      await makeInArabic(page, program);
      await check(page, `made at ${viewport.width}`);
      assert.equal(await directionAt(page, '#address bdi'), 'ltr');
      assert.equal(await directionAt(page, '.secret code'), 'ltr');
      await page.getByRole('button', { name: languages.ar.made.manage }).click();
      await page.locator('#uses-left').waitFor();
      await check(page, `managed at ${viewport.width}`);
      assert.equal(await directionAt(page, '.about dd[dir=auto]'), 'ltr');
      const aligned = "getComputedStyle(document.querySelector('.about dd[dir=auto]')).textAlign";
      assert.equal(await page.evaluate(aligned), 'right');
      assert.equal(await textOf(page, '#uses-left'), 'المتبقي: 3 من 3 رسائل');
    });

  it('is chosen without script', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { page } = await visit(t, stand.browser, stand.program.url, {
      viewport: phone,
      javaScriptEnabled: false,
    });
    await page.goto(`${stand.program.url}/how`);
    const choice = page.getByRole('link', { name: languages.ar.name });
    assert.ok(!(await choice.isVisible()));
    await page.locator('.languages summary').click();
    await choice.click();
    await page.getByRole('heading', { name: languages.ar.how.title }).waitFor();
    await page.locator('.languages summary').click();
    await page.getByRole('link', { name: 'Deutsch' }).click();
    await page.locator('html[lang=de][dir=ltr]').waitFor();
  });

  it('opens the choice of languages within the window', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    for (const [viewport, locale] of [
      [phone, 'ar'],
      [phone, 'en'],
      [desk, 'ar'],
      [desk, 'en'],
    ] as const) {
      const { page } = await visit(t, stand.browser, stand.program.url, { viewport, locale });
      await page.goto(`${stand.program.url}/gone`);
      await page.locator('.languages summary').click();
      const box = (await page.locator('.languages ul').boundingBox()) ?? assert.fail();
      assert.ok(box.x >= 0 && box.x + box.width <= viewport.width && box.y >= 0, JSON.stringify(box));
      assert.deepEqual(await accessibilityFaults(page), []);
      await keepPicture(page, `languages-${locale}-${viewport.width}`);
    }
  });

  it('says the number of messages in its plural forms on the button', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { page } = await visit(t, stand.browser, stand.program.url, { locale: 'ar-EG' });
    await page.goto(stand.program.url);
    await page.locator('[name=uses][value=other]').check();
    for (const [uses, words] of [
      ['1', 'رسالة واحدة'],
      ['2', 'رسالتين'],
      ['3', '3 رسائل'],
      ['11', '11 رسالة'],
    ] as const) {
      await page.locator('[name=usesOther]').fill(uses);
      await page.locator('#promise').getByText(`ينتهي بعد ${words} أو في`).waitFor();
    }
  });
});

/** Of what stands there, as laid out. */
function directionAt(page: Page, selector: string): Promise<string> {
  return page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).direction`);
}

async function check(page: Page, name: string): Promise<void> {
  assert.equal(await directionAt(page, 'html'), 'rtl', name);
  // The first words stand at the right edge of their column.
  const gap = await page.evaluate<number>(`(() => {
    const [main, heading] = ['main', 'main h1'].map((one) => document.querySelector(one));
    const words = document.createRange();
    words.selectNodeContents(heading);
    const edge = heading.closest('.card, .ask') ?? main;
    const inset = Number.parseFloat(getComputedStyle(edge).paddingInlineStart);
    return Math.abs(edge.getBoundingClientRect().right - inset - words.getBoundingClientRect().right);
  })()`);
  assert.ok(gap <= 3, `${name}: the heading is ${gap} px from the right`);
  assert.equal(await overflow(page), 0, name);
  assert.deepEqual(await accessibilityFaults(page), [], name);
  await keepPicture(page, `arabic ${name}`.replaceAll(/[ /]+/g, '-'));
}

async function makeInArabic(page: Page, program: Program): Promise<void> {
  await page.goto(program.url);
  await page.getByLabel(languages.ar.make.target).fill(target);
  await page.getByRole('button', { name: languages.ar.make.submit }).click();
  await page.getByRole('heading', { name: languages.ar.made.title }).waitFor();
}
