// SPDX-License-Identifier: MIT
/** A real Chromium, driven over its own protocol. */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { AxeResults } from 'axe-core';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How long a browser may take to start, ms: machines are slow, and do other things beside. */
export const launchMs = 120_000;
/** How long a page may take for what it is waited for, ms. */
export const patienceMs = 60_000;

/** Starts Debian's Chromium without a window. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args, timeout: launchMs });
}

/** The same with a profile that lasts as long as it, which can install sites as incognito windows cannot. */
export async function launchProfile(t: TestContext): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext('', {
    executablePath: '/usr/bin/chromium',
    args,
    locale: 'en-GB',
    timeout: launchMs,
  });
  t.after(() => context.close());
  context.setDefaultTimeout(patienceMs);
  return context;
}

/** Sizes at which pages are looked at. */
export const sizes = {
  phone: { width: 390, height: 844 },
  desk: { width: 1280, height: 800 },
} as const;

/** A page of a browser that remembers nothing, and what went wrong on it. */
export interface Visitor {
  readonly page: Page;
  /** What broke the Content-Security-Policy, failed in the script, or asked anybody else. */
  readonly complaints: string[];
}

/** Opens a page; it ends with the test, which fails when there are complaints. */
export async function visit(
  t: TestContext,
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({ viewport: sizes.desk, locale: 'en-GB', ...options });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) complaints.push(text);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith('blob:')) complaints.push(`asked ${url}`);
  });
  t.after(async () => {
    await context.close();
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
  });
  return { page, complaints };
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong, a line for each element. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const results = (await page.evaluate(
    'axe.run({ preload: false, resultTypes: ["violations"] })',
  )) as AxeResults;
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} (${failureSummary})`),
  );
}

/** Keeps a picture for review, where `MAYFLY_SCREENSHOTS` names a folder. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env.MAYFLY_SCREENSHOTS;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** By how many pixels a page is wider than its window. */
export async function overflow(page: Page): Promise<number> {
  return page.evaluate(
    'Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)',
  );
}
