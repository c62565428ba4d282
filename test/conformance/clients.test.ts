// SPDX-License-Identifier: MIT
/** Clients that nobody here wrote, in clear and under TLS: what they send arrives octet for octet, and they hear of a refusal. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createTransport } from 'nodemailer';
import { type Certificate, selfSignedCertificate } from '../support/certificate.ts';
import type { ScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import { need, run } from '../support/program/real-clients.ts';
import { corpus } from '../support/smtp/corpus.ts';
import { box, relayWithBox } from '../support/smtp/line-cases.ts';

/** What a client is to do: LF ends the lines of the text, since that is what people have in their files. */
interface Errand {
  readonly port: number;
  readonly recipient: string;
  readonly text: string;
}

/** A client, or one way to use it. */
interface Client {
  readonly name: string;
  /** The command, if it is one. */
  readonly command?: string;
  readonly isEncrypted?: boolean;
  /** Whether it ends any text with a line end, also one that has it already. */
  readonly endsTwice?: boolean;
  /** Sends; gives everything that it said. */
  readonly send: (errand: Errand) => Promise<string>;
}

const sender = 'originator@shop.example';

const swaks = (name: string, ...args: string[]): Client => ({
  name,
  command: 'swaks',
  isEncrypted: args.includes('-tls'),
  endsTwice: true,
  send: async ({ port, recipient, text }) => {
    const server = ['--server', '127.0.0.1', '--port', String(port), '--ehlo', 'client.example'];
    const envelope = ['--from', sender, '--to', recipient, '--data', '-'];
    return (await run('swaks', [...server, ...envelope, ...args], text)).said;
  },
});

const curl = (name: string, ...args: string[]): Client => ({
  name,
  command: 'curl',
  isEncrypted: args.includes('--ssl-reqd'),
  send: async ({ port, recipient, text }) => {
    const envelope = ['--mail-from', sender, '--mail-rcpt', recipient, '--upload-file', '-', '--crlf'];
    return (await run('curl', ['-sv', `smtp://127.0.0.1:${port}/client.example`, ...envelope, ...args], text))
      .said;
  },
});

const msmtp = (name: string, ...args: string[]): Client => ({
  name,
  command: 'msmtp',
  isEncrypted: args.includes('--tls=on'),
  send: async ({ port, recipient, text }) => {
    const server = [
      '--host=127.0.0.1',
      `--port=${port}`,
      '--auth=off',
      '--domain=client.example',
      `--from=${sender}`,
    ];
    return (await run('msmtp', ['--debug', ...server, ...args, recipient], text)).said;
  },
});

const smtplib = (name: string, prelude = ''): Client => ({
  name,
  command: 'python3',
  isEncrypted: prelude !== '',
  send: async ({ port, recipient, text }) => {
    const script = `import smtplib,ssl,sys
s=smtplib.SMTP('127.0.0.1',${port},local_hostname='client.example'); s.set_debuglevel(1)
${prelude}
s.sendmail('${sender}',sys.argv[1],sys.stdin.read())
s.quit()`;
    return (await run('python3', ['-c', script, recipient], text)).said;
  },
});

const netSmtp = (name: string, prelude = ''): Client => ({
  name,
  command: 'perl',
  isEncrypted: prelude !== '',
  send: async ({ port, recipient, text }) => {
    const script = `use Net::SMTP; my $s=Net::SMTP->new('127.0.0.1',Port=>${port},Hello=>'client.example',Debug=>1) or die;
${prelude}
$s->mail('${sender}'); $s->to($ARGV[0]) or die 'refused'; $s->data; while(<STDIN>){$s->datasend($_)} $s->dataend; $s->quit;`;
    return (await run('perl', ['-e', script, recipient], text)).said;
  },
});

const nodemailer = (name: string, requireTLS = false): Client => ({
  name,
  isEncrypted: requireTLS,
  send: async ({ port, recipient, text }) => {
    const options = { host: '127.0.0.1', port, name: 'client.example', tls: { rejectUnauthorized: false } };
    const transport = createTransport({ ...options, requireTLS, ignoreTLS: !requireTLS });
    const envelope = { from: sender, to: recipient };
    try {
      return (await transport.sendMail({ envelope, raw: text })).response;
    } catch (error) {
      return String((error as { response?: string }).response ?? error);
    } finally {
      transport.close();
    }
  },
});

const clients: readonly Client[] = [
  swaks('swaks'),
  swaks('swaks, pipelined', '--pipeline'),
  swaks('swaks, STARTTLS', '-tls'),
  swaks('swaks, pipelined under STARTTLS', '-tls', '--pipeline'),
  swaks('swaks, HELO', '--protocol', 'SMTP'),
  curl('curl'),
  curl('curl, STARTTLS', '--ssl-reqd', '--insecure'),
  msmtp('msmtp', '--tls=off'),
  msmtp('msmtp, STARTTLS', '--tls=on', '--tls-starttls=on', '--tls-certcheck=off'),
  smtplib('Python smtplib'),
  smtplib('Python smtplib, STARTTLS', 's.starttls(context=ssl._create_unverified_context())'),
  netSmtp('Perl Net::SMTP'),
  netSmtp('Perl Net::SMTP, STARTTLS', '$s->starttls(SSL_verify_mode=>0) or die;'),
  nodemailer('nodemailer'),
  nodemailer('nodemailer, STARTTLS', true),
];

const asFile = (text: string): string => text.replaceAll('\r\n', '\n');
const asSent = (text: string): string => text.replaceAll('\n', '\r\n').replace(/^\./gm, '..');
const endingInLine = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

/** Of the corpus what is in ASCII, has a header as clients want it, and is not too long for some; each with a mark of its own. */
const errands = [
  'no body',
  'dots of all lengths',
  'commands in the body',
  'a binary attachment in base64',
  'a DKIM signature',
]
  .map((name) => corpus.find((message) => message.name === name)?.text ?? '')
  // A file whose last line has no end.
  .concat(corpus.find((message) => message.name === 'one octet in a line')?.text.slice(0, -2) ?? '')
  .map((text, at) => `X-Errand: ${at};\n${asFile(text)}`);

/** The message with the mark of this errand, without what we have put before it. */
function arrived(hop: ScriptedHop, errand: number): string {
  const texts = hop.messages.map(({ octets }) => octets.toString('latin1'));
  const text = texts.find((each) => each.includes(`X-Errand: ${errand};`)) ?? '';
  return text.replace(/^Received: (?:.*\r\n\t)+.*\r\n/, '');
}

let tls: Certificate;
before(() => {
  tls = selfSignedCertificate();
});

for (const { name, command, isEncrypted = false, endsTwice = false, send } of clients) {
  test(`${name}: messages arrive octet for octet, a refused recipient is told`, async (t) => {
    if (command !== undefined && !need(t, command)) return;
    const { relay, hop } = await relayWithBox(t, { tls });
    const said = await Promise.all(errands.map((text) => send({ port: relay.port, recipient: box, text })));
    assert.equal(hop.accepted, errands.length, said.join('\n'));
    for (const [at, text] of errands.entries()) {
      const expected = endsTwice ? `${text}\n` : endingInLine(text);
      assert.equal(arrived(hop, at), asSent(expected), said[at]);
    }
    const protocol = /with (\w+)/.exec(hop.messages[0]?.octets.toString('latin1') ?? '')?.[1];
    assert.equal(protocol, isEncrypted ? 'ESMTPS' : name.includes('HELO') ? 'SMTP' : 'ESMTP');
    const refused = await send({
      port: relay.port,
      recipient: 'nobody@alias.example',
      text: 'Subject: x\n\n',
    });
    assert.match(refused, /550[ ,].*5\.1\.1/);
    assert.equal(hop.accepted, errands.length);
  });
}

test('smtp-source: five sessions at a time deliver what they are told to, one message each or many', async (t) => {
  if (!need(t, 'smtp-source')) return;
  const { relay, hop } = await relayWithBox(t);
  for (const more of [[], ['-d']]) {
    const before = hop.accepted;
    const args = [
      '-s',
      '5',
      '-m',
      '30',
      '-l',
      '5000',
      '-M',
      'client.example',
      '-f',
      sender,
      '-t',
      box,
      ...more,
    ];
    const { code, said } = await run('smtp-source', [...args, `127.0.0.1:${relay.port}`]);
    assert.equal(code, 0, said);
    assert.equal(hop.accepted, before + 30);
  }
});
