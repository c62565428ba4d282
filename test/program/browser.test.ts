// SPDX-License-Identifier: MIT
/** The website in a real Chromium, served by the real program. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import {
  accessibilityFaults,
  keepPicture,
  overflow,
  patienceMs,
  sizes,
  visit,
} from '../support/program/browser.ts';
import { createAlias, createKey, type Program } from '../support/program/program.ts';
import { need, run } from '../support/program/real-clients.ts';
import { choose, make, send, stage, target, textOf } from '../support/program/website.ts';
import { eventually } from '../support/redis/redis-server.ts';

/** Labels that a page must show and never obey. */
const strangeNotes = [
  '<img src=x onerror=alert(1)><script>alert(2)</script>',
  '" autofocus onfocus="alert(3)',
  '\u202e gnp.drowssap \u05e9\u05dc\u05d5\u05dd \u{1f98b}\u{1f98b}',
  'x'.repeat(200),
];

describe('the website in Chromium', () => {
  it('takes an alias from its making to its end, while the picture follows the mail', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { program } = stand;
    const { page } = await visit(t, stand.browser, program.url, {
      viewport: sizes.phone,
      timezoneId: 'Pacific/Auckland',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const address = await make(page, program, async () => {
      await choose(page, '3 messages');
      await choose(page, '1 day');
      const promise = await textOf(page, '#promise');
      assert.match(promise, /^Dies after 3 messages or on \w+day,? .*, whichever comes first\.$/);
    });
    await page.getByRole('button', { name: 'Copy' }).first().click();
    // What is copied is there a moment after the press.
    await eventually(
      async () => (await page.evaluate('navigator.clipboard.readText()')) === address,
      patienceMs,
    );
    assert.equal(await page.locator('svg.qr').count(), 1);
    const shownEnd = await textOf(page, '.made time');
    const end = await page.locator('.made time').getAttribute('datetime');
    const inAuckland = new Intl.DateTimeFormat('en-GB', {
      dateStyle: 'full',
      timeStyle: 'short',
      timeZone: 'Pacific/Auckland',
    }).format(new Date(end ?? ''));
    assert.equal(shownEnd, inAuckland);

    await page.getByRole('button', { name: 'See and change the alias' }).click();
    const left = page.locator('#uses-left');
    await page.locator('#uses-left').getByText('3 of 3 messages left').waitFor();
    const manageUrl = page.url();
    let loads = 0;
    page.on('load', () => {
      loads += 1;
    });
    for (const [words, spent] of [
      ['2 of 3 messages left', 1],
      ['1 of 3 messages left', 2],
    ] as const) {
      assert.match(await send(program, address), /^250/);
      await page.getByText(words).and(left).waitFor();
      assert.equal(await page.locator('.use.spent').count(), spent);
    }
    // A use is told of when it is spent, and again when the outcome is known.
    await page.getByText('Accepted by your mail server').nth(1).waitFor();
    assert.equal(await page.getByText('Accepted by your mail server').count(), 2);
    await keepPicture(page, 'journey-manage');
    assert.match(await send(program, address), /^250/);
    await page.getByText('It was used up on').waitFor();
    assert.equal(loads, 0, 'nobody reloaded the page');
    assert.match(await send(program, address), /^550 5\.1\.1/);
    await page.goto(`${program.url}/mine`);
    await page.getByText('None is alive.').waitFor();
    await page.goto(manageUrl);
    await page.getByRole('heading', { name: 'It is gone' }).waitFor();
    await page.getByText('3 of 3 messages came through it.').waitFor();
  });

  it('does all of it without script, and nothing by a mere look', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { program } = stand;
    const { page } = await visit(t, stand.browser, program.url, { javaScriptEnabled: false });
    await page.goto(program.url);
    await page.getByRole('button', { name: 'Make the alias' }).click();
    await page.getByText('Something is not right yet').waitFor();
    assert.match(await textOf(page, '#target-fault'), /Enter the address/);
    await page.getByLabel('Your real address').fill('nobody');
    await page.getByRole('button', { name: 'Make the alias' }).click();
    // Not at once: until the answer is there, the fault of before is.
    await page.locator('#target-fault').getByText('must be a mail address').waitFor();
    assert.equal(await page.getByLabel('Your real address').inputValue(), 'nobody');
    assert.equal(await page.getByLabel('Your real address').getAttribute('aria-invalid'), 'true');

    const address = await make(page, program, async () => {
      await choose(page, 'Other');
      await page.getByLabel('Number of messages').fill('5');
      await page.getByText('Label and name').click();
      await page.getByLabel('Label', { exact: true }).fill('forum');
      await choose(page, 'Words easy to say aloud');
    });
    assert.match(address, /^[a-z]+-[a-z]+-[a-z]+-\d{4}@alias\.localhost$/);
    await page.getByRole('button', { name: 'See and change the alias' }).click();
    await page.locator('#uses-left').getByText('5 of 5 messages left').waitFor();
    assert.match(await send(program, address), /^250/);
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.locator('#uses-left').getByText('4 of 5 messages left').waitFor();

    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused: senders').waitFor();
    assert.match(await send(program, address), /^450/);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('Alive and taking mail.').waitFor();
    await page.getByRole('button', { name: '30 days from now' }).click();
    await page.getByText('29 days and 23 hours left').waitFor();

    await page.getByText('Change the limits').click();
    await page.getByLabel('Messages still to take').fill('1000');
    await page.getByRole('button', { name: 'Save' }).first().click();
    await page.locator('#uses-fault').getByText('This must be at most 100').waitFor();
    assert.equal(await page.getByLabel('Messages still to take').inputValue(), '1000');
    await page.getByLabel('Messages still to take').fill('1');
    await page.getByRole('button', { name: 'Save' }).first().click();
    await page.locator('#uses-left').getByText('1 of 2 messages left').waitFor();

    const link = await page.locator('[name=link]').first().inputValue();
    await page.getByRole('button', { name: 'Destroy', exact: true }).click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('button', { name: 'Destroy', exact: true }).click();
    await page.getByRole('button', { name: 'Destroy it for good' }).click();
    await page.getByRole('heading', { name: 'It is gone' }).waitFor();
    assert.equal((await page.goto(`${program.url}/m/${link}`))?.status(), 410);
    assert.match(await send(program, address), /^550/);
  });

  it('is made with nothing but a keyboard', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { page } = await visit(t, stand.browser, stand.program.url);
    await page.goto(stand.program.url);
    const press = (...keys: string[]) =>
      keys.reduce((done, key) => done.then(() => page.keyboard.press(key)), Promise.resolve());
    await press('Tab');
    assert.equal(await page.evaluate('document.activeElement.className'), 'skip');
    await press('Enter', 'Tab');
    await page.keyboard.type(target);
    await press('Tab', 'ArrowRight', 'Tab', 'ArrowLeft');
    await page.getByText('Dies after 10 messages').waitFor();
    await press('Tab', 'Tab', 'Tab');
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'BUTTON');
    await press('Enter');
    await page.getByRole('heading', { name: 'Your alias is ready' }).waitFor();
    await page.getByText('Dies after 10 messages').waitFor();
  });

  it('remembers settings and keys in the browser only, and gives them away as a file', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { program } = stand;
    const { page } = await visit(t, stand.browser, program.url);
    const address = await make(page, program, async () => {
      await choose(page, '10 messages');
    });
    await page.goto(program.url);
    assert.equal(await textOf(page, '#key option:checked'), target);
    assert.ok(await page.getByLabel('10 messages', { exact: true }).isChecked());
    assert.deepEqual(await page.context().cookies(), []);

    await page.goto(`${program.url}/mine`);
    await page.getByRole('cell', { name: 'alive, 10 messages left' }).waitFor();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    const file = await (await downloading).path();
    page.once('dialog', (dialog) => dialog.accept());
    await page.getByRole('button', { name: 'Forget all' }).click();
    await page.getByText('None yet.').waitFor();
    assert.ok(!(await page.evaluate<string>('JSON.stringify({ ...localStorage })')).includes(target));
    await page.goto(program.url);
    assert.equal(await page.getByLabel('Your real address').inputValue(), '');

    await page.goto(`${program.url}/mine`);
    await importList(page, file);
    await page.getByText('Imported: 1.').waitFor();
    await page.getByRole('link', { name: address }).click();
    await page.locator('#uses-left').getByText('10 of 10 messages left').waitFor();
    await page.goto(`${program.url}/mine`);
    await page.getByRole('link', { name: address }).waitFor();
    const hostile = {
      aliases: [
        { address: 'a@b"><img src=x onerror=alert(1)>', token: 'x' },
        { address: 'a@b', token: 'javascript:1' },
      ],
      keys: [{ key: 'mayfly"><img src=x onerror=alert(1)>', target }],
    };
    await importList(page, hostile);
    await page.getByText('Imported: 0.').waitFor();
  });

  it('gives back what was forgotten by mistake', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { program } = stand;
    const { page } = await visit(t, stand.browser, program.url);
    const { address, manageToken: token } = await createAlias(program, { target, maxUses: 3 });
    await page.goto(`${program.url}/mine`);
    await importList(page, { aliases: [{ address, token }] });
    const row = page.getByRole('link', { name: address });
    await page.getByRole('button', { name: `Forget ${address}` }).click();
    await page.getByRole('status').getByText('Forgotten: 1.').waitFor();
    await row.waitFor({ state: 'hidden' });
    const focused = () => page.evaluate<string>('document.activeElement.textContent');
    assert.equal(await focused(), 'Undo');
    await page.keyboard.press('Enter');
    await row.waitFor();
    await page.getByRole('status').getByText('Back in the list: 1.').waitFor();
    assert.equal(await focused(), 'Forget');
  });

  it('offers nothing that its script cannot do yet', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { program } = stand;
    const { page } = await visit(t, stand.browser, program.url);
    const { address, manageToken: token } = await createAlias(program, { target, maxUses: 3 });
    const { promise: mayLoad, resolve: load } = Promise.withResolvers<void>();
    t.after(() => load());
    await page.route('**/mine*.js', async (route) => {
      await mayLoad;
      await route.continue();
    });
    const asked = page.waitForRequest('**/mine*.js');
    await page.goto(`${program.url}/mine`);
    await asked;
    assert.equal(await page.getByText('Import', { exact: true }).isVisible(), false);
    load();
    await importList(page, { aliases: [{ address, token }] });
    await page.getByRole('link', { name: address }).waitFor();
  });

  it('offers what is done with a list only once that is there, or cannot be had', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { program } = stand;
    const { page } = await visit(t, stand.browser, program.url);
    const { address, manageToken: token } = await createAlias(program, { target, maxUses: 3 });
    await page.goto(`${program.url}/mine`);
    await importList(page, { aliases: [{ address, token }] });
    await page.getByRole('link', { name: address }).waitFor();
    const { promise: mayFail, resolve: fail } = Promise.withResolvers<void>();
    t.after(() => fail());
    const asked = Promise.withResolvers<void>();
    await page.route('**/mine', async (route) => {
      if (route.request().method() === 'GET') return route.continue();
      asked.resolve();
      await mayFail;
      await route.abort();
    });
    await page.reload();
    await asked.promise;
    assert.equal(await page.getByRole('button', { name: 'Export' }).isVisible(), false);
    fail();
    await page.getByRole('alert').getByText('The service cannot be reached.').waitFor();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    assert.ok(readFileSync(await (await downloading).path(), 'utf8').includes(token));
  });

  it('is there without what cannot be loaded', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { program } = stand;
    const { page } = await visit(t, stand.browser, program.url);
    await page.route(/\/(?:mine|follow)[^/]*\.js$/, (route) => route.abort());
    await page.goto(`${program.url}/mine`);
    await page.locator('#away').waitFor();
    await make(page, program);
    await page.getByRole('button', { name: 'See and change the alias' }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.locator('.notice.good').getByText('Paused.').waitFor();
  });

  it('says what was done once, and not longer than it is so', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { program } = stand;
    const { page } = await visit(t, stand.browser, program.url);
    await make(page, program);
    await page.getByRole('button', { name: 'See and change the alias' }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    const notice = page.locator('.notice.good');
    await notice.getByText('Paused.').waitFor();
    await page.reload();
    await page.locator('.state.paused').waitFor();
    assert.equal(await notice.count(), 0);

    await page.getByRole('button', { name: 'Resume' }).click();
    await notice.getByText('Taking mail again.').waitFor();
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.getByRole('button', { name: 'Pause' }).click();
    await other.locator('.notice.good').waitFor();
    await page.locator('.state.paused').waitFor();
    assert.equal(await notice.count(), 0);

    await page.getByText('Change the limits').click();
    await page.getByRole('button', { name: 'Save' }).click();
    // The answer has this closed again.
    await page.getByLabel('Messages still to take').waitFor({ state: 'hidden' });
    assert.equal(await notice.count(), 0);
  });

  it('shows an end by time at once', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { program } = stand;
    const { page } = await visit(t, stand.browser, program.url);
    const { address, manageToken } = await createAlias(program, { target, validFor: 'PT1H' });
    await page.goto(`${program.url}/m#${address}/${manageToken}`);
    await page.locator('.state.active').waitFor();
    const changed = await fetch(`${program.url}/aliases/${address}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${manageToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ validFor: 'PT5S' }),
    });
    const { validUntil }: { validUntil: string } = Object(await changed.json());
    // In seconds as the page itself counts them: on a machine that is busy they are long for everybody.
    const late = await page.evaluate<number>(`new Promise((resolve) => {
      let seconds = 0;
      const counting = setInterval(() => {
        if (Date.now() >= ${Date.parse(validUntil)}) seconds += 1;
        if (document.querySelector('#gone').hidden) return;
        clearInterval(counting);
        resolve(seconds);
      }, 1000);
    })`);
    assert.ok(late >= 1 && late < 8, `${late} seconds`);
    assert.ok(await page.locator('#gone').isVisible());
  });

  it('shows strange labels inert, wherever they turn up', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { program } = stand;
    const { page } = await visit(t, stand.browser, program.url, { viewport: sizes.phone });
    page.on('dialog', () => assert.fail('a label was obeyed'));
    for (const note of strangeNotes) {
      await make(page, program, async () => {
        if (
          !(await page
            .locator('main details')
            .getAttribute('open')
            .then((open) => open !== null))
        )
          await page.getByText('Label and name').click();
        await page.getByLabel('Label', { exact: true }).fill(note);
      });
      assert.ok((await textOf(page, 'main')).includes(note));
      assert.equal(await overflow(page), 0, note);
      await page.getByRole('button', { name: 'See and change the alias' }).click();
      await page.locator('dd').getByText(note).waitFor();
      assert.equal(await page.locator('main img, main script').count(), 0);
    }
    await page.goto(`${program.url}/mine`);
    await page.getByRole('cell', { name: 'alive, 3 messages left' }).first().waitFor();
    assert.equal(await page.locator('main img, main script').count(), 0);
    assert.equal(await overflow(page), 0);
  });

  it('offers nothing to drag where there are only fingers', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { program } = stand;
    for (const [isPhone, options] of [
      [false, {}],
      [true, { viewport: sizes.phone, hasTouch: true, isMobile: true }],
    ] as const) {
      const { page } = await visit(t, stand.browser, program.url, options);
      await make(page, program);
      const hint = page.getByText('Drag this to your bookmarks.');
      assert.equal(await hint.isVisible(), !isPhone);
    }
  });

  it('lists a message in the sandbox as it arrives, and shows it inert', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { program } = stand;
    const { page } = await visit(t, stand.browser, program.url);
    const address = await make(page, program);
    const listening = page.waitForResponse(/sandbox\/events/);
    await page.goto(`${program.url}/sandbox`);
    await page.getByText('Nothing has arrived.').waitFor();
    await listening;
    assert.match(await send(program, address), /^250/);
    await page.getByRole('link', { name: 'Your parcel' }).click();
    await page.getByText('<b>It is here.</b>').first().waitFor();
    await page.getByText(target).first().waitFor();
  });

  it('has examples of the API that work as pasted', async (t) => {
    const stand = await stage(t);
    if (stand === undefined || !need(t, 'curl')) return;
    const { page } = await visit(t, stand.browser, stand.program.url);
    await page.goto(`${stand.program.url}/api`);
    const { code, said } = await run('sh', ['-e'], await textOf(page, '#example'));
    assert.equal(code, 0, said);
    assert.match(said, /"manageToken"[\s\S]*"state":"active"[\s\S]*"state":"paused"/);
  });

  it('would show what breaks the policy', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { page, complaints } = await visit(t, stand.browser, stand.program.url);
    await page.goto(stand.program.url);
    await page.evaluate(`{
      const style = document.createElement('style');
      style.textContent = 'main { display: none }';
      document.head.append(style);
    }`);
    const complained = (words: string) => async () => complaints.some((one) => one.includes(words));
    await eventually(complained('Content Security Policy'), patienceMs);
    complaints.splice(0);
    await assert.rejects(page.evaluate('document.body.innerHTML = "<p>text as markup"'), /TrustedHTML/);
    await eventually(complained('TrustedHTML'), patienceMs);
    await page.close();
    complaints.splice(0);
  });

  it('weighs little', async (t) => {
    const stand = await stage(t);
    if (stand === undefined) return;
    const { page } = await visit(t, stand.browser, stand.program.url);
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    let octets = 0;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      octets += encodedDataLength;
    });
    await page.goto(stand.program.url, { waitUntil: 'networkidle' });
    assert.ok(octets > 5000 && octets < 40_000, `${octets} octets`);
    const script = await page.locator('script').getAttribute('src');
    assert.ok(
      (await page.request.get(new URL(script ?? '', stand.program.url).href).then((r) => r.body())).length <
        16_384,
    );
  });
});

describe('every page', () => {
  const pagesDeadline = { timeout: 900_000 };
  const looks = [
    { size: 'phone', colorScheme: 'light' },
    { size: 'phone', colorScheme: 'dark' },
    { size: 'desk', colorScheme: 'light' },
    { size: 'desk', colorScheme: 'dark' },
  ] as const;
  for (const { size, colorScheme } of looks)
    it(`is accessible and fits a ${size} in the ${colorScheme}`, pagesDeadline, async (t) => {
      const stand = await stage(t);
      if (stand === undefined) return;
      const { program } = stand;
      const { page } = await visit(t, stand.browser, program.url, {
        viewport: sizes[size],
        colorScheme,
        reducedMotion: 'reduce',
        locale: size === 'phone' ? 'de-AT' : 'en-GB',
      });
      const note = 'Shop \u05e9\u05dc\u05d5\u05dd \u{1f98b}';
      const { key } = await createKey(program, { target, maxUses: 3, days: 7, note });
      const { address, manageToken } = await createAlias(program, {}, key);
      const manage = `/m#${address}/${manageToken}`;
      await send(program, address);
      const paths = {
        make: '/',
        faulty: '/?note=shop&style=own&uses=other&time=other',
        made: '/?uses=3',
        open: '/m',
        manage,
        destroy: manage,
        key: `/key#${key}`,
        'open-key': '/key',
        revoke: `/key#${key}`,
        stop: await stopPath(program),
        ended: await endedPath(program),
        gone: '/gone',
        mine: '/mine',
        how: '/how',
        privacy: '/privacy',
        api: '/api',
        operators: '/operators',
        managers: '/password-managers',
        operator: '/operator',
        offline: '/offline',
        error: '/nowhere/at/all',
        'no-alias': '/m/a@alias.localhost/x',
        sandbox: '/sandbox',
        message: '/sandbox/1',
      };
      for (const [name, path] of Object.entries(paths)) {
        // From another document, since it would be this one still where only what is behind `#` differs.
        await page.goto('about:blank');
        await page.goto(program.url + path);
        await beforeLook(page, name);
        if (name === 'manage' || name === 'api')
          for (const summary of await page.locator('summary').all()) await summary.click();
        assert.deepEqual(await accessibilityFaults(page), [], `${name} ${size} ${colorScheme}`);
        assert.equal(await overflow(page), 0, `${name} is too wide`);
        assert.equal(await page.evaluate('document.getAnimations().length'), 0, `${name} moves`);
        await keepPicture(page, `${name}-${size}-${colorScheme}`);
        await page.evaluate('document.documentElement.dir = "rtl"');
        assert.equal(await overflow(page), 0, `${name} is too wide from right to left`);
      }
    });
});

/** What is done before a page is looked at. */
async function beforeLook(page: Page, name: string): Promise<void> {
  const ready: Record<string, string> = {
    made: '.made',
    manage: '#state',
    destroy: '#state',
    key: '[data-key]',
    // This browser remembers one by then.
    'open-key': '[data-key]',
    revoke: '[data-key]',
    mine: 'tr[data-address]',
  };
  if (name === 'made') {
    const select = page.locator('select#key');
    await ((await select.count()) > 0
      ? select.selectOption({ index: 0 })
      : page.locator('#target').fill(target));
  }
  if (name === 'faulty' || name === 'made') await page.locator('button.main').click();
  if (ready[name] !== undefined) await page.locator(ready[name]).first().waitFor();
  if (name === 'faulty') await page.locator('#faults').waitFor();
  if (name === 'destroy' || name === 'revoke') {
    await page.locator('[name=do][value=ask]').click();
    await page.locator('.ask').waitFor();
  }
}

/** Imports a file, or a list made up for the test, as soon as the page offers it. */
async function importList(page: Page, list: string | object): Promise<void> {
  await page.getByText('Import', { exact: true }).waitFor();
  const made = {
    name: 'list.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(list)),
  };
  await page.locator('input[type=file]').setInputFiles(typeof list === 'string' ? list : made);
}

/** The path of the link of an alias that was destroyed. */
async function endedPath(program: Program): Promise<string> {
  const { address, manageToken } = await createAlias(program, { target, maxUses: 3 });
  const headers = { authorization: `Bearer ${manageToken}` };
  assert.equal((await fetch(`${program.url}/aliases/${address}`, { method: 'DELETE', headers })).status, 204);
  return `/m/${address}/${manageToken}`;
}

/** The path of the link in the first message of the sandbox. */
async function stopPath(program: Program): Promise<string> {
  const source = await (await fetch(`${program.url}/sandbox/1`)).text();
  const path = /\/stop\/[\w.%-]+\/[\w-]+/.exec(source)?.[0];
  assert.ok(path, source);
  return path;
}
