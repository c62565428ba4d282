// SPDX-License-Identifier: MIT
/** What axe does not see of the website, in a real Chromium. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { keepPicture, sizes, visit } from '../support/program/browser.ts';
import { choose, make, stage, target, textOf } from '../support/program/website.ts';

const submit = (page: Page) => page.getByRole('button', { name: 'Make the alias' }).click();

describe('the website for those who do not see, point or wait', () => {
  for (const colorScheme of ['light', 'dark'] as const)
    it(`has a ring around the focus that stands out in the ${colorScheme}`, async (t) => {
      const stand = await stage(t);
      if (stand === undefined) return;
      const { page } = await visit(t, stand.browser, stand.program.url, { colorScheme });
      await page.goto(stand.program.url);
      await page.keyboard.press('Tab');
      const [ring, ...grounds] = (
        await page.evaluate<string>(`[
          getComputedStyle(document.activeElement).outlineColor,
          getComputedStyle(document.documentElement).backgroundColor,
          getComputedStyle(document.querySelector('.card')).backgroundColor,
        ].join(';')`)
      ).split(';');
      for (const ground of grounds) assert.ok(contrast(ring ?? '', ground) >= 3, `${ring} on ${ground}`);
    });

  it('comes to rest within five seconds', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { page } = await visit(t, stand.browser, stand.program.url);
    await page.goto(stand.program.url);
    // Drawn anew, since what has come to rest already is not among them any more.
    const longest = await page.evaluate(`(() => {
      const { style } = document.body;
      style.display = 'none';
      document.body.getBoundingClientRect();
      style.display = '';
      return Math.max(...document.getAnimations().map((one) => one.effect.getComputedTiming().endTime));
    })()`);
    assert.ok(Number(longest) > 0 && Number(longest) <= 5000, `${longest} ms`);
  });

  for (const javaScriptEnabled of [true, false])
    it(`leads to what is wrong in a form ${javaScriptEnabled ? 'with' : 'without'} script`, async (t) => {
      const stand = await stage(t);
      if (stand === undefined) return;
      const { page } = await visit(t, stand.browser, stand.program.url, {
        javaScriptEnabled,
        viewport: sizes.phone,
      });
      await page.goto(stand.program.url);
      await page.getByLabel('Your real address').fill('nobody');
      await choose(page, 'Other');
      await submit(page);
      const summary = page.locator('#faults');
      await summary.waitFor();
      assert.match(await page.title(), /^Error: /);
      await page.locator('#faults:focus').waitFor();
      await keepPicture(page, `faults-${javaScriptEnabled}`);
      for (const [name, field] of [
        ['Your real address', 'target'],
        ['Dies after', 'usesOther'],
      ] as const) {
        await summary.getByRole('link', { name }).click();
        await page.locator(`[name=${field}]:focus`).waitFor();
      }
    });

  for (const javaScriptEnabled of [true, false])
    it(`asks about a slip in a well-known domain ${javaScriptEnabled ? 'with' : 'without'} script, once`, async (t) => {
      const stand = await stage(t);
      if (stand === undefined) return;
      const { page } = await visit(t, stand.browser, stand.program.url, { javaScriptEnabled });
      await page.goto(stand.program.url);
      await page.getByLabel('Your real address').fill('ada@gmial.con');
      await submit(page);
      await page.locator('#target-fault').getByText('Did you mean ada@gmail.com?').waitFor();
      await page.getByRole('button', { name: 'Yes, use ada@gmail.com' }).click();
      await page.locator('.made b').getByText('ada@gmail.com').waitFor();

      await page.goto(`${stand.program.url}/?target=ada@gmial.con`);
      if (javaScriptEnabled) await page.locator('select#key').selectOption({ label: 'another address' });
      await submit(page);
      await page.locator('#target-fault').waitFor();
      await page.getByLabel('Your real address').press('Enter');
      await page.locator('.made b').getByText('ada@gmial.con').waitFor();
    });

  it('leaves the focus on a choice that arrow keys took', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { page } = await visit(t, stand.browser, stand.program.url);
    await page.goto(stand.program.url);
    await page.locator('[name=uses][value=max]').focus();
    await page.keyboard.press('ArrowRight');
    await page.locator('[name=usesOther]').waitFor();
    assert.equal(await page.evaluate('document.activeElement.value'), 'other');
  });

  it('names each button for what it does, and fills only one', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { page } = await visit(t, stand.browser, stand.program.url);
    await make(page, stand.program);
    const names = await page.locator('main button:visible, main a.button:visible').allTextContents();
    assert.equal(new Set(names).size, names.length, names.join(', '));
    assert.equal(
      await page.locator('main .button:visible:not(.quiet), main button:visible:not(.quiet)').count(),
      1,
    );
  });

  it('offers no alias without an end', async (t) => {
    const stand = await stage(t, { MAYFLY_MAX_USES: 'off', MAYFLY_MAX_DAYS: 'off' });
    if (stand === undefined) return;
    const { page } = await visit(t, stand.browser, stand.program.url);
    await page.goto(stand.program.url);
    await choose(page, 'any number of messages');
    assert.ok(await page.getByLabel('no time limit').isDisabled());
    await choose(page, '3 messages');
    await choose(page, 'no time limit');
    assert.ok(await page.getByLabel('any number of messages').isDisabled());
    await page.goto(`${stand.program.url}/?uses=max&time=max`);
    await page.getByLabel('Your real address').fill(target);
    await submit(page);
    await page.locator('#faults').waitFor();
    assert.match(await textOf(page, '#time-fault'), /an address needs an end/);
  });
});

/** Contrast of two opaque colours as WCAG 2 defines it. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [one, other].map(luminance).sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = (color.match(/[\d.]+/g) ?? []).slice(0, 3).map((octet) => {
    const share = Number(octet) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
