// SPDX-License-Identifier: MIT
/** HTML of a stranger in the sandbox, as a real browser shows it: readable, and without any power. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import type { Page } from 'playwright-core';
import { accessibilityFaults, keepPicture, overflow, patienceMs, visit } from '../support/program/browser.ts';
import { createAlias, type Program } from '../support/program/program.ts';
import { stage, target } from '../support/program/website.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

/** Somebody who wants to hear that a message was opened: any connection tells. */
async function startTrap(t: TestContext) {
  const heard: string[] = [];
  const server = createServer((socket) => {
    heard.push('connection');
    socket.on('data', (octets) => heard.push(octets.toString('latin1').split('\r\n')[0] ?? ''));
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return { heard, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** All ways that we know by which a document reaches out. */
function hostile(url: string): string {
  return `<!doctype html><html><head><base href="${url}/base/"><title>x</title>
<meta http-equiv="refresh" content="0;url=${url}/refresh">
<meta http-equiv="x-dns-prefetch-control" content="on">
<link rel="preconnect" href="${url}"><LINK/rel="stylesheet" href="${url}/style.css"><link
rel="prefetch" href="${url}/prefetch">
<style>@import url("${url}/import.css"); @font-face { font-family: f; src: url("${url}/font") }
body { background: url("${url}/background.png"); font-family: f } p { color: rgb(1, 2, 3) }</style>
<script>fetch('${url}/script'); document.title = 'ran'; top.document.title = 'ran'</script>
</head><body onload="document.title = 'ran'"><p id="words">Pay <b>now</b></p>
<img src="${url}/pixel.png"><img src="x" onerror="document.title = 'ran'; new Image().src = '${url}/error'">
<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" id="inline">
<svg onload="document.title = 'ran'"><image href="${url}/svg.png"/></svg>
<iframe src="${url}/frame"></iframe><iframe srcdoc="<script>parent.document.title = 'ran'</script>"></iframe>
<object data="${url}/object"></object><embed src="${url}/embed"><video src="${url}/video" poster="${url}/poster" autoplay></video>
<form action="${url}/form" method="post"><input name="password" autofocus><button id="send">Send</button></form>
<a id="blank" target="_blank" href="${url}/blank">blank</a> <a id="top" target="_top" href="${url}/top">top</a>
<a id="here" href="${url}/here" ping="${url}/ping">here</a> <a id="code" href="javascript:document.title = 'ran'">code</a>
</body></html>`;
}

async function sendHtml(program: Program, markup: string): Promise<string> {
  const { address } = await createAlias(program, { target, maxUses: 3 });
  const [dialogue] = await Dialogue.envelope(program.smtpPort, address);
  const head = [
    'From: =?utf-8?Q?K=C3=A4the?= <kaethe@shop.example>',
    'Subject: =?utf-8?B?R3LDvMOfZSA8Yj4=?=',
    'MIME-Version: 1.0',
    'Content-Type: text/html; charset=utf-8',
  ];
  const reply = await dialogue.message(`${head.join('\r\n')}\r\n\r\n${markup.replaceAll('\n', '\r\n')}\r\n`);
  dialogue.drop();
  assert.match(reply, /^250/);
  return address;
}

/** Shows the document without what the sandbox puts around it, until the trap has heard of it. */
async function assertReachesOut(page: Page, markup: string, heard: string[]): Promise<void> {
  await page.setContent(markup, { waitUntil: 'commit' });
  const deadline = Date.now() + patienceMs;
  while (!heard.some((line) => line.includes('/pixel.png'))) {
    assert.ok(Date.now() < deadline, 'the trap hears nothing of a document that is free');
    await page.evaluate('1').catch(() => undefined);
  }
}

test('HTML is shown in a frame that runs, sends and loads nothing, whatever is clicked', async (t) => {
  const stand = await stage(t);
  if (stand === undefined) return;
  const { program, browser } = stand;
  const control = await startTrap(t);
  const free = await visit(t, browser, program.url);
  await assertReachesOut(free.page, hostile(control.url), control.heard);
  await free.page.close();
  free.complaints.splice(0);

  const trap = await startTrap(t);
  const markup = hostile(trap.url);
  const alias = await sendHtml(program, markup);
  const { page, complaints } = await visit(t, browser, program.url);
  await page.goto(`${program.url}/sandbox`);
  await page.getByText(`Käthe <kaethe@shop.example> → ${alias} → ${target}`).waitFor();
  await page.getByRole('link', { name: 'Grüße <b>' }).click();
  await page.getByText('Käthe <kaethe@shop.example>').waitFor();
  const frame = page.frameLocator('iframe.message');
  await frame.getByText('Pay now').waitFor();
  assert.equal(await frame.locator('#words').evaluate('getComputedStyle(words).color'), 'rgb(1, 2, 3)');
  assert.equal(await frame.locator('#inline').evaluate('inline.naturalWidth'), 1);
  assert.equal(await overflow(page), 0);
  await keepPicture(page, 'sandbox-html');

  const url = page.url();
  for (const id of ['#send', '#blank', '#top', '#code', '#here'])
    await frame.locator(id).click({ noWaitAfter: true });
  assert.equal(page.context().pages().length, 1);
  assert.equal(page.url(), url);
  assert.match(await page.title(), /^Grüße <b>/);
  await page.reload();
  await frame.getByText('Pay now').waitFor();

  // Beside the page, the answer forbids the same by itself.
  await page.goto(`${url}/html`);
  await page.getByText('Pay now').waitFor();
  for (const id of ['#send', '#blank', '#code']) await page.locator(id).click({ noWaitAfter: true });
  assert.equal(await page.title(), 'x');
  assert.deepEqual(trap.heard, []);
  await page.close();
  complaints.splice(0);
});

test('a message of both kinds shows its text, and its HTML when it is asked for', async (t) => {
  const stand = await stage(t);
  if (stand === undefined) return;
  const { program, browser } = stand;
  const { address } = await createAlias(program, { target, maxUses: 3 });
  const [dialogue] = await Dialogue.envelope(program.smtpPort, address);
  const part = (type: string, body: string) => `--b\r\nContent-Type: ${type}\r\n\r\n${body}\r\n`;
  const both = `${part('text/plain', 'plain words')}${part('text/html', '<h1>bold words</h1>')}--b--\r\n`;
  assert.match(
    await dialogue.message(
      `Subject: both\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n${both}`,
    ),
    /^250/,
  );
  dialogue.drop();
  const { page } = await visit(t, browser, program.url);
  await page.goto(`${program.url}/sandbox/1`);
  await page.locator('pre.message').getByText('plain words').first().waitFor();
  await page.getByText('As HTML').click();
  await page.frameLocator('iframe.message').getByRole('heading', { name: 'bold words' }).waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
});
