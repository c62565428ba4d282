// SPDX-License-Identifier: MIT
/** Takes the pictures of README.md anew, from the website as it is: `node scripts/screenshots.ts`, with Debian's Chromium. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const pictures = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'mayfly-screenshots-'));
const env = {
  ...process.env,
  MAYFLY_DOMAINS: 'alias.example',
  MAYFLY_STORE: 'memory',
  MAYFLY_SECRET_FILE: join(folder, 'secret'),
  MAYFLY_HTTP_LISTEN: '127.0.0.1:0',
  MAYFLY_SMTP_LISTEN: '127.0.0.1:0',
};
const service = spawn(process.execPath, [main, 'serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const { http, smtp } = await addressesOf(service);
  const url = `http://${http}`;
  const first = await openPage({ colorScheme: 'light' }, url);
  await first.getByLabel('Your real address').fill('you@home.example');
  await take(first, 'make');

  const second = await openPage({ colorScheme: 'dark' }, `${url}/?uses=other&usesOther=5&note=Shop`);
  await second.getByLabel('Your real address').fill('you@home.example');
  await second.getByRole('button', { name: 'Make the alias' }).click();
  const address = await second.locator('#address').textContent();
  await second.getByRole('button', { name: 'See and change the alias' }).click();
  for (const subject of ['Welcome', 'Your parcel'])
    await promisify(execFile)(
      process.execPath,
      [main, 'send', address ?? '', '--smtp', smtp, '--subject', subject],
      { env },
    );
  await second.getByText('3 of 5 messages left').first().waitFor();
  await second.getByText('Accepted by your mail server').nth(1).waitFor();
  await take(second, 'manage');
} finally {
  await browser.close();
  service.kill();
  await once(service, 'exit');
  await rm(folder, { recursive: true });
}

/** Where the service listens, as its log says. */
async function addressesOf({
  stdout,
}: ChildProcess): Promise<{ readonly http: string; readonly smtp: string }> {
  if (stdout === null) throw new Error('no log');
  for await (const line of createInterface(stdout)) {
    const entry: { readonly msg?: string; readonly http: string; readonly smtp: string } = JSON.parse(line);
    if (entry.msg === 'listening') return entry;
  }
  throw new Error('the service does not start');
}

async function openPage(options: BrowserContextOptions, url: string): Promise<Page> {
  const context = await browser.newContext({
    ...options,
    viewport: { width: 900, height: 1020 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

/** Without what only a trial shows. */
async function take(page: Page, name: string): Promise<void> {
  await page.evaluate(
    'document.querySelector(".trial")?.remove(); document.activeElement.blur(); scrollTo(0, 0)',
  );
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}
