// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { selfSignedCertificate } from '../../test/support/certificate.ts';
import {
  type Act,
  hangUp,
  resetConnection,
  type Script,
  type ScriptedHop,
  say,
  stall,
  startScriptedHop,
  utter,
} from '../../test/support/next-hop/scripted-next-hop.ts';
import { canaryTarget, type Fixture, startRelay } from '../../test/support/relay-fixture.ts';
import { Dialogue } from '../../test/support/smtp/dialogue.ts';
import type { ClientOptions } from '../smtp/client/types.ts';

const leak = `${canaryTarget} at 10.9.8.7`;
const mail = 'From: a@shop.example\r\nSubject: hi\r\n\r\nBody\r\n';
/** More than is held back to leave in one write with the dot. */
const long = `${mail}${`${'x'.repeat(98)}\r\n`.repeat(5_000)}`;
const deadlineMs = 500;
const patienceMs = 20_000;

/** Only waits in the phase under test are short, so that a busy machine runs into no other. */
function impatientAt(phase: string): Partial<ClientOptions> {
  return {
    setupTimeoutMs: phase === 'greeting' || phase === 'ehlo' ? deadlineMs : patienceMs,
    commandTimeoutMs: phase === 'mail' || phase === 'rcpt' ? deadlineMs : patienceMs,
    dataTimeoutMs: phase === 'data' ? deadlineMs : patienceMs,
    writeTimeoutMs: phase === 'mail data' ? deadlineMs : patienceMs,
    dotTimeoutMs: phase === 'dot' ? deadlineMs : patienceMs,
  };
}

/** What is only ever left at a deadline. */
const endless = ['stalls', 'never ends its reply'];

async function start(t: TestContext, script: Script, options: Partial<ClientOptions> = {}) {
  const hop = await startScriptedHop(script);
  t.after(() => hop.close());
  const relay = await startRelay(t, { hops: [hop.options(options)] });
  return { hop, relay, alias: await relay.create({ maxUses: 3 }) };
}

/** Sends a message; gives the reply that decided it, and all that was said. */
async function send(port: number, recipient: string, message = mail): Promise<[string, Dialogue]> {
  const [dialogue, rcpt] = await Dialogue.envelope(port, recipient);
  return [rcpt.startsWith('250') ? await dialogue.message(message) : rcpt, dialogue];
}

/** Nothing was told, the session goes on, and as many uses are left as said, each good for a delivery. */
async function assertHonest(
  { hop, relay, alias }: { readonly hop: ScriptedHop; readonly relay: Fixture; readonly alias: string },
  dialogue: Dialogue,
  usesLeft: number,
): Promise<void> {
  assert.match(await dialogue.say('NOOP'), /^250 /, 'the session is in step');
  dialogue.drop();
  assert.equal((await relay.show(alias))?.usesLeft, usesLeft);
  const events = relay.ended.map(({ cause, ...event }) => [event, String(cause)]);
  assert.doesNotMatch(dialogue.transcript + JSON.stringify(events), /canary|hidden-home|10\.9\.8\.7/);
  const accepted = hop.accepted;
  hop.follow({});
  for (let use = 0; use < usesLeft; use++) {
    const [answer, next] = await send(relay.port, alias, `Subject: ${use}\r\n\r\nanother\r\n`);
    assert.match(answer, /^250 /);
    next.drop();
  }
  assert.equal(hop.accepted - accepted, usesLeft);
}

const acts: readonly [string, Act][] = [
  ['stalls', stall],
  ['resets the connection', resetConnection],
  ['hangs up in the middle of a reply', { ...utter(`250-${leak}`), next: 'hangUp' }],
  ['never ends its reply', utter(`250-${leak}\r\n250-`)],
  ['talks for ever without a line end', utter('2'.repeat(1_000_000))],
  ['replies with a hundred thousand lines', utter(`250-${leak}\r\n`.repeat(100_000))],
  ['mixes codes in one reply', say(`250-${leak}`, `550 ${leak}`)],
  ['mixes refusal and welcome', say(`550-${leak}`, `250 ${leak}`)],
  ['speaks HTTP', say('HTTP/1.1 200 OK', `Via: ${leak}`)],
  ['talks binary', utter(Buffer.from('00ff0d0afe160301', 'hex'))],
  ['ends its line in a bare LF', utter(`250 ${leak}\n`)],
  ['gives a code below 200', say(`150 ${leak}`)],
  ['gives a code above 599', say(`650 ${leak}`)],
  ['invites what nobody offered', say(`334 ${leak}`)],
];

const phases = [
  ['greeting', /^451 4\.4\.1 /, 3],
  ['ehlo', /^451 4\.4\.1 /, 3],
  ['mail', /^451 4\.4\.1 /, 3],
  ['rcpt', /^451 4\.4\.1 /, 3],
  ['data', /^451 4\.4\.2 /, 3],
  // The message may have been taken: its use stays spent (I1).
  ['dot', /^451 4\.4\.2 /, 2],
] as const;

for (const [phase, reply, usesLeft] of phases)
  describe(`a next hop that at ${phase}`, () => {
    for (const [name, act] of acts)
      test(`${name} gets the sender an honest ${reply.source.slice(1, 4)}, and ${usesLeft} uses are left`, async (t) => {
        const options = endless.includes(name) ? impatientAt(phase) : {};
        const setting = await start(t, { [phase]: act }, options);
        const [answer, dialogue] = await send(setting.relay.port, setting.alias);
        assert.match(answer, reply);
        assert.equal(setting.hop.messages.length, 3 - usesLeft);
        await assertHonest(setting, dialogue, usesLeft);
      });
  });

describe('a next hop that in the mail data', () => {
  test('stops reading is given up at the deadline for writing, before any dot', async (t) => {
    const setting = await start(t, { mailData: stall, mailDataAfter: 1 }, impatientAt('mail data'));
    const [answer, dialogue] = await send(setting.relay.port, setting.alias, long.repeat(40));
    assert.match(answer, /^451 4\.4\.2 /);
    assert.equal(setting.hop.messages.length, 0);
    await assertHonest(setting, dialogue, 3);
  });

  for (const [name, act] of [
    ['says 250 before the dot', say(`250 ${leak}`)],
    ['talks for ever', utter('2'.repeat(1_000_000))],
  ] as const)
    test(`${name} has not accepted it, and gets no dot`, async (t) => {
      const setting = await start(t, { mailData: act, mailDataAfter: 1 });
      const [dialogue] = await Dialogue.envelope(setting.relay.port, setting.alias);
      const gone = () => setting.hop.until(({ sessions }) => sessions[0]?.isClosed === true);
      assert.match(await dialogue.message(long, gone), /^451 4\.4\./);
      assert.equal(setting.hop.messages.length, 0);
      await assertHonest(setting, dialogue, 3);
    });
});

describe('a next hop that', () => {
  for (const phase of ['mail', 'rcpt', 'dot'] as const)
    test(`says 251 at ${phase} has said yes`, async (t) => {
      const { hop, relay, alias } = await start(t, { [phase]: say('251 will forward') });
      const [answer, dialogue] = await send(relay.port, alias);
      assert.match(answer, /^250 2\.0\.0 /);
      assert.equal(hop.accepted, 1);
      assert.equal((await relay.show(alias))?.usesLeft, 2);
      dialogue.drop();
    });

  test('says yes to everything and then nothing to QUIT harms nobody', async (t) => {
    const { relay, alias } = await start(t, { quit: stall, rset: stall });
    for (let use = 0; use < 3; use++)
      assert.match((await send(relay.port, alias, `X: ${use}\r\n\r\n`))[0], /^250/);
  });

  test('gives one octet of its reply now and then is left at the deadline of the set-up', async (t) => {
    const setting = await start(t, { ehlo: utter('250-') }, impatientAt('ehlo'));
    const trickle = setInterval(() => setting.hop.sessions.at(-1)?.say('x'), 10);
    const [answer, dialogue] = await send(setting.relay.port, setting.alias);
    clearInterval(trickle);
    assert.match(answer, /^451 4\.4\.1 /);
    await assertHonest(setting, dialogue, 3);
  });
});

describe('STARTTLS at a next hop that', () => {
  const tls = selfSignedCertificate();
  for (const wanted of ['opportunistic', 'required'] as const) {
    const options: Partial<ClientOptions> = {
      tls: wanted,
      ca: tls.cert,
      serverName: 'localhost',
    };

    test(`injects a reply behind its own is not believed (${wanted})`, async (t) => {
      const setting = await start(
        t,
        { tls, starttls: utter('220 go\r\n250-SIZE 1\r\n250 injected\r\n') },
        options,
      );
      const [answer, dialogue] = await send(setting.relay.port, setting.alias);
      assert.match(answer, /^451 4\.4\.1 /);
      assert.ok(
        setting.hop.sessions.every(({ commands }) => !commands.some((line) => line.startsWith('MAIL'))),
      );
      setting.hop.follow({ tls });
      dialogue.drop();
    });

    const isRequired = wanted === 'required';
    test(`stalls in it is ${isRequired ? 'left at the deadline' : 'spoken to in clear'} (${wanted})`, async (t) => {
      const setting = await start(t, { tls, starttls: stall }, { ...options, setupTimeoutMs: deadlineMs });
      const [answer, dialogue] = await send(setting.relay.port, setting.alias);
      assert.match(answer, isRequired ? /^451 4\.4\.1 / : /^250 /);
      dialogue.drop();
      assert.equal((await setting.relay.show(setting.alias))?.usesLeft, isRequired ? 3 : 2);
    });
  }

  test('does not offer it, or hangs up in it, gets nothing in clear where it is required', async (t) => {
    const options: Partial<ClientOptions> = {
      tls: 'required',
      ca: tls.cert,
    };
    for (const script of [{}, { tls, starttls: hangUp }, { tls, starttls: say(`454 ${leak}`) }]) {
      const setting = await start(t, script, options);
      const [answer, dialogue] = await send(setting.relay.port, setting.alias);
      assert.match(answer, /^451 4\.4\.1 /);
      assert.ok(
        setting.hop.sessions.every(({ commands }) => !commands.some((line) => line.startsWith('MAIL'))),
      );
      assert.doesNotMatch(dialogue.transcript, /canary/);
      dialogue.drop();
    }
  });
});
