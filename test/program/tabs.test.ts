// SPDX-License-Identifier: MIT
/** Many tabs of one browser, in a real Chromium, served by the real program over HTTP/1.1. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { patienceMs, visit } from '../support/program/browser.ts';
import { type AliasBody, createAlias, type Program } from '../support/program/program.ts';
import { send, stage, target, textOf } from '../support/program/website.ts';
import { eventually } from '../support/redis/redis-server.ts';

const tabs = 8;

describe('tabs of a browser', () => {
  it('share one stream, go on when the one that listens is closed, and leave room for pages', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { program } = stand;
    const { page } = await visit(t, stand.browser, program.url);
    const pages: Page[] = [page];
    while (pages.length < tabs) pages.push(await page.context().newPage());
    const open = new Set<object>();
    for (const one of pages) {
      one.on('request', (request) => request.url().endsWith('/events') && open.add(request));
      one.on('requestfinished', (request) => open.delete(request));
      one.on('requestfailed', (request) => open.delete(request));
    }
    const addresses: string[] = [];
    for (const one of pages) {
      const { address, manageToken } = await createAlias(program, { target, maxUses: 5 });
      addresses.push(address);
      await one.goto(`${program.url}/m#${address}/${manageToken}`);
      await one.locator('#uses-left').waitFor();
    }
    await all(pages, addresses, (address) => send(program, address));
    await shows(pages, '4 of 5 messages left');
    // Streams for fewer are closed as soon as the one for all is open.
    await eventually(async () => open.size === 1, patienceMs);

    // The first one listens, as it came first.
    const [first, ...rest] = pages;
    await first?.close();
    await all(rest, addresses.slice(1), (address) => send(program, address));
    await shows(rest, '3 of 5 messages left');

    const fresh = await page.context().newPage();
    await fresh.goto(`${program.url}/how`);
    await fresh.getByRole('heading', { name: 'How it works' }).waitFor();
    await fresh.close();
  });

  it('take a change in one of them over into the others', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { program } = stand;
    const { page } = await visit(t, stand.browser, program.url);
    const { address, manageToken } = await createAlias(program, { target, maxUses: 5 });
    const other = await page.context().newPage();
    for (const one of [page, other]) await one.goto(`${program.url}/m#${address}/${manageToken}`);
    await page.locator('.state.active').waitFor();
    await other.getByRole('button', { name: 'Pause' }).click();
    await page.locator('.state.paused').waitFor();
    await other.getByRole('button', { name: 'Destroy', exact: true }).click();
    await other.getByRole('button', { name: 'Destroy it for good' }).click();
    await other.getByRole('heading', { name: 'It is gone' }).waitFor();
    await page.locator('#gone').getByText('You destroyed it, or someone with your link').waitFor();
    assert.equal(new URL(other.url()).pathname, '/gone');
  });

  it('show what happened while one of them loaded, and go on once hidden ones are seen again', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { program } = stand;
    const { page: first } = await visit(t, stand.browser, program.url);
    const alias = await createAlias(program, { target, maxUses: 5 });
    const path = `${program.url}/m#${alias.address}/${alias.manageToken}`;
    const listening = first.waitForResponse('**/events');
    await first.goto(path);
    await listening;
    const second = await first.context().newPage();
    const mayLoad = Promise.withResolvers<void>();
    t.after(() => mayLoad.resolve());
    await second.route('**/follow*.js', async (route) => {
      await mayLoad.promise;
      await route.continue();
    });
    await second.goto(path);
    await second.locator('.state.active').waitFor();
    await setState(program, alias, 'paused');
    await first.locator('.state.paused').waitFor();
    mayLoad.resolve();
    await second.locator('.state.paused').waitFor();

    for (const isHidden of [true, false])
      await second.evaluate(`
        Object.defineProperty(document, 'hidden', { configurable: true, value: ${isHidden} });
        document.dispatchEvent(new Event('visibilitychange'));`);
    await first.close();
    await setState(program, alias, 'active');
    await second.locator('.state.active').waitFor();
  });

  for (const way of ['a press', 'another device'])
    it(`show no older answer over what came by ${way} meanwhile`, async (t) => {
      const stand = await stage(t);
      if (stand === undefined) return;
      const { program } = stand;
      const { page } = await visit(t, stand.browser, program.url);
      const alias = await createAlias(program, { target, maxUses: 5 });
      const held = await holdReading(t, page, 2);
      await page.goto(`${program.url}/m#${alias.address}/${alias.manageToken}`);
      await held.isAnswered;
      if (way === 'a press') await page.getByRole('button', { name: 'Pause' }).click();
      else await setState(program, alias, 'paused');
      await page.locator('.state.paused').waitFor();
      await held.giveBack();
      // What it came from is the second reading; whatever came of it is there by a turn of the page later.
      await page.evaluate('new Promise((resolve) => setTimeout(resolve, 100))');
      await page.locator('.state.paused').waitFor();
      assert.equal(await page.locator('.state.active').count(), 0);
    });

  it('go back from what was put right in a form without being asked to send it again', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { page } = await visit(t, stand.browser, stand.program.url);
    await page.goto(`${stand.program.url}/how`);
    await page.goto(stand.program.url);
    await page.getByLabel('Your real address').fill('nobody');
    const submit = () => page.getByRole('button', { name: 'Make the alias' }).click();
    await submit();
    await page.locator('#faults').waitFor();
    await page.getByLabel('Your real address').fill(target);
    await submit();
    await page.getByRole('heading', { name: 'Your alias is ready' }).waitFor();
    await page.goBack();
    await page.locator('#make').waitFor();
    assert.equal(await page.locator('#faults').count(), 0);
    await page.goBack();
    await page.getByRole('heading', { name: 'How it works' }).waitFor();
    await page.goForward();
    await page.goForward();
    await page.locator('#uses-left').waitFor();
    assert.match(await textOf(page, '#uses-left'), /3 of 3/);
  });

  it('go back to a form that was put right without being asked to send it again, without script too', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { program } = stand;
    const { page } = await visit(t, stand.browser, program.url, { javaScriptEnabled: false });
    await page.goto(program.url);
    await page.getByLabel('Your real address').fill('nobody');
    const submit = () => page.getByRole('button', { name: 'Make the alias' }).click();
    await submit();
    await page.locator('#faults').waitFor();
    await page.getByLabel('Your real address').fill(target);
    const [answer] = await Promise.all([page.waitForResponse('**/new'), submit()]);
    assert.equal(answer.headers()['cache-control'], 'no-store', 'an alias is kept by nobody');
    await page.getByRole('heading', { name: 'Your alias is ready' }).waitFor();
    assert.equal(await program.stop(), 0);
    await page.goBack();
    await page.locator('#target-fault').waitFor();
    assert.equal(await page.getByLabel('Your real address').inputValue(), target, 'as it was filled in last');
  });

  it('say so when the service is away, and lose nothing that was written', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { page } = await visit(t, stand.browser, stand.program.url);
    await page.goto(stand.program.url);
    await page.getByLabel('Your real address').fill(target);
    await stand.program.stop();
    await page.getByRole('button', { name: 'Make the alias' }).click();
    await page.getByRole('alert').getByText('The service cannot be reached.').waitFor();
    assert.equal(await page.getByLabel('Your real address').inputValue(), target);
  });
});

/** Pauses an alias, or lets it go on, as another device does. */
async function setState(program: Program, alias: AliasBody, state: 'active' | 'paused'): Promise<void> {
  const response = await fetch(`${program.url}/aliases/${alias.address}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${alias.manageToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ state }),
  });
  assert.equal(response.status, 200);
}

/** Keeps the answer to one of the readings of an alias back, with the alias as it was. */
async function holdReading(t: TestContext, page: Page, which: number) {
  const [answered, released, given] = [1, 2, 3].map(() => Promise.withResolvers<void>());
  assert.ok(answered && released && given);
  t.after(() => released.resolve());
  let readings = 0;
  await page.route('**/m', async (route) => {
    const asked = route.request().postData() ?? 'do=';
    if (!asked.includes('do=')) readings += 1;
    if (readings !== which || asked.includes('do=')) return route.continue();
    const response = await route.fetch();
    answered.resolve();
    await released.promise;
    await route.fulfill({ response });
    given.resolve();
  });
  return {
    isAnswered: answered.promise,
    giveBack() {
      released.resolve();
      return given.promise;
    },
  };
}

async function all(
  pages: readonly Page[],
  addresses: readonly string[],
  act: (address: string) => Promise<string>,
) {
  assert.equal(pages.length, addresses.length);
  for (const address of addresses) assert.match(await act(address), /^250/);
}

async function shows(pages: readonly Page[], words: string): Promise<void> {
  for (const page of pages) await page.locator('#uses-left').getByText(words).waitFor();
}
