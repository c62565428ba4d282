// SPDX-License-Identifier: MIT
/** Reports of other mail systems' users (`real-world-reports.ts`), each tried on the real program. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { bounceFormats } from '../support/bounce-formats.ts';
import { selfSignedCertificate } from '../support/certificate.ts';
import { hangUp, type ScriptedHop, say, startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import {
  type AliasBody,
  createAlias,
  environment,
  type Program,
  showAlias,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';
import { ReplyReader } from '../support/smtp/reply-reader.ts';
import { otherReports, type Report, reports } from './real-world-reports.ts';

const plain = 'From: shop@shop.example\r\nSubject: order\r\n\r\nThank you.\r\n';
const greeting = [['EHLO client.example', '250']] as const;

// What is to end after the file and not after one test.
const ends: (() => unknown)[] = [];
const lifetime = { after: (end: () => unknown) => ends.unshift(end) } as unknown as TestContext;
let program: Program;
let hop: ScriptedHop;
let box: AliasBody;

before(async () => {
  hop = await startScriptedHop();
  const folder = temporaryFolder(lifetime);
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const { cert, key } = selfSignedCertificate();
  writeFileSync(certFile, cert);
  writeFileSync(keyFile, key);
  program = await startProgram(
    lifetime,
    environment(folder, {
      MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}`,
      MAYFLY_TLS_CERT: certFile,
      MAYFLY_TLS_KEY: keyFile,
      MAYFLY_POSTMASTER: 'ops@home.example',
      MAYFLY_MAX_USES: 'off',
    }),
  );
  box = await createAlias(program, { target: 'ann@home.example', maxUses: 1000 });
});

after(async () => {
  await program.stop();
  for (const end of ends) await end();
  await hop.close();
  assert.doesNotMatch(program.output(), /"level":(50|60)/);
});

/** A next hop that was never met, at the old port: what was said to the former one is forgotten. */
async function anotherHop(script: Report['hop']): Promise<void> {
  const { port } = hop;
  await hop.close();
  hop = await startScriptedHop(script, { port });
}

for (const report of reports) {
  test(report.title, async () => {
    if (report.hop !== undefined) await anotherHop(report.hop);
    try {
      await tryReport(report);
    } finally {
      if (report.hop !== undefined) await anotherHop({});
    }
  });
}

async function tryReport(report: Report): Promise<void> {
  const { message = plain, reply = '250 2.0.0' } = report;
  const earlier = hop.messages.length;
  const dialogue = await Dialogue.open(program.smtpPort);
  const last = await send(dialogue, report, message);
  assert.ok(last.startsWith(reply), dialogue.transcript);
  assert.match(await dialogue.say('NOOP'), /^250/);
  dialogue.drop();
  if (!reply.startsWith('250')) return;
  assert.equal(hop.messages.length, earlier + 1);
  const octets = Buffer.from(message);
  assert.ok(hop.messages.at(-1)?.octets.subarray(-octets.length).equals(octets), 'changed on its way');
  assert.match(hop.messages.at(-1)?.mail ?? '', report.atNextHop ?? /^MAIL FROM:</);
}

/** Gives the reply that decides the message: the one to the dot, or the first that refuses it. */
async function send(dialogue: Dialogue, report: Report, message: string | Buffer): Promise<string> {
  for (const [line, expected] of report.before ?? greeting)
    assert.ok((await dialogue.say(line)).startsWith(expected), dialogue.transcript);
  for (const line of [report.mail ?? 'MAIL FROM:<shop@shop.example>', report.rcpt ?? 'RCPT TO:<BOX>']) {
    const reply = await dialogue.say(line.replaceAll('BOX', box.address));
    if (!reply.startsWith('250')) return reply;
  }
  return dialogue.message(message);
}

/** Sends a message from a sender; gives its return path as the next hop saw it. */
async function returnPathOf(sender: string): Promise<string> {
  const [dialogue] = await Dialogue.envelope(program.smtpPort, box.address, sender);
  assert.match(await dialogue.message(plain), /^250/);
  dialogue.drop();
  return /<(.*)>/.exec(hop.messages.at(-1)?.mail ?? '')?.[1] ?? '';
}

/** Brings the report of a failure to a path; gives the reply that decides it. */
async function bring(path: string): Promise<string> {
  const [dialogue, rcpt] = await Dialogue.envelope(program.smtpPort, path, '');
  const report = bounceFormats('ann@home.example')[0]?.octets ?? '';
  const reply = rcpt.startsWith('250') ? await dialogue.message(report) : rcpt;
  dialogue.drop();
  return reply;
}

/** A connection after STARTTLS, as a client with these options makes it. */
async function overTls(
  options: object,
): Promise<{ readonly socket: TLSSocket; readonly heard: ReplyReader }> {
  const clear = connect(program.smtpPort, '127.0.0.1');
  const greeted = new ReplyReader(clear);
  await greeted.reply();
  clear.write('EHLO client.example\r\nSTARTTLS\r\n');
  await greeted.reply();
  assert.match(await greeted.reply(), /^220/);
  clear.removeAllListeners('data');
  const socket = connectTls({ socket: clear, rejectUnauthorized: false, ...options });
  await once(socket, 'secureConnect');
  return { socket, heard: new ReplyReader(socket) };
}

const wholeGroup = (address: string): string =>
  `MAIL FROM:<shop@shop.example>\r\nRCPT TO:<${address}>\r\nDATA\r\n`;

const overTlsReports: readonly (readonly [title: string, options: object])[] = [
  ['no second EHLO after STARTTLS', {}],
  ['a server name in TLS that is none of ours', { servername: 'smtp.elsewhere.example' }],
  ['a client that speaks no more than TLS 1.2', { maxVersion: 'TLSv1.2' }],
];

for (const [title, options] of overTlsReports) {
  test(title, async () => {
    const { socket, heard } = await overTls(options);
    const before = hop.messages.length;
    socket.write(wholeGroup(box.address));
    for (const code of ['250', '250', '354']) assert.ok((await heard.reply()).startsWith(code));
    socket.write(`${plain}.\r\n`);
    assert.match(await heard.reply(), /^250/);
    assert.equal(hop.messages.length, before + 1);
    socket.destroy();
  });
}

test('a group of commands in one write, and QUIT in one write with the message', async () => {
  const socket = connect(program.smtpPort, '127.0.0.1');
  const heard = new ReplyReader(socket);
  const before = hop.messages.length;
  socket.write(`EHLO client.example\r\n${wholeGroup(box.address)}`);
  for (const code of ['220', '250', '250', '250', '354']) assert.ok((await heard.reply()).startsWith(code));
  socket.write(`${plain}.\r\nQUIT\r\n`);
  for (const code of ['250', '221']) assert.ok((await heard.reply()).startsWith(code));
  await heard.closed();
  assert.equal(hop.messages.length, before + 1);
});

test('a client that talks before it is greeted', async () => {
  const socket = connect(program.smtpPort, '127.0.0.1');
  socket.write('HELO device\r\n');
  const heard = new ReplyReader(socket);
  assert.match(await heard.reply(), /^220/);
  assert.match(await heard.reply(), /^250/);
  socket.write(`MAIL FROM:<device@office.example>\r\n`);
  assert.match(await heard.reply(), /^250/);
  socket.destroy();
});

test('a client that hangs up behind the final dot, without QUIT: the message is delivered once, and paid once', async () => {
  const usesBefore = (await showAlias(program, box))?.usesLeft ?? 0;
  const before = hop.messages.length;
  const [dialogue] = await Dialogue.envelope(program.smtpPort, box.address);
  assert.match(await dialogue.say('DATA'), /^354/);
  await dialogue.write(`${plain}.\r\n`);
  await hop.until(({ messages }) => messages.length === before + 1);
  dialogue.drop();
  const [again] = await Dialogue.envelope(program.smtpPort, box.address);
  await again.say('RSET');
  again.drop();
  assert.equal((await showAlias(program, box))?.usesLeft, usesBefore - 1);
});

test('the same message again, after the next hop was lost behind the dot: one use for both', async () => {
  await anotherHop({ dot: ({ session }) => (session === 0 ? hangUp : undefined) });
  const usesBefore = (await showAlias(program, box))?.usesLeft ?? 0;
  const message = `Message-ID: <once@shop.example>\r\n${plain}`;
  for (const reply of [/^451 4\.4\.2/, /^250/]) {
    const [dialogue] = await Dialogue.envelope(program.smtpPort, box.address);
    assert.match(await dialogue.message(message), reply);
    dialogue.drop();
  }
  assert.equal((await showAlias(program, box))?.usesLeft, usesBefore - 1);
});

test('a report to a return path in small letters, in capitals, or quoted', async () => {
  for (const change of [
    (path: string) => path.toLowerCase(),
    (path: string) => path.toUpperCase(),
    (path: string) => path.replace(/^(.*)@/, '"$1"@'),
  ]) {
    const path = await returnPathOf('orders@shop.example');
    const before = hop.messages.length;
    assert.match(await bring(change(path)), /^250 2\.0\.0/);
    // Who writes the path in capitals has the sender in capitals.
    assert.match(hop.messages[before]?.rcpts.join() ?? '', /^RCPT TO:<orders@shop\.example>$/i);
  }
});

test('return paths have no character that mail systems refuse or cut at', async () => {
  for (let sender = 0; sender < 40; sender += 1)
    assert.match(await returnPathOf(`orders${sender}@shop.example`), /^SRS0=[\w=.-]+@alias\.localhost$/);
});

test('mail to the postmaster from the double-bounce sender of a Postfix', async () => {
  const [dialogue, rcpt] = await Dialogue.envelope(
    program.smtpPort,
    'postmaster@alias.localhost',
    'double-bounce@mx.shop.example',
  );
  assert.match(rcpt, /^250/);
  assert.match(await dialogue.message(plain), /^250/);
  assert.deepEqual(hop.messages.at(-1)?.rcpts, ['RCPT TO:<ops@home.example>']);
  dialogue.drop();
});

test('a next hop that takes no null sender: whoever brings a report is told so', async () => {
  const path = await returnPathOf('orders@shop.example');
  hop.follow({
    mail: ({ line }) => (line.startsWith('MAIL FROM:<>') ? say('501 Invalid MAIL FROM address') : undefined),
  });
  assert.match(await bring(path), /^550 5\.0\.0/);
  hop.follow({});
});

test('an owner whose carrier gives addresses with dots at odd places', async () => {
  const alias = await createAlias(program, { target: 'ann..archer.@carrier.example', maxUses: 2 });
  assert.equal(alias.target, 'ann..archer.@carrier.example');
  const [dialogue] = await Dialogue.envelope(program.smtpPort, alias.address, '.shop..x@carrier.example');
  assert.match(await dialogue.message(plain), /^250/);
  assert.deepEqual(hop.messages.at(-1)?.rcpts, ['RCPT TO:<"ann..archer."@carrier.example>']);
  dialogue.drop();
});

test('the table in the documentation has a line for each report that was tried, and no other', () => {
  const table = readFileSync(new URL('../../docs/real-world-mail.md', import.meta.url), 'utf8');
  const documented = [...table.matchAll(/^\| (.+?) \| .* \| `(.+)` \|$/gm)].map(
    ([, named, title]) => `${named}: ${title}`,
  );
  const tried = [...reports, ...otherReports].map(({ reports: named, title }) => `${named}: ${title}`);
  assert.deepEqual(documented.toSorted(), tried.toSorted());
});
