// SPDX-License-Identifier: MIT
/** Return paths and what comes back to them, through the real program. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { bounceFormats } from '../support/bounce-formats.ts';
import { startDnsServer } from '../support/dns/dns-server.ts';
import {
  type ReceivedMessage,
  type ScriptedHop,
  say,
  startScriptedHop,
} from '../support/next-hop/scripted-next-hop.ts';
import {
  type AliasBody,
  createAlias,
  environment,
  type Program,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { need, run } from '../support/program/real-clients.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const target = 'canary.target.7f3a@hidden-home.example';
/** Parts of the target, as they are, and as encodings have them. */
const traces = [
  'canary',
  'hidden-home',
  'hidden=2Dhome',
  Buffer.from(target).toString('base64').slice(0, 12),
  Buffer.from(`a${target}`).toString('base64').slice(4, 16),
  Buffer.from(`ab${target}`).toString('base64').slice(4, 16),
];

interface Stage {
  readonly program: Program;
  readonly hop: ScriptedHop;
  readonly alias: AliasBody;
}

async function stage(t: TestContext, more: Record<string, string> = {}): Promise<Stage> {
  const hop = await startScriptedHop();
  t.after(() => hop.close());
  const MAYFLY_NEXT_HOP = `smtp://127.0.0.1:${hop.port}?tls=none`;
  const program = await startProgram(
    t,
    environment(temporaryFolder(t), { MAYFLY_NEXT_HOP, MAYFLY_LOG_LEVEL: 'trace', ...more }),
  );
  return { program, hop, alias: await createAlias(program, { target, maxUses: 50 }) };
}

/** Sends a message, and gives the reverse path that the next hop saw. */
async function pathOf({ program, hop }: Stage, sender: string, recipient: string): Promise<string> {
  const dialogue = await Dialogue.open(program.smtpPort);
  await dialogue.say('EHLO shop.example');
  assert.match(await dialogue.say(`MAIL FROM:<${sender}>`), /^250/);
  assert.match(await dialogue.say(`RCPT TO:<${recipient}>`), /^250/);
  assert.match(await dialogue.message('Subject: s\r\n\r\ntext\r\n'), /^250 /);
  dialogue.drop();
  return reversePathOf(hop.messages.at(-1));
}

function reversePathOf(message: ReceivedMessage | undefined): string {
  return /^MAIL FROM:<([^>]*)>/.exec(message?.mail ?? '')?.[1] ?? 'none';
}

/** What a provider does: connects, and brings a report to a path. Gives the reply to RCPT or to the dot, whichever is last. */
async function bring(program: Program, path: string, report: string, sender = ''): Promise<string> {
  const [dialogue, answer] = await Dialogue.envelope(program.smtpPort, path, sender);
  const last = answer.startsWith('250') ? await dialogue.message(report) : answer;
  await dialogue.say('QUIT');
  for (const trace of traces) assert.ok(!dialogue.transcript.includes(trace), dialogue.transcript);
  return last;
}

const [postfix, , , gmail] = bounceFormats(target);
const bounce = postfix?.octets ?? '';

test('the next hop sees a return path of ours, and a report that comes back to it reaches the sender as one of our own', async (t) => {
  const all = await stage(t);
  const { program, hop, alias } = all;
  const local = alias.address.split('@')[0];
  const path = await pathOf(all, 'orders@shop.example', alias.address);
  assert.match(
    path,
    new RegExp(`^SRS0=[\\w-]{8}=[A-Z2-7]{2}=shop\\.example=orders=${local}@alias\\.localhost$`),
  );

  for (const { name, octets, status } of bounceFormats(target)) {
    const before = hop.messages.length;
    assert.equal(await bring(program, path, octets), '250 2.0.0 Message accepted', name);
    const report = hop.messages[before];
    assert.equal(report !== undefined, status !== undefined, name);
    if (report === undefined) continue;
    assert.match(report.mail, /^MAIL FROM:<>/);
    assert.deepEqual(report.rcpts, ['RCPT TO:<orders@shop.example>']);
    const text = report.octets.toString('latin1');
    assert.match(
      text,
      /^From: Mail Delivery System <postmaster@alias\.localhost>\r\nTo: <orders@shop\.example>\r\n/,
    );
    assert.match(text, /\r\nAuto-Submitted: auto-replied\r\n/);
    assert.match(
      text,
      new RegExp(
        `\r\n\r\nFinal-Recipient: rfc822; ${alias.address}\r\nAction: failed\r\nStatus: ${status}\r\n`,
      ),
    );
    for (const trace of traces) assert.ok(!text.includes(trace), `${name}: ${text}`);
  }

  const page = await fetch(`${program.url}/aliases/${alias.address}`, {
    headers: { authorization: `Bearer ${alias.manageToken}` },
  });
  assert.equal(((await page.json()) as AliasBody).delivered, 1);
  await program.stop();
  assert.match(program.output(), /"event":"bounced"/);
  for (const trace of [...traces, 'shop.example', 'SRS0'])
    assert.ok(!program.output().includes(trace), `${trace}: ${program.output()}`);
});

test('Python reads our report as RFC 3464 has it', async (t) => {
  if (!need(t, 'python3')) return;
  const all = await stage(t);
  const path = await pathOf(all, 'orders@shop.example', all.alias.address);
  assert.match(await bring(all.program, path, gmail?.octets ?? ''), /^250/);
  const script = `import sys, email, email.policy, json
m = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
text, status = m.iter_parts()
print(json.dumps([m.get_content_type(), m.get_param('report-type'), [d.message for d in m.defects],
  text.get_content_type(), status.get_content_type(), [dict(group) for group in status.get_payload()]]))`;
  const sent = all.hop.messages.at(-1)?.octets.toString('latin1').replaceAll('\r\n..', '\r\n.') ?? '';
  const { said } = await run('python3', ['-c', script], sent);
  const [type, reportType, defects, text, status, groups] = JSON.parse(said);
  assert.deepEqual(
    [type, reportType, defects, text, status],
    ['multipart/report', 'delivery-status', [], 'text/plain', 'message/delivery-status'],
  );
  assert.deepEqual(groups[0], { 'Reporting-MTA': 'dns; alias.localhost' });
  assert.equal(groups[1].Status, '5.7.0');
  assert.equal(groups[1]['Final-Recipient'], `rfc822; ${all.alias.address}`);
});

test('a real client brings a report', async (t) => {
  if (!need(t, 'swaks')) return;
  const all = await stage(t);
  const path = await pathOf(all, 'orders@shop.example', all.alias.address);
  const envelope = [
    '--server',
    '127.0.0.1',
    '--port',
    String(all.program.smtpPort),
    '--from',
    '<>',
    '--to',
    path,
  ];
  const { code, said } = await run('swaks', [...envelope, '--data', bounce.replaceAll('\r\n', '\\n')]);
  assert.equal(code, 0, said);
  assert.deepEqual(all.hop.messages.at(-1)?.rcpts, ['RCPT TO:<orders@shop.example>']);
});

test('what is forged is refused at RCPT, what is no report at DATA, and nothing goes on', async (t) => {
  const all = await stage(t);
  const { program, hop, alias } = all;
  const path = await pathOf(all, 'orders@shop.example', alias.address);
  const noSuch = '550 5.1.1 No such address here';
  assert.equal(await bring(program, `nobody@alias.localhost`, bounce), noSuch);
  for (const forged of [
    path.replace('orders', 'victim'),
    path.replace(/=..=shop/, '=AA=shop'),
    `bounce=${'0'.repeat(32)}@alias.localhost`,
    `bounce=${'0'.repeat(56)}@alias.localhost`,
  ])
    assert.equal(await bring(program, forged, bounce), noSuch, forged);
  assert.equal(
    await bring(program, path.replace('@alias.localhost', '@elsewhere.example'), bounce),
    '550 5.7.1 Relaying denied',
  );
  assert.match(
    await bring(program, path, bounce, 'provider@mail.example'),
    /^550 5\.7\.1 Address takes only delivery reports/,
  );
  assert.equal(hop.messages.length, 1);
  assert.match(
    await bring(program, path, bounce, 'MAILER-DAEMON@mail.example'),
    /^250 /,
    'old systems write so',
  );
  assert.equal(hop.messages.length, 2);
});

test('a return path is alone in its transaction', async (t) => {
  const all = await stage(t);
  const path = await pathOf(all, 'orders@shop.example', all.alias.address);
  const dialogue = await Dialogue.open(all.program.smtpPort);
  await dialogue.say('EHLO mail.example');
  await dialogue.say('MAIL FROM:<>');
  assert.match(await dialogue.say(`RCPT TO:<${path}>`), /^250/);
  assert.match(await dialogue.say(`RCPT TO:<${all.alias.address}>`), /^452 4\.5\.3/);
  assert.match(await dialogue.say(`RCPT TO:<${path}>`), /^452 4\.5\.3/);
  assert.match(await dialogue.message(bounce), /^250/);
  assert.deepEqual(all.hop.messages.at(-1)?.rcpts, ['RCPT TO:<orders@shop.example>']);
  await dialogue.say('MAIL FROM:<>');
  assert.match(await dialogue.say(`RCPT TO:<${all.alias.address}>`), /^250/);
  assert.match(await dialogue.say(`RCPT TO:<${path}>`), /^452 4\.5\.3/);
  dialogue.drop();
});

test('a sender too long for SRS gets a short path, which outlives a crash', async (t) => {
  const folder = temporaryFolder(t);
  const hop = await startScriptedHop();
  t.after(() => hop.close());
  const env = environment(folder, { MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}?tls=none` });
  const first = await startProgram(t, env);
  const one = await createAlias(first, { target, days: 3 });
  const all = { program: first, hop, alias: one };
  const long = `bounces+${'0123456789'.repeat(5)}@mail.shop.example`;
  const short = await pathOf(all, long, one.address);
  assert.match(short, /^bounce=[0-9a-f]{56}@alias\.localhost$/);
  await first.kill();

  const second = await startProgram(t, env);
  assert.match(await bring(second, short, bounce), /^250/);
  assert.deepEqual(hop.messages.at(-1)?.rcpts, [`RCPT TO:<${long}>`]);
});

test('a report is accepted only when the next hop has taken ours', async (t) => {
  const all = await stage(t);
  const path = await pathOf(all, 'orders@shop.example', all.alias.address);
  const { program, hop } = all;
  hop.follow({ dot: say('452 4.3.1 canary is full') });
  assert.match(await bring(program, path, bounce), /^452 4\./);
  hop.follow({ rcpt: say('451 4.7.1 canary come later') });
  assert.match(await bring(program, path, bounce), /^451 4\.7\.0/);
  hop.follow({ rcpt: say('550 5.1.1 no such canary') });
  assert.match(await bring(program, path, bounce), /^550 5\.0\.0/);
  hop.follow({ dot: { next: 'hangUp' } });
  assert.match(await bring(program, path, bounce), /^451 4\.4\.2/);
  hop.follow({});
  assert.match(await bring(program, path, bounce), /^250/);
});

test('a large report is swallowed to its end; too many to one path are put off', async (t) => {
  const all = await stage(t);
  const path = await pathOf(all, 'orders@shop.example', all.alias.address);
  const { program, hop } = all;
  const large = bounce + `${'x'.repeat(70)}${target}\r\n`.repeat(40_000);
  assert.match(await bring(program, path, large), /^250/);
  assert.equal(hop.messages.length, 2);
  assert.ok((hop.messages[1]?.size ?? 0) < 4_000);
  let answer = '';
  for (let count = 0; count < 40 && !answer.startsWith('450'); count += 1)
    answer = await bring(program, path, bounce);
  assert.equal(answer, '450 4.7.0 Too many delivery reports, try again later');
  const quoted = path.replace(/^(.*?)(.)@/, '"$1\\$2"@');
  assert.equal(await bring(program, quoted, bounce), answer, 'however the path is written');
});

test('reports do not go in chains: who sends from a return path of ours hears of nothing', async (t) => {
  const all = await stage(t);
  const path = await pathOf(all, 'orders@shop.example', all.alias.address);
  const other = await createAlias(all.program, { target, maxUses: 5 });
  assert.equal(await pathOf(all, path, other.address), '');
  assert.equal(await pathOf(all, `bounce=${'0'.repeat(32)}@ALIAS.localhost`, all.alias.address), '');
});

test('who sends to an alias from its own return path is in a loop, which ends at RCPT', async (t) => {
  const all = await stage(t);
  const { program, hop, alias } = all;
  for (const sender of ['orders@shop.example', `bounces+${'0123456789'.repeat(5)}@mail.shop.example`]) {
    const path = await pathOf(all, sender, alias.address);
    const before = hop.sessions.flatMap(({ commands }) => commands).length;
    const [dialogue, answer] = await Dialogue.envelope(program.smtpPort, alias.address, path);
    assert.equal(answer, '554 5.4.6 Too many hops, the message is looping');
    dialogue.drop();
    assert.equal(hop.sessions.flatMap(({ commands }) => commands).length, before);
  }
});

test('whoever asks whether a return path exists hears 250, also before the message is through, and as often as wanted', async (t) => {
  const all = await stage(t);
  const { program, hop, alias } = all;
  const sender = `bounces+${'0123456789'.repeat(5)}@mail.shop.example`;
  const answers: string[] = [];
  const ask = async (path: string, from: string): Promise<string> => {
    const [dialogue, answer] = await Dialogue.envelope(program.smtpPort, path, from);
    await dialogue.say('QUIT');
    return answer;
  };
  hop.follow({
    rcpt: async () => {
      const path = /<([^>]*)>/.exec(
        hop.sessions.at(-1)?.commands.find((line) => line.startsWith('MAIL')) ?? '',
      )?.[1];
      for (const from of ['', 'double-bounce@hidden-home.example']) answers.push(await ask(path ?? '', from));
      return undefined;
    },
  });
  const path = await pathOf(all, sender, alias.address);
  assert.deepEqual(answers, ['250 2.1.5 Recipient OK', '250 2.1.5 Recipient OK']);
  hop.follow({});
  for (let count = 0; count < 35; count += 1) assert.match(await ask(path, ''), /^250/);
  assert.match(await bring(program, path, bounce), /^250/, 'probes use up nothing of the budget of reports');
});

test('a message that is not delivered leaves no row behind', async (t) => {
  const all = await stage(t);
  const { program, hop, alias } = all;
  hop.follow({ dot: say('554 5.6.0 no') });
  const [dialogue] = await Dialogue.envelope(
    program.smtpPort,
    alias.address,
    `bounces+${'0123456789'.repeat(5)}@mail.shop.example`,
  );
  assert.match(await dialogue.message('Subject: s\r\n\r\ntext\r\n'), /^554/);
  dialogue.drop();
  const path = reversePathOf(hop.messages.at(-1)) || '';
  const commands = hop.sessions.flatMap(({ commands: some }) => some);
  const issued = /<(bounce=[^>]*)>/.exec(commands.join('\n'))?.[1] ?? path;
  hop.follow({});
  const deadline = Date.now() + 60_000;
  for (let answer = ''; !answer.startsWith('550 5.1.1'); ) {
    assert.ok(Date.now() < deadline, answer);
    answer = await bring(program, issued, bounce);
  }
});

test("a sender's slow mail servers do not keep the reports of others out", async (t) => {
  const all = await stage(t);
  const { program, hop } = all;
  const path = await pathOf(all, 'orders@shop.example', all.alias.address);
  const paths: string[] = [];
  for (const name of ['a', 'b', 'c', 'd', 'e'])
    paths.push(await pathOf(all, `${name}@slow.example`, all.alias.address));
  const over = Promise.withResolvers<undefined>();
  hop.follow({ rcpt: ({ line }) => (line.includes('@slow.example') ? over.promise : undefined) });
  const bringSlowly = async (to: string, from: string): Promise<void> => {
    const dialogue = await Dialogue.open(program.smtpPort, from);
    t.after(() => dialogue.drop());
    await dialogue.write(`EHLO mail.example\r\nMAIL FROM:<>\r\nRCPT TO:<${to}>\r\nDATA\r\n`);
    for (let reply = ''; !reply.startsWith('354'); ) reply = await dialogue.reply();
    await dialogue.write(`${bounce}.\r\n`);
  };
  for (const [index, one] of paths.entries()) {
    await Promise.all(Array.from({ length: 20 }, () => bringSlowly(one, `127.0.0.${index + 2}`)));
  }
  const waiting = (): number =>
    hop.sessions.filter(({ commands }) => commands.at(-1)?.includes('@slow.example>')).length;
  const deadlineAt = Date.now() + 60_000;
  while (waiting() < 100) {
    assert.ok(Date.now() < deadlineAt, `only ${waiting()} are being sent`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.match(await bring(program, path, bounce), /^250 /);
  over.resolve(undefined);
});

test('the owner sees that a delivery bounced, and a dead alias is reported all the same', async (t) => {
  const all = await stage(t);
  const { program, hop } = all;
  const alias = await createAlias(program, { target, maxUses: 2 });
  const path = await pathOf(all, 'orders@shop.example', alias.address);
  const authorization = `Bearer ${alias.manageToken}`;
  const events = await fetch(`${program.url}/aliases/${alias.address}/events`, {
    headers: { authorization },
  });
  assert.match(await bring(program, path, bounce), /^250/);
  const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
  let seen = '';
  while (!seen.includes('event: bounced')) seen += (await reader?.read())?.value ?? assert.fail(seen);
  await reader?.cancel();
  for (const [language, words] of [
    ['en', 'Bounced: your mail server'],
    ['de', 'Zurückgekommen: von deinem Mailserver'],
  ] as const) {
    const page = `${program.url}/m/${alias.address}/${alias.manageToken}`;
    const shown = await fetch(page, { headers: { 'accept-language': language } });
    assert.match(await shown.text(), new RegExp(words));
  }

  await pathOf(all, 'orders@shop.example', alias.address);
  assert.match(await bring(program, alias.address, bounce), /^550 5\.1\.1/);
  assert.match(await bring(program, path, bounce), /^250/);
  assert.deepEqual(hop.messages.at(-1)?.rcpts, ['RCPT TO:<orders@shop.example>']);
});

test('a retry takes over the use in doubt, though its return path is another', async (t) => {
  const { program, hop } = await stage(t);
  const alias = await createAlias(program, { target, maxUses: 1 });
  const sender = `bounces+${'0123456789'.repeat(5)}@mail.shop.example`;
  const attempt = async (): Promise<string> => {
    const [dialogue] = await Dialogue.envelope(program.smtpPort, alias.address, sender);
    const answer = await dialogue.message('Subject: s\r\n\r\ntext\r\n');
    dialogue.drop();
    return answer;
  };
  hop.follow({ dot: { next: 'hangUp' } });
  assert.match(await attempt(), /^451 4\.4\.2/);
  hop.follow({});
  assert.match(await attempt(), /^250/);
  const [first, second] = hop.messages.map(reversePathOf);
  assert.match(`${first} ${second}`, /^bounce=\w+@alias\.localhost bounce=\w+@alias\.localhost$/);
  assert.notEqual(first, second);
});

test('a recipient that is refused leaves no trace in the return path of the next one', async (t) => {
  const { program, hop, alias } = await stage(t);
  const refused = await createAlias(program, { target: 'full@hidden-home.example', maxUses: 1 });
  hop.follow({ rcpt: ({ line }) => (line.includes('full@') ? say('550 5.2.2 full') : undefined) });
  const [dialogue, answer] = await Dialogue.envelope(
    program.smtpPort,
    refused.address,
    'orders@shop.example',
  );
  assert.match(answer, /^550 5\.0\.0/);
  assert.match(await dialogue.say(`RCPT TO:<${alias.address}>`), /^250/);
  assert.match(await dialogue.message('Subject: s\r\n\r\ntext\r\n'), /^250/);
  dialogue.drop();
  const local = alias.address.split('@')[0];
  assert.match(reversePathOf(hop.messages.at(-1)), new RegExp(`=orders=${local}@alias\\.localhost$`));
});

test('with `keep` the sender goes on as it is, and so do null senders in any case', async (t) => {
  const kept = await stage(t, { MAYFLY_RETURN_PATH: 'keep' });
  assert.equal(await pathOf(kept, 'orders@shop.example', kept.alias.address), 'orders@shop.example');
  const rewritten = await stage(t);
  assert.equal(await pathOf(rewritten, '', rewritten.alias.address), '');
});

test('nobody hears of a bounce whom SPF did not vouch for, only the owner does: no reflector', async (t) => {
  const dns = await startDnsServer({
    'shop.example': { TXT: ['v=spf1 ip4:203.0.112.7 -all'] },
    'slow.example': 'silent',
  });
  t.after(() => dns.close());
  const settings = { MAYFLY_DNS_SERVERS: dns.address, MAYFLY_PROXY_PEERS: '127.0.0.1' };
  const long = `bounces+${'0123456789'.repeat(5)}@shop.example`;
  const all = await stage(t, settings);
  const reported = (client: string, sender: string) => isReported(all, client, sender);
  for (const sender of ['orders@shop.example', long]) {
    assert.equal(await reported('203.0.112.7', sender), true);
    assert.equal(await reported('203.0.112.8', sender), false);
  }
  assert.equal(await reported('203.0.112.7', 'orders@none.example'), false);
  assert.equal(await reported('203.0.112.7', 'orders@slow.example'), false);
  // A mail server of the operator's own in front.
  assert.equal(await reported('10.1.2.3', 'orders@none.example'), true);
  assert.equal(await all.program.stop(), 0);
  assert.equal(all.program.output().match(/"event":"unreported"/g)?.length, 4);

  const open = await stage(t, { ...settings, MAYFLY_REPORTS: 'all' });
  assert.equal(await isReported(open, '203.0.112.8', 'orders@shop.example'), true);
});

/** Whether a report comes of a message that this client sent as this sender, and that bounced; whoever brought that hears 250. */
async function isReported({ program, hop, alias }: Stage, client: string, sender: string): Promise<boolean> {
  const header = `PROXY TCP4 ${client} 127.0.0.1 4711 25\r\n`;
  const send = async (from: string, to: string, message: string): Promise<void> => {
    const dialogue = await Dialogue.open(program.smtpPort, '127.0.0.1', header);
    await dialogue.say('EHLO client.example');
    await dialogue.say(`MAIL FROM:<${from}>`);
    assert.match(await dialogue.say(`RCPT TO:<${to}>`), /^250/);
    assert.match(await dialogue.message(message), /^250 /);
    dialogue.drop();
  };
  await send(sender, alias.address, 'Subject: s\r\n\r\ntext\r\n');
  const path = reversePathOf(hop.messages.at(-1));
  const before = hop.messages.length;
  await send('', path, bounce);
  return hop.messages.length > before;
}
