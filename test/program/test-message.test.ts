// SPDX-License-Identifier: MIT
/** The test message that the owner of an alias has sent to himself, through the real program and in a real Chromium. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { en } from '../../src/web/text/en.ts';
import { bounceFormats } from '../support/bounce-formats.ts';
import { type ScriptedHop, say, startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import { accessibilityFaults, keepPicture, sizes, visit } from '../support/program/browser.ts';
import {
  createAlias,
  environment,
  type Program,
  showAlias,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { make, stage, target } from '../support/program/website.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const options = { timeout: 300_000 };

const { send: button, outcomes, mail } = en.test;

async function startHop(
  t: TestContext,
): Promise<{ readonly hop: ScriptedHop; readonly settings: Record<string, string> }> {
  const hop = await startScriptedHop();
  t.after(() => hop.close());
  return { hop, settings: { MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}?tls=none` } };
}

/** Presses the button without a browser. */
async function press(program: Program, link: string): Promise<string> {
  const body = new URLSearchParams({ link, do: 'test' });
  const response = await fetch(`${program.url}/m`, {
    method: 'POST',
    body,
    headers: { accept: 'text/html' },
  });
  return /id="tested">([^<]*)</.exec(await response.text())?.[1] ?? `${response.status}`;
}

for (const javaScriptEnabled of [true, false])
  test(
    `${javaScriptEnabled ? 'with' : 'without'} script: it is offered once the target has agreed, and uses up nothing`,
    options,
    async (t) => {
      const { hop, settings } = await startHop(t);
      const stand = await stage(t, {
        ...settings,
        MAYFLY_CONFIRM: 'on',
        MAYFLY_PUBLIC_URL: 'https://alias.localhost',
      });
      if (stand === undefined) return;
      const { browser, program } = stand;
      const { page } = await visit(t, browser, program.url, { javaScriptEnabled, viewport: sizes.phone });
      const address = await make(page, program, undefined, en.made.titleAsked);
      assert.equal(await page.getByRole('button', { name: button }).count(), 0);
      const key = await page.locator('.secret code').first().textContent();

      await hop.until(({ accepted }) => accepted === 1);
      const path = /alias\.localhost(\/confirm\/\w+)\r/.exec(hop.messages[0]?.octets.toString() ?? '')?.[1];
      assert.equal((await fetch(program.url + path, { method: 'POST' })).status, 200);
      if (!javaScriptEnabled) await page.getByRole('button', { name: en.made.manage }).click();
      await page.getByRole('button', { name: button }).click();
      await page.getByRole('status').getByText(outcomes.accepted).waitFor();
      if (javaScriptEnabled) {
        assert.equal(
          await page.locator('.secret code').first().textContent(),
          key,
          'what is shown once stays',
        );
        await page.getByRole('heading', { name: en.made.title, exact: true }).waitFor();
        assert.deepEqual(await accessibilityFaults(page), []);
      }
      await keepPicture(page, `test-message-${javaScriptEnabled}`);

      const message = hop.messages[1];
      assert.match(message?.rcpts[0] ?? '', new RegExp(`^RCPT TO:<${target}>`));
      const content = message?.octets.toString() ?? '';
      assert.match(
        content,
        new RegExp(
          `^Received: [^]*\r\n\tfor <${address}>;\r\n\t.*\r\nMayfly-Alias: <${address}>\r\nMayfly-Uses-Left: 3\r\n`,
        ),
      );
      assert.match(content, new RegExp(`^To: <${address}>\r$`, 'm'));
      assert.match(content, /^List-Unsubscribe: <https:\/\/alias\.localhost\/stop\//m);
      assert.ok(content.includes(`Subject: ${mail.subject}\r\n`));
      assert.doesNotMatch(content, /ada@/);

      await page.getByRole('button', { name: button }).click();
      await page.getByRole('status').getByText(outcomes.unsent).waitFor();
      assert.equal(hop.accepted, 2);
      if (javaScriptEnabled) await page.getByRole('button', { name: en.made.manage }).click();
      await page.getByText('3 of 3 messages left').first().waitFor();
      assert.doesNotMatch(program.output(), /target\.example/);
    },
  );

test(
  'a target gets as many as it is asked questions, over all its aliases and restarts, apart from questions, and what the next hop says is told',
  options,
  async (t) => {
    const { hop, settings } = await startHop(t);
    const folder = temporaryFolder(t);
    const start = () =>
      startProgram(t, environment(folder, { ...settings, MAYFLY_QUESTIONS_PER_TARGET: '1/day' }));
    const program = await start();
    const aliases = [target, 'Ada+tag@target.example', 'bob@target.example', 'eve@target.example'];
    const links: string[] = [];
    for (const one of aliases) {
      const { address, manageToken } = await createAlias(program, { target: one, maxUses: 1 });
      links.push(`${address}/${manageToken}`);
    }
    const [first = '', second = '', third = '', fourth = ''] = links;
    assert.equal(await press(program, first), outcomes.accepted);
    assert.equal(await press(program, first), outcomes.unsent);
    assert.equal(await press(program, second), outcomes.unsent);
    hop.follow({ rcpt: say('550 5.1.1 bob@target.example is unknown') });
    assert.equal(await press(program, third), outcomes.refused);
    hop.follow({ rcpt: say('450 4.2.0 greylisted') });
    assert.equal(await press(program, fourth), outcomes.putOff);
    hop.follow({});
    const metrics = await (await fetch(`${program.url}/metrics`)).text();
    for (const [outcome, count] of [
      ['accepted', 1],
      ['unsent', 2],
      ['refused', 1],
      ['put_off', 1],
    ] as const)
      assert.ok(metrics.includes(`mayfly_test_messages_total{outcome="${outcome}"} ${count}\n`), metrics);
    assert.equal(await program.stop(), 0);
    const again = await start();
    assert.equal(await press(again, second), outcomes.unsent);
    assert.equal(hop.accepted, 1);
    assert.doesNotMatch(program.output() + again.output(), /target\.example/);
  },
);

test(
  'one that bounces shows in the history of its alias, and nobody else hears of it',
  options,
  async (t) => {
    const { hop, settings } = await startHop(t);
    const program = await startProgram(t, environment(temporaryFolder(t), settings));
    const alias = await createAlias(program, { target, maxUses: 3 });
    assert.equal(await press(program, `${alias.address}/${alias.manageToken}`), outcomes.accepted);
    const path = /^MAIL FROM:<([^>]+)>/.exec(hop.messages[0]?.mail ?? '')?.[1] ?? assert.fail();
    const [dialogue, rcpt] = await Dialogue.envelope(program.smtpPort, path, '');
    assert.match(rcpt, /^250/);
    assert.match(await dialogue.message(bounceFormats(target)[0]?.octets ?? ''), /^250/);
    dialogue.drop();
    const headers = { authorization: `Bearer ${alias.manageToken}` };
    const response = await fetch(`${program.url}/aliases/${alias.address}/history`, { headers });
    const { history }: { history: readonly { ending: string }[] } = Object(await response.json());
    assert.deepEqual(
      history.map(({ ending }) => ending),
      ['bounced'],
    );
    assert.partialDeepStrictEqual(await showAlias(program, alias), { usesLeft: 3, delivered: 0 });
    assert.equal(hop.messages.length, 1);
  },
);

test('a target that sends it back to its alias makes no loop', options, async (t) => {
  const { hop, settings } = await startHop(t);
  const program = await startProgram(t, environment(temporaryFolder(t), settings));
  const alias = await createAlias(program, { target, maxUses: 3 });
  assert.equal(await press(program, `${alias.address}/${alias.manageToken}`), outcomes.accepted);
  const [message] = hop.messages;
  const path = /^MAIL FROM:<([^>]+)>/.exec(message?.mail ?? '')?.[1] ?? assert.fail();
  const [dialogue, rcpt] = await Dialogue.envelope(program.smtpPort, alias.address, target);
  assert.match(rcpt, /^250/);
  assert.match(await dialogue.message(message?.octets ?? ''), /^554 5\.4\.6 /);
  dialogue.drop();
  const [withPath, answer] = await Dialogue.envelope(program.smtpPort, alias.address, path);
  assert.match(answer, /^554 5\.4\.6 /);
  withPath.drop();
  assert.equal(hop.messages.length, 1);
  assert.partialDeepStrictEqual(await showAlias(program, alias), { usesLeft: 3, delivered: 0 });
});

test('over REST only its owner may have one sent, and hears what became of it', options, async (t) => {
  const { hop, settings } = await startHop(t);
  const program = await startProgram(
    t,
    environment(temporaryFolder(t), { ...settings, MAYFLY_RATE_LIMIT: '4/hour' }),
  );
  const alias = await createAlias(program, { target, maxUses: 3 });
  const url = `${program.url}/aliases/${alias.address}/test`;
  const call = async (token?: string): Promise<string> => {
    const headers = {
      'accept-language': 'de',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const response = await fetch(url, { method: 'POST', headers });
    return `${response.status} ${response.ok ? await response.text() : ''}`.trim();
  };
  assert.equal(await call(), '401');
  assert.equal(await call(`${alias.manageToken}x`), '404');
  assert.equal(hop.sessions.length, 0);
  assert.equal(await call(alias.manageToken), '200 {"outcome":"accepted"}');
  assert.equal(await call(alias.manageToken), '200 {"outcome":"unsent"}');
  assert.equal(await call(alias.manageToken), '429');
  assert.match(hop.messages[0]?.octets.toString() ?? '', /^Content-Language: de\r$/m);
  assert.equal(hop.accepted, 1);
});

test('in the sandbox it is there, with the alias that it came through', options, async (t) => {
  const stand = await stage(t);
  if (stand === undefined) return;
  const { browser, program } = stand;
  const { page } = await visit(t, browser, program.url);
  const address = await make(page, program);
  for (const _ of [1, 2]) {
    await page.getByRole('button', { name: button }).click();
    await page.getByRole('status').getByText(outcomes.accepted).waitFor();
  }
  await page.goto(`${program.url}/sandbox`);
  await page.getByText(mail.subject).nth(1).waitFor();
  await page.getByText(mail.subject).first().click();
  await page.getByText(`Through`).first().waitFor();
  await page.getByText(address).first().waitFor();
});
