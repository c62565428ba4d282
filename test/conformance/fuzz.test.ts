// SPDX-License-Identifier: MIT
/** A short fuzz of whole dialogues, and what longer ones have found before. `scripts/fuzz.ts` takes its time. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  anyEngineExample,
  anyOctetsExample,
  anyRelayExample,
  type DialogueExample,
  holdEngine,
  holdEngineToOctets,
  holdRelay,
  type OctetsExample,
} from '../support/smtp/fuzz-dialogues.ts';
import { box, relayWithBox } from '../support/smtp/line-cases.ts';
import { expect } from '../support/smtp/session-model.ts';

const regressions = JSON.parse(readFileSync(new URL('./fuzz-regressions.json', import.meta.url), 'utf8')) as {
  readonly dialogues: readonly { readonly example: DialogueExample }[];
  readonly octets: readonly { readonly example: OctetsExample }[];
  readonly relay: readonly { readonly example: DialogueExample }[];
};

test('what once went wrong goes right', async (t) => {
  for (const { example } of regressions.dialogues) await holdEngine(example);
  for (const { example } of regressions.octets) holdEngineToOctets(example);
  const fixture = await relayWithBox(t);
  for (const { example } of regressions.relay) await holdRelay(fixture, example);
});

test('the model knows what RFC 5321 says of a plain session', () => {
  const line = (text: string): string => `${text}\r\n`;
  const { groups, messages } = expect([
    { effect: 'rcpt', code: 250, line: line('RCPT TO:<a@b>') },
    { effect: 'greet', code: 250, line: line('HELO c') },
    { effect: 'mail', code: 250, line: line('MAIL FROM:<a@b>') },
    { effect: 'data', code: 354, line: line('DATA'), message: 'x\r\n' },
    { effect: 'rcpt', code: 250, line: line('RCPT TO:<c@d>') },
    { effect: 'data', code: 354, line: line('DATA'), message: '.x\r\n' },
  ]);
  const codes = groups.map((group) => group.codes);
  assert.deepEqual(codes, [[503, 250, 250, 554], [250, 354], [], [250]]);
  assert.deepEqual(messages, ['x\r\n']);
});

test('any dialogue with the engine goes as the model says, in any segmentation', async () => {
  await fc.assert(fc.asyncProperty(anyEngineExample, holdEngine), { numRuns: 200 });
});

test('any octets are answered with well-formed replies, the same in any segmentation', () => {
  fc.assert(fc.property(anyOctetsExample, holdEngineToOctets), { numRuns: 60 });
});

test('any dialogue with the whole relay goes as the model says, and the next hop gets the messages of the model', async (t) => {
  const fixture = await relayWithBox(t);
  await fc.assert(
    fc.asyncProperty(anyRelayExample, (example) => holdRelay(fixture, example)),
    { numRuns: 150 },
  );
  assert.equal((await fixture.relay.show(box))?.delivered, fixture.hop.accepted);
});
