// SPDX-License-Identifier: MIT
/**
 * The program among mail software that nobody here wrote: Postfix with OpenDKIM at a shop → Mayfly with rspamd → Postfix at home with
 * its checks on, OpenDKIM, OpenDMARC and Dovecot behind it. DNS is the tests' own.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Dovecot, startDovecot, startOpendkim, startOpendmarc } from '../support/debian/mail-tools.ts';
import { type Run, startNameService } from '../support/debian/name-service.ts';
import { type Postfix, startPostfix } from '../support/debian/postfix.ts';
import { freePort } from '../support/free-port.ts';
import {
  createAlias,
  environment,
  type Program,
  showAlias,
  startProgram,
} from '../support/program/program.ts';
import { need } from '../support/program/real-clients.ts';
import { startRspamd } from '../support/program/rspamd-server.ts';
import { skipLoudly } from '../support/program/skip.ts';
import { eventually } from '../support/redis/redis-server.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const commands = [
  'postfix',
  'opendkim',
  'opendmarc',
  'dovecot',
  '/usr/lib/dovecot/lmtp',
  'rspamd',
  'unshare',
];

interface Chain {
  readonly program: Program;
  readonly dovecot: Dovecot;
  readonly shop: Postfix;
  readonly home: Postfix;
  readonly shopPort: number;
}

/** The folder is removed behind everybody that works in it. */
async function startChain(t: TestContext): Promise<Chain> {
  const folder = mkdtempSync(join(tmpdir(), 'mayfly-test-'));
  try {
    return await startAll(t, folder);
  } finally {
    t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  }
}

async function startAll(t: TestContext, folder: string): Promise<Chain> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keyFile = join(folder, 'dkim.pem');
  writeFileSync(
    keyFile,
    createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })).export({
      type: 'pkcs1',
      format: 'pem',
    }),
  );
  const record = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const host = { A: ['127.0.0.1'] };
  const run = await startNameService(t, folder, {
    'mx.alias.example': host,
    'mx.shop.example': host,
    'mx.home.example': host,
    'alias.example': { MX: [{ exchange: 'mx.alias.example', priority: 10 }] },
    'shop.example': { MX: [{ exchange: 'mx.shop.example', priority: 10 }] },
    'home.example': { MX: [{ exchange: 'mx.home.example', priority: 10 }] },
    's1._domainkey.shop.example': { TXT: [`v=DKIM1; k=rsa; p=${record}`] },
    '_dmarc.shop.example': { TXT: ['v=DMARC1; p=reject'] },
    's1._domainkey.alias.example': { TXT: [`v=DKIM1; k=rsa; p=${record}`] },
    '_dmarc.alias.example': { TXT: ['v=DMARC1; p=reject; adkim=s; aspf=s'] },
  });
  const [shopPort, homePort] = [await freePort(), await freePort()];
  const dovecot = await startDovecot(run, folder, [
    'ann@home.example',
    'bea@home.example',
    'orders@shop.example',
  ]);
  const program = await startMayfly(t, { folder, homePort, keyFile });
  const transport = join(folder, 'transport');
  writeFileSync(
    transport,
    `alias.example smtp:[127.0.0.1]:${program.smtpPort}\nshop.example smtp:[127.0.0.1]:${shopPort}\nhome.example ${dovecot.lmtp}\n`,
  );
  const home = await startHome(run, { folder, port: homePort, transport });
  const shop = await startShop(run, { folder, port: shopPort, transport, keyFile, lmtp: dovecot.lmtp });
  return { program, dovecot, shop, home, shopPort };
}

async function startMayfly(
  t: TestContext,
  {
    folder,
    homePort,
    keyFile,
  }: { readonly folder: string; readonly homePort: number; readonly keyFile: string },
): Promise<Program> {
  return startProgram(
    t,
    environment(folder, {
      MAYFLY_DOMAINS: 'alias.example',
      MAYFLY_HOSTNAME: 'mx.alias.example',
      MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${homePort}?tls=none`,
      MAYFLY_RSPAMD: await startRspamd(t),
      MAYFLY_PUBLIC_URL: 'https://alias.example',
      MAYFLY_DKIM_KEY: keyFile,
      MAYFLY_DKIM_SELECTOR: 's1',
      MAYFLY_CONFIRM: 'others',
      MAYFLY_TARGETS: 'ann@home.example, ghost@home.example, refused@home.example',
    }),
  );
}

/** Postfix of the target, with all the checks on that an operator may have. */
async function startHome(
  run: Run,
  { folder, port, transport }: { readonly folder: string; readonly port: number; readonly transport: string },
): Promise<Postfix> {
  const own = join(folder, 'home');
  mkdirSync(own);
  writeFileSync(join(own, 'recipients'), 'refused@home.example REJECT\n');
  const milters = [await startOpendkim(run, own, 'verify'), await startOpendmarc(run, own)];
  return startPostfix(
    { folder: own, port, run },
    {
      myhostname: 'mx.home.example',
      relay_domains: 'home.example',
      transport_maps: `texthash:${transport}`,
      smtpd_milters: milters.join(', '),
      smtpd_helo_required: 'yes',
      smtpd_helo_restrictions:
        'reject_invalid_helo_hostname, reject_non_fqdn_helo_hostname, reject_unknown_helo_hostname',
      smtpd_sender_restrictions:
        'reject_non_fqdn_sender, reject_unknown_sender_domain, reject_unverified_sender',
      smtpd_recipient_restrictions: `check_recipient_access texthash:${join(own, 'recipients')}`,
      // A probe that failed under load is tried again soon, not in three hours.
      address_verify_negative_refresh_time: '1s',
      smtpd_soft_error_limit: '1',
      smtpd_hard_error_limit: '2',
    },
  );
}

async function startShop(
  run: Run,
  options: {
    readonly folder: string;
    readonly port: number;
    readonly transport: string;
    readonly keyFile: string;
    readonly lmtp: string;
  },
): Promise<Postfix> {
  const own = join(options.folder, 'shop');
  mkdirSync(own);
  const signer = await startOpendkim(run, own, {
    sign: { domain: 'shop.example', keyFile: options.keyFile },
  });
  const transport = join(own, 'transport');
  writeFileSync(transport, `shop.example ${options.lmtp}\n`);
  return startPostfix(
    { folder: own, port: options.port, run },
    {
      myhostname: 'mx.shop.example',
      relay_domains: 'shop.example',
      transport_maps: `texthash:${transport}, texthash:${options.transport}`,
      smtpd_milters: signer,
    },
  );
}

/** Hands a message to the shop's Postfix, which signs it and sends it on. */
async function order(port: number, recipients: readonly string[], subject: string): Promise<void> {
  const dialogue = await Dialogue.open(port);
  await dialogue.say('EHLO till.shop.example');
  assert.match(await dialogue.say('MAIL FROM:<orders@shop.example>'), /^250/);
  for (const recipient of recipients) assert.match(await dialogue.say(`RCPT TO:<${recipient}>`), /^250/);
  const header = `From: Shop <orders@shop.example>\r\nTo: you\r\nSubject: ${subject}\r\n`;
  const date = `Date: ${new Date().toUTCString().replace('GMT', '+0000')}\r\nMessage-ID: <${subject}@shop.example>\r\n`;
  assert.match(await dialogue.message(`${header}${date}\r\nThank you.\r\n.. and come again\r\n`), /^250/);
  dialogue.drop();
}

const waitMs = 45_000;

/** Whether programs may be given a name server of their own; where not, skips the test loudly, or fails it when `CI=true`. */
function mayHaveNamesOfItsOwn(t: TestContext): boolean {
  if (spawnSync('unshare', ['-m', 'true']).status === 0) return true;
  skipLoudly(
    t,
    'unshare -m needs root and CAP_SYS_ADMIN, so nothing was proven with a chain of mail servers',
  );
  return false;
}

test('mail goes through a chain of Postfix, OpenDKIM, OpenDMARC, rspamd and Dovecot, and bounces come back', async (t) => {
  for (const command of commands) if (!need(t, command)) return;
  if (!mayHaveNamesOfItsOwn(t)) return;
  const { program, dovecot, shop, home, shopPort } = await startChain(t);
  const inbox = (): readonly string[] => dovecot.mailbox('ann@home.example');
  const arrived = (subject: string): string | undefined =>
    inbox().find((text) => text.includes(`Subject: ${subject}`));
  const logs = (): string => `${shop.log()}\n${home.log()}\n${program.output()}`;
  const comes = async (subject: string): Promise<string> => {
    await eventually(async () => arrived(subject) !== undefined, waitMs).catch(() =>
      assert.fail(`${subject} did not come\n${logs()}`),
    );
    return arrived(subject) ?? '';
  };
  const alias = () => createAlias(program, { target: 'ann@home.example', maxUses: 5 });
  const [one, two] = [await alias(), await alias()];

  await t.test('a signed message passes every check, the probe of its return path included', async () => {
    await order(shopPort, [one.address], 'first');
    const text = await comes('first');
    assert.match(text, /^Authentication-Results: mx\.home\.example;\s+dkim=pass/m);
    assert.match(text, /^Authentication-Results: mx\.home\.example;\s+dmarc=pass/m);
    assert.match(text, /^Return-Path: <SRS0=[^>]+@alias\.example>/m);
    assert.match(text, /^\. and come again/m);
    assert.match(home.log(), /to=<SRS0=\S+@alias\.example>.* status=deliverable/);
  });

  await t.test('a message to two aliases arrives at both', async () => {
    await order(shopPort, [one.address, two.address], 'both');
    const copies = (): number => inbox().filter((text) => text.includes('Subject: both')).length;
    await eventually(async () => copies() === 2, waitMs).catch(() =>
      assert.fail(`${copies()} copies came\n${logs()}`),
    );
    assert.equal((await showAlias(program, two))?.usesLeft, 4);
    assert.match(shop.log(), /dsn=4\.5\.3, status=deferred/);
  });

  await t.test('refusals beyond the limits of errors of the next hop harm no other message', async () => {
    const refused = await createAlias(program, { target: 'refused@home.example', maxUses: 5 });
    for (let time = 0; time < 6; time += 1) {
      const [dialogue, rcpt] = await Dialogue.envelope(
        program.smtpPort,
        refused.address,
        'orders@shop.example',
      );
      assert.match(rcpt, /^550 5\.7\.0/);
      dialogue.drop();
    }
    await order(shopPort, [one.address], 'after-errors');
    await comes('after-errors');
    assert.match(home.log(), /too many errors/);
  });

  await t.test(
    'a bounce behind the next hop comes back to the sender, and names the alias alone',
    async () => {
      const ghost = await createAlias(program, { target: 'ghost@home.example', maxUses: 5 });
      await order(shopPort, [ghost.address], 'to-a-ghost');
      const reports = (): readonly string[] =>
        dovecot.mailbox('orders@shop.example').filter((text) => text.includes(ghost.address));
      await eventually(async () => reports().length > 0, waitMs).catch(() =>
        assert.fail(`no report\n${shop.log()}\n${home.log()}\n${program.output()}`),
      );
      assert.match(reports()[0] ?? '', /Action: failed/);
      assert.ok(!reports()[0]?.includes('ghost@home.example'));
    },
  );

  await t.test('a question passes every check, and mail comes once its reader has agreed', async () => {
    const asked = await createAlias(program, { target: 'bea@home.example', maxUses: 5 });
    assert.equal(asked.state, 'unconfirmed');
    const mailbox = (): readonly string[] => dovecot.mailbox('bea@home.example');
    await eventually(async () => mailbox().length > 0, waitMs).catch(() =>
      assert.fail(`no question\n${logs()}`),
    );
    const question = mailbox()[0] ?? '';
    assert.match(question, /^Authentication-Results: mx\.home\.example;\s+dkim=pass/m);
    assert.match(question, /^Authentication-Results: mx\.home\.example;\s+dmarc=pass/m);
    assert.match(question, /^Return-Path: <bounce=[0-9a-f]+@alias\.example>/m);
    await order(shopPort, [asked.address], 'before-the-answer');
    await eventually(async () => /dsn=4\.2\.1, status=deferred/.test(shop.log()), waitMs);
    const link =
      /^ {4}https:\/\/alias\.example(\/confirm\/\w+)\r?$/m.exec(question)?.[1] ?? assert.fail(question);
    const answer = await fetch(program.url + link, { method: 'POST', redirect: 'manual' });
    assert.equal(answer.status, 303);
    await order(shopPort, [asked.address], 'after-the-answer');
    await eventually(
      async () => mailbox().some((text) => text.includes('Subject: after-the-answer')),
      waitMs,
    ).catch(() => assert.fail(`nothing after the answer\n${logs()}`));
  });

  await t.test('a question to a mailbox that is not there bounces, and ends its key and alias', async () => {
    const asked = await createAlias(program, { target: 'nobody@home.example', maxUses: 5 });
    const headers = { authorization: `Bearer ${asked.manageToken}` };
    const status = async () => (await fetch(`${program.url}/aliases/${asked.address}`, { headers })).status;
    await eventually(async () => (await status()) === 404, waitMs).catch(() => assert.fail(logs()));
  });
});
