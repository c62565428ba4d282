// SPDX-License-Identifier: MIT
/** The website of the real program, as a person uses it in a browser. */
import { after, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { Dialogue } from '../smtp/dialogue.ts';
import { launchBrowser } from './browser.ts';
import { environment, type Program, startProgram, temporaryFolder } from './program.ts';
import { need } from './real-clients.ts';

/** Where the mail of tests goes. */
export const target = 'ada@target.example';

let browser: Promise<Browser> | undefined;
after(async () => (await browser)?.close());

/** Browser and program for one test; nothing where there is no Chromium. */
export async function stage(
  t: TestContext,
  settings: NodeJS.ProcessEnv = {},
): Promise<{ browser: Browser; program: Program } | undefined> {
  if (!need(t, 'chromium')) return undefined;
  browser ??= launchBrowser();
  const started = await browser;
  // Before the program: a page that is still loading then would complain of it.
  t.after(() => Promise.all(started.contexts().map((context) => context.close())));
  const program = await startProgram(t, { ...environment(temporaryFolder(t)), ...settings });
  return { browser: started, program };
}

/** Fills in the first page and sends it; gives the address of the alias. */
export async function make(
  page: Page,
  program: Program,
  more: (page: Page) => Promise<void> = async () => {},
  heading = 'Your alias is ready',
) {
  await page.goto(program.url);
  const field = page.getByLabel('Your real address');
  if (await field.isVisible()) await field.fill(target);
  await more(page);
  await page.getByRole('button', { name: 'Make the alias' }).click();
  await page.getByRole('heading', { name: heading }).waitFor();
  return textOf(page, '#address');
}

/** Takes one of the choices that are shown as buttons. */
export async function choose(page: Page, name: string): Promise<void> {
  await page.getByRole('radio', { name, exact: true }).first().check();
}

/** The text of the first element of its kind. */
export async function textOf(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).first().textContent()) ?? '';
}

/** Sends a message by SMTP; gives the last reply. */
export async function send(program: Program, recipient: string): Promise<string> {
  const [dialogue, rcpt] = await Dialogue.envelope(program.smtpPort, recipient);
  const reply = rcpt.startsWith('250')
    ? await dialogue.message(
        'From: Shop <shop@shop.example>\r\nSubject: Your parcel\r\n\r\n<b>It is here.</b>\r\n',
      )
    : rcpt;
  dialogue.drop();
  return reply;
}
