// SPDX-License-Identifier: MIT
/** The browser extension in a real Firefox, with the real program behind it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { need } from '../../test/support/program/real-clients.ts';
import { type FirefoxPage, startFirefox } from './support/firefox.ts';
import { signUp, startMayfly, target } from './support/mayfly.ts';
import { startSite } from './support/site.ts';
import { wrongLinks } from './support/wrong-links.ts';

const byId = (id: string): string => `document.getElementById('${id}')`;
const buttonIn = (scope: string, label: string): string =>
  `[...${scope}.querySelectorAll('button')].find((it) => it.textContent === '${label}')`;

/** Sets up as a person does, by the link. */
async function connect(options: FirefoxPage, setUp: string): Promise<void> {
  await options.press(byId('set-up-text'));
  await options.evaluate(`${byId('set-up-text')}.select()`);
  await options.type(setUp);
  await options.press(buttonIn('document', 'Connect'));
}

describe('the extension in Firefox', () => {
  it('fills a form by the button in its field, and counts down in the popup as mail arrives', async (t) => {
    if (!need(t, 'firefox-esr')) return;
    const { setUp, send } = await startMayfly(t);
    const site = await startSite(t, { '/': signUp });
    const browser = await startFirefox(t);
    const options = await browser.open('options.html');
    await connect(options, setUp);
    await options.until(`${byId('status')}.textContent.includes('It works: mail goes to ${target}')`);
    await options.press(byId('field-button'));
    await options.until('chrome.scripting.getRegisteredContentScripts().then((it) => it.length > 0)');

    const url = site.url('www.shop.example', '/');
    const shop = await browser.visit(url);
    const field = `document.querySelector('input[type=email]')`;
    await shop.press(field);
    await shop.until(`document.querySelector('div[popover=manual]')?.checkVisibility()`);
    // Younger buttons do not take a press.
    await new Promise((resolve) => setTimeout(resolve, 400));
    await shop.press(`document.querySelector('div[popover=manual]')`);
    const address = await shop.until<string>(`${field}.value.includes('@') && ${field}.value`);
    assert.match(address, /@alias\.localhost$/);

    const tab = await options.evaluate<number>(
      `chrome.tabs.query({}).then((all) => all.find((it) => it.url === '${url}').id)`,
    );
    const popup = await browser.open(`popup.html?tab=${tab}`);
    const row = `[...document.querySelectorAll('.alias')].find((it) => it.textContent.includes('${address}'))`;
    await popup.until(`${row}?.textContent.includes('messages left: 3 of 3 · ends in 29 days')`);
    assert.match(await send(address), /^250/);
    await popup.until(`${row}?.textContent.includes('messages left: 2 of 3')`);
    await popup.press(buttonIn(row, 'Destroy'));
    await popup.press(buttonIn(row, 'Yes, destroy'));
    await popup.until(`!${row}`);
    assert.match(await send(address), /^550 5\.1\.1/);
  });

  it('fills by the shortcut in a page that it may not read before, and reads no other after', async (t) => {
    if (!need(t, 'firefox-esr')) return;
    const { setUp } = await startMayfly(t);
    const site = await startSite(t, { '/': signUp });
    const browser = await startFirefox(t);
    const options = await browser.open('options.html');
    await connect(options, setUp);
    await options.until(`${byId('status')}.textContent.includes('It works')`);
    const shop = await browser.visit(site.url('www.shop.example', '/'));
    const field = `document.querySelector('input[type=email]')`;
    await shop.press(field);
    await browser.pressShortcut();
    await shop.until(`${field}.value.endsWith('@alias.localhost')`);
    assert.deepEqual(await options.evaluate('chrome.permissions.getAll().then((it) => it.origins)'), [
      'http://127.0.0.1/*',
    ]);
  });

  it('gives a notice of an end that nobody was looking at, once the person wants notices', async (t) => {
    if (!need(t, 'firefox-esr')) return;
    const { setUp } = await startMayfly(t);
    const browser = await startFirefox(t);
    const options = await browser.open('options.html');
    await connect(options, setUp);
    await options.until(`${byId('status')}.textContent.includes('It works')`);
    await options.press(byId('notices'));
    await options.until(`chrome.permissions.contains({ permissions: ['notifications'] })`);
    await options.evaluate(`[window.heard = 0, ...['onShown', 'onClosed'].map((it) => {
      chrome.notifications[it].addListener(() => { window.heard += 1; }); })]`);
    const known = JSON.stringify([{ address: 'k3v9@alias.localhost', note: 'forum.example' }]);
    await options.evaluate(`chrome.storage.local.set({ known: ${known} })`);
    await options.evaluate(`chrome.alarms.create('soon', { when: Date.now() })`);
    await options.until(
      `chrome.storage.local.get('ended').then(({ ended }) => ended?.[0]?.how === 'unknown')`,
    );
    await options.until(`chrome.action.getBadgeText({}).then((it) => it === '1')`);
    await options.until('window.heard > 0');
  });

  it('tells what is wrong with a server, and leaves what worked', async (t) => {
    if (!need(t, 'firefox-esr')) return;
    const mayfly = await startMayfly(t);
    const browser = await startFirefox(t);
    const options = await browser.open('options.html');
    for (const [link, words] of await wrongLinks(t, mayfly)) {
      await connect(options, link);
      await options.until(`${byId('fault')}.textContent.startsWith(${JSON.stringify(words)})`);
    }
    await connect(options, mayfly.setUp);
    await options.until(`${byId('status')}.textContent.includes('It works')`);
    await connect(options, `${mayfly.setUp.slice(0, -8)}abcdefgh`);
    await options.until(`${byId('fault')}.textContent.startsWith('The server does not know this key.')`);
    await options.press(buttonIn('document', 'Check the connection'));
    await options.until(`${byId('status')}.textContent.includes('It works')`);
  });
});
