// SPDX-License-Identifier: MIT
/** What a person does with the extension in Chromium. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { need } from '../../../test/support/program/real-clients.ts';
import { type ExtensionBrowser, startChromium } from './chromium.ts';
import { type Mayfly, startMayfly, target } from './mayfly.ts';
import { type Site, type SitePage, startSite } from './site.ts';

/** The program, a site of strangers, and a browser with the extension. */
export interface Stand extends Mayfly {
  readonly browser: ExtensionBrowser;
  readonly site: Site;
}

/** Starts all of it; nothing where there is no Chromium. */
export async function stage(
  t: TestContext,
  pages: Readonly<Record<string, SitePage>> = {},
  language: 'en' | 'de' = 'en',
): Promise<Stand | undefined> {
  if (!need(t, 'chromium')) return undefined;
  const mayfly = await startMayfly(t);
  return { ...mayfly, site: await startSite(t, pages), browser: await startChromium(t, language) };
}

/** Sets up by the link; gives the page of the settings. */
export async function connect({ browser, setUp }: Stand): Promise<Page> {
  await browser.allow('http://127.0.0.1/*');
  const options = await browser.open('options.html');
  await options.locator('#set-up-text').fill(setUp);
  await options.locator('#set-up button').click();
  await options.locator('#status', { hasText: target }).waitFor();
  return options;
}

/** Sets up, and switches the button in fields on. */
export async function connectWithButton(stand: Stand): Promise<Page> {
  const options = await connect(stand);
  await stand.browser.allow('http://*/*', 'https://*/*');
  await options.bringToFront();
  await options.locator('#field-button').click();
  // It looks switched on as soon as it is pressed; the script is in pages that are loaded from when it is registered.
  await options.waitForFunction(
    async () => (await chrome.scripting.getRegisteredContentScripts()).length > 0,
  );
  await options.locator('#field-button:checked').waitFor();
  return options;
}

/** Opens a page of the site. */
export async function visit({ browser, site }: Stand, path = '/', host = 'www.shop.example'): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(site.url(host, path));
  return page;
}

/** The element in the page under which the button is; the button itself is out of reach. */
export const buttonHost = 'div[popover=manual]';

/** Presses the button that is shown, where the person sees it. */
export async function pressButton(page: Page): Promise<void> {
  const host = page.locator(buttonHost);
  await host.waitFor();
  // Younger buttons do not take a press.
  await page.waitForTimeout(400);
  const { x, y, width, height } = (await host.boundingBox()) ?? assert.fail('no button');
  await page.mouse.click(x + width / 2, y + height / 2);
}

/** The value of a field once it is an alias. */
export async function aliasIn(page: Page, field: string): Promise<string> {
  await page.waitForFunction(
    (selector) => document.querySelector<HTMLInputElement>(selector)?.value.includes('@'),
    field,
  );
  return page.locator(field).inputValue();
}

/** How many aliases the key of the stand has. */
export async function aliasCount({ program, key }: Mayfly): Promise<number> {
  const response = await fetch(`${program.url}/aliases`, { headers: { authorization: `Bearer ${key}` } });
  const { aliases } = (await response.json()) as { readonly aliases: readonly unknown[] };
  return aliases.length;
}
