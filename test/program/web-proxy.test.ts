// SPDX-License-Identifier: MIT
/** Each recipe of docs/operations.md for a proxy in front of the website: Debian's nginx and Caddy, the real program, a real browser. */
import assert from 'node:assert/strict';
import { request } from 'node:https';
import { type TestContext, test } from 'node:test';
import type { Page } from 'playwright-core';
import { freePort } from '../support/free-port.ts';
import { patienceMs, visit } from '../support/program/browser.ts';
import { createAlias, type Program } from '../support/program/program.ts';
import { need } from '../support/program/real-clients.ts';
import { account, type Recipe, startProxy } from '../support/program/web-proxy.ts';
import { make, send, stage } from '../support/program/website.ts';
import { eventually } from '../support/redis/redis-server.ts';

const options = { timeout: 300_000 };

/** A program behind a proxy, and the address of that. */
async function stand(t: TestContext, recipe: Recipe) {
  if (!need(t, recipe.kind)) return undefined;
  const port = await freePort();
  const url = `https://127.0.0.1:${port}`;
  const staged = await stage(t, { MAYFLY_PUBLIC_URL: url, MAYFLY_TRUST_PROXY: '127.0.0.1' });
  if (staged === undefined) return undefined;
  const ca = await startProxy(t, recipe, { port, upstream: new URL(staged.program.url).host });
  return { ...staged, url, ca, port };
}

/** Asks the proxy, with the path as it is written. */
async function ask(
  { port, ca }: { readonly port: number; readonly ca: string },
  path: string,
  { method = 'GET', headers = {}, body = '' } = {},
): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<import('node:http').IncomingMessage>();
  request({ port, host: '127.0.0.1', path, method, ca, headers, agent: false }, resolve)
    .on('error', reject)
    .end(body);
  const answer = await promise;
  answer.resume();
  return answer.statusCode;
}

/** Waits for all that a page needs, which comes without fault. */
async function becomesWhole(page: Page): Promise<void> {
  await eventually(
    () =>
      page.evaluate<boolean>(`
        [...document.images].every((image) => image.complete && image.naturalWidth > 0) &&
        [...document.styleSheets].length > 0`),
    patienceMs,
  );
  const failed = await page.evaluate(`
    performance.getEntriesByType('resource').filter(({ responseStatus }) => responseStatus >= 400).map(({ name }) => name)`);
  assert.deepEqual(failed, []);
}

/** The link of the message that came last into the sandbox, by which its reader ends the alias. */
async function stopLink({ url }: Program): Promise<string> {
  const [first] = (await (await fetch(`${url}/sandbox/messages`)).json()) as { id: string }[];
  const message = await (await fetch(`${url}/sandbox/${first?.id}.eml`)).text();
  return /^Mayfly-Stop: <(.*)>\r?$/m.exec(message)?.[1] ?? '';
}

for (const kind of ['nginx', 'caddy'] as const) {
  test(`by the recipe for ${kind} an alias is made, and its page follows the mail`, options, async (t) => {
    const stood = await stand(t, { kind, isPrivate: false });
    if (stood === undefined) return;
    const { browser, program, url } = stood;
    const { page } = await visit(t, browser, url, { ignoreHTTPSErrors: true });
    const address = await make(page, { ...program, url });
    await becomesWhole(page);
    await page.getByRole('button', { name: 'See and change the alias' }).click();
    const before = await page.locator('#uses-left').textContent();
    assert.match(await send(program, address), /^250/);
    // Not by waitForFunction, which the policy of the page forbids.
    const left = page.locator('#uses-left');
    await eventually(async () => (await left.textContent()) !== before, patienceMs);
    await becomesWhole(page);
    await page.goto(await stopLink(program));
    await page.getByRole('button').first().waitFor();
    await becomesWhole(page);
  });

  test(
    `by the recipe for ${kind} with a password only links and tokens open anything`,
    options,
    async (t) => {
      const stood = await stand(t, { kind, isPrivate: true });
      if (stood === undefined) return;
      const { browser, program, url } = stood;
      const json = { 'content-type': 'application/json' };
      const body = JSON.stringify({ target: 'you@home.example', maxUses: 3 });
      for (const path of ['/', '/new', '/mine', '/sandbox', '/metrics', '/openapi.json'])
        assert.equal(await ask(stood, path), 401, path);
      // However a path is written that makes an alias.
      for (const path of [
        '/aliases',
        '/m/../aliases',
        '/m/%2e%2e/aliases',
        '/m/..%2faliases',
        '/x/..//aliases',
        '//aliases',
      ])
        assert.equal(await ask(stood, path, { method: 'POST', headers: json, body }), 401, path);
      for (const path of ['/aliases/', '/m/..\\aliases', '/m/..%5caliases', '/aliases/%2e'])
        assert.notEqual(await ask(stood, path, { method: 'POST', headers: json, body }), 201, path);
      const basic = Buffer.from(`${account.username}:${account.password}`).toString('base64');
      const headers = { ...json, authorization: `Basic ${basic}` };
      assert.equal(await ask(stood, '/aliases', { method: 'POST', headers, body }), 201);

      const alias = await createAlias(program, { target: 'you@home.example', maxUses: 3 });
      const authorization = `Bearer ${alias.manageToken}`;
      assert.equal(await ask(stood, `/aliases/${alias.address}`, { headers: { authorization } }), 200);
      assert.match(await send(program, alias.address), /^250/);
      // Somebody else's browser, which knows no password.
      const { page } = await visit(t, browser, url, { ignoreHTTPSErrors: true });
      const managed = `${url}/m/${alias.address}/${alias.manageToken}`;
      for (const [link, content] of [
        [await stopLink(program), 'main button'],
        // The script goes on from there to an address without the secret.
        [managed, '#uses-left'],
      ] as const) {
        const answer = await page.goto(link);
        assert.equal(answer?.status(), 200, link);
        await page.locator(content).first().waitFor();
        await becomesWhole(page);
      }
      await page.getByRole('button', { name: 'Pause' }).first().click();
      await page.getByRole('button', { name: 'Resume' }).first().waitFor();
      await page.getByRole('button', { name: 'Destroy' }).click();
      await page.getByRole('button', { name: 'Destroy it for good' }).click();
      await page.getByRole('heading', { name: 'It is gone' }).waitFor();
      for (const path of ['/operator', '/.well-known/security.txt', '/challenge'])
        assert.notEqual(await ask(stood, path), 401, path);

      const owner = await visit(t, browser, url, { ignoreHTTPSErrors: true, httpCredentials: account });
      await make(owner.page, { ...program, url });
      await becomesWhole(owner.page);
    },
  );
}
