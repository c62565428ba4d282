// SPDX-License-Identifier: MIT
/** Set-up and settings of the extension in a real Chromium, and what people with other needs meet there. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { accessibilityFaults, keepPicture, patienceMs } from '../../test/support/program/browser.ts';
import { createAlias } from '../../test/support/program/program.ts';
import { eventually } from '../../test/support/redis/redis-server.ts';
import type { ExtensionBrowser } from './support/chromium.ts';
import { signUp, target } from './support/mayfly.ts';
import { connectWithButton, stage, visit } from './support/stand.ts';
import { tlsPort, wrongLinks } from './support/wrong-links.ts';

/** The settings that have been given a set-up text, among all that are open: one may still stand there from the installation. */
async function settingsWith({ context }: ExtensionBrowser, setUp: string): Promise<Page> {
  const isGiven = async (page: Page): Promise<boolean> =>
    page.url().endsWith('/options.html') && (await page.locator('#set-up-text').inputValue()) === setUp;
  let found: Page | undefined;
  await eventually(async () => {
    for (const page of context.pages()) if (await isGiven(page)) found = page;
    return found !== undefined;
  }, patienceMs);
  return found ?? assert.fail();
}

/** Whether something is shown within a few seconds; whoever asks tries again what should lead to it. */
function appears(what: Locator): Promise<boolean> {
  return what.waitFor({ timeout: 5_000 }).then(
    () => true,
    () => false,
  );
}

describe('the settings of the extension in Chromium', () => {
  it('tell what is wrong with a server, and leave what worked', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    await stand.browser.allow('http://127.0.0.1/*', 'https://127.0.0.1/*', 'http://nowhere.invalid/*');
    const options = await stand.browser.open('options.html');
    const attempt = async (link: string): Promise<void> => {
      await options.getByLabel('Set-up link').fill(link);
      await options.getByRole('button', { name: 'Connect', exact: true }).click();
    };
    const nowhere = stand.setUp.replace(/127\.0\.0\.1:\d+/, 'nowhere.invalid');
    for (const [link, words] of [
      ...(await wrongLinks(t, stand)),
      [nowhere, 'There is no server of this name.'] as const,
    ]) {
      await attempt(link);
      await options.getByRole('alert').getByText(words).waitFor();
    }
    await options.getByText('This address begins with http:').waitFor();
    await attempt(stand.setUp);
    await options.getByText(`It works: mail goes to ${target}`).waitFor();
    await attempt(`${stand.setUp.slice(0, -8)}abcdefgh`);
    await options.getByText('The server does not know this key.').waitFor();
    await options.getByRole('button', { name: 'Check the connection' }).click();
    await options.getByText(`It works: mail goes to ${target}`).waitFor();
  });

  it('take a server with a certificate of its own making once the person has accepted it in a tab', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    await stand.browser.allow('https://127.0.0.1/*');
    const server = `https://127.0.0.1:${await tlsPort(t)}`;
    const options = await stand.browser.open('options.html');
    const attempt = async (words: string): Promise<void> => {
      await options.bringToFront();
      await options.getByLabel('Set-up link').fill(`${server}/key#${stand.setUp.split('#')[1]}`);
      await options.getByRole('button', { name: 'Connect', exact: true }).click();
      await options.getByText(words).waitFor();
    };
    await attempt(
      'The browser does not trust the certificate of the server (net::ERR_CERT_AUTHORITY_INVALID).',
    );
    const tab = await stand.browser.context.newPage();
    await assert.rejects(tab.goto(server), /ERR_CERT_AUTHORITY_INVALID/);
    await tab.locator('#main-message').waitFor();
    // What Chromium's warning takes in place of its buttons, once its script listens.
    await eventually(async () => {
      await tab.keyboard.type('thisisunsafe');
      return appears(tab.getByText(target));
    }, patienceMs);
    await attempt(`It works: mail goes to ${target}`);
  });

  it('take server and key from the page of the key, once the person opens the popup there and agrees', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { browser, setUp } = stand;
    // A person who opens the popup lets it read the tab; here the host is allowed instead.
    await browser.allow('http://127.0.0.1/*');
    const first = await browser.open('options.html');
    await first.evaluate(() => {
      document.addEventListener('click', () =>
        chrome.permissions.request({ origins: ['http://127.0.0.1/*'] }),
      );
    });
    await first.getByRole('heading', { name: 'Mayfly: settings' }).click();
    await first.waitForFunction(() => chrome.permissions.contains({ origins: ['http://127.0.0.1/*'] }));
    await first.close();

    const page = await browser.context.newPage();
    await page.goto(setUp);
    // The popup looks once, and the page asks its server before it shows the key.
    const name = `Use the key of ${new URL(setUp).host}`;
    await eventually(async () => {
      const popup = await browser.openPopup(page);
      const button = popup.getByRole('button', { name });
      if (!(await appears(button))) return false;
      // It closes the popup, perhaps before that is told of the press.
      await button.click().catch((error) => popup.isClosed() || assert.fail(error));
      return true;
    }, patienceMs);
    const options = await settingsWith(browser, setUp);
    await options.bringToFront();
    assert.deepEqual(
      await options.evaluate(async () => (await chrome.storage.local.get('account')).account),
      undefined,
    );
    await options.getByRole('button', { name: 'Connect', exact: true }).click();
    await options.getByText(`It works: mail goes to ${target}`).waitFor();

    await options.getByRole('button', { name: 'Forget server and key' }).click();
    await options.getByText('Forgotten.').waitFor();
    assert.doesNotMatch(
      await options.evaluate(async () =>
        JSON.stringify([await chrome.storage.local.get(), await chrome.storage.session.get()]),
      ),
      /mayfly/,
    );
  });

  it('give back every page when the button is switched off, and not the server', async (t) => {
    const stand = await stage(t, { '/': signUp });
    if (stand === undefined) return;
    const options = await connectWithButton(stand);
    await options.getByLabel('Button in e-mail fields').click();
    await options.waitForFunction(
      async () =>
        !(await chrome.permissions.contains({ origins: ['https://*/*'] })) &&
        // Chromium takes it for a part of the other, so it is given again a moment later.
        chrome.permissions.contains({ origins: ['http://127.0.0.1/*'] }),
    );
    assert.deepEqual(await options.evaluate(() => chrome.scripting.getRegisteredContentScripts()), []);
    await options.getByRole('button', { name: 'Check the connection' }).click();
    await options.getByText(`It works: mail goes to ${target}`).waitFor();
  });
});

describe('popup and settings of the extension in Chromium', () => {
  for (const [language, words] of [
    ['en', 'Aliases for shop.example: 1'],
    ['de', 'Aliasse für shop.example: 1'],
  ] as const)
    for (const colorScheme of ['light', 'dark'] as const)
      it(`are accessible in ${language} and ${colorScheme}`, async (t) => {
        const stand = await stage(t, { '/': signUp }, language);
        if (stand === undefined) return;
        const empty = await stand.browser.open('popup.html');
        await empty.emulateMedia({ colorScheme });
        await empty.locator('#set-up-by-hand').waitFor();
        assert.deepEqual(await accessibilityFaults(empty), []);
        const options = await connectWithButton(stand);
        await options.emulateMedia({ colorScheme });
        assert.deepEqual(await accessibilityFaults(options), []);
        assert.equal(await options.locator('html').getAttribute('lang'), language);
        await options.evaluate(() =>
          chrome.storage.local.set({ ended: [{ address: 'a@x', note: 'forum', how: 'usedUp' }] }),
        );
        await createAlias(stand.program, { note: 'shop.example' }, stand.key);
        const popup = await stand.browser.openPopup(await visit(stand));
        await popup.emulateMedia({ colorScheme });
        await popup.getByText(words).waitFor();
        await popup.locator('.alias button').last().click();
        assert.deepEqual(await accessibilityFaults(popup), []);
        await keepPicture(popup, `extension-popup-${language}-${colorScheme}`);
      });
});
