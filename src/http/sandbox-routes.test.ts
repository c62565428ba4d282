// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testApp } from '../../test/support/http-app.ts';
import { Inbox } from '../sandbox/inbox.ts';
import type { TransferOctets } from '../smtp/wire/envelope.ts';

const receivedAt = Date.parse('2026-12-01T10:00:00Z');
const raw =
  'Subject: Greetings\r\n <b>to</b> you\r\nFrom: a@origin.test\r\n\r\n<script>alert(1)</script>\r\n';

function inboxWith(...messages: string[]): Inbox {
  const inbox = new Inbox();
  for (const message of messages) {
    const draft = inbox.begin({ reversePath: '', recipients: ['ada@target.example', 'bob@target.example'] });
    draft.write(Buffer.from(message) as TransferOctets);
    draft.complete(receivedAt);
  }
  return inbox;
}

function get(inbox: Inbox, path: string) {
  const env = { incoming: { socket: { remoteAddress: '127.0.0.1' } } };
  return testApp({ inbox }).request(`http://localhost:8080${path}`, {}, env);
}

describe('the pages of the sandbox', () => {
  it('say so when nothing has arrived', async () => {
    assert.match(await (await get(new Inbox(), '/sandbox')).text(), /Nothing has arrived/);
  });

  it('list what arrived, newest first', async () => {
    const html = await (await get(inboxWith(raw, 'Subject: second\r\n\r\n'), '/sandbox')).text();
    assert.ok(html.indexOf('second') < html.indexOf('Greetings'));
    for (const shown of [
      'ada@target.example, bob@target.example',
      '&lt;&gt; (a bounce)',
      '2026-12-01T10:00:00.000Z',
      'sandbox/1',
    ])
      assert.ok(html.includes(shown), shown);
  });

  it('show a message inert', async () => {
    const response = await get(inboxWith(raw), '/sandbox/1');
    const html = await response.text();
    assert.ok(html.includes('&lt;script&gt;alert(1)&lt;/script&gt;'));
    assert.ok(html.includes('Greetings &lt;b&gt;to&lt;/b&gt; you</h1>'));
    assert.doesNotMatch(html, /<script>|<b>/);
    assert.match(response.headers.get('content-security-policy') ?? '', /^default-src 'none';/);
  });

  it('give a message octet for octet, as text to be saved', async () => {
    const octets = Buffer.from([...Buffer.from('X: y\r\n\r\n'), 0xff, 0xfe, 0x80, 13, 10]);
    const response = await get(inboxWithOctets(octets), '/sandbox/1.eml');
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), octets);
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain/);
    assert.match(response.headers.get('content-disposition') ?? '', /^attachment/);
  });

  it('list as JSON what scripts need', async () => {
    const response = await get(inboxWith(raw), '/sandbox/messages');
    const recipients = ['ada@target.example', 'bob@target.example'];
    const receivedAtText = '2026-12-01T10:00:00.000Z';
    assert.deepEqual(await response.json(), [
      { id: '1', receivedAt: receivedAtText, reversePath: '', recipients, size: raw.length },
    ]);
  });

  it('decode subject and text of a message', async () => {
    const coded =
      'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nU2Now7Zu\r\n';
    const inbox = inboxWith(coded);
    assert.match(await (await get(inbox, '/sandbox')).text(), /Grüße/);
    assert.match(await (await get(inbox, '/sandbox/1')).text(), /Schön/);
  });

  it('tell of an arrival', async () => {
    const inbox = new Inbox();
    const response = await get(inbox, '/sandbox/events');
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    assert.match((await reader?.read())?.value ?? '', /^retry/);
    const draft = inbox.begin({ reversePath: '', recipients: [] });
    draft.complete(receivedAt);
    assert.match((await reader?.read())?.value ?? '', /^event: arrived/);
    await reader?.cancel();
  });

  for (const path of ['/sandbox/2', '/sandbox/2.eml', '/sandbox/x', '/sandbox/1.txt'])
    it(`have nothing at ${path}`, async () => assert.equal((await get(inboxWith(raw), path)).status, 404));
});

function inboxWithOctets(octets: Buffer): Inbox {
  const inbox = new Inbox();
  const draft = inbox.begin({ reversePath: '', recipients: [] });
  draft.write(octets as TransferOctets);
  draft.complete(receivedAt);
  return inbox;
}

describe('a public sandbox', () => {
  const env = { incoming: { socket: { remoteAddress: '198.51.100.7' } } };
  const ask = (path: string, isSandboxPublic: boolean) =>
    testApp({ inbox: inboxWith(raw), isSandboxPublic }).request(`http://alias.example${path}`, {}, env);

  it('is read from other machines, and says so on every page', async () => {
    for (const path of ['/sandbox', '/sandbox/1', '/sandbox/1.eml', '/sandbox/messages']) {
      assert.equal((await ask(path, true)).status, 200, path);
      assert.equal((await ask(path, false)).status, 404, path);
    }
    const [list, first] = await Promise.all([ask('/sandbox', true), ask('/', true)]);
    assert.match(await list.text(), /Everyone who reaches this page can read them/);
    assert.match(await first.text(), /where everyone who reaches this page can read them/);
    assert.match(await (await ask('/', false)).text(), /on this machine\./);
  });
});
