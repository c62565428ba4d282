// SPDX-License-Identifier: MIT
/** What a reader finds in a forwarded message, through the real program. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type ScriptedHop, startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import {
  createAlias,
  environment,
  type Program,
  showAlias,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const target = 'canary.target.7f3a@hidden-home.example';
const note = 'canary-note-91';
const content = 'From: shop@shop.example\r\nMayfly-Stop: <http://elsewhere.example/>\r\n\r\nHello\r\n';

async function start(
  t: TestContext,
  more: Record<string, string> = {},
): Promise<{ readonly program: Program; readonly hop: ScriptedHop }> {
  const hop = await startScriptedHop();
  t.after(() => hop.close());
  const next = { MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}`, ...more };
  return { hop, program: await startProgram(t, environment(temporaryFolder(t), next)) };
}

async function send(program: Program, ...recipients: readonly [string, ...string[]]): Promise<string> {
  const [first, ...others] = recipients;
  const [dialogue, rcpt] = await Dialogue.envelope(program.smtpPort, first);
  let answer = rcpt;
  for (const other of others) answer = await dialogue.say(`RCPT TO:<${other}>`);
  if (answer.startsWith('250')) answer = await dialogue.message(content);
  dialogue.drop();
  return answer;
}

/** The fields that stand before the message as it was sent, by name. */
function fieldsOf(hop: ScriptedHop): ReadonlyMap<string, string> {
  const text = hop.messages.at(-1)?.octets.toString('latin1') ?? '';
  assert.ok(text.endsWith(content), text);
  const lines = text.slice(0, -content.length).replaceAll('\r\n\t', ' ').trimEnd().split('\r\n');
  return new Map(lines.map((line) => line.split(': ', 2) as [string, string]));
}

/** The link of the last message, as a path of the program itself. */
function linkOf(program: Program, hop: ScriptedHop): string {
  const link = /^<(.*)>$/.exec(fieldsOf(hop).get('Mayfly-Stop') ?? '')?.[1] ?? '';
  return program.url + new URL(link).pathname;
}

test('a message says which alias it came through, what is left of it, and where to stop it', async (t) => {
  const { program, hop } = await start(t, { MAYFLY_PUBLIC_URL: 'https://mayfly.example/base' });
  const validUntil = new Date(Date.now() + 3_600_000).toISOString();
  const { address } = await createAlias(program, { target, maxUses: 2, validUntil });
  for (const left of ['1', '0']) {
    assert.match(await send(program, address), /^250/);
    const fields = fieldsOf(hop);
    assert.deepEqual([...fields.keys()].slice(1), [
      'Mayfly-Alias',
      'Mayfly-Uses-Left',
      'Mayfly-Expires',
      'Mayfly-Stop',
      'List-Unsubscribe',
      'List-Unsubscribe-Post',
    ]);
    assert.equal(fields.get('Mayfly-Alias'), `<${address}>`);
    assert.equal(fields.get('Mayfly-Uses-Left'), left);
    const expires = new Date(fields.get('Mayfly-Expires') ?? '').getTime();
    assert.equal(expires, Math.floor(Date.parse(validUntil) / 1000) * 1000);
    assert.match(fields.get('Mayfly-Stop') ?? '', /^<https:\/\/mayfly\.example\/base\/stop\//);
  }
});

test('the link shows a page that acts only when a form is posted, and tells neither target nor label', async (t) => {
  const { program, hop } = await start(t);
  const alias = await createAlias(program, { target, note, maxUses: 5 });
  await send(program, alias.address);
  const link = linkOf(program, hop);
  for (const path of [link, `${link}?done=paused`]) {
    const page = await fetch(path);
    assert.equal(page.status, 200);
    const text = await page.text();
    assert.match(text, /4 of 5/);
    assert.doesNotMatch(text, /canary/);
    assert.doesNotMatch(text, /role="status"/, 'it is not paused');
  }
  for (const action of ['pause', 'resume'])
    assert.equal((await fetch(`${link}/${action}`)).status, 405, action);
  assert.equal((await showAlias(program, alias))?.state, 'active');

  const paused = await fetch(`${link}/pause`, { method: 'POST' });
  assert.equal(paused.url, `${link}?done=paused`);
  assert.match(await paused.text(), /role="status">Paused\./);
  assert.equal((await showAlias(program, alias))?.state, 'paused');
  assert.match(await send(program, alias.address), /^450 /);
  await fetch(`${link}/resume`, { method: 'POST' });
  assert.match(await send(program, alias.address), /^250 /);

  const gone = await fetch(`${link}/destroy`, { method: 'POST' });
  assert.equal(new URL(gone.url).pathname, '/gone');
  assert.equal(await showAlias(program, alias), undefined);
  assert.match(await send(program, alias.address), /^550 5\.1\.1 /);
  const ended = await fetch(link);
  assert.equal(ended.status, 410);
  assert.match(await ended.text(), /destroyed with the link of a message.*of 5 messages came/s);
  assert.doesNotMatch(program.output(), /canary/);
  for (const secret of new URL(link).pathname.split('/').slice(2))
    assert.ok(!program.output().includes(secret), 'the link is in the log');
});

test('a link opens its own alias and nothing else', async (t) => {
  const { program, hop } = await start(t);
  const alias = await createAlias(program, { target, maxUses: 5 });
  const other = await createAlias(program, { target, maxUses: 5 });
  await send(program, alias.address);
  const link = linkOf(program, hop);
  const token = link.slice(link.lastIndexOf('/') + 1);

  const altered = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
  for (const [address, tried] of [
    [other.address, token],
    [alias.address, altered],
    [alias.address, ''],
    [alias.address, alias.manageToken],
    ['nobody@alias.localhost', token],
    ['%00', token],
  ])
    for (const action of ['pause', 'destroy']) {
      const answer = await fetch(`${program.url}/stop/${address}/${tried}/${action}`, { method: 'POST' });
      assert.equal(answer.status, 404, `${address} ${tried}`);
    }
  const asToken = await fetch(`${program.url}/aliases/${alias.address}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  assert.equal(asToken.status, 404);
  const foreign = { 'sec-fetch-site': 'cross-site' };
  assert.equal((await fetch(`${link}/destroy`, { method: 'POST', headers: foreign })).status, 403);
  for (const each of [alias, other]) assert.equal((await showAlias(program, each))?.state, 'active');
});

test('each recipient of a message gets fields of its own alias, whatever the message brings; where they are off, there are none', async (t) => {
  const { program, hop } = await start(t);
  const [one, two] = [
    await createAlias(program, { target, maxUses: 5 }),
    await createAlias(program, { target: 'somebody@hidden-home.example', maxUses: 5 }),
  ];
  assert.match(await send(program, one.address, two.address), /^452 4\.5\.3 /);
  for (const { address } of [one, two]) {
    assert.match(await send(program, address), /^250 /);
    assert.equal(fieldsOf(hop).get('Mayfly-Alias'), `<${address}>`);
    assert.doesNotMatch(fieldsOf(hop).get('Mayfly-Stop') ?? '', /elsewhere/);
  }

  const off = await start(t, { MAYFLY_MAIL_FIELDS: 'off' });
  const alias = await createAlias(off.program, { target, maxUses: 5 });
  assert.match(await send(off.program, alias.address), /^250 /);
  assert.deepEqual([...fieldsOf(off.hop).keys()], ['Received']);
});
