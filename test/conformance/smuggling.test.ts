// SPDX-License-Identifier: MIT
/**
 * SMTP smuggling: one server reads one message where the next reads two. Every variant is either refused or becomes
 * exactly one message, which the next hop reads as we did, be it strict or loose.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import { behindOurFields } from '../support/smtp/behind-our-fields.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';
import { engineSession } from '../support/smtp/engine-session.ts';
import { box, relayWithBox } from '../support/smtp/line-cases.ts';
import {
  isAmbiguous,
  looseReaders,
  readMailData,
  replay,
  sevenBitReader,
  strictReader,
  transferForm,
} from '../support/smtp/mail-data-readers.ts';
import { attack, coreVariants, places, type Variant, variants } from '../support/smtp/smuggling-variants.ts';

const octetsOf = (text: string): Buffer => Buffer.from(text, 'latin1');
const escaped = (text: string): string => JSON.stringify(text);

/** What must come of mail data: its transfer form, or nothing where it is ambiguous. */
function expectedOf(mailData: string): string | undefined {
  const read = readMailData(mailData);
  assert.ok(read !== undefined && read.rest === '');
  return isAmbiguous(read) ? undefined : transferForm(read);
}

test('there are at least 221 variants of CR, LF, NUL and dots, and thousands with other octets', () => {
  assert.ok(coreVariants.length >= 221, `${coreVariants.length}`);
  assert.ok(variants.length >= 2000, `${variants.length}`);
});

test('the loose readers are fooled by what they are made for, so that they prove something', () => {
  const attacks: Readonly<Record<string, string>> = {
    'LF ends a line': 'a\n.\n',
    'LF or CR ends a line': 'a\r.\r',
    'LF, CR, CRLF or LFCR ends a line': 'a\n\r.\n\r',
    'any CRs before LF belong to the line end': 'a\r\n.\r\r\n',
    'CRs are dropped': 'a\r\n\r.\r\n',
    'NULs are dropped': 'a\r\n\0.\r\n',
    'NULs are dropped, LF ends a line': 'a\n.\0\n',
    'NUL ends a string': 'a\r\n.\0x\r\n',
    'NUL ends a line': 'a\0.\0',
    'blanks behind the dot do not count': 'a\r\n. \r\n',
  };
  for (const reader of looseReaders) {
    const mailData = `${attacks[reader.name]}MAIL FROM:<x@y>\r\n.\r\n`;
    assert.notEqual(readMailData(mailData, reader)?.rest, '', reader.name);
    assert.equal(readMailData(mailData)?.rest, '', reader.name);
  }
  assert.notEqual(readMailData('a\x8d\x8a.\x8d\x8ab\r\n.\r\n', sevenBitReader)?.rest, '');
});

describe('in the engine, cut into two segments at every position', () => {
  for (const [name, place] of Object.entries(places)) {
    test(`${variants.length} variants ${name} are refused or one message, and the session stays in step`, () => {
      for (const variant of variants) {
        const mailData = attack(place, variant, box);
        const expected = expectedOf(mailData);
        const octets = octetsOf(mailData);
        const from = Math.max(0, place.length - 2);
        for (let cut = from; cut <= place.length + variant.text.length + 2; cut++)
          assertOneOutcome([octets.subarray(0, cut), octets.subarray(cut)], expected, variant);
      }
    });
  }

  test('the core variants come to the same octet by octet, and in three segments at every two positions', () => {
    for (const variant of coreVariants) {
      const mailData = attack('Subject: x\r\n\r\na', variant, box);
      const expected = expectedOf(mailData);
      const octets = octetsOf(mailData);
      assertOneOutcome(
        [...octets].map((octet) => Buffer.of(octet)),
        expected,
        variant,
      );
      const end = 15 + variant.text.length + 1;
      for (let first = 14; first < end; first++)
        for (let second = first; second <= end; second++)
          assertOneOutcome(
            [octets.subarray(0, first), octets.subarray(first, second), octets.subarray(second)],
            expected,
            variant,
          );
    }
  });

  test('behind enough text for the fast scan, they come to the same at every position of its blocks', () => {
    for (const variant of coreVariants) {
      for (let length = 600; length < 664; length += 9) {
        const mailData = attack(`Subject: x\r\n\r\n${'x'.repeat(length)}`, variant, box);
        const padded = mailData.replace('smuggled\r\n.\r\n', `smuggled\r\n${'text\r\n'.repeat(120)}.\r\n`);
        assertOneOutcome([octetsOf(padded)], expectedOf(padded), variant);
      }
    }
  });
});

function assertOneOutcome(chunks: readonly Buffer[], expected: string | undefined, variant: Variant): void {
  const engine = engineSession();
  engine.say('EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n');
  engine.say('DATA\r\n');
  engine.heard();
  for (const chunk of chunks) engine.receive(chunk);
  const replies = engine.heard();
  engine.say('NOOP\r\n');
  const told = `${variant.name} ${escaped(variant.text)}, cut at ${chunks.map(({ length }) => length)}`;
  if (expected === undefined) {
    assert.match(replies, /^554 5\.6\.0 [^\r\n]*\r\n$/, told);
    assert.deepEqual(engine.messages, [], told);
  } else {
    assert.match(replies, /^250 2\.0\.0 [^\r\n]*\r\n$/, told);
    assert.deepEqual(engine.messages, [expected], told);
  }
  assert.match(engine.heard(), /^250 2\.0\.0 OK\r\n$/, told);
}

test('pipelined behind DATA no variant becomes a message: the session ends with 503', () => {
  for (const variant of variants) {
    const engine = engineSession();
    engine.say('EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n');
    engine.heard();
    engine.receive(octetsOf(`DATA\r\n${attack('', variant, box)}`));
    assert.match(engine.heard(), /^503 5\.5\.1 [^\r\n]*\r\n\(closed\)$/, variant.name);
    assert.deepEqual(engine.messages, []);
  }
});

test('a line end that is none hides no command in a command line: one reply, and nothing opened', () => {
  const ends = new Set(variants.map(({ text }) => text).filter((text) => !text.includes('\r\n')));
  for (const end of ends) {
    const engine = engineSession();
    engine.say('EHLO c\r\n');
    engine.heard();
    engine.receive(octetsOf(`NOOP x${end}MAIL FROM:<a@b>\r\n`));
    assert.equal(engine.heard().split('\r\n').length, 2, escaped(end));
    engine.say('RCPT TO:<c@d>\r\n');
    assert.match(engine.heard(), /^503 5\.5\.1 /, escaped(end));
  }
});

/** Sends each variant through the relay, one session after the other; gives what must arrive. */
async function sendAll(
  port: number,
  aliases: () => Promise<string>,
  attacks: readonly Variant[],
): Promise<string[]> {
  const expected: string[] = [];
  const beginnings = Object.values(places);
  let dialogue = await Dialogue.open(port);
  let alias = await aliases();
  for (const [number, variant] of attacks.entries()) {
    // A session takes 100 commands without a message, an alias 1000 uses.
    if (number % 16 === 0) {
      dialogue.drop();
      dialogue = await Dialogue.open(port);
      await dialogue.say('EHLO client.example');
    }
    if (number % 900 === 899) alias = await aliases();
    const mailData = attack(beginnings[number % beginnings.length] ?? '', variant, alias);
    assert.match(await dialogue.say('MAIL FROM:<a@b.example>'), /^250/);
    assert.match(await dialogue.say(`RCPT TO:<${alias}>`), /^250/);
    assert.match(await dialogue.say('DATA'), /^354/);
    await dialogue.write(octetsOf(mailData));
    const message = expectedOf(mailData);
    assert.match(
      await dialogue.reply(),
      message === undefined ? /^554 5\.6\.[03] / : /^250/,
      escaped(variant.text),
    );
    assert.match(await dialogue.say('NOOP'), /^250/, escaped(variant.text));
    if (message !== undefined) expected.push(behindOurFields(message));
  }
  dialogue.drop();
  return expected;
}

/** What a server with this reader would have made of all that the next hop was sent, trace fields taken off. */
function understood(hop: ScriptedHop, reader: typeof strictReader) {
  const sessions = hop.sessions.map(({ reads }) => replay(reads.join(''), reader));
  const commands = sessions.flatMap((session) => session.commands);
  const messages = sessions.flatMap((session) => session.messages);
  return {
    commands,
    messages: messages.map((message) => message.replace(/^Received: (?:.*\n\t){2,3}.*\n/, '')),
  };
}

test('through the whole relay every variant is refused or one message, and loose next hops read what a strict one does', async (t) => {
  const { relay, hop } = await relayWithBox(t);
  const expected = await sendAll(relay.port, () => relay.create({ maxUses: 1000 }), coreVariants);
  const unambiguous = variants.filter((variant) => expectedOf(attack('a', variant, box)) !== undefined);
  const others = unambiguous.filter((_, at) => at % 3 === 0);
  expected.push(...(await sendAll(relay.port, () => relay.create({ maxUses: 1000 }), others)));
  assert.equal(hop.messages.length, expected.length);
  assert.ok(expected.length > 100);
  const strict = understood(hop, strictReader);
  assert.deepEqual(
    strict.messages,
    expected.map((message) => readMailData(`${message}.\r\n`)?.lines.join('\n')),
  );
  for (const reader of looseReaders) assert.deepEqual(understood(hop, reader), strict, reader.name);
});

test('a next hop that clears the eighth bit reads no end of data of its own', async (t) => {
  const { relay, hop } = await relayWithBox(t, {}, { extensions: ['PIPELINING'] });
  const eightBit = variants.filter(({ text }) => /[\x80-\xff]/.test(text)).filter((_, at) => at % 8 === 0);
  const dialogue = await Dialogue.open(relay.port);
  await dialogue.say('EHLO client.example');
  for (const variant of eightBit.slice(0, 20)) {
    await dialogue.say('MAIL FROM:<a@b.example>');
    await dialogue.say(`RCPT TO:<${box}>`);
    await dialogue.say('DATA');
    await dialogue.write(octetsOf(attack('Subject: x\r\n\r\na', variant, box)));
    assert.match(await dialogue.reply(), /^554 5\.6\.[03] /, escaped(variant.text));
  }
  dialogue.drop();
  assert.deepEqual(understood(hop, sevenBitReader).messages, []);
  assert.equal(hop.messages.length, 0);
});
