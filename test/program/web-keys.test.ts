// SPDX-License-Identifier: MIT
/** Keys on the website, in a real Chromium, served by the real program. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { accessibilityFaults, keepPicture, patienceMs, visit } from '../support/program/browser.ts';
import { createAlias, createKey, environment, temporaryFolder } from '../support/program/program.ts';
import { choose, make, send, stage, target, textOf } from '../support/program/website.ts';
import { eventually } from '../support/redis/redis-server.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

const submit = (page: Page) => page.getByRole('button', { name: 'Make the alias' }).click();

/** Everything that a page has asked the server for by its address: what an access log has. */
function logOf(page: Page): string[] {
  const asked: string[] = [];
  page.on('request', (request) =>
    asked.push(new URL(request.url()).pathname + new URL(request.url()).search),
  );
  return asked;
}

describe('keys on the website', () => {
  it('make the second alias one click, list all with one request, and no address of a page tells of them', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { program } = stand;
    const { page } = await visit(t, stand.browser, program.url);
    const log = logOf(page);
    const first = await make(page, program, () => choose(page, '10 messages'));
    await page.getByText('This browser remembers it').waitFor();
    await page.getByRole('button', { name: 'Another like this' }).click();
    await page.getByText('Made with your key').waitFor();
    await page.goto(program.url);
    assert.equal(await page.getByLabel('Your real address').isVisible(), false);
    assert.equal(await textOf(page, '#key option:checked'), target);
    await submit(page);
    await page.getByText('Made with your key').waitFor();
    await page.goto(`${program.url}/mine`);
    await page.getByRole('link', { name: first }).waitFor();
    assert.equal(await page.getByRole('cell', { name: 'alive, 10 messages left' }).count(), 3);
    assert.deepEqual(
      log.filter((path) => path.startsWith('/aliases') || path === '/mine'),
      ['/mine', '/mine'],
    );
    await page.getByRole('button', { name: 'New alias' }).click();
    await page.getByText('Dies after 10 messages').waitFor();

    const key = await page.evaluate<string>('JSON.parse(localStorage.getItem("mayfly.keys"))[0].key');
    await page.goto(`${program.url}/mine`);
    await page.getByRole('link', { name: first }).click();
    await page.locator('#uses-left').getByText('10 of 10 messages left').waitFor();
    const token = page.url().split('/').at(-1) ?? '';
    assert.match(token, /^[\w-]{20,}$/);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.locator('.state.paused').waitFor();
    await page.reload();
    await page.locator('.state.paused').waitFor();
    assert.ok(log.length > 10);
    for (const secret of [key, token, first, target])
      assert.ok(!log.some((path) => decodeURIComponent(path).includes(secret)), secret);
  });

  it('remember nothing where that is not wanted', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { program } = stand;
    const { page } = await visit(t, stand.browser, program.url);
    await make(page, program, () => page.getByLabel('Remember me in this browser').uncheck());
    assert.equal(await page.getByText('This browser remembers it').isVisible(), false);
    assert.equal(await page.evaluate('localStorage.length'), 0);
  });

  it('are given back, with what was filled in last, after all was forgotten', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { program } = stand;
    const { page } = await visit(t, stand.browser, program.url);
    const address = await make(page, program, () => choose(page, '10 messages'));
    const kept = () => page.evaluate<string>('JSON.stringify(Object.entries(localStorage).sort())');
    const before = await kept();
    await page.goto(`${program.url}/mine`);
    const link = page.getByRole('link', { name: address });
    await link.waitFor();
    page.once('dialog', (dialog) => dialog.accept());
    await page.getByRole('button', { name: 'Forget all' }).click();
    await page.getByRole('status').getByText('Forgotten: 1.').waitFor();
    await link.waitFor({ state: 'hidden' });
    await page.getByText('None yet.').waitFor();
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Undo');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('Back in the list: 1.').waitFor();
    await link.waitFor();
    assert.equal(await page.getByText('None yet.').isVisible(), false);
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Forget all');
    assert.ok((await kept()).includes('mayfly.keys'));
    assert.equal(
      await page.evaluate(
        'JSON.stringify(Object.entries(localStorage).filter(([name]) => name !== "mayfly.aliases").sort())',
      ),
      before,
    );
  });

  it('go to another device by a link, are given limits, and end with what they made', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { program } = stand;
    const { page } = await visit(t, stand.browser, program.url);
    const address = await make(page, program);
    await page.getByRole('button', { name: 'Your key', exact: true }).click();
    await page.getByText('This browser remembers the key.').waitFor();
    assert.equal(await page.locator('svg.qr').count(), 1);
    const link = await textOf(page, '.secret code');
    assert.match(link, /\/key#mayfly[a-z0-9]+$/);
    assert.equal(new URL(page.url()).hash, '', 'the key is not left in the address bar');

    const { page: phone } = await visit(t, stand.browser, program.url);
    const log = logOf(phone);
    await phone.goto(link);
    await phone.getByText('does not remember the key yet').waitFor();
    await phone.getByRole('button', { name: 'Remember it' }).click();
    await phone.getByText('This browser remembers the key.').waitFor();
    assert.equal(await phone.evaluate('document.activeElement.textContent'), 'Forget it here');
    await phone.getByLabel('Name of the key').fill('phone');
    await phone.getByLabel('Messages').fill('0');
    await phone.getByRole('button', { name: 'Save' }).click();
    await phone.locator('#faults:focus').waitFor();
    assert.match(await textOf(phone, '#uses-fault'), /whole number of 1 or more/);
    await phone.getByLabel('Messages').fill('5');
    await phone.getByLabel('Time', { exact: true }).fill('2');
    await phone.getByRole('button', { name: 'Save' }).click();
    await phone.getByText('Saved.').waitFor();
    await phone.getByRole('button', { name: 'New alias' }).click();
    await phone.getByText('Dies after 5 messages').waitFor();
    const second = await textOf(phone, '#address');
    await phone.goto(`${program.url}/mine`);
    for (const one of [address, second]) await phone.getByRole('link', { name: one }).waitFor();
    await phone.getByRole('heading', { name: 'For phone' }).waitFor();

    await phone.getByRole('button', { name: 'Your key' }).click();
    await phone.getByRole('button', { name: 'End it' }).click();
    await phone.getByRole('button', { name: 'Keep it', exact: true }).click();
    await phone.getByRole('button', { name: 'End it' }).click();
    await phone.getByRole('button', { name: 'End the key and all its aliases' }).click();
    await phone.getByRole('heading', { name: 'The key has ended' }).waitFor();
    assert.equal(await phone.evaluate('localStorage.getItem("mayfly.keys")'), '[]');
    for (const one of [address, second]) assert.match(await send(program, one), /^550 5\.1\.1/);
    assert.ok(!log.some((path) => path.includes(link.split('#')[1] ?? '')));

    await page.goto(`${program.url}/mine`);
    await page.getByText('has ended, or was not used for too long').waitFor();
    await page.getByRole('button', { name: 'Forget', exact: true }).click();
    await page.getByText('None yet.').waitFor();
  });

  it('do all of it without script', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { program } = stand;
    const { page } = await visit(t, stand.browser, program.url, { javaScriptEnabled: false });
    const log = logOf(page);
    const first = await make(page, program);
    const key = await textOf(page, '.secret code');
    await page.getByRole('button', { name: 'Another like this' }).click();
    await page.getByText('Made with your key').waitFor();
    const second = await textOf(page, '#address');

    await page.goto(`${program.url}/mine`);
    await page.getByLabel('Keys and links').fill('nothing');
    await page.getByRole('button', { name: 'Show them' }).click();
    await page.getByText('None of these is a key').waitFor();
    await page.getByLabel('Keys and links').fill(`${program.url}/key#${key}`);
    await page.getByRole('button', { name: 'Show them' }).click();
    for (const address of [first, second]) await page.getByRole('button', { name: address }).waitFor();
    await page.getByRole('button', { name: first }).click();
    await page.locator('#uses-left').getByText('3 of 3 messages left').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.locator('.state.paused').waitFor();

    await page.goto(`${program.url}/key`);
    await page.getByLabel('Your key').fill(`${key}x`);
    await page.getByRole('button', { name: 'Open it' }).click();
    await page.getByText('This key is unknown').waitFor();
    await page.getByLabel('Your key').fill(key);
    await page.getByRole('button', { name: 'Open it' }).click();
    await page.getByRole('button', { name: 'New alias' }).click();
    await page.getByText('Dies after 3 messages').waitFor();
    await page.getByRole('button', { name: 'Your key', exact: true }).click();
    await page.getByRole('button', { name: 'End it' }).click();
    await page.getByRole('button', { name: 'End the key, keep its aliases' }).click();
    await page.getByText('Its aliases live on').waitFor();
    assert.match(await send(program, second), /^250/);
    assert.ok(!log.some((path) => path.includes(key)));
  });

  it('show whom we have asked, and that he has agreed as soon as he has, on another device', async (t) => {
    const stand = await stage(t, { MAYFLY_CONFIRM: 'on' });
    if (stand === undefined) return;
    const { program } = stand;
    const { page } = await visit(t, stand.browser, program.url);
    const address = await make(page, program, undefined, 'One more step: agree by mail');
    await page.getByRole('heading', { name: `We have asked ${target}` }).waitFor();
    await keepPicture(page, 'asked');
    assert.deepEqual(await accessibilityFaults(page), []);
    assert.match(await send(program, address), /^450 4\.2\.1/);

    const { page: phone } = await visit(t, stand.browser, program.url, { javaScriptEnabled: false });
    const question = phone.getByRole('link', { name: /pass mail on to you/ });
    // It goes out a moment after the answer.
    await eventually(async () => {
      await phone.goto(`${program.url}/sandbox`);
      return (await question.count()) > 0;
    }, patienceMs);
    await question.click();
    const link = /http\S+\/confirm\/[0-9a-z]+/.exec(await textOf(phone, 'pre.message'))?.[0] ?? '';
    await phone.goto(link);
    await phone.getByRole('button', { name: 'Yes, pass its mail on to me' }).click();
    await phone.getByRole('heading', { name: 'You have agreed' }).waitFor();
    await page.locator('#state').getByText('Alive and taking mail.').waitFor();
    assert.match(await send(program, address), /^250/);
    await page.locator('#uses-left').getByText('2 of 3 messages left').waitFor();
    await page.getByRole('button', { name: 'Your key', exact: true }).click();
    await page.getByText('This browser remembers the key.').waitFor();
    assert.equal(await page.getByText('has not agreed yet').count(), 0);
  });

  it('are asked for where nobody makes an alias without', async (t) => {
    const settings = environment(temporaryFolder(t), { MAYFLY_CREATE: 'keys' });
    const stand = await stage(t, settings);
    if (stand === undefined) return;
    const { program } = stand;
    const said = execFileSync(
      process.execPath,
      [main, 'key', 'create', '--target', target, '--max-uses', '4', '--json'],
      { env: settings },
    ).toString();
    const made = /"key": ?"(mayfly[a-z0-9]+)"/.exec(said)?.[1] ?? assert.fail(said);
    const { page } = await visit(t, stand.browser, program.url);
    await page.goto(program.url);
    assert.equal(await page.getByLabel('Your real address').count(), 0);
    await submit(page);
    await page.locator('#key-fault').getByText('Making an alias here needs a key').waitFor();
    await page.getByLabel('Your key').fill(made);
    await submit(page);
    await page.getByText(target).waitFor();
  });

  it('and links of three hundred aliases are told of in one answer', async (t) => {
    const stand = await stage(t, { MAYFLY_RATE_LIMIT: 'off' });
    if (stand === undefined) return;
    const { program } = stand;
    const { page } = await visit(t, stand.browser, program.url);
    await page.goto(`${program.url}/how`);
    const { key } = await createKey(program, { target, maxUses: 7 });
    const loose: { address: string; manageToken: string }[] = [];
    for (let i = 0; i < 300; i++)
      loose.push(await createAlias(program, { target, maxUses: 2, note: `n${i}` }));
    for (let i = 0; i < 100; i++) await createAlias(program, {}, key);
    await page.evaluate(`{
      const keys = [{ key: ${JSON.stringify(key)}, target: ${JSON.stringify(target)}, label: '' }];
      const aliases = ${JSON.stringify(loose.map(({ address, manageToken: token }) => ({ address, token })))};
      localStorage.setItem('mayfly.keys', JSON.stringify(keys));
      localStorage.setItem('mayfly.aliases', JSON.stringify(aliases));
    }`);
    const log = logOf(page);
    await page.goto(`${program.url}/mine`);
    await page.getByRole('cell', { name: 'alive, 2 messages left' }).nth(299).waitFor();
    assert.equal(await page.getByRole('cell', { name: 'alive, 7 messages left' }).count(), 100);
    assert.deepEqual(
      log.filter((path) => !path.startsWith('/assets/')),
      ['/mine', '/mine'],
    );
  });

  it('show the next part of a long list once, however often that is asked for, and say when it cannot be had', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { program } = stand;
    const { page } = await visit(t, stand.browser, program.url);
    const { key } = await createKey(program, { target, maxUses: 7 });
    for (let i = 0; i < 2; i++) await createAlias(program, {}, key);
    let isAway = true;
    // A key makes a hundred aliases a day, which is one part: a list of two has a next one here, which is all of it.
    await page.route('**/mine', async (route) => {
      const asked = route.request().postData() ?? '';
      if (!asked.includes('after=')) {
        const response = await route.fetch();
        const more = `<form class="more" method="post" action="mine"><input type="hidden" name="held" value="${key}"><input type="hidden" name="after" value="1000"><button>Show more</button></form>`;
        const body = (await response.text()).replace('</table>', `</table>${more}`);
        await route.fulfill({ response, body });
      } else if (isAway) await route.abort();
      else await route.continue();
    });
    await page.goto(`${program.url}/how`);
    const kept = JSON.stringify([{ key, target, label: '' }]);
    await page.evaluate(`localStorage.setItem('mayfly.keys', ${JSON.stringify(kept)})`);
    await page.goto(`${program.url}/mine`);
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByRole('alert').getByText('The service cannot be reached.').waitFor();
    isAway = false;
    const log = logOf(page);
    await page.evaluate('for (let i = 0; i < 3; i++) document.querySelector("form.more button").click()');
    await page.locator('form.more').waitFor({ state: 'detached' });
    assert.equal(await page.locator('tr[data-address]').count(), 4);
    assert.deepEqual(log, ['/mine']);
    const ends = await page.locator('tr[data-address] time').allTextContents();
    assert.equal(ends.length, 4);
    assert.deepEqual(ends.slice(2), ends.slice(0, 2), 'in the time of the visitor too');
    assert.equal(await page.getByRole('alert').isVisible(), false);
  });
});
