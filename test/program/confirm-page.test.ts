// SPDX-License-Identifier: MIT
/** The page on which the owner of a target answers, in a real Chromium: agreed to on a phone, followed on the desktop. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { en } from '../../src/web/text/en.ts';
import { startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import { accessibilityFaults, keepPicture, patienceMs, sizes, visit } from '../support/program/browser.ts';
import { make, send, stage } from '../support/program/website.ts';
import { eventually } from '../support/redis/redis-server.ts';

const options = { timeout: 300_000 };

for (const javaScriptEnabled of [true, false])
  test(
    `${javaScriptEnabled ? 'with' : 'without'} script: what is agreed to on a phone goes on at the desktop`,
    options,
    async (t) => {
      const hop = await startScriptedHop();
      t.after(() => hop.close());
      const stand = await stage(t, {
        MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}?tls=none`,
        MAYFLY_CONFIRM: 'on',
        MAYFLY_PUBLIC_URL: 'https://alias.localhost',
      });
      if (stand === undefined) return;
      const { browser, program } = stand;
      const { page: made } = await visit(t, browser, program.url);
      const address = await make(made, program, undefined, en.made.titleAsked);
      await made.getByText('as soon as you agree').waitFor();
      assert.equal(await made.getByText(en.made.title).count(), 0);
      assert.match(await made.title(), new RegExp(`^${en.made.titleAsked}`));
      assert.ok(await isAbove(made, '#state', '#handout'), 'what is to be done comes first');
      const desk = await made.context().newPage();
      await desk.goto(made.url());
      await desk.getByRole('heading', { name: /^We have asked/ }).waitFor();
      assert.match(await send(program, address), /^450 4\.2\.1/);

      await eventually(async () => hop.messages.length > 0, patienceMs);
      const question = hop.messages[0]?.octets.toString() ?? '';
      const path = /alias\.localhost(\/confirm\/\w+)\r/.exec(question)?.[1] ?? assert.fail(question);
      const { page: phone } = await visit(t, browser, program.url, {
        locale: 'de-DE',
        viewport: sizes.phone,
        javaScriptEnabled,
        colorScheme: javaScriptEnabled ? 'light' : 'dark',
      });
      await phone.goto(program.url + path);
      await phone.getByRole('heading', { name: 'Darf Post an dich weitergeleitet werden?' }).waitFor();
      assert.equal(await phone.locator('.address').textContent(), address);
      assert.doesNotMatch(await phone.content(), /target\.example/);
      if (javaScriptEnabled) assert.deepEqual(await accessibilityFaults(phone), []);
      await keepPicture(phone, `confirm-${javaScriptEnabled}`);
      await phone.getByRole('button', { name: 'Ja, leite sie an mich weiter' }).click();
      await phone.getByRole('heading', { name: 'Du hast zugestimmt' }).waitFor();
      if (javaScriptEnabled) assert.deepEqual(await accessibilityFaults(phone), []);

      await desk.getByText('Alive and taking mail.').waitFor();
      await made.bringToFront();
      await made.getByText('Alive and taking mail.').waitFor();
      assert.equal(await made.getByText('as soon as you agree').count(), 0);
      await made.getByRole('heading', { name: en.made.title, exact: true }).waitFor();
      assert.match(await made.title(), new RegExp(`^${en.made.title}`));
      assert.match(await send(program, address), /^250/);

      await phone.getByRole('button', { name: 'Nie wieder fragen' }).click();
      await phone.getByRole('heading', { name: 'Du wirst nicht mehr gefragt' }).waitFor();
      await phone.goto(`${program.url}${path.slice(0, -1)}!`);
      await phone.getByRole('heading', { name: 'Diese Frage gibt es nicht' }).waitFor();
    },
  );

for (const javaScriptEnabled of [true, false])
  test(
    `${javaScriptEnabled ? 'with' : 'without'} script: an alias goes on to another address once that has agreed`,
    options,
    async (t) => {
      const hop = await startScriptedHop();
      t.after(() => hop.close());
      const stand = await stage(t, {
        MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}?tls=none`,
        MAYFLY_CONFIRM: 'others',
        MAYFLY_TARGETS: 'ada@target.example',
        MAYFLY_PUBLIC_URL: 'https://alias.localhost',
      });
      if (stand === undefined) return;
      const { browser, program } = stand;
      const { page } = await visit(t, browser, program.url, { javaScriptEnabled });
      const address = await make(page, program);
      await page.getByRole('button', { name: en.made.manage }).click();
      await page.getByText(en.manage.retarget).click();
      const field = page.getByLabel(en.manage.newTarget);
      await field.fill('bob@gmial.con');
      await field.press('Enter');
      await page.locator('#target-fault').getByText('Did you mean bob@gmail.com?').waitFor();
      await page.locator('#faults:focus').waitFor();
      if (javaScriptEnabled) assert.deepEqual(await accessibilityFaults(page), []);
      await keepPicture(page, `retarget-${javaScriptEnabled}`);
      await page.getByRole('button', { name: 'Yes, use bob@gmail.com' }).click();
      await page.getByText('We have asked bob@gmail.com by mail.').waitFor();
      assert.match(await send(program, address), /^250/);
      const rcpts = () => hop.messages.map(({ rcpts: [first = ''] }) => /<(.*)>/.exec(first)?.[1]);
      await eventually(async () => rcpts().includes('bob@gmail.com'), patienceMs);
      assert.deepEqual(rcpts().toSorted(), ['ada@target.example', 'bob@gmail.com']);
      const question = hop.messages.find(({ octets }) => /\/confirm\//.test(octets.toString()));
      const path = /alias\.localhost(\/confirm\/\w+)\r/.exec(question?.octets.toString() ?? '')?.[1];
      assert.equal((await fetch(program.url + path, { method: 'POST' })).status, 200);
      assert.match(await send(program, address), /^250/);
      assert.equal(rcpts().at(-1), 'bob@gmail.com');
    },
  );

function isAbove(page: Page, one: string, other: string): Promise<boolean> {
  const [first, second] = [one, other].map(
    (selector) => `document.querySelector('${selector}').getBoundingClientRect()`,
  );
  return page.evaluate(`${first}.bottom <= ${second}.top`);
}
