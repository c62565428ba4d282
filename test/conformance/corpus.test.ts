// SPDX-License-Identifier: MIT
/** The corpus through the whole relay: what arrives at the next hop is what was sent, octet for octet. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import { behindOurFields } from '../support/smtp/behind-our-fields.ts';
import { type CorpusMessage, corpus, malformed } from '../support/smtp/corpus.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';
import { box, relayWithBox } from '../support/smtp/line-cases.ts';
import { isAmbiguous, readMailData } from '../support/smtp/mail-data-readers.ts';

/** As on the wire: a dot before each that begins a line. */
const stuffed = (text: string): string => text.replace(/^\./gm, '..');

/** Sends a message in pieces of so many octets; gives the reply. */
async function send(port: number, { text }: CorpusMessage, pieceOctets: number): Promise<string> {
  const [dialogue] = await Dialogue.envelope(port, box);
  assert.match(await dialogue.say('DATA'), /^354/);
  const octets = Buffer.from(`${stuffed(text)}.\r\n`, 'latin1');
  for (let at = 0; at < octets.length; at += pieceOctets) {
    await dialogue.write(octets.subarray(at, at + pieceOctets));
    await new Promise(setImmediate);
  }
  const reply = await dialogue.reply();
  assert.match(await dialogue.say('NOOP'), /^250/);
  dialogue.drop();
  return reply;
}

/** The last message that came, without what we have put before it. */
function arrived(hop: ScriptedHop): string {
  const text = hop.messages.at(-1)?.octets.toString('latin1') ?? '';
  const added = /^Received: from client\.example (?:.*\r\n\t)+.*\r\n/.exec(text)?.[0];
  assert.ok(added !== undefined, 'no trace field');
  return text.slice(added.length);
}

test('the corpus is what it says: many messages, the sound ones unambiguous, the malformed ones not', () => {
  assert.ok(corpus.length >= 60, `${corpus.length}`);
  for (const { name, text } of [...corpus, ...malformed]) {
    const read = readMailData(`${stuffed(text)}.\r\n`);
    assert.ok(read !== undefined && read.rest === '', name);
    assert.equal(
      isAmbiguous(read),
      malformed.some((message) => message.name === name),
      name,
    );
  }
});

test('every message arrives octet for octet, whole and in pieces', async (t) => {
  const { relay, hop } = await relayWithBox(t);
  for (const message of corpus) {
    for (const pieceOctets of [message.text.length + 3, message.text.length > 20_000 ? 4093 : 61]) {
      await t.test(`${message.name}, in pieces of ${pieceOctets}`, async () => {
        const before = hop.messages.length;
        assert.match(await send(relay.port, message, pieceOctets), /^250 2\.0\.0 /);
        assert.equal(hop.messages.length, before + 1);
        assert.ok(arrived(hop) === behindOurFields(stuffed(message.text)), 'not what was sent');
      });
    }
  }
});

test('every malformed message is refused with 554 5.6.0, and nothing of it arrives or is counted', async (t) => {
  const { relay, hop } = await relayWithBox(t);
  for (const message of malformed) {
    for (const pieceOctets of [message.text.length + 3, 61]) {
      await t.test(`${message.name}, in pieces of ${pieceOctets}`, async () => {
        assert.match(await send(relay.port, message, pieceOctets), /^554 5\.6\.0 /);
      });
    }
  }
  assert.equal(hop.messages.length, 0);
  assert.equal((await relay.show(box))?.usesLeft, 1000);
});
