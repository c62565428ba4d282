// SPDX-License-Identifier: MIT
/** The browser extension in a real Chromium, with the real program behind it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page, Response } from 'playwright-core';
import { keepPicture } from '../../test/support/program/browser.ts';
import { signUp } from './support/mayfly.ts';
import {
  aliasCount,
  aliasIn,
  buttonHost,
  connectWithButton,
  pressButton,
  stage,
  visit,
} from './support/stand.ts';

const field = 'input[type=email]';
const rowOf = (popup: Page, text: string) => popup.getByRole('listitem').filter({ hasText: text });

/** Whether the popup has looked at the server with it. */
const isLook = (response: Response): boolean =>
  response.request().method() === 'GET' && new URL(response.url()).pathname === '/aliases';

/** Waits until the popup has made something of what it was answered. */
const turn = (popup: Page): Promise<unknown> =>
  popup.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));

/** Keeps the answer to the next look of the popup back; resolves when it is there, with what gives it to the popup. */
async function holdLook(popup: Page): Promise<() => Promise<void>> {
  const [answered, released, given] = [1, 2, 3].map(() => Promise.withResolvers<void>());
  assert.ok(answered && released && given);
  await popup.route(
    ({ pathname }) => pathname === '/aliases',
    async (route) => {
      const response = await route.fetch();
      answered.resolve();
      await released.promise;
      await route.fulfill({ response });
      given.resolve();
    },
    { times: 1 },
  );
  await answered.promise;
  return () => {
    released.resolve();
    return given.promise;
  };
}

describe('the extension in Chromium', () => {
  it('fills a form by the button in its field, and counts down in the popup as mail arrives', async (t) => {
    const stand = await stage(t, { '/': signUp });
    if (stand === undefined) return;
    const options = await connectWithButton(stand);
    await keepPicture(options, 'extension-options');
    const shop = await visit(stand);
    await shop.locator(field).click();
    await shop.setViewportSize({ width: 380, height: 400 });
    await shop.locator(buttonHost).waitFor();
    await keepPicture(shop, 'extension-field');
    await pressButton(shop);
    const address = await aliasIn(shop, field);
    await shop.locator(buttonHost).waitFor({ state: 'detached' });
    assert.match(address, /@alias\.localhost$/);

    const popup = await stand.browser.openPopup(shop);
    const row = rowOf(popup, address);
    await row.getByText('messages left: 3 of 3 · ends in 29 days').waitFor();
    await row.getByText('shop.example', { exact: true }).waitFor();
    assert.match(await stand.send(address), /^250/);
    await row.getByText('messages left: 2 of 3').waitFor();
    await popup.setViewportSize({ width: 380, height: 400 });
    await keepPicture(popup, 'extension-popup');
  });

  it('makes by presets, extends, pauses, destroys after a question, and finds', async (t) => {
    const stand = await stage(t, { '/': signUp });
    if (stand === undefined) return;
    await connectWithButton(stand);
    const shop = await visit(stand);
    const popup = await stand.browser.openPopup(shop);
    await popup.getByText('None for this site yet.').waitFor();
    for (const preset of ['Three messages', 'One week', 'As the key says'])
      await popup.getByRole('button', { name: preset }).click();
    await popup.getByText('Aliases for shop.example: 3').waitFor();
    await rowOf(popup, 'messages left: 20 of 20 · ends in 6 days').waitFor();
    await rowOf(popup, 'messages left: 20 of 20 · ends in 29 days').waitFor();
    const address = (await rowOf(popup, 'messages left: 3 of 3').locator('.address').textContent()) ?? '';
    const row = rowOf(popup, address);

    await row.getByRole('button', { name: '+3 messages' }).click();
    await row.getByText('messages left: 6 of 6').waitFor();
    await row.getByRole('button', { name: '+1 week' }).click();
    await row.getByText('ends in 36 days').waitFor();
    await row.getByRole('button', { name: 'Pause' }).click();
    await row.getByText('paused · ').waitFor();
    assert.match(await stand.send(address), /^450/);
    await row.getByRole('button', { name: 'Resume' }).click();
    await row.getByText(/^messages left: 6 of 6/).waitFor();
    for (let press = 0; press < 4; press += 1) {
      await row.getByRole('button', { name: '+1 week' }).click();
      await popup.waitForFunction(() => document.querySelector('[aria-disabled]') === null);
    }
    const fault = popup.getByRole('alert').getByText('60 days');
    await fault.waitFor();
    await popup.waitForResponse(isLook);
    await turn(popup);
    assert.ok(await fault.isVisible(), 'a look that succeeds is no answer to what the person did');

    await row.getByRole('button', { name: 'Destroy' }).click();
    assert.equal(
      await row.getByRole('button', { name: 'Keep' }).evaluate((it) => it === document.activeElement),
      true,
    );
    await row.getByRole('button', { name: 'Keep' }).click();
    assert.equal(await aliasCount(stand), 3);
    const giveBack = await holdLook(popup);
    await row.getByRole('button', { name: 'Destroy' }).click();
    await row.getByRole('button', { name: 'Yes, destroy' }).click();
    await popup.getByText(`Destroyed: ${address}`).waitFor();
    await giveBack();
    await turn(popup);
    assert.equal(await row.count(), 0, 'a look from before it does not bring it back');
    assert.match(await stand.send(address), /^550 5\.1\.1/);

    const elsewhere = await stand.browser.openPopup(await visit(stand, '/', 'forum.example'));
    await elsewhere.getByText('Aliases for forum.example: 0').waitFor();
    await elsewhere.getByLabel('Search in all aliases').fill('SHOP');
    await elsewhere.getByText('Aliases found: 2').waitFor();
    await elsewhere.getByRole('button', { name: 'Copy' }).first().click();
    await elsewhere.getByText(/^Copied: .+@alias\.localhost$/).waitFor();
    assert.match(await elsewhere.evaluate(() => navigator.clipboard.readText()), /@alias\.localhost$/);
  });

  it('fills by the popup, the menu and the shortcut, and makes nothing where there is no field', async (t) => {
    const stand = await stage(t, { '/': signUp, '/empty': { html: '<title>Empty</title><p>Nothing.' } });
    if (stand === undefined) return;
    await connectWithButton(stand);
    const shop = await visit(stand);
    const popup = await stand.browser.openPopup(shop);
    await popup.getByRole('button', { name: 'One message' }).click();
    await popup.getByText(/^Made and filled in: /).waitFor();
    const first = await aliasIn(shop, field);
    for (const way of ['menu', 'shortcut'] as const) {
      await shop.locator(field).fill('');
      await shop.locator(field).focus();
      await stand.browser.choose(way, shop);
      assert.notEqual(await aliasIn(shop, field), first);
    }
    assert.equal(await aliasCount(stand), 3);

    const empty = await visit(stand, '/empty');
    await stand.browser.choose('shortcut', empty);
    await empty.locator('div[popover=manual]').waitFor();
    assert.equal(await aliasCount(stand), 3);
  });

  it('tells of an alias that is used up', async (t) => {
    const stand = await stage(t, { '/': signUp });
    if (stand === undefined) return;
    await connectWithButton(stand);
    const popup = await stand.browser.openPopup(await visit(stand));
    await popup.getByRole('button', { name: 'One message' }).click();
    const address = (await popup.locator('.address').textContent()) ?? '';
    assert.match(await stand.send(address), /^250/);
    await popup.getByText(`shop.example (${address}) has ended: its messages are used up.`).waitFor();
    await popup.waitForFunction(async () => (await chrome.action.getBadgeText({})) === '1');
    await popup.getByRole('button', { name: 'Seen' }).click();
    await popup.waitForFunction(async () => (await chrome.action.getBadgeText({})) === '');
    // The background clears the number, and the popup its list: each in its own time.
    await popup.locator('#ended').waitFor({ state: 'hidden' });
  });
});
