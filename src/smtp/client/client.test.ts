// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  type Script,
  type ScriptedHop,
  say,
  sayAndHangUp,
  stall,
  startScriptedHop,
} from '../../../test/support/next-hop/scripted-next-hop.ts';
import { errorOf } from '../../../test/support/smtp/client-error-of.ts';
import { noParameters, transferOctets } from '../../../test/support/smtp/mail-data.ts';
import { connect } from './client.ts';
import type { ConnectedSession } from './session.ts';
import type { ClientOptions } from './types.ts';

async function startSession(
  t: TestContext,
  script: Script = {},
  options: Partial<ClientOptions> = {},
): Promise<{ readonly hop: ScriptedHop; readonly session: ConnectedSession }> {
  const hop = await startScriptedHop(script);
  t.after(() => hop.close());
  return { hop, session: await connect(hop.options(options)) };
}

/** Opens a transaction and gets the mail data invited. */
async function invite(session: ConnectedSession): Promise<void> {
  await session.open('a@b.example', 'c@d.example', noParameters);
  assert.equal((await session.data()).code, 354);
}

describe('a mail transaction', () => {
  test('goes through in the order of the protocol, octet for octet', async (t) => {
    const { hop, session } = await startSession(t);
    const { mail, rcpt } = await session.open('a@b.example', 'c@d.example', noParameters);
    assert.deepEqual([mail.code, mail.enhanced, rcpt?.code], [250, '2.1.0', 250]);
    assert.equal((await session.rcpt('e@d.example')).code, 250);
    assert.equal((await session.data()).code, 354);
    session.write(transferOctets('Subject: x\r\n\r\n'));
    session.write(transferOctets('..dot\r\nend\r\n'));
    assert.deepEqual(await session.end(), { code: 250, enhanced: '2.0.0', text: 'queued' });
    await session.quit();
    assert.equal(session.isOpen, false);
    assert.deepEqual(hop.sessions[0]?.commands, [
      'EHLO client.example',
      'MAIL FROM:<a@b.example>',
      'RCPT TO:<c@d.example>',
      'RCPT TO:<e@d.example>',
      'DATA',
      'QUIT',
    ]);
    assert.equal(hop.messages[0]?.octets.toString('latin1'), 'Subject: x\r\n\r\n..dot\r\nend\r\n');
    assert.equal(hop.accepted, 1);
  });

  test('says the parameters that it is given, and none otherwise', async (t) => {
    const { hop, session } = await startSession(t, { extensions: ['SIZE 1000', '8BITMIME'] });
    await session.open('a@b.example', 'c@d.example', { size: 12 });
    await session.reset();
    await session.open('a@b.example', 'c@d.example');
    assert.deepEqual(
      hop.sessions[0]?.commands.filter((command) => command.startsWith('MAIL')),
      ['MAIL FROM:<a@b.example> SIZE=12', 'MAIL FROM:<a@b.example>'],
    );
  });

  test('sends MAIL and RCPT in one write where PIPELINING is offered', async (t) => {
    const { hop, session } = await startSession(t);
    await session.open('a@b.example', 'c@d.example', noParameters);
    assert.equal(hop.sessions[0]?.reads.at(-1), 'MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n');
  });

  test('sends RCPT only after the reply to MAIL without PIPELINING', async (t) => {
    const { hop, session } = await startSession(t, { extensions: ['SIZE'] });
    const { rcpt } = await session.open('a@b.example', 'c@d.example', noParameters);
    assert.equal(rcpt?.code, 250);
    assert.deepEqual(hop.sessions[0]?.reads.slice(-2), [
      'MAIL FROM:<a@b.example>\r\n',
      'RCPT TO:<c@d.example>\r\n',
    ]);
  });

  test('stays in step when MAIL is refused, pipelined or not', async (t) => {
    const mail: Script['mail'] = ({ time }) => (time === 0 ? say('550 5.7.1 no') : undefined);
    for (const extensions of [['PIPELINING'], []]) {
      const { hop, session } = await startSession(t, { mail, extensions });
      const first = await session.open('a@b.example', 'c@d.example', noParameters);
      assert.equal(first.mail.code, 550);
      assert.equal(first.rcpt?.code, extensions.length > 0 ? 503 : undefined);
      const second = await session.open('a@b.example', 'c@d.example', noParameters);
      assert.deepEqual([second.mail.code, second.rcpt?.code], [250, 250]);
      assert.ok(!hop.sessions[0]?.commands.includes('RSET'));
    }
  });

  test('takes 251 and 252 for an accepted recipient', async (t) => {
    const { session } = await startSession(t, {
      rcpt: ({ time }) => say(time === 0 ? '251 moved' : '252 maybe'),
    });
    const { rcpt } = await session.open('a@b.example', 'c@d.example', noParameters);
    assert.deepEqual([rcpt?.code, (await session.rcpt('e@d.example')).code], [251, 252]);
  });

  test('gives refused commands as values', async (t) => {
    const { session } = await startSession(t, { rcpt: say('550 5.1.1 no'), data: say('554 no') });
    const { rcpt } = await session.open('a@b.example', 'c@d.example', noParameters);
    assert.deepEqual(rcpt, { code: 550, enhanced: '5.1.1', text: 'no' });
    assert.equal((await session.data()).code, 554);
    assert.equal(session.isIdle, true);
  });

  test('gives a 421 as a value and is closed then, though more replies were awaited', async (t) => {
    const { session } = await startSession(t, { mail: sayAndHangUp('421 4.3.2 later') });
    const { mail, rcpt } = await session.open('a@b.example', 'c@d.example', noParameters);
    assert.deepEqual([mail.code, rcpt, session.isOpen], [421, undefined, false]);
    assert.equal((await errorOf(session.rcpt('e@d.example'))).failure, 'refused');
  });

  test('gives the refusal of MAIL when the server hangs up after it', async (t) => {
    const { session } = await startSession(t, { mail: sayAndHangUp('550 5.7.1 no') });
    const { mail, rcpt } = await session.open('a@b.example', 'c@d.example', noParameters);
    assert.deepEqual([mail.code, rcpt], [550, undefined]);
  });

  test('sends only the parameters that the server offers', async (t) => {
    const parameters = { size: 1234, body: '8BITMIME', smtpUtf8: true } as const;
    const commandWith = async (extensions: readonly string[]): Promise<string | undefined> => {
      const { hop, session } = await startSession(t, { extensions });
      await session.open('', 'ü@d.example', parameters);
      return hop.sessions[0]?.commands[1];
    };
    assert.equal(await commandWith([]), 'MAIL FROM:<>');
    assert.equal(await commandWith(['SIZE 9']), 'MAIL FROM:<> SIZE=1234');
    assert.equal(
      await commandWith(['size', '8bitmime', 'smtputf8']),
      'MAIL FROM:<> SIZE=1234 BODY=8BITMIME SMTPUTF8',
    );
  });

  test('refuses a path that carries a command', async (t) => {
    const { hop, session } = await startSession(t);
    await assert.rejects(session.open('a@b.example>\r\nDATA', 'c@d.example', noParameters), TypeError);
    await assert.rejects(session.rcpt('c@d.example\n'), TypeError);
    assert.deepEqual(hop.sessions[0]?.commands, ['EHLO client.example']);
  });

  test('resets what an abandoned transaction left, in the write of the next one', async (t) => {
    const { hop, session } = await startSession(t, {
      rcpt: ({ time }) => (time === 0 ? say('550 no') : undefined),
    });
    await session.open('a@b.example', 'c@d.example', noParameters);
    const { mail, rcpt } = await session.open('e@b.example', 'f@d.example', noParameters);
    assert.deepEqual([mail.code, rcpt?.code], [250, 250]);
    const written = 'RSET\r\nMAIL FROM:<e@b.example>\r\nRCPT TO:<f@d.example>\r\n';
    assert.equal(hop.sessions[0]?.reads.at(-1), written);
  });

  test('resets before the next one without PIPELINING too, and on request', async (t) => {
    const { hop, session } = await startSession(t, { extensions: [] });
    await session.open('a@b.example', 'c@d.example', noParameters);
    assert.equal((await session.reset()).code, 250);
    await session.open('a@b.example', 'c@d.example', noParameters);
    await session.open('a@b.example', 'c@d.example', noParameters);
    const verbs = hop.sessions[0]?.commands.map((line) => line.slice(0, 4)).join(' ');
    assert.equal(verbs, 'EHLO MAIL RCPT RSET MAIL RCPT RSET MAIL RCPT');
  });

  test('fails when the reset is refused', async (t) => {
    const { session } = await startSession(t, { rset: say('502 no') });
    await session.open('a@b.example', 'c@d.example', noParameters);
    const error = await errorOf(session.open('a@b.example', 'c@d.example', noParameters));
    assert.deepEqual([error.failure, error.phase, session.isOpen], ['refused', 'reset', false]);
  });
});

describe('mail data', () => {
  test('of one segment leaves in one write with its dot', async (t) => {
    const { hop, session } = await startSession(t);
    await invite(session);
    for (const part of ['Received: x\r\n', 'Subject: y\r\n\r\n', 'z\r\n']) {
      assert.equal(session.write(transferOctets(part)), undefined);
    }
    await session.end();
    assert.equal(hop.sessions[0]?.reads.at(-1), 'Received: x\r\nSubject: y\r\n\r\nz\r\n.\r\n');
  });

  for (const [name, parts, received] of [
    ['that is empty ends in a dot alone', [], ''],
    ['that is one CRLF ends in a dot alone', ['\r\n'], '\r\n'],
    ['that does not end its last line gets a CRLF before the dot', ['a'], 'a\r\n'],
    ['cut between CR and LF gets no second CRLF', ['a\r', '\n'], 'a\r\n'],
    ['of empty chunks is as if there were none', ['', 'a\r\n', ''], 'a\r\n'],
  ] as const) {
    test(name, async (t) => {
      const { hop, session } = await startSession(t);
      for (let round = 0; round < 2; round += 1) {
        await invite(session);
        for (const part of parts) session.write(transferOctets(part));
        assert.equal((await session.end()).code, 250);
        assert.equal(hop.messages[round]?.octets.toString('latin1'), received);
      }
    });
  }

  test('of many chunks of any size arrives whole', async (t) => {
    const { hop, session } = await startSession(t);
    await invite(session);
    const body = Buffer.from(`${'0123456789'.repeat(7)}\r\n`.repeat(20_000));
    let at = 0;
    for (let size = 1; at < body.length; size = (size * 7) % 65_537) {
      await session.write(transferOctets(body.subarray(at, at + size)));
      at += size;
    }
    await session.end();
    assert.ok(hop.messages[0]?.octets.equals(body));
  });

  test('that comes octet by octet is not held in as many pieces', async (t) => {
    setFlagsFromString('--expose_gc');
    const collectGarbage: () => void = runInNewContext('gc');
    const { hop, session } = await startSession(t);
    await invite(session);
    const line = `${'x'.repeat(68)}\r\n`;
    const pieces: WeakRef<Buffer>[] = [];
    for (const octet of line.repeat(100)) {
      const piece = transferOctets(octet);
      pieces.push(new WeakRef(piece));
      await session.write(piece);
    }
    await new Promise(setImmediate);
    collectGarbage();
    const kept = pieces.filter((piece) => piece.deref() !== undefined).length;
    assert.ok(kept <= 100, `${kept} of ${pieces.length} pieces are kept`);
    await session.end();
    assert.equal(hop.messages[0]?.octets.toString(), line.repeat(100));
  });

  test('is held back by a server that does not read, and goes on when it reads again', async (t) => {
    const { hop, session } = await startSession(t, { mailData: stall });
    await invite(session);
    const chunk = transferOctets(`${'x'.repeat(65_534)}\r\n`);
    let waiting: Promise<void> | undefined;
    let count = 0;
    while (waiting === undefined) {
      waiting = session.write(chunk) ?? undefined;
      count += 1;
      assert.ok(count < 1_000, 'the socket takes everything');
    }
    hop.sessions[0]?.resume();
    await waiting;
    assert.equal((await session.end()).code, 250);
    assert.equal(hop.messages[0]?.size, count * 65_536);
  });

  test('adds no listeners and leaves no timers behind', async (t) => {
    const { session } = await startSession(t);
    const warnings: Error[] = [];
    const warn = (warning: Error): void => void warnings.push(warning);
    process.on('warning', warn);
    t.after(() => process.off('warning', warn));
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const chunk = transferOctets(`${'x'.repeat(65_534)}\r\n`);
    for (let round = 0; round < 12; round += 1) {
      await invite(session);
      for (let count = 0; count < 20; count += 1) await session.write(chunk);
      await session.end();
    }
    assert.deepEqual(warnings, []);
    assert.ok(timers() <= before);
  });

  test('refused before its end gets no dot, and the refusal is the answer', async (t) => {
    const mailData = say('552 5.3.4 too big');
    const { hop, session } = await startSession(t, { mailData, mailDataAfter: 30_000 });
    await invite(session);
    session.write(transferOctets(`${'x'.repeat(40_000)}\r\n`));
    await hop.until(() => hop.sessions[0]?.isClosed === true);
    assert.equal(session.isOpen, false);
    assert.equal(session.write(transferOctets('more\r\n')), undefined);
    assert.deepEqual(await session.end(), { code: 552, enhanced: '5.3.4', text: 'too big' });
    assert.deepEqual(hop.messages, []);
  });

  test('answered 250 before its end is not accepted', async (t) => {
    const { hop, session } = await startSession(t, { mailData: say('250 queued') });
    await invite(session);
    session.write(transferOctets('x\r\n'));
    await hop.until(() => hop.sessions[0]?.isClosed === true);
    const error = await errorOf(session.end());
    assert.deepEqual([error.failure, error.dotWasSent], ['protocol', false]);
    assert.deepEqual(hop.messages, []);
  });

  for (const [name, octets, failure] of [
    ['answered 250', '250 queued\r\n', 'protocol'],
    ['whose answer has begun', '25', 'protocol'],
    ['whose session is closed', '421 bye\r\n', 'refused'],
    ['refused', '552 5.3.4 too big\r\n', 'refused'],
    ['lost', '', 'lost'],
  ] as const) {
    test(`${name} after the dot was given, and before it has left, gets no dot and is not in doubt`, async (t) => {
      const { hop, session } = await startSession(t);
      await invite(session);
      session.write(transferOctets('x\r\n'));
      // From a timer, the loop reads once more before the turn ends.
      await new Promise((resolve) => setTimeout(resolve, 1));
      const [peer] = hop.sessions;
      if (octets === '') peer?.hangUp();
      else peer?.say(octets);
      const ended = session.end();
      assert.deepEqual([session.isIdle, session.isOpen], [false, true]);
      if (failure === 'refused') {
        assert.equal((await ended).code, Number(octets.slice(0, 3)));
      } else {
        const error = await errorOf(ended);
        assert.deepEqual([error.failure, error.phase, error.dotWasSent], [failure, 'mail data', false]);
      }
      assert.equal(session.isOpen, false);
      await hop.until(() => peer?.isClosed === true);
      assert.deepEqual([hop.messages, peer?.reads.at(-1)], [[], 'DATA\r\n']);
    });
  }

  test('answered in the same packet as its invitation is not accepted', async (t) => {
    const { session } = await startSession(t, { data: say('354 go', '250 queued') });
    await session.open('a@b.example', 'c@d.example', noParameters);
    assert.equal((await session.data()).code, 354);
    const error = await errorOf(session.end());
    assert.deepEqual([error.failure, error.dotWasSent], ['protocol', false]);
  });

  test('for a server that has stopped reading gets no dot', async (t) => {
    const { hop, session } = await startSession(t, { mailData: stall }, { writeTimeoutMs: 100 });
    await invite(session);
    const chunk = transferOctets(`${'x'.repeat(65_534)}\r\n`);
    let waiting: Promise<void> | undefined;
    while (waiting === undefined) waiting = session.write(chunk) ?? undefined;
    await waiting;
    const error = await errorOf(session.end());
    assert.deepEqual([error.failure, error.phase, error.dotWasSent], ['timeout', 'mail data', false]);
    assert.deepEqual(hop.messages, []);
  });

  test('aborted gets no dot', async (t) => {
    const { hop, session } = await startSession(t);
    await invite(session);
    session.write(transferOctets(`${'x'.repeat(20_000)}\r\n`));
    session.abort();
    const error = await errorOf(session.end());
    assert.equal(error.dotWasSent, false);
    await hop.until(() => hop.sessions[0]?.isClosed === true);
    assert.deepEqual(hop.messages, []);
  });

  test('is not taken for QUIT when the session is ended in the middle of it', async (t) => {
    const { hop, session } = await startSession(t);
    await invite(session);
    session.write(transferOctets('x\r\n'));
    await session.quit();
    await hop.until(() => hop.sessions[0]?.isClosed === true);
    assert.equal(hop.sessions[0]?.commands.at(-1), 'DATA');
    assert.ok(!hop.sessions[0]?.reads.at(-1)?.includes('QUIT'));
  });
});

describe('the end of a session', () => {
  test('resolves though the server does not answer QUIT or hangs up', async (t) => {
    const silent = await startSession(t, { quit: stall }, { commandTimeoutMs: 50 });
    await silent.session.quit();
    const gone = await startSession(t);
    gone.hop.sessions[0]?.hangUp();
    await gone.session.quit();
    assert.deepEqual([silent.session.isOpen, gone.session.isOpen], [false, false]);
  });

  test('comes with any octet that nobody asked for', async (t) => {
    for (const octets of ['421 bye\r\n', '250 ok\r\n', '2', '\r\n']) {
      const { hop, session } = await startSession(t);
      hop.sessions[0]?.say(octets);
      await hop.until(() => hop.sessions[0]?.isClosed === true);
      assert.equal(session.isOpen, false);
      await errorOf(session.open('a@b.example', 'c@d.example', noParameters));
    }
  });

  test('comes too when they come before a command has left, and nothing is taken for its reply', async (t) => {
    for (const octets of ['250 ok\r\n250 ok\r\n', '550 no\r\n', '2']) {
      const { hop, session } = await startSession(t);
      await new Promise((resolve) => setTimeout(resolve, 1));
      hop.sessions[0]?.say(octets);
      const error = await errorOf(session.open('a@b.example', 'c@d.example', noParameters));
      assert.deepEqual([error.failure, error.phase, session.isOpen], ['protocol', 'idle', false]);
      await hop.until(() => hop.sessions[0]?.isClosed === true);
      assert.deepEqual(hop.sessions[0]?.commands, ['EHLO client.example']);
    }
  });
});
