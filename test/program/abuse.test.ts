// SPDX-License-Identifier: MIT
/** What strangers do to a port 25, done to the whole program: each time it stays small, and serves others at once. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { selfSignedCertificate } from '../support/certificate.ts';
import { type ScriptedHop, startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import {
  createAlias,
  environment,
  type Program,
  showAlias,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { startBystander } from '../support/smtp/bystander.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const servedWithinMs = 1_000;
/** More than a program that has just started may grow by in one scenario; what leaks by connection is far beyond. */
const growthOctets = 160 * 2 ** 20;
const deadlineMs = 60_000;
const target = 'ann@home.example';

let program: Program;
let hop: ScriptedHop;

/** Runs the program with such settings for the tests of the suite, and has it stop in order after them. */
function running(more: Record<string, string>): void {
  // What is to end after a suite and not after one test.
  const ends: (() => unknown)[] = [];
  const context = { after: (end: () => unknown) => ends.unshift(end) } as unknown as TestContext;
  before(async () => {
    const folder = temporaryFolder(context);
    hop = await startScriptedHop();
    ends.unshift(() => hop.close());
    const nextHop = { MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}?tls=none` };
    program = await startProgram(
      context,
      environment(folder, { ...certificateFiles(folder), ...nextHop, ...more }),
    );
  });
  after(async () => {
    const code = await program.stop();
    for (const end of ends) await end();
    assert.equal(code, 0);
    assert.doesNotMatch(program.output(), /"level":(50|60)/);
  });
}

function certificateFiles(folder: string): Record<string, string> {
  const files = { MAYFLY_TLS_CERT: join(folder, 'cert.pem'), MAYFLY_TLS_KEY: join(folder, 'key.pem') };
  const { cert, key } = selfSignedCertificate();
  writeFileSync(files.MAYFLY_TLS_CERT, cert);
  writeFileSync(files.MAYFLY_TLS_KEY, key);
  return files;
}

/** A test with a bystander, and an eye on memory. */
function abuse(name: string, attack: (t: TestContext) => Promise<void>): void {
  test(name, async (t) => {
    const before = residentOctets();
    const bystander = startBystander(program);
    await attack(t);
    const { medianMs, worstMs } = await bystander.stop();
    assert.ok(medianMs < servedWithinMs, `a bystander mostly waited ${Math.round(medianMs)} ms`);
    assert.ok(worstMs < 5 * servedWithinMs, `a bystander once waited ${Math.round(worstMs)} ms`);
    const growth = residentOctets() - before;
    assert.ok(growth < growthOctets, `memory grew by ${growth >> 20} MiB`);
  });
}

function residentOctets(): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', `${program.process.pid}`])) * 1024;
}

function open(localAddress = '127.0.0.2', options: object = {}): Socket {
  const socket = connect({ port: program.smtpPort, host: '127.0.0.1', localAddress, ...options });
  return socket.on('error', () => {});
}

/** Everything that the server says until the connection is closed. */
async function heard(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (octets) => {
    text += octets.toString('latin1');
  });
  await closed(socket).catch(() => assert.fail(text));
  return text;
}

/** Resolves when a connection is closed, by whatever. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error('the connection stays open')), deadlineMs);
    socket.once('close', () => {
      clearTimeout(deadline);
      resolve();
    });
  });
}

function say(octets: string | Buffer): Promise<string> {
  const socket = open();
  socket.write(octets);
  return heard(socket);
}

/** The codes of all replies, without the lines of one reply that are not its last. */
function codesOf(text: string): string[] {
  return [...text.matchAll(/^(\d{3}) /gm)].map(([, code = '']) => code);
}

describe('with short deadlines,', () => {
  running({
    // Longer than whoever behaves takes on a busy machine.
    MAYFLY_SMTP_COMMAND_TIMEOUT: '4s',
    MAYFLY_SMTP_TRANSACTION_TIMEOUT: '5s',
    MAYFLY_SMTP_DATA_TIMEOUT: '5s',
  });

  describe('a client that speaks another protocol', () => {
    abuse('TLS is told so, and closed', async () => {
      const hello = Buffer.from(`16030102000100${'ab'.repeat(600)}`, 'hex');
      const text = await say(hello);
      assert.match(text, /^220 [^\n]*\n421 4\.7\.0 This is SMTP[^\n]*\n$/);
      const secure = connectTls({ socket: open(), rejectUnauthorized: false });
      await assert.rejects(once(secure, 'secureConnect', { signal: AbortSignal.timeout(deadlineMs) }));
    });

    for (const method of ['GET', 'POST', 'CONNECT', 'get'])
      abuse(`HTTP (${method}) is closed at its first line, and nothing in it is a command`, async () => {
        const text = await say(
          `${method} / HTTP/1.1\r\nHost: mx\r\n\r\nEHLO c\r\nMAIL FROM:<a@b.example>\r\nQUIT\r\n`,
        );
        assert.match(text, /^220 [^\n]*\n421 4\.7\.0 [^\n]*\n$/);
      });
  });

  describe('a client that floods', () => {
    for (const [name, line, most] of [
      ['EHLO', 'EHLO c.example', 101],
      ['NOOP', 'NOOP', 101],
      ['RSET', 'RSET', 101],
      ['VRFY', 'VRFY ann', 101],
      ['HELP', 'HELP', 101],
      ['unknown commands', 'XYZZY', 51],
      ['ill-formed commands', 'MAIL FROM:<', 51],
      ['empty lines', '', 51],
    ] as const)
      abuse(`${name} gets 421 before long`, async () => {
        const text = await say(`${line}\r\n`.repeat(20_000));
        const codes = codesOf(text).slice(1);
        assert.equal(codes.at(-1), '421');
        assert.ok(codes.length <= most, `${codes.length} replies`);
      });

    abuse('a line without an end is closed after 64 KiB', async () => {
      assert.match(await say('x'.repeat(100_000)), /^220 [^\n]*\n500 5\.5\.2 [^\n]*\n421 4\.7\.0 [^\n]*\n$/);
      assert.match(await say(`${'x'.repeat(50_000)}\r\nQUIT\r\n`), /^220 [^\n]*\n500 5\.5\.2 [^\n]*\n221 /);
    });

    abuse('recipients is closed at the fiftieth guess', async () => {
      const guesses = Array.from({ length: 500 }, (_, name) => `RCPT TO:<guess${name}@alias.localhost>\r\n`);
      const text = await say(`EHLO c\r\nMAIL FROM:<a@b.example>\r\n${guesses.join('')}`);
      const codes = codesOf(text);
      assert.equal(codes.filter((code) => code === '550').length, 50);
      assert.equal(codes.at(-1), '421');
      assert.equal(hop.sessions.length, 0);
    });

    abuse('and never reads the replies is cut off', async (t) => {
      const sockets = Array.from({ length: 40 }, () => open());
      t.after(() => sockets.forEach((socket) => void socket.destroy()));
      const flood = Buffer.from('EHLO c.example\r\n'.repeat(4096));
      await Promise.all(
        sockets.map(async (socket) => {
          const pump = (): void => {
            while (!socket.destroyed && socket.write(flood));
          };
          socket.pause().on('drain', pump).on('connect', pump);
          await closed(socket);
        }),
      );
    });
  });

  describe('a client that takes its time', () => {
    abuse('over a command, an octet now and then, gets 421 at the deadline', async () => {
      const socket = open();
      const answer = heard(socket);
      const trickle = setInterval(() => socket.write('N'), 100);
      const text = await answer;
      clearInterval(trickle);
      assert.match(text, /^220 [^\n]*\n421 4\.4\.2 [^\n]*\n$/);
    });

    abuse(
      'over its recipients, with a command now and then, does not keep an alias from others',
      async () => {
        const alias = await createAlias(program, { target, maxUses: 1 });
        const [holder, rcpt] = await Dialogue.envelope(program.smtpPort, alias.address);
        assert.match(rcpt, /^250 /);
        let answer = '';
        while (!/^421|closed/.test(answer)) {
          answer = await holder.say('NOOP');
          await sleep(100);
        }
        assert.match(holder.transcript, /\n421 4\.4\.2 Transaction took too long/);
        const [next] = await Dialogue.envelope(program.smtpPort, alias.address);
        assert.match(await next.message('Subject: x\r\n\r\nx\r\n'), /^250 /);
        next.drop();
      },
    );

    abuse('over mail data, an octet now and then, is closed, and no use is spent', async () => {
      const alias = await createAlias(program, { target, maxUses: 1 });
      const messages = hop.messages.length;
      const [slow] = await Dialogue.envelope(program.smtpPort, alias.address);
      assert.match(await slow.say('DATA'), /^354 /);
      const trickle = setInterval(() => slow.write('x\r\n'), 100);
      assert.match(await slow.reply(), /^421 4\.4\.2 /);
      clearInterval(trickle);
      await hop.until(({ sessions }) => sessions.every(({ isClosed }) => isClosed));
      assert.equal(hop.messages.length, messages);
      assert.equal((await showAlias(program, alias))?.usesLeft, 1);
    });
  });

  describe('a client that goes away', () => {
    abuse('by half, is answered to the end and closed', async () => {
      const dialogue = 'EHLO c\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<nobody@alias.localhost>\r\n';
      const texts = await Promise.all(
        Array.from({ length: 40 }, () => heard(open('127.0.0.2', { allowHalfOpen: true }).end(dialogue))),
      );
      for (const text of texts) assert.deepEqual(codesOf(text), ['220', '250', '250', '550']);
    });

    abuse('in the middle of mail data costs no use, and leaves no half of a message', async () => {
      const alias = await createAlias(program, { target, maxUses: 2 });
      const messages = hop.messages.length;
      for (let time = 0; time < 20; time++) {
        const socket = open();
        socket.write(`EHLO c\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<${alias.address}>\r\nDATA\r\n`);
        await until(socket, '354 ');
        socket.write('Subject: half\r\n\r\nof a mess');
        if (time % 2 === 0) socket.resetAndDestroy();
        else socket.end();
      }
      await hop.until(({ sessions }) => sessions.every(({ isClosed }) => isClosed));
      assert.equal(hop.messages.length, messages);
      assert.equal((await showAlias(program, alias))?.usesLeft, 2);
      for (let use = 0; use < 2; use++) {
        const [dialogue] = await Dialogue.envelope(program.smtpPort, alias.address);
        assert.match(await dialogue.message(`Subject: ${use}\r\n\r\nx\r\n`), /^250 /);
        dialogue.drop();
      }
    });

    abuse('in the middle of a TLS handshake is forgotten', async () => {
      for (let time = 0; time < 60; time++) {
        const socket = open();
        await until(socket, '220 ');
        socket.write('STARTTLS\r\n');
        await until(socket, '220 2.0.0');
        if (time % 3 > 0) socket.write('\x16\x03\x01\x02');
        if (time % 2 === 0) socket.resetAndDestroy();
        else socket.end();
      }
      // More than one client may have at a time, were one of them still counted.
      await sessionsEnd(60);
    });
  });

  describe('a client that says too much', () => {
    abuse('behind DATA is closed, and none of it is mail or a command', async () => {
      const alias = await createAlias(program, { target, maxUses: 1 });
      const messages = hop.messages.length;
      const text = await say(
        `EHLO c\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<${alias.address}>\r\nDATA\r\nx\r\n.\r\nMAIL FROM:<c@d.example>\r\n`,
      );
      assert.deepEqual(codesOf(text), ['220', '250', '250', '250', '503']);
      assert.equal(hop.messages.length, messages);
      assert.equal((await showAlias(program, alias))?.usesLeft, 1);
    });

    abuse('by negotiating TLS anew and anew is closed', async () => {
      const socket = open();
      await until(socket, '220 ');
      socket.write('STARTTLS\r\n');
      await until(socket, '220 2.0.0');
      const secure = connectTls({ socket, rejectUnauthorized: false, maxVersion: 'TLSv1.2' });
      secure.on('error', () => {});
      await once(secure, 'secureConnect', { signal: AbortSignal.timeout(deadlineMs) });
      let times = 0;
      const again = (): void => {
        times += 1;
        if (!secure.destroyed) secure.renegotiate({}, (error) => error ?? again());
      };
      again();
      await closed(secure);
      assert.ok(times < 10, `${times} times`);
    });
  });
});

describe('two thousand connections', () => {
  running({ MAYFLY_SMTP_CONNECTIONS: '2200' });

  abuse('of one client are all but fifty turned away', async () => {
    const texts = await connectAll(2000, () => '127.0.0.2');
    assert.equal(texts.filter((text) => text.startsWith('220 ')).length, 50);
    assert.equal(texts.filter((text) => text.startsWith('421 4.7.0 ')).length, 1950);
  });

  abuse('of many clients are borne', async () => {
    const texts = await connectAll(2000, (index) => `127.0.1.${1 + (index % 40)}`);
    assert.equal(texts.filter((text) => text.startsWith('220 ')).length, 2000);
  });
});

/** Opens connections, a hundred at a time so that none is lost on the way, and gives the first words to each. */
async function connectAll(count: number, addressOf: (index: number) => string): Promise<string[]> {
  const sockets: Socket[] = [];
  const texts: string[] = [];
  for (let index = 0; index < count; index += 100) {
    const some = Array.from({ length: 100 }, (_, offset) => open(addressOf(index + offset)));
    sockets.push(...some);
    const greeted = some.map(async (socket) => String((await once(socket, 'data', signal()))[0]));
    texts.push(...(await Promise.all(greeted)));
  }
  for (const socket of sockets) socket.destroy();
  return texts;
}

function signal() {
  return { signal: AbortSignal.timeout(deadlineMs) };
}

/** Reads until a text has come. */
async function until(socket: Socket, wanted: string): Promise<void> {
  let text = '';
  while (!text.includes(wanted)) text += String((await once(socket, 'data', signal()))[0]);
}

/** Resolves when no session of the last `count` is open any more, as the log tells it. */
async function sessionsEnd(count: number): Promise<void> {
  assert.ok(count > 50);
  let text = '';
  const deadlineAt = Date.now() + deadlineMs;
  do {
    const socket = open();
    text = String((await once(socket, 'data', signal()))[0]);
    socket.destroy();
    assert.ok(Date.now() < deadlineAt, text);
  } while (!text.startsWith('220 '));
}
