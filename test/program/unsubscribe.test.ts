// SPDX-License-Identifier: MIT
/** The button to unsubscribe that mail programs have, through the real program: which messages get it, and what it does. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { dkimVerify } from 'mailauth';
import { createDnsLookup } from '../../src/inspect/dmarc/dns-lookup.ts';
import type { TransferOctets } from '../../src/smtp/wire/envelope.ts';
import { decodeMailData } from '../../src/smtp/wire/mail-data.ts';
import { dkimSign, makeDkimKey } from '../support/dkim-signer.ts';
import { startDnsServer } from '../support/dns/dns-server.ts';
import { startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import {
  createAlias,
  environment,
  type Program,
  showAlias,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { canaryTarget } from '../support/relay-fixture.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const key = makeDkimKey();
const plain = 'Subject: news\r\nFrom: shop@shop.example\r\nTo: someone\r\n\r\n.Hello\r\n\r\n';
const oneClick = 'List-Unsubscribe-Post: List-Unsubscribe=One-Click';

async function start(t: TestContext, more: Record<string, string> = {}) {
  const hop = await startScriptedHop();
  t.after(() => hop.close());
  const settings = {
    MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}`,
    MAYFLY_PUBLIC_URL: 'https://mayfly.example/base',
    ...more,
  };
  const program = await startProgram(t, environment(temporaryFolder(t), settings));
  const alias = await createAlias(program, { target: canaryTarget, maxUses: 100 });
  /** Sends a message in these pieces, each with time to arrive alone; gives what came before the message as it was sent. */
  const send = async (message: string, pieces: readonly string[] = [message]): Promise<readonly string[]> => {
    const [dialogue] = await Dialogue.envelope(program.smtpPort, alias.address);
    assert.match(await dialogue.say('DATA'), /^354/);
    for (const piece of pieces) {
      await dialogue.write(pieces.length > 1 ? piece : piece.replace(/^\./gm, '..'));
      if (pieces.length > 1) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assert.match(await dialogue.say('.'), /^250/);
    dialogue.drop();
    const came = decodeMailData(hop.messages.at(-1)?.octets as TransferOctets).toString('latin1');
    assert.ok(came.endsWith(message), came);
    return came
      .slice(0, came.length - message.length)
      .replaceAll('\r\n\t', ' ')
      .trimEnd()
      .split('\r\n');
  };
  return { hop, program, alias, send };
}

/** The fields of ours that a mail program makes its button of. */
function buttonOf(fields: readonly string[]): readonly string[] {
  return fields.filter((field) => /^list-/i.test(field));
}

test('a message gets the button where its sender neither has one nor has signed that there is none', async (t) => {
  const { alias, send } = await start(t);
  const button = buttonOf(await send(plain));
  assert.equal(button.length, 2);
  const link = /^List-Unsubscribe: <(https:\/\/mayfly\.example\/base\/stop\/[^>]+)>$/.exec(
    button[0] ?? '',
  )?.[1];
  assert.ok(link?.includes(encodeURIComponent(alias.address)), button[0]);
  assert.equal(button[1], oneClick);

  const own = 'List-Unsubscribe: <https://shop.example/u>\r\n';
  const domain = 'shop.example';
  const none: readonly (readonly [name: string, message: string])[] = [
    ['a button of its own', own + plain],
    ['one in small letters, folded', `list-unsubscribe:\r\n <mailto:u@shop.example>\r\n${plain}`],
    ['only the second field', `List-Unsubscribe-Post: x\r\n${plain}`],
    ['one that is signed', dkimSign(own + plain, { domain, key, fields: ['from', 'list-unsubscribe'] })],
    ['a signed absence', dkimSign(plain, { domain, key, fields: ['from', 'from', 'List-Unsubscribe-Post'] })],
    [
      'an absence sealed by a forwarder',
      `ARC-Message-Signature: i=1; h=from:LIST-UNSUBSCRIBE; b=x\r\n${plain}`,
    ],
  ];
  for (const [name, message] of none) assert.deepEqual(buttonOf(await send(message)), [], name);

  const signed = dkimSign(plain, { domain, key, fields: ['from', 'from', 'subject', 'subject', 'list-id'] });
  assert.equal(buttonOf(await send(signed)).length, 2, 'signed, and silent on it');
  assert.equal(buttonOf(await send(`Subject: x\r\n\r\n${own}`)).length, 2, 'in the body');
  assert.equal(buttonOf(await send('')).length, 2, 'an empty message');
  assert.equal(buttonOf(await send('Subject: no body\r\n')).length, 2, 'a header alone');
});

test('wherever the pieces of a header end, the message stays whole and the same is decided', async (t) => {
  const { send } = await start(t);
  const message = 'Subject: x\r\nFrom: a@b.example\r\n\r\nbody\r\n';
  for (let at = 1; at < message.length; at += 1)
    assert.equal(buttonOf(await send(message, [message.slice(0, at), message.slice(at)])).length, 2, `${at}`);
  const own = `Subject: x\r\nList-Unsubscribe: <https://shop.example>\r\n\r\nbody\r\n`;
  for (let at = 12; at < 32; at += 1)
    assert.deepEqual(buttonOf(await send(own, [own.slice(0, at), own.slice(at)])), [], `${at}`);
  // Longer than what is held: it goes on without knowing what is still to come, and so without the button.
  const field = `X-Long: ${'x'.repeat(900)}\r\n`;
  const long = `${field.repeat(40)}Subject: y\r\n\r\nbody\r\n`;
  assert.deepEqual(
    buttonOf(await send(long, [field.repeat(20), field.repeat(20), 'Subject: y\r\n\r\nbody\r\n'])),
    [],
  );
});

test('the signature of the sender holds at the next hop, also one of an absence', async (t) => {
  const { hop, send } = await start(t);
  const dns = await startDnsServer({ 's1._domainkey.shop.example': { TXT: [key.record] } });
  t.after(() => dns.close());
  const lookup = createDnsLookup([dns.address]);
  t.after(async () => lookup.close());
  for (const [fields, count] of [
    [['from', 'from', 'subject', 'subject', 'to', 'to'], 2],
    [['from', 'from', 'list-unsubscribe', 'list-unsubscribe-post'], 0],
  ] as const)
    for (const kind of ['relaxed', 'simple'] as const) {
      const signed = dkimSign(plain, { domain: 'shop.example', key, header: kind, body: kind, fields });
      assert.equal(buttonOf(await send(signed)).length, count);
      const octets = decodeMailData(hop.messages.at(-1)?.octets as TransferOctets);
      const { results } = await dkimVerify(octets, { resolver: lookup.resolve, strict: true });
      assert.deepEqual(
        results.map(({ status }) => status.result),
        ['pass'],
      );
    }
});

test('behind http there is a page and nothing that acts at once; off, there is neither', async (t) => {
  const clear = await start(t, { MAYFLY_PUBLIC_URL: 'http://mayfly.example' });
  assert.deepEqual(
    buttonOf(await clear.send(plain)).map((field) => field.split(':')[0]),
    ['List-Unsubscribe'],
  );
  const off = await start(t, { MAYFLY_LIST_UNSUBSCRIBE: 'off' });
  const fields = await off.send(plain);
  assert.deepEqual(buttonOf(fields), []);
  assert.ok(fields.some((field) => field.startsWith('Mayfly-Stop: ')));
  const none = await start(t, { MAYFLY_MAIL_FIELDS: 'off' });
  assert.equal((await none.send(plain)).length, 1);
});

/** The link of a message, as a path of the program itself. */
function linkIn(program: Program, fields: readonly string[]): string {
  const link = /<(.*)>/.exec(buttonOf(fields)[0] ?? '')?.[1] ?? '';
  return program.url + new URL(link).pathname.replace('/base', '');
}

test('one click pauses the alias at once, from anywhere; the page asks before it destroys', async (t) => {
  const { program, alias, send } = await start(t);
  const link = linkIn(program, await send(plain));
  const state = async () => (await showAlias(program, alias))?.state;
  const post = (body: URLSearchParams | FormData | string, headers: Record<string, string> = {}) =>
    fetch(link, { method: 'POST', body, redirect: 'manual', headers });

  for (const wrong of [new URLSearchParams({ 'List-Unsubscribe': 'yes' }), new URLSearchParams(), 'x=1'])
    assert.equal((await post(wrong, { accept: 'text/html' })).status, 400);
  assert.equal(await state(), 'active');

  const form = new FormData();
  form.set('List-Unsubscribe', 'One-Click');
  for (const body of [form, new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })]) {
    const done = await post(body, { 'sec-fetch-site': 'cross-site', origin: 'https://webmail.example' });
    assert.equal(done.status, 200);
    assert.match(await done.text(), /Paused/);
    assert.equal(await state(), 'paused');
    assert.equal((await fetch(`${link}/resume`, { method: 'POST' })).status, 200);
  }
  const foreign = link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
  const stranger = await fetch(foreign, {
    method: 'POST',
    body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
  });
  assert.equal(stranger.status, 404);

  const ask = await fetch(`${link}/destroy`);
  assert.equal(ask.status, 200);
  assert.match(await ask.text(), /After this, nobody can send mail to/);
  assert.equal(await state(), 'active');
  assert.equal((await fetch(`${link}/destroy`, { method: 'POST' })).status, 200);
  assert.equal(await state(), undefined);
  assert.equal((await post(form)).status, 410);
});
