// SPDX-License-Identifier: MIT
/** Proof of work on the website, in a real Chromium served by the real program. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accessibilityFaults, visit } from '../support/program/browser.ts';
import { stage, target, textOf } from '../support/program/website.ts';

const settings = { MAYFLY_CHALLENGE: 'proof-of-work' };
/** The work is real, and other tests want the processor too. */
const patienceMs = 100_000;
const submit = { name: 'Make the alias' };

describe('making an alias takes proof of work', () => {
  it('the script does it while the form is filled in, and again for the next one', async (t) => {
    const stand = await stage(t, settings);
    if (stand === undefined) return;
    const { program } = stand;
    const { page } = await visit(t, stand.browser, program.url);
    page.setDefaultTimeout(patienceMs);
    const made = new Set<string>();
    for (let time = 0; time < 3; time++) {
      await page.goto(program.url);
      // With a remembered key there is no proof.
      await page.locator('#remember').uncheck();
      await page.getByLabel('Your real address').fill(target);
      await page.getByRole('button', submit).click();
      await page.getByRole('heading', { name: 'Your alias is ready' }).waitFor();
      made.add(await textOf(page, '#address'));
    }
    assert.equal(made.size, 3);
    const metrics = await (await fetch(`${program.url}/metrics`)).text();
    assert.match(metrics, /^mayfly_challenges_total\{outcome="accepted"\} 3$/m);
    assert.match(metrics, /^mayfly_challenges_total\{outcome="refused"\} 0$/m);
    await page.goto(program.url);
    assert.deepEqual(await accessibilityFaults(page), []);
  });

  it('mistakes use nothing up, and the form can be sent again at once', async (t) => {
    const stand = await stage(t, settings);
    if (stand === undefined) return;
    const { page } = await visit(t, stand.browser, stand.program.url);
    page.setDefaultTimeout(patienceMs);
    await page.goto(stand.program.url);
    await page.getByLabel('Your real address').fill('nobody');
    await page.getByRole('button', submit).click();
    await page.getByText('Something is not right yet').waitFor();
    await page.getByLabel('Your real address').fill(target);
    await page.getByRole('button', submit).click();
    await page.getByRole('heading', { name: 'Your alias is ready' }).waitFor();
  });

  it('without script a visitor is told what to do, before and after', async (t) => {
    const stand = await stage(t, settings);
    if (stand === undefined) return;
    const { page } = await visit(t, stand.browser, stand.program.url, {
      javaScriptEnabled: false,
      locale: 'de-DE',
    });
    await page.goto(stand.program.url);
    assert.match(await textOf(page, 'noscript .notice'), /JavaScript: Schalte es für diese Seite ein/);
    await page.locator('[name=target]').fill(target);
    const [response] = await Promise.all([page.waitForNavigation(), page.locator('button.main').click()]);
    assert.equal(response?.status(), 403);
    await page.getByText('Noch wurde nichts angelegt').waitFor();
    assert.equal(await page.locator('[name=target]').inputValue(), target);
  });

  it('a form that is sent before the script is there is sent again by it', async (t) => {
    const stand = await stage(t, settings);
    if (stand === undefined) return;
    const { page } = await visit(t, stand.browser, stand.program.url);
    page.setDefaultTimeout(patienceMs);
    let isSlow = true;
    await page.route('**/*.js', (route) => (isSlow ? route.abort() : route.continue()));
    await page.goto(stand.program.url);
    await page.getByLabel('Your real address').fill(target);
    isSlow = false;
    await page.getByRole('button', submit).click();
    await page.getByRole('heading', { name: 'Your alias is ready' }).waitFor();
  });

  it('when the service cannot be reached, the page says so and the next try goes well', async (t) => {
    const stand = await stage(t, settings);
    if (stand === undefined) return;
    const { page } = await visit(t, stand.browser, stand.program.url);
    page.setDefaultTimeout(patienceMs);
    await page.goto(stand.program.url);
    await page.route('**/challenge', (route) => route.abort());
    await page.getByLabel('Your real address').fill(target);
    await page.getByRole('button', submit).click();
    await page.getByText('could not be reached just now').waitFor();
    await page.unroute('**/challenge');
    await page.getByRole('button', submit).click();
    await page.getByRole('heading', { name: 'Your alias is ready' }).waitFor();
  });
});
