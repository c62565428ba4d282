// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Calls, recordingHandler, recordingSink } from '../../../test/support/smtp/recording-handler.ts';
import { reply } from '../wire/reply.ts';
import type { SessionHandler } from './handler.ts';
import { type ServerLimits, withDefaults } from './limits.ts';
import { replies } from './replies.ts';
import { ServerSession } from './session.ts';
import type { SessionContext, SessionSummary } from './session-types.ts';

interface Setting {
  readonly limits?: Partial<ServerLimits>;
  readonly handler?: Partial<SessionHandler>;
  readonly offersTls?: boolean;
}

/** A session with everything around it in sight: writes, calls of the handler, errors, and a clock set by hand. */
function open({ limits = {}, handler = {}, offersTls = false }: Setting = {}) {
  const writes: string[] = [];
  const wireCalls: string[] = [];
  const calls: Calls = [];
  const errors: unknown[] = [];
  const summaries: SessionSummary[] = [];
  const clock = { now: 0 };
  const context: { -readonly [Field in keyof SessionContext]: SessionContext[Field] } = {
    limits: withDefaults(limits),
    maxMessageSize: 1000,
    clock,
    onError: (error) => errors.push(error),
    greeting: reply(220, undefined, 'mx.example ESMTP'),
    heloReply: reply(250, undefined, 'mx.example'),
    ehloReply: reply(250, undefined, 'mx.example with STARTTLS'),
    ehloReplyWithoutStartTls: reply(250, undefined, 'mx.example'),
    offersTls,
    newSessionId: () => '0123456789a',
    isStressed: false,
    isDraining: false,
  };
  const wire = {
    send: (text: string) => void writes.push(text),
    hangUp: (text: string) => void writes.push(text, '(closed)'),
    startTls: (text: string) => void writes.push(text, '(tls)'),
    pause: () => void wireCalls.push('pause'),
    resume: () => void wireCalls.push('resume'),
  };
  const session = new ServerSession(wire, context, {
    remoteAddress: '192.0.2.1',
    remotePort: 1234,
    makeHandler: recordingHandler(calls, handler),
    onEnd: (summary) => summaries.push(summary),
  });
  const say = (text: string): void => session.receive(Buffer.from(text, 'latin1'));
  /** What was written since the last look, codes only where a text is of no account. */
  const heard = (): string[] => writes.splice(0);
  heard();
  return { session, say, heard, calls, errors, summaries, clock, context, wireCalls };
}

/** A promise that a test settles when it likes. */
function later<T>() {
  return Promise.withResolvers<T>();
}

/** Lets everything happen that waits for nothing but promises. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

const ok = reply(250, '2.0.0', 'OK');
const envelope = 'EHLO c.example\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n';

describe('replies to one group', () => {
  test('leave in one write', () => {
    const { say, heard } = open();
    say(`${envelope}RCPT TO:<unknown@d>\r\nDATA\r\n`);
    const writes = heard();
    assert.equal(writes.length, 1);
    assert.deepEqual(writes[0]?.match(/^\d{3}/gm), ['250', '250', '250', '550', '354']);
  });

  test('leave in one write though the handler takes its time over one of them', async () => {
    const rcpt = later<typeof ok>();
    const { say, heard, wireCalls } = open({ handler: { rcpt: () => rcpt.promise } });
    say(`${envelope}NOOP\r\n`);
    assert.deepEqual(heard(), []);
    rcpt.resolve(ok);
    await settle();
    assert.deepEqual(heard()[0]?.match(/^\d{3}/gm), ['250', '250', '250', '250']);
    assert.deepEqual(wireCalls, ['pause', 'resume']);
  });

  test('that are ready are not held longer than a tick for one that is not', () => {
    const { say, heard, session } = open({ handler: { rcpt: () => later<typeof ok>().promise } });
    say(envelope);
    session.tick();
    assert.deepEqual(heard()[0]?.match(/^\d{3}/gm), ['250', '250']);
  });
});

describe('deadlines', () => {
  test('a command line that trickles in is given no more time than one that does not come', () => {
    const { say, heard, clock, session, summaries } = open({ limits: { commandTimeoutMs: 1000 } });
    for (clock.now = 0; clock.now <= 1000; clock.now += 100) {
      say('x');
      session.tick();
      assert.deepEqual(heard(), []);
    }
    session.tick();
    assert.match(heard().join(''), /^421 4\.4\.2 .*\r\n\(closed\)$/);
    assert.equal(summaries[0]?.farewell?.code, 421);
  });

  test('every command has its own time', () => {
    const { say, heard, clock, session } = open({ limits: { commandTimeoutMs: 1000 } });
    for (let turn = 0; turn < 10; turn++) {
      clock.now += 900;
      session.tick();
      say('NOOP\r\n');
    }
    assert.deepEqual(
      heard()
        .join('')
        .match(/^\d{3}/gm),
      new Array(10).fill('250'),
    );
  });

  test('commands that lead to no message do not keep a session', () => {
    const { say, heard, clock, session } = open({
      limits: { commandTimeoutMs: 1000, progressTimeoutMs: 5000 },
    });
    const codes = () =>
      heard()
        .join('')
        .match(/^\d{3}/gm);
    const idle = (ms: number) => {
      for (let passedMs = 0; passedMs < ms; passedMs += 500) {
        clock.now += 500;
        say('NOOP\r\nEHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRSET\r\n');
        session.tick();
      }
    };
    idle(4500);
    assert.ok(!codes()?.includes('421'));
    say('MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n');
    say('x\r\n.\r\n');
    assert.equal(codes()?.at(-1), '250');
    idle(5000);
    assert.ok(!codes()?.includes('421'));
    clock.now += 500;
    session.tick();
    assert.match(heard().join(''), /^421 4\.4\.2 No message /);
  });

  test('while connections run short, who is idle without an accepted recipient has less time', () => {
    for (const [commands, isEnded] of [
      ['NOOP\r\n', true],
      ['EHLO c\r\nMAIL FROM:<a@b>\r\n', true],
      ['EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d.example>\r\n', false],
    ] as const) {
      const { say, heard, clock, session, context } = open({ limits: { stressedCommandTimeoutMs: 1000 } });
      say(commands);
      heard();
      clock.now += 1001;
      session.tick();
      assert.equal(heard().join(''), '');
      context.isStressed = true;
      session.tick();
      assert.equal(/^421 4\.4\.2 Timeout/.test(heard().join('')), isEnded, commands);
    }
  });

  test('the session as a whole ends too', () => {
    const { say, heard, clock, session } = open({ limits: { sessionTimeoutMs: 5000 } });
    clock.now = 5001;
    say('NOOP\r\n');
    session.tick();
    assert.deepEqual(
      heard()
        .join('')
        .match(/^\d{3}/gm),
      ['250', '421'],
    );
  });

  test('the time that the handler takes is not held against the client', async () => {
    const mail = later<typeof ok>();
    const { say, heard, clock, session } = open({
      limits: { commandTimeoutMs: 1000 },
      handler: { mail: () => mail.promise },
    });
    say('EHLO c\r\nMAIL FROM:<a@b>\r\n');
    clock.now = 60_000;
    session.tick();
    mail.resolve(ok);
    await settle();
    session.tick();
    assert.deepEqual(
      heard()
        .join('')
        .match(/^\d{3}/gm),
      ['250', '250'],
    );
  });

  const mailDataCases: readonly [
    name: string,
    limits: Partial<ServerLimits>,
    everyMs: number,
    endsAt: number,
  ][] = [
    ['nothing comes', { mailDataIdleTimeoutMs: 1000 }, 1e9, 1100],
    ['it has not ended in time', { mailDataTimeoutMs: 5000, mailDataOctetsPerSecond: 0 }, 100, 5100],
    ['it trickles', { mailDataRateGraceMs: 3000, mailDataOctetsPerSecond: 100 }, 100, 3100],
  ];
  for (const [name, limits, everyMs, endsAt] of mailDataCases) {
    test(`mail data is given up when ${name}, and the sink told`, () => {
      const { say, heard, clock, session, calls } = open({ limits });
      say(`${envelope}DATA\r\n`);
      heard();
      while (heard().length === 0 && clock.now < 100_000) {
        clock.now += 100;
        if (clock.now % everyMs === 0) say('x');
        session.tick();
        if (calls.includes('abort')) break;
      }
      assert.equal(clock.now, endsAt);
      assert.deepEqual(calls.slice(-2), ['abort', 'close']);
    });
  }

  test('mail data at a fair rate may go on', () => {
    const { say, heard, clock, session } = open({
      limits: { mailDataRateGraceMs: 1000, mailDataOctetsPerSecond: 10 },
    });
    say(`${envelope}DATA\r\n`);
    heard();
    for (clock.now = 0; clock.now < 10_000; clock.now += 1000) {
      say('0123456789\r\n');
      session.tick();
    }
    assert.deepEqual(heard(), []);
  });

  test('the time that the sink holds the client back is not counted', async () => {
    const full = later<void>();
    const { say, heard, clock, session, calls } = open({
      limits: { mailDataTimeoutMs: 5000, mailDataIdleTimeoutMs: 1000, mailDataRateGraceMs: 1000 },
      handler: { data: () => recordingSink(calls, { write: () => full.promise }) },
    });
    say(`${envelope}DATA\r\n`);
    say('x\r\n');
    clock.now = 60_000;
    session.tick();
    full.resolve();
    await settle();
    session.tick();
    clock.now = 60_900;
    say('.\r\n');
    await settle();
    assert.equal(
      heard()
        .join('')
        .match(/^\d{3}/gm)
        ?.at(-1),
      '250',
    );
  });
});

describe('budgets', () => {
  test('after too many errors only QUIT is answered otherwise than 421', () => {
    const { say, heard, calls } = open({ limits: { errors: 3 } });
    say('A\r\nB\r\nC\r\nNOOP\r\nNOOP\r\n');
    assert.match(heard().join(''), /500.*500.*500.*421 4\.7\.0 [^\n]*\n\(closed\)$/s);
    assert.deepEqual(calls, ['close']);
    const polite = open({ limits: { errors: 3 } });
    polite.say('A\r\nB\r\nC\r\nQUIT\r\n');
    assert.match(polite.heard().join(''), /221 2\.0\.0 /);
  });

  test('lines that are no commands at all are errors too', () => {
    for (const line of ['a\nb\r\n', `${'x'.repeat(5000)}\r\n`, 'a\0\r\n']) {
      const { say, heard } = open({ limits: { errors: 3 } });
      say(line.repeat(9));
      assert.deepEqual(
        heard()
          .join('')
          .match(/^\d{3}/gm),
        ['500', '500', '500', '421'],
        line,
      );
    }
  });

  test('refused recipients are errors', () => {
    const { say, heard } = open({ limits: { errors: 5 } });
    say(`EHLO c\r\nMAIL FROM:<a@b>\r\n${'RCPT TO:<unknown@d>\r\n'.repeat(9)}`);
    assert.deepEqual(
      heard()
        .join('')
        .match(/^\d{3}/gm)
        ?.slice(2),
      ['550', '550', '550', '550', '550', '421'],
    );
  });

  test('commands that lead to no message are limited', () => {
    const { say, heard } = open({ limits: { commandsWithoutProgress: 10 } });
    say('NOOP\r\n'.repeat(20));
    assert.deepEqual(
      heard()
        .join('')
        .match(/^\d{3}/gm),
      [...new Array(10).fill('250'), '421'],
    );
  });

  test('an accepted message earns new ones, and accepted recipients are free', () => {
    const { say, heard } = open({ limits: { commandsWithoutProgress: 5 } });
    say('EHLO c\r\n');
    for (let message = 0; message < 10; message++) {
      say(`MAIL FROM:<a@b>\r\n${'RCPT TO:<c@d>\r\n'.repeat(20)}DATA\r\n`);
      say('x\r\n.\r\n');
    }
    assert.doesNotMatch(heard().join(''), /421/);
  });

  test('recipients beyond the limit are put off', () => {
    const { say, heard } = open({ limits: { recipients: 100 } });
    say(`EHLO c\r\nMAIL FROM:<a@b>\r\n${'RCPT TO:<c@d>\r\n'.repeat(101)}DATA\r\n`);
    assert.match(heard().join(''), /250 2\.1\.5 [^\n]*\n452 4\.5\.3 [^\n]*\n354 /);
  });

  test('an endless command line is cut off', () => {
    const { say, heard } = open();
    say('x'.repeat(5000));
    assert.match(heard().join(''), /^500 5\.5\.2 /);
    for (let chunk = 0; chunk < 20; chunk++) say('x'.repeat(5000));
    assert.match(heard().join(''), /^421 4\.7\.0 .*\r\n\(closed\)$/);
  });

  test('a refused message is not read for ever', () => {
    const { say, heard } = open({ limits: { discardedMailDataOctets: 10_000 } });
    say(`${envelope}DATA\r\n`);
    heard();
    for (let chunk = 0; chunk < 30; chunk++) say(`${'x'.repeat(498)}\r\n`);
    assert.match(heard().join(''), /^552 5\.3\.4 .*\r\n\(closed\)$/);
  });
});

describe('a lost connection', () => {
  test('ends the transaction, then the session, once', () => {
    const { session, say, calls, summaries } = open();
    say(envelope);
    session.lost();
    session.lost();
    assert.deepEqual(calls.slice(-2), ['reset', 'close']);
    assert.equal(summaries.length, 1);
    assert.equal(summaries[0]?.farewell, undefined);
  });

  test('during a call of the handler waits for it', async () => {
    const rcpt = later<typeof ok>();
    const { session, say, calls } = open({ handler: { rcpt: () => rcpt.promise } });
    say(envelope);
    session.lost();
    assert.deepEqual(calls, ['mail <a@b>']);
    rcpt.resolve(ok);
    await settle();
    assert.deepEqual(calls, ['mail <a@b>', 'reset', 'close']);
  });

  test('while DATA is being decided aborts the sink that comes of it', async () => {
    const data = later<ReturnType<typeof recordingSink>>();
    const { session, say, calls } = open({ handler: { data: () => data.promise } });
    say(`${envelope}DATA\r\n`);
    session.lost();
    data.resolve(recordingSink(calls));
    await settle();
    assert.deepEqual(calls.slice(2), ['abort', 'close']);
  });

  test('while the sink is full aborts it at once, and no second time', async () => {
    const full = later<void>();
    const { session, say, calls, errors } = open({
      handler: { data: () => recordingSink(calls, { write: () => full.promise }) },
    });
    say(`${envelope}DATA\r\n`);
    say('x\r\n');
    session.lost();
    assert.deepEqual(calls.slice(2), ['abort']);
    full.reject(new Error('cut'));
    await settle();
    assert.deepEqual(calls.slice(2), ['abort', 'close']);
    assert.equal(errors.length, 1);
  });

  test('while the final dot is being answered aborts nothing', async () => {
    const end = later<typeof ok>();
    const { session, say, calls, summaries } = open({
      handler: { data: () => recordingSink(calls, { end: () => end.promise }) },
    });
    say(`${envelope}DATA\r\n`);
    say('x\r\n.\r\n');
    session.lost();
    end.resolve(ok);
    await settle();
    assert.deepEqual(calls.slice(2), ['close']);
    assert.equal(summaries[0]?.messages, 1);
  });
});

describe('the handler', () => {
  test('that throws or rejects is reported, and answered 451', async () => {
    for (const fail of [() => Promise.reject(new Error('x')), () => assert.fail('x')]) {
      const { say, heard, errors } = open({ handler: { mail: fail } });
      say('EHLO c\r\nMAIL FROM:<a@b>\r\n');
      await settle();
      assert.match(heard().join(''), /451 4\.3\.0 /);
      assert.equal(errors.length, 1);
    }
  });

  test('that throws over DATA hears that the transaction is over', () => {
    const { say, heard, calls } = open({ handler: { data: () => assert.fail('x') } });
    say(`${envelope}DATA\r\n`);
    say('DATA\r\n');
    assert.match(heard().join(''), /451 4\.3\.0 .*503 5\.5\.1 /s);
    assert.equal(calls.at(-1), 'reset');
  });

  test('that refuses DATA has ended the transaction itself', () => {
    const { say, calls } = open();
    say('EHLO c\r\nMAIL FROM:<no-data@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n');
    say('QUIT\r\n');
    assert.deepEqual(calls.slice(-2), ['data', 'close']);
  });

  test('whose sink breaks costs the message and not the session', async () => {
    for (const write of [() => Promise.reject(new Error('x')), () => assert.fail('x')]) {
      const { say, heard, calls, errors } = open({
        handler: { data: () => recordingSink(calls, { write }) },
      });
      say(`${envelope}DATA\r\n`);
      say('x\r\n');
      await settle();
      say('y\r\n.\r\nNOOP\r\n');
      await settle();
      assert.match(heard().join(''), /451 4\.3\.0 [^\n]*\n250 2\.0\.0 /);
      assert.deepEqual(calls.slice(2), ['abort']);
      assert.equal(errors.length, 1);
    }
  });

  test('may turn a client away with 421, or with 5xx and the patience of RFC 5321', async () => {
    const busy = open({ handler: { greet: () => reply(421, '4.7.0', 'Go away') } });
    assert.deepEqual(busy.calls, ['close']);
    const refusing = open({ handler: { greet: async () => reply(554, '5.7.1', 'No service') } });
    await settle();
    refusing.say('EHLO c\r\nMAIL FROM:<a@b>\r\nQUIT\r\n');
    assert.deepEqual(
      refusing
        .heard()
        .join('')
        .match(/^\d{3}/gm),
      ['554', '503', '503', '221'],
    );
    assert.deepEqual(refusing.calls, ['close']);
  });

  test('that answers 421 ends the session', () => {
    const { say, heard, calls } = open();
    say('EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<busy@d>\r\nRCPT TO:<c@d>\r\n');
    assert.match(heard().join(''), /421 4\.7\.0 Go away\r\n\(closed\)$/);
    assert.deepEqual(calls, ['mail <a@b>', 'rcpt <busy@d>', 'reset', 'close']);
  });

  test('whose last words throw is reported, and the session ends all the same', () => {
    const { session, say, errors, summaries } = open({
      handler: { reset: () => assert.fail('x'), close: () => assert.fail('y') },
    });
    say(envelope);
    session.lost();
    assert.equal(errors.length, 2);
    assert.equal(summaries.length, 1);
  });
});

describe('backpressure', () => {
  test('nothing is written to a full sink, and no octets are asked for', async () => {
    const full = later<void>();
    const written: string[] = [];
    const { say, calls, wireCalls } = open({
      handler: {
        data: () =>
          recordingSink(calls, {
            write: (octets) => {
              written.push(octets.toString());
              return written.length === 1 ? full.promise : undefined;
            },
          }),
      },
    });
    say(`${envelope}DATA\r\n`);
    say('1\r\n');
    assert.deepEqual(wireCalls, ['pause']);
    say('2\r\n.\r\n');
    assert.deepEqual(written, ['1\r\n']);
    full.resolve();
    await settle();
    assert.deepEqual(written, ['1\r\n', '2\r\n']);
    assert.equal(wireCalls.at(-1), 'resume');
    assert.equal(calls.at(-1), 'end ""');
  });

  test('a sink that fills up over octets held until then still holds the client back', async () => {
    const data = later<ReturnType<typeof recordingSink>>();
    const writes = [later<void>(), later<void>()];
    let written = 0;
    const sink = recordingSink([], { write: () => writes[written++]?.promise });
    const { say, wireCalls } = open({ handler: { data: () => data.promise } });
    say(`${envelope}DATA\r\n`);
    data.resolve(sink);
    await settle();
    say('1\r\n');
    say('2\r\n');
    wireCalls.length = 0;
    writes[0]?.resolve();
    await settle();
    assert.equal(written, 2);
    assert.deepEqual(wireCalls, ['pause']);
    writes[1]?.resolve();
    await settle();
    assert.deepEqual(wireCalls, ['pause', 'resume']);
  });

  test('the final dot waits for the last write', async () => {
    const full = later<void>();
    const { say, calls, heard } = open({
      handler: { data: () => recordingSink(calls, { write: () => full.promise }) },
    });
    say(`${envelope}DATA\r\n`);
    say('1\r\n.\r\nNOOP\r\n');
    await settle();
    assert.equal(calls.at(-1), 'rcpt <c@d>');
    heard();
    full.resolve();
    await settle();
    assert.equal(calls.at(-1), 'end ""');
    assert.deepEqual(heard()[0]?.match(/^\d{3}/gm), ['250', '250']);
  });
});

describe('octets ahead of their time', () => {
  test('behind DATA end the session, before anything is taken for mail data or commands', () => {
    const { say, heard, calls } = open();
    say(`${envelope}DATA\r\nx\r\n.\r\n`);
    assert.match(heard().join(''), /503 5\.5\.1 [^\n]*\n\(closed\)$/);
    assert.deepEqual(calls.slice(2), ['reset', 'close']);
  });

  test('while DATA is being decided end the session too', async () => {
    const data = later<ReturnType<typeof recordingSink>>();
    const { say, heard, calls } = open({ handler: { data: () => data.promise } });
    say(`${envelope}DATA\r\n`);
    say('x\r\n.\r\n');
    data.resolve(recordingSink(calls));
    await settle();
    assert.match(heard().join(''), /503 5\.5\.1 [^\n]*\n\(closed\)$/);
    assert.deepEqual(calls.slice(2), ['abort', 'close']);
  });

  test('behind STARTTLS end the session', () => {
    const { say, heard } = open({ offersTls: true });
    say('EHLO c\r\nSTARTTLS\r\nMAIL FROM:<a@b>\r\n');
    assert.match(heard().join(''), /503 5\.5\.1 [^\n]*\n\(closed\)$/);
  });

  test('TLS or HTTP on the port is answered once and closed', () => {
    for (const octets of [
      '\x16\x03\x01\x02\x00',
      'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
      'POST / HTTP/1.1\r\n',
    ]) {
      const { say, heard } = open();
      say(octets);
      assert.match(heard().join(''), /^421 4\.7\.0 [^\n]*\n\(closed\)$/);
    }
  });
});

describe('STARTTLS', () => {
  test('forgets all that came before', () => {
    const { session, say, heard, calls } = open({ offersTls: true });
    say(envelope);
    say('STARTTLS\r\n');
    assert.deepEqual(heard().slice(-2), ['220 2.0.0 Ready to start TLS\r\n', '(tls)']);
    assert.equal(calls.at(-1), 'reset');
    session.secured({ protocol: 'TLSv1.3', cipher: 'X' });
    say('RCPT TO:<a@b>\r\nSTARTTLS\r\nEHLO c\r\n');
    assert.equal(heard().join('').replaceAll(/ .*/g, ''), '503\r\n503\r\n250\r\n');
  });
});

describe('a draining server', () => {
  test('lets go at once who is not within a transaction', () => {
    const { session, heard, context } = open();
    context.isDraining = true;
    session.drain();
    assert.match(heard().join(''), /^421 4\.3\.2 [^\n]*\n\(closed\)$/);
  });

  test('lets a transaction end, and no other begin', () => {
    const { session, say, heard, context, calls } = open();
    say(envelope);
    context.isDraining = true;
    session.drain();
    say('DATA\r\n');
    heard();
    say('x\r\n.\r\nMAIL FROM:<e@f>\r\n');
    assert.match(heard().join(''), /^250 2\.0\.0 [^\n]*\n421 4\.3\.2 [^\n]*\n\(closed\)$/);
    assert.deepEqual(calls.slice(-2), ['end "x\\r\\n"', 'close']);
  });

  test('cuts at last what is left, and the sink hears of it', async () => {
    const full = later<void>();
    const { session, say, heard, calls } = open({
      handler: { data: () => recordingSink(calls, { write: () => full.promise }) },
    });
    say(`${envelope}DATA\r\n`);
    say('x\r\n');
    heard();
    session.cut(replies.shuttingDown);
    assert.match(heard().join(''), /^421 4\.3\.2 [^\n]*\n\(closed\)$/);
    assert.equal(calls.at(-1), 'abort');
  });
});

test('a client that has closed its side is still answered, also by a handler that takes its time', async () => {
  const { session, say, heard, calls } = open();
  say('EHLO c\r\nMAIL FROM:<slow@b>\r\nRCPT TO:<c@d>\r\nNOOP\r\n');
  session.clientEnded();
  await settle();
  assert.deepEqual(
    heard()
      .join('')
      .match(/^(?:\d{3}|\(closed\))/gm),
    ['250', '250', '250', '250', '(closed)'],
  );
  assert.deepEqual(calls.slice(-2), ['reset', 'close']);
});

test('the summary counts, and quotes nothing of the client', () => {
  const { say, summaries, clock } = open();
  say(`${envelope}RCPT TO:<unknown@secret>\r\nDATA\r\n`);
  say('x\r\n.\r\n');
  clock.now = 70;
  say('QUIT\r\n');
  const [summary] = summaries;
  assert.equal(summary?.farewell?.code, 221);
  assert.deepEqual(
    { ...summary, farewell: undefined },
    {
      id: '0123456789a',
      durationMs: 70,
      commands: 6,
      errors: 1,
      messages: 1,
      isEncrypted: false,
      farewell: undefined,
    },
  );
});
