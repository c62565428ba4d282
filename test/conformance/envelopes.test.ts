// SPDX-License-Identifier: MIT
/** The envelopes of `envelopes.ts` through the whole relay, over real sockets. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';
import { box, type LineCase, relayWithBox, testLines } from '../support/smtp/line-cases.ts';
import {
  carelessPaths,
  clientNames,
  forwardPathsToBox,
  internationalReversePaths,
  mailParameters,
  otherForwardPaths,
  refusedReversePaths,
  reversePaths,
  rewrittenReversePaths,
} from './envelopes.ts';

const message = 'Subject: x\r\n\r\nbody\r\n';

/** Sends one message in the session; gives what the next hop heard as MAIL. */
async function deliver(dialogue: Dialogue, hop: ScriptedHop, mail: string, rcpt = box): Promise<string> {
  const before = hop.messages.length;
  assert.match(await dialogue.say(mail), /^250 2\.1\.0 /, mail);
  assert.match(await dialogue.say(`RCPT TO:<${rcpt}>`), /^250 2\.1\.5 /, rcpt);
  assert.match(await dialogue.message(message), /^250 2\.0\.0 /, mail);
  assert.equal(hop.messages.length, before + 1);
  return hop.messages.at(-1)?.mail ?? '';
}

async function greeted(port: number, greeting = 'EHLO client.example'): Promise<Dialogue> {
  const dialogue = await Dialogue.open(port);
  assert.match(await dialogue.say(greeting), /^250/, greeting);
  return dialogue;
}

const octets = (text: string): string => Buffer.from(text).toString('latin1');

test('the corpus of envelopes is as large as it says', () => {
  const paths = [reversePaths, rewrittenReversePaths, refusedReversePaths].flatMap((table) =>
    Object.values(table).flat(),
  );
  const others = [
    internationalReversePaths,
    forwardPathsToBox,
    otherForwardPaths,
    clientNames,
    mailParameters,
  ];
  assert.ok(paths.length + others.flat().length >= 300);
});

test('reverse paths of real senders are taken, and passed on as they are', async (t) => {
  const { relay, hop } = await relayWithBox(t);
  for (const [source, paths] of Object.entries(reversePaths)) {
    await t.test(source, async () => {
      const dialogue = await greeted(relay.port);
      for (const path of paths)
        assert.equal(await deliver(dialogue, hop, `MAIL FROM:<${path}>`), `MAIL FROM:<${path}>`);
      dialogue.drop();
    });
  }
});

test('reverse paths beyond the grammar are passed on within it', async (t) => {
  const { relay, hop } = await relayWithBox(t);
  for (const [source, paths] of Object.entries(rewrittenReversePaths)) {
    await t.test(source, async () => {
      const dialogue = await greeted(relay.port);
      for (const [path, atNextHop] of paths)
        assert.equal(await deliver(dialogue, hop, `MAIL FROM:<${path}>`), `MAIL FROM:<${atNextHop}>`);
      dialogue.drop();
    });
  }
});

test('paths are taken however careless a client is with brackets and blanks, where only one thing can be meant', async (t) => {
  const { relay, hop } = await relayWithBox(t);
  const dialogue = await greeted(relay.port);
  for (const [said, path] of carelessPaths)
    assert.match(
      await deliver(dialogue, hop, `MAIL FROM:${said}`),
      new RegExp(`^MAIL FROM:<${path}>(?: SIZE=\\d+)?$`),
    );
  for (const said of [` ${box}`, `<<${box}>>`, `<The box <${box}>>`, `\t< ${box} >`]) {
    assert.match(await dialogue.say(' mail\tfrom:<>'), /^250/);
    assert.match(await dialogue.say(`RCPT TO:${said}`), /^250 2\.1\.5 /, said);
    assert.match(await dialogue.say('RSET'), /^250/);
  }
  dialogue.drop();
});

test('internationalised reverse paths need SMTPUTF8, and are passed on with it', async (t) => {
  const { relay, hop } = await relayWithBox(t);
  const dialogue = await greeted(relay.port);
  for (const path of internationalReversePaths) {
    assert.match(await dialogue.say(`MAIL FROM:<${path}>`), /^553 5\.6\.7 /);
    const atNextHop = await deliver(dialogue, hop, `MAIL FROM:<${path}> SMTPUTF8`);
    assert.equal(octets(atNextHop), octets(`MAIL FROM:<${path}> SMTPUTF8`));
  }
  dialogue.drop();
});

test('what is no reverse path is refused', async (t) => {
  const { relay, hop } = await relayWithBox(t);
  for (const [reason, paths] of Object.entries(refusedReversePaths)) {
    const cases = paths.map((path): LineCase => ['EHLO', `MAIL FROM:<${path}>`, '501 5.1.7']);
    await t.test(reason, (group) => testLines(group, relay.port, cases));
  }
  assert.equal(hop.sessions.length, 0);
});

test('the alias is reached in every form of its address, with any tag', async (t) => {
  const { relay, hop } = await relayWithBox(t);
  const dialogue = await greeted(relay.port);
  for (const path of forwardPathsToBox) {
    await deliver(dialogue, hop, 'MAIL FROM:<>', path);
    // Never the path of the originator: what the next hop is given is the target, and the trace names the alias.
    assert.match(hop.messages.at(-1)?.octets.toString('latin1') ?? '', /\tfor <box@alias\.example>;/);
  }
  dialogue.drop();
});

test('other recipients are refused, each as what it is', async (t) => {
  const { relay, hop } = await relayWithBox(t);
  const cases = otherForwardPaths.map(
    ([path, reply]): LineCase => ['transaction', `RCPT TO:<${path}>`, reply],
  );
  await testLines(t, relay.port, cases);
  assert.equal(hop.sessions.length, 0);
});

test('clients are served whatever they call themselves, and the trace field has what is safe of it', async (t) => {
  const { relay, hop } = await relayWithBox(t);
  for (const [name, inTrace = name] of clientNames) {
    for (const verb of ['EHLO', 'HELO']) {
      const dialogue = await greeted(relay.port, `${verb} ${name}`);
      await deliver(dialogue, hop, 'MAIL FROM:<ann@shop.example>');
      dialogue.drop();
      const text = hop.messages.at(-1)?.octets.toString('latin1') ?? '';
      assert.ok(text.startsWith(`Received: from ${inTrace} ([127.0.0.1])\r\n`), `${name}: ${text}`);
    }
  }
});

test('parameters are judged one way, and passed on as far as the next hop needs them', async (t) => {
  const { relay, hop } = await relayWithBox(t);
  for (const [greeting, parameters, reply, atNextHop] of mailParameters) {
    await t.test(`${greeting}: MAIL${parameters} is answered ${reply}`, async () => {
      const dialogue = await greeted(relay.port, `${greeting} client.example`);
      const mail = `MAIL FROM:<ann@shop.example>${parameters}`;
      if (atNextHop === undefined) assert.ok((await dialogue.say(mail)).startsWith(`${reply} `));
      else assert.equal(await deliver(dialogue, hop, mail), `MAIL FROM:<ann@shop.example>${atNextHop}`);
      assert.match(await dialogue.say('NOOP'), /^250/);
      dialogue.drop();
    });
  }
});
