// SPDX-License-Identifier: MIT
/** Command lines and their replies as tables, held against the whole relay over real sockets. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type Script, type ScriptedHop, startScriptedHop } from '../next-hop/scripted-next-hop.ts';
import {
  canaryTarget,
  type Fixture,
  type FixtureOptions,
  type Lifetime,
  startRelay,
} from '../relay-fixture.ts';
import { Dialogue } from './dialogue.ts';
import { assertWellFormed } from './reply-rules.ts';

/** The alias that exists in every such relay. */
export const box = 'box@alias.example';

/** What a session has said before the line in question. */
export type Opening = keyof typeof openings;

const openings = {
  connected: [],
  HELO: ['HELO client.example'],
  EHLO: ['EHLO client.example'],
  transaction: ['EHLO client.example', 'MAIL FROM:<a@b.example>'],
  recipient: ['EHLO client.example', 'MAIL FROM:<a@b.example>', `RCPT TO:<${box}>`],
} as const;

/** After an opening a line (octets as latin1 where it is a Buffer), and how its reply begins; `closed` alone for none. */
export type LineCase = readonly [opening: Opening, line: string | Buffer, reply: string];

/** A relay with an alias named `box`, before a next hop that does as the script says. */
export async function relayWithBox(
  context: Lifetime,
  options: Partial<FixtureOptions> = {},
  script: Script = {},
): Promise<{ readonly relay: Fixture; readonly hop: ScriptedHop }> {
  const hop = await startScriptedHop(script);
  context.after(() => hop.close());
  const relay = await startRelay(context, {
    hops: [hop.options()],
    postmaster: 'ops@home.example',
    ...options,
  });
  await relay.create({ name: 'box', maxUses: 1000 });
  return { relay, hop };
}

/** One subtest for each case, on a session of its own, which must be in step afterwards or closed, as a 421 or 221 says. */
export async function testLines(
  context: TestContext,
  port: number,
  cases: readonly LineCase[],
): Promise<void> {
  for (const [opening, line, expected] of cases) {
    await context.test(`${opening}: ${title(line)} is answered ${expected}`, () =>
      tryLine(port, opening, line, expected),
    );
  }
}

async function tryLine(
  port: number,
  opening: Opening,
  line: string | Buffer,
  expected: string,
): Promise<void> {
  const dialogue = await Dialogue.open(port);
  try {
    for (const before of openings[opening]) assert.match(await dialogue.say(before), /^250/);
    await dialogue.write(Buffer.concat([Buffer.from(line), Buffer.from('\r\n')]));
    const reply = await dialogue.reply();
    assert.ok(
      reply === expected || reply.startsWith(`${expected} `) || reply.startsWith(`${expected}-`),
      reply,
    );
    assertWellFormed(reply.split('\r\n'), isGreeting(line) ? 'greeting' : 'ordinary');
    assert.ok(!dialogue.transcript.includes(canaryTarget));
    if (/^(421|221)/.test(expected)) assert.equal(await dialogue.reply(), 'closed');
    else if (!expected.startsWith('354')) assert.match(await dialogue.say('NOOP'), /^250 2\.0\.0 /);
  } finally {
    dialogue.drop();
  }
}

function isGreeting(line: string | Buffer): boolean {
  return /^(EHLO|HELO)\b/i.test(String(line));
}

function title(line: string | Buffer): string {
  const text = JSON.stringify(line.toString(typeof line === 'string' ? undefined : 'latin1'));
  return text.length > 100 ? `${text.slice(0, 60)}… (${line.length})` : text;
}
