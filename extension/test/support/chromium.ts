// SPDX-License-Identifier: MIT
/** The extension as it is shipped, in a real Chromium. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type BrowserContext, chromium, type Page, type Worker } from 'playwright-core';
import { launchMs, patienceMs } from '../../../test/support/program/browser.ts';
import { temporaryFolder } from '../../../test/support/program/program.ts';
import { writeFolder } from '../../build.ts';
import { hostResolver } from './site.ts';

/** A browser with the extension in it, which ends with the test. */
export interface ExtensionBrowser {
  readonly context: BrowserContext;
  readonly background: Worker;
  /** Opens a page of ours. */
  open(page: string): Promise<Page>;
  /** The popup as it is over the tab of a page. */
  openPopup(over: Page): Promise<Page>;
  /** Chooses our item in the menu of the focused field of a page, or presses the shortcut: both are windows of the browser's own. */
  choose(way: 'menu' | 'shortcut', over: Page): Promise<void>;
  /** Allows hosts as a person does who answers the browser's question, which has no window here. */
  allow(...patterns: readonly string[]): Promise<void>;
}

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
];

/** Starts Debian's Chromium with the package and a profile that is new. */
export async function startChromium(t: TestContext, language: 'en' | 'de' = 'en'): Promise<ExtensionBrowser> {
  const folder = join(temporaryFolder(t), 'extension');
  await writeFolder('chromium', folder);
  // Debian's Chromium speaks English, so another catalogue stands in for that.
  const catalogue = (name: string): string => join(folder, '_locales', name, 'messages.json');
  if (language !== 'en') copyFileSync(catalogue(language), catalogue('en'));
  const context = await chromium.launchPersistentContext('', {
    executablePath: '/usr/bin/chromium',
    timeout: launchMs,
    ignoreDefaultArgs: ['--disable-extensions'],
    args: [
      ...args,
      `--host-resolver-rules=${hostResolver}`,
      `--load-extension=${folder}`,
      `--disable-extensions-except=${folder}`,
    ],
    viewport: { width: 900, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  t.after(() => context.close());
  context.setDefaultTimeout(patienceMs);
  const background = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  const id = new URL(background.url()).host;
  await settingsOpened(context, `chrome-extension://${id}/options.html`);
  const open = async (path: string): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(`chrome-extension://${id}/${path}`);
    return page;
  };
  const tabOf = (page: Page): Promise<chrome.tabs.Tab | undefined> =>
    background.evaluate(
      async (url) => (await chrome.tabs.query({})).find((it) => it.url === url),
      page.url(),
    );
  return {
    context,
    background,
    open,
    async openPopup(over) {
      return open(`popup.html?tab=${(await tabOf(over))?.id}`);
    },
    async choose(way, over) {
      await over.bringToFront();
      await background.evaluate(
        ([it, tab]) => {
          const { contextMenus, commands } = chrome as unknown as Dispatching;
          if (it === 'menu') contextMenus.onClicked.dispatch({ menuItemId: 'fill', frameId: 0 }, tab);
          else commands.onCommand.dispatch('fill', tab);
        },
        [way, await tabOf(over)] as const,
      );
    },
    async allow(...patterns) {
      const page = await context.newPage();
      await page.goto('chrome://extensions');
      for (const pattern of patterns)
        await page.evaluate(
          ([it, host]) => (chrome as unknown as DeveloperApi).developerPrivate.addHostPermission(it, host),
          [id, pattern] as const,
        );
      await page.close();
    },
  };
}

/** After its installation the extension opens its settings, perhaps in the tab that is there, and then leaves the tabs alone. */
async function settingsOpened(context: BrowserContext, url: string): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!context.pages().some((page) => page.url() === url)) {
    if (Date.now() > end) throw new Error('the settings were not opened');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What Chromium's own page of extensions uses. */
interface DeveloperApi {
  readonly developerPrivate: { addHostPermission(id: string, host: string): Promise<void> };
}

/** Chromium's events can be raised by the extension itself. */
interface Dispatching {
  readonly contextMenus: { readonly onClicked: { dispatch(...values: readonly unknown[]): void } };
  readonly commands: { readonly onCommand: { dispatch(...values: readonly unknown[]): void } };
}
