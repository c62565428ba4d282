/** The browser extension in a real Chromium, with the real program behind it. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { keepPicture } from '../../test/support/program/browser.ts';
import {
  environment,
  type Program,
  startProgram,
  temporaryFolder,
} from '../../test/support/program/program.ts';
import { need } from '../../test/support/program/real-clients.ts';
import { Dialogue } from '../../test/support/smtp/dialogue.ts';
import { type ExtensionBrowser, startChromium } from './support/chromium.ts';
import { type Site, type SitePage, startSite } from './support/site.ts';

const target = 'ada@target.example';

const signUp: SitePage = {
  html: `<title>Shop</title><h1>Shop</h1><form id="sign-up"><label>E-mail <input type="email" name="email"></label>
    <label>Password <input type="password" autocomplete="new-password"></label><button type="button">Create account</button></form>`,
};

interface Stand {
  readonly program: Program;
  readonly browser: ExtensionBrowser;
  readonly site: Site;
  readonly setUp: string;
}

async function stage(t: TestContext, pages: Readonly<Record<string, SitePage>>): Promise<Stand | undefined> {
  if (!need(t, 'chromium')) return undefined;
  const program = await startProgram(t, environment(temporaryFolder(t)));
  const site = await startSite(t, pages);
  const browser = await startChromium(t);
  return { program, browser, site, setUp: `${program.url}/key#${await makeKey(program)}` };
}

async function makeKey(program: Program): Promise<string> {
  const response = await fetch(`${program.url}/keys`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ target, label: 'laptop', maxUses: 20, days: 30 }),
  });
  const { key } = (await response.json()) as { readonly key: string };
  return key;
}

/** Sets up as a person does, by the link. */
async function connect({ browser, setUp }: Stand): Promise<Page> {
  await browser.allow('http://127.0.0.1/*');
  const options = await browser.open('options.html');
  await options.getByLabel('Set-up link').fill(setUp);
  await options.getByRole('button', { name: 'Connect' }).click();
  await options.getByText(`It works: mail goes to ${target}`).waitFor();
  return options;
}

async function switchButtonOn({ browser }: Stand, options: Page): Promise<void> {
  await browser.allow('http://*/*', 'https://*/*');
  await options.bringToFront();
  await options.getByLabel('Button in e-mail fields').click();
  await options.locator('#field-button:checked').waitFor();
}

/** Presses the button in a field, where the person sees it: no script gets at what is inside. */
async function pressButton(page: Page, field: string): Promise<void> {
  await page.locator(field).click();
  const host = page.locator('div[popover=manual]');
  await host.waitFor();
  const { x, y, width, height } = (await host.boundingBox()) ?? assert.fail('no button');
  // Younger ones do not take a press.
  await page.waitForTimeout(400);
  await page.mouse.click(x + width / 2, y + height / 2);
}

async function send(program: Program, recipient: string): Promise<string> {
  const [dialogue, rcpt] = await Dialogue.envelope(program.smtpPort, recipient);
  const reply = rcpt.startsWith('250')
    ? await dialogue.message('From: Shop <shop@shop.example>\r\nSubject: Your parcel\r\n\r\nIt is here.\r\n')
    : rcpt;
  dialogue.drop();
  return reply;
}

/** The value of a field once it is an alias. */
async function aliasIn(page: Page, field: string): Promise<string> {
  await page.waitForFunction(
    (selector) => document.querySelector<HTMLInputElement>(selector)?.value.includes('@'),
    field,
  );
  return page.locator(field).inputValue();
}

describe('the extension in Chromium', { timeout: 240_000 }, () => {
  it('fills a form by the button in its field, and counts down in the popup as mail arrives', async (t) => {
    const stand = await stage(t, { '/': signUp });
    if (stand === undefined) return;
    const { program, browser, site } = stand;
    const options = await connect(stand);
    await switchButtonOn(stand, options);
    await keepPicture(options, 'extension-options');

    const shop = await browser.context.newPage();
    await shop.goto(site.url('www.shop.example', '/'));
    await pressButton(shop, 'input[type=email]');
    const address = await aliasIn(shop, 'input[type=email]');
    assert.match(address, /@alias\.localhost$/);

    const popup = await browser.openPopup(shop);
    const row = popup.getByRole('listitem').filter({ hasText: address });
    await row.getByText('messages left: 3 of 3 · ends in 29 days').waitFor();
    await row.getByText('shop.example', { exact: true }).waitFor();
    assert.match(await send(program, address), /^250/);
    await row.getByText('messages left: 2 of 3').waitFor();
    await keepPicture(popup, 'extension-popup');
  });
});
