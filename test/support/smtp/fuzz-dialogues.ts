// SPDX-License-Identifier: MIT
/** Holds the server to the session model: dialogues that fast-check makes up, in any segmentation. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import type { ScriptedHop } from '../next-hop/scripted-next-hop.ts';
import type { Fixture } from '../relay-fixture.ts';
import { behindOurFields } from './behind-our-fields.ts';
import { engineSession } from './engine-session.ts';
import { assertWellFormed, repliesOf } from './reply-rules.ts';
import { anyDialogue, anyEngineDialogue, type Expectation, expect, type Step } from './session-model.ts';

/** How what is sent in one go is cut into segments. */
export type Segmentation = (octets: Buffer) => readonly Buffer[];

const whole: Segmentation = (octets) => [octets];
const octetByOctet: Segmentation = (octets) => Array.from(octets, (octet) => Buffer.of(octet));

function cutAt(shares: readonly number[]): Segmentation {
  return (octets) => {
    const ends = shares.map((share) => Math.floor(share * octets.length)).sort((a, b) => a - b);
    const bounds = [0, ...ends, octets.length];
    return bounds.slice(1).map((end, at) => octets.subarray(bounds[at], end));
  };
}

/** Where segments end, as shares of what is sent. */
export const anyShares: fc.Arbitrary<number[]> = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
  maxLength: 8,
});

/** A dialogue, and where it is cut. */
export interface DialogueExample {
  readonly steps: Step[];
  readonly shares: number[];
}

/** Dialogues with the engine. */
export const anyEngineExample: fc.Arbitrary<DialogueExample> = fc.record({
  steps: anyEngineDialogue,
  shares: anyShares,
});

/** Fails unless the engine answers as the model says, in three segmentations. */
export async function holdEngine({ steps, shares }: DialogueExample): Promise<void> {
  const expected = expect(steps);
  for (const cut of [whole, octetByOctet, cutAt(shares)]) await holdEngineCut(steps, expected, cut);
}

async function holdEngineCut(
  steps: readonly Step[],
  expected: Expectation,
  cut: Segmentation,
): Promise<void> {
  const engine = engineSession();
  for (const { sent, codes } of expected.groups) {
    for (const segment of cut(Buffer.from(sent, 'latin1'))) {
      engine.receive(segment);
      await settled();
    }
    assertCodes(engine.heard().replace('(closed)', ''), codes, greetingsIn(sent));
  }
  assert.deepEqual(engine.messages, expected.messages);
  engine.say('NOOP\r\n');
  await settled();
  assert.equal(
    engine.heard(),
    expected.isClosed ? '' : '250 2.0.0 OK\r\n',
    `out of step after ${JSON.stringify(steps.at(-1))}`,
  );
  assert.equal(engine.calls.filter((call) => call === 'close').length, expected.isClosed ? 1 : 0);
}

/** Fails unless `text` is well-formed replies with these codes and nothing more. */
function assertCodes(text: string, codes: readonly number[], greetings: number): void {
  const replies = repliesOf(text);
  assert.deepEqual(
    replies.map(([line]) => Number(line?.slice(0, 3))),
    codes,
    text,
  );
  let greetingsLeft = greetings;
  for (const lines of replies) {
    const isGreeting = greetingsLeft > 0 && /^250[ -](mx|alias)\.example$/.test(lines[0] ?? '');
    if (isGreeting) greetingsLeft -= 1;
    assertWellFormed(lines, isGreeting ? 'greeting' : 'ordinary');
  }
}

function greetingsIn(sent: string): number {
  return sent.match(/^(EHLO|HELO)/gim)?.length ?? 0;
}

/** Every promise of a handler that takes its time has settled by the next turn of the loop, however many there are. */
async function settled(): Promise<void> {
  await nextTurn();
}

/** Octets as pieces of latin1 text; a number stands for so many letters. */
export interface OctetsExample {
  readonly pieces: readonly (string | number)[];
  readonly shares: number[];
}

/** Octets that were never meant to be SMTP, and such as almost were; no DATA, after which a client must wait. */
export const anyOctetsExample: fc.Arbitrary<OctetsExample> = fc
  .record({
    pieces: fc.array(
      fc.oneof(
        fc.constantFrom(
          'EHLO c\r\n',
          'MAIL FROM:<a@b>\r\n',
          'RCPT TO:<a@b>\r\n',
          'RSET\r\n',
          '.\r\n',
          ' ',
          '\r\n',
        ),
        fc.constantFrom(
          '\r',
          '\n',
          '\0',
          'MAIL',
          ' FROM:',
          '<',
          '>',
          '"',
          '@',
          '[IPv6:',
          '\\',
          '=',
          '\x16\x03\x01',
        ),
        fc.uint8Array({ maxLength: 20 }).map((octets) => Buffer.from(octets).toString('latin1')),
        fc.integer({ min: 1, max: 70_000 }),
      ),
      { maxLength: 30 },
    ),
    shares: anyShares,
  })
  .filter((example) => !/DATA\r\n/i.test(textOf(example)));

/** Fails unless the engine answers any octets with well-formed replies, no more than there are lines, the same however they are cut. */
export function holdEngineToOctets(example: OctetsExample): void {
  const octets = Buffer.from(textOf(example), 'latin1');
  const [heard = '', ...others] = [whole, octetByOctet, cutAt(example.shares)].map((cut) => {
    const engine = engineSession();
    for (const segment of cut(octets)) engine.receive(segment);
    return engine.heard();
  });
  for (const other of others) assert.equal(other, heard, 'the segmentation matters');
  const replies = repliesOf(heard.replace('(closed)', ''));
  for (const lines of replies)
    assertWellFormed(lines, lines[0] === '250 mx.example' ? 'greeting' : 'ordinary');
  // Not one to one: the rest of a malformed line is swallowed, and a line too long is answered before its end.
  assert.ok(replies.length <= octets.filter((octet) => octet === 10).length + 2);
}

function textOf({ pieces }: OctetsExample): string {
  return pieces.map((piece) => (typeof piece === 'number' ? 'x'.repeat(piece) : piece)).join('');
}

/** Dialogues with the whole relay, in which `box` is alive. */
export const anyRelayExample: fc.Arbitrary<DialogueExample> = fc.record({
  steps: anyDialogue,
  shares: anyShares,
});

/** Fails unless the relay answers as the model says, and the next hop gets the messages of the model and no other. */
export async function holdRelay(
  { relay, hop }: { readonly relay: Fixture; readonly hop: ScriptedHop },
  example: DialogueExample,
): Promise<void> {
  const before = hop.messages.length;
  const { messages } = await converse(relay.port, example);
  const arrived = hop.messages.slice(before).map(({ octets }) => octets.toString('latin1'));
  assert.deepEqual(
    arrived.map((text) => text.replace(/^Received: (?:.*\r\n\t)+.*\r\n/, '')),
    messages.map(behindOurFields),
  );
}

async function converse(port: number, { steps, shares }: DialogueExample): Promise<Expectation> {
  const expected = expect(steps);
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  let heard = '';
  let wake = (): void => {};
  let isClosed = false;
  socket.on('data', (octets: Buffer) => {
    heard += octets.toString('latin1');
    wake();
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    isClosed = true;
    wake();
  });
  const take = async (count: number): Promise<string> => {
    const deadline = setTimeout(() => socket.destroy(), 60_000);
    while (!isClosed && completeReplies(heard) < count)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    clearTimeout(deadline);
    const text = heard;
    heard = '';
    return text;
  };
  await once(socket, 'connect');
  assert.match(await take(1), /^220 /);
  try {
    for (const { sent, codes } of expected.groups) {
      if (codes.length === 0) continue;
      for (const segment of cutAt(shares)(Buffer.from(sent, 'latin1'))) {
        if (segment.length > 0) socket.write(segment);
        await nextTurn();
      }
      assertCodes(await take(codes.length), codes, greetingsIn(sent));
    }
    if (!expected.isClosed) {
      socket.write('NOOP\r\n');
      assert.equal(await take(1), '250 2.0.0 OK\r\n');
    }
    return expected;
  } finally {
    socket.destroy();
  }
}

function completeReplies(text: string): number {
  return text.match(/^\d{3} .*\r\n/gm)?.length ?? 0;
}
