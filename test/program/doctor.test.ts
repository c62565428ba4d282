// SPDX-License-Identifier: MIT
/** `mayfly doctor` through the real program, against DNS and servers of the tests' own. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { makeDkimKey } from '../support/dkim-signer.ts';
import { type DnsServer, startDnsServer } from '../support/dns/dns-server.ts';
import { freePort } from '../support/free-port.ts';
import { say, startScriptedHop } from '../support/next-hop/scripted-next-hop.ts';
import { environment, main, runProgram, startProgram, temporaryFolder } from '../support/program/program.ts';

interface Finding {
  readonly subject: string;
  readonly status: string;
  readonly says: string;
  readonly fix?: string;
}

/** A good zone for alias.example at 127.0.0.1. */
async function startZone(t: TestContext): Promise<DnsServer> {
  const dns = await startDnsServer({
    'alias.example': { MX: [{ priority: 10, exchange: 'mx.alias.example' }], TXT: ['v=spf1 mx -all'] },
    'mx.alias.example': { A: ['127.0.0.1'] },
    '_dmarc.alias.example': { TXT: ['v=DMARC1; p=reject'] },
    '1.0.0.127.in-addr.arpa': { PTR: ['mx.alias.example'] },
  });
  t.after(() => dns.close());
  return dns;
}

test('doctor tells what is well and what to write where, and leaves no trace', async (t) => {
  const folder = temporaryFolder(t);
  const [dns, hop] = [await startZone(t), await startScriptedHop()];
  t.after(() => hop.close());
  const keyFile = join(folder, 'dkim.pem');
  const key = makeDkimKey();
  writeFileSync(keyFile, key.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  dns.set('mayfly._domainkey.alias.example', { TXT: [key.record] });
  const env = environment(folder, {
    MAYFLY_DKIM_KEY: keyFile,
    MAYFLY_DOMAINS: 'alias.example,bare.example',
    MAYFLY_HOSTNAME: 'mx.alias.example',
    MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${hop.port}`,
    MAYFLY_DNS_SERVERS: dns.address,
    MAYFLY_POSTMASTER: 'canary.postmaster@hidden-home.example',
    MAYFLY_PUBLIC_URL: 'http://127.0.0.1:1',
  });
  const examine = async (port: number) => {
    const args = ['doctor', '--json', '--smtp-port', String(port), '--ntp', '127.0.0.1:1'];
    const { code, stdout, stderr } = await runProgram(args, env);
    assert.doesNotMatch(stdout + stderr, /canary/);
    const findings = JSON.parse(stdout) as Finding[];
    const statusOf = (subject: string) => findings.find((finding) => finding.subject === subject)?.status;
    for (const { status, fix } of findings) assert.equal(fix === undefined, status === 'ok');
    return { code, stderr, findings, statusOf };
  };

  const closed = await freePort();
  const before = await examine(closed);
  assert.equal(before.code, 1);
  assert.match(before.stderr, /problems to fix/);
  assert.equal(before.statusOf('Secret'), 'warn');
  assert.equal(before.statusOf('Store'), 'warn');
  assert.equal(before.statusOf(`Port ${closed} of 127.0.0.1`), 'fail');

  // Had it made a secret or a store, the program would have found one of another mode or owner.
  const program = await startProgram(t, env);
  const { statusOf, code } = await examine(program.smtpPort);
  for (const subject of [
    'Settings',
    'Secret',
    'Store',
    'Disk',
    `Smarthost 127.0.0.1:${hop.port}`,
    'PTR of 127.0.0.1',
    `Port ${program.smtpPort} of 127.0.0.1`,
    'MX of alias.example',
    'SPF of alias.example',
    'DKIM of alias.example',
    'DMARC of alias.example',
  ])
    assert.equal(statusOf(subject), 'ok', subject);
  for (const [subject, status] of [
    // Nobody outside reaches loopback.
    ['Address of mx.alias.example', 'fail'],
    ['MX of bare.example', 'fail'],
    ['SPF of bare.example', 'fail'],
    ['DKIM of bare.example', 'fail'],
    ['DMARC of bare.example', 'warn'],
    ['Certificate', 'warn'],
    ['Website', 'warn'],
    ['Clock', 'warn'],
  ])
    assert.equal(statusOf(subject ?? ''), status, subject);
  assert.equal(code, 1);
});

test('doctor says what is wrong with a smarthost, a store and DNS, in words without secrets', async (t) => {
  const folder = temporaryFolder(t);
  const dns = await startDnsServer({ '*': 'servfail' });
  t.after(() => dns.close());
  const hop = await startScriptedHop({
    extensions: ['AUTH PLAIN', '8BITMIME'],
    auth: say('535 5.7.8 canary-reply'),
  });
  t.after(() => hop.close());
  const { stdout, stderr, code } = await runProgram(
    ['doctor', '--ntp', '127.0.0.1:1', '--smtp-port', String(await freePort())],
    environment(folder, {
      MAYFLY_DOMAINS: 'alias.example',
      MAYFLY_NEXT_HOP: `smtp://canary-user:canary-password@127.0.0.1:${hop.port}`,
      MAYFLY_DNS_SERVERS: dns.address,
      MAYFLY_STORE: `redis://:canary-password@127.0.0.1:${await freePort()}`,
      MAYFLY_TLS_CERT: join(folder, 'missing.pem'),
      MAYFLY_TLS_KEY: join(folder, 'missing.key'),
    }),
  );
  assert.equal(code, 1);
  assert.doesNotMatch(stdout + stderr, /canary/);
  assert.match(
    stdout,
    /^FAIL {2}Smarthost 127\.0\.0\.1:\d+: .*auth.*\n {6}-> see user and password in MAYFLY_NEXT_HOP/m,
  );
  assert.match(stdout, /^FAIL {2}Store: /m);
  assert.match(stdout, /^FAIL {2}Certificate: MAYFLY_TLS_CERT: cannot be read \(ENOENT\)$/m);
  assert.match(stdout, /^FAIL {2}Settings: mail to postmaster is refused/m);
  for (const subject of ['Address of alias.example', 'MX of alias.example', 'SPF of alias.example'])
    assert.match(
      stdout,
      new RegExp(
        `^warn {2}${subject}: could not be checked: .*SERVFAIL\\)\\n {6}-> see MAYFLY_DNS_SERVERS`,
        'm',
      ),
    );
  assert.doesNotMatch(stdout, /is missing/);
});

test('doctor in the sandbox looks at this machine alone', async (t) => {
  const args = ['doctor', '--ntp', '127.0.0.1:1'];
  const { code, stdout } = await runProgram(args, environment(temporaryFolder(t)));
  assert.equal(code, 0, stdout);
  assert.match(stdout, /^warn {2}Next hop: none: this is the sandbox/m);
  assert.doesNotMatch(stdout, /MX of/);
});

test('dns prints what doctor then finds in place, dkim makes the key of it, and a foreign key is told', async (t) => {
  const folder = temporaryFolder(t);
  const dns = await startZone(t);
  const env = environment(folder, {
    MAYFLY_DOMAINS: 'alias.example',
    MAYFLY_HOSTNAME: 'mx.alias.example',
    MAYFLY_NEXT_HOP: 'direct',
    MAYFLY_DNS_SERVERS: dns.address,
    MAYFLY_DKIM_KEY: join(folder, 'keys', 'dkim.pem'),
  });
  const early = await runProgram(['dns'], env);
  assert.equal(early.code, 1);
  assert.match(early.stderr, /^mayfly: The DKIM key .* cannot be read \(ENOENT\); mayfly dkim makes one\n$/);

  const made = await runProgram(['dkim'], env);
  assert.equal(made.code, 0, made.stderr);
  const zone = await runProgram(['dns'], env);
  assert.equal(zone.code, 0, zone.stderr);
  const line = zone.stdout
    .split('\n')
    .find((text) => text.startsWith('mayfly._domainkey.alias.example. IN TXT '));
  assert.ok(line !== undefined && made.stdout.includes(`${line}\n`), made.stdout);
  assert.match(zone.stdout, /^alias\.example\. IN MX 10 mx\.alias\.example\.$/m);
  assert.equal(
    (await runProgram(['dkim'], env)).stdout,
    made.stdout.replace('A new key is', 'The key was there already'),
  );

  const checked = async () => (await runProgram(['dns', '--check'], env)).stdout;
  assert.match(
    await checked(),
    /^FAIL {2}DKIM of alias\.example: mayfly\._domainkey\.alias\.example is missing$/m,
  );
  dns.set('mayfly._domainkey.alias.example', { TXT: [makeDkimKey().record] });
  assert.match(await checked(), /^FAIL {2}DKIM of alias\.example: .* has another key than MAYFLY_DKIM_KEY$/m);
  const record = [...line.matchAll(/"([^"]*)"/g)].map(([, text]) => text).join('');
  dns.set('mayfly._domainkey.alias.example', { TXT: [record] });
  assert.match(await checked(), /^ok {4}DKIM of alias\.example: /m);
});

test('doctor --unit takes the settings that the process of a unit was given, file and variables', async (t) => {
  const folder = temporaryFolder(t);
  const dns = await startDnsServer({ '*': 'servfail' });
  t.after(() => dns.close());
  const file = join(folder, 'of the unit.toml');
  writeFileSync(file, `domains = "unit.example"\ndns_servers = "${dns.address}"\n`);
  const variables = {
    MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${await freePort()}`,
    MAYFLY_HOSTNAME: 'mx.unit.example',
  };
  const child = spawn(process.execPath, [main, 'serve', '--config', 'of the unit.toml'], {
    cwd: folder,
    env: environment(folder, variables),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const closed = once(child, 'close');
  t.after(() => {
    child.kill('SIGKILL');
    return closed;
  });
  await once(child.stdout, 'data', { signal: AbortSignal.timeout(60_000) });

  const tools = join(folder, 'tools');
  mkdirSync(tools);
  const systemctl = (pid: number | undefined) =>
    writeFileSync(
      join(tools, 'systemctl'),
      `#!/bin/sh\n[ "$*" = "show --property=MainPID --value -- mayfly" ] && echo ${pid}\n`,
      {
        mode: 0o755,
      },
    );
  systemctl(child.pid);
  const shell = { PATH: `${tools}:${process.env.PATH}` };
  const args = [
    'doctor',
    '--unit',
    'mayfly',
    '--ntp',
    '127.0.0.1:1',
    '--smtp-port',
    String(await freePort()),
  ];
  const { stdout } = await runProgram(args, shell);
  assert.match(stdout, /^ok {4}Store: /m);
  assert.match(stdout, /MX of unit\.example: could not be checked/);
  assert.match(stdout, /Address of mx\.unit\.example: /);
  // Each by the name where it stands.
  assert.match(stdout, /-> see dns_servers /);
  assert.doesNotMatch(stdout, /none are given/);
  const both = await runProgram([...args, '--config', file], shell);
  assert.equal(both.code, 2);
  systemctl(0);
  const stopped = await runProgram(args, shell);
  assert.deepEqual(
    [stopped.code, stopped.stderr],
    [1, 'mayfly: mayfly does not run; name its file with --config\n'],
  );
});

test('doctor names settings as they stand in the configuration file, and variables where those are set', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'mayfly.toml');
  const hop = await startScriptedHop({ extensions: ['AUTH PLAIN', '8BITMIME'], auth: say('535 5.7.8 no') });
  t.after(() => hop.close());
  writeFileSync(file, `next_hop = "smtp://user:password@127.0.0.1:${hop.port}"\n`);
  const dns = await startDnsServer({ '*': 'servfail' });
  t.after(() => dns.close());
  const { stdout } = await runProgram(
    ['doctor', '--config', file, '--ntp', '127.0.0.1:1', '--smtp-port', String(await freePort())],
    environment(folder, { MAYFLY_DOMAINS: 'alias.example', MAYFLY_DNS_SERVERS: dns.address }),
  );
  assert.match(stdout, /-> see user and password in next_hop;/);
  assert.match(stdout, /-> set postmaster to a mailbox/);
  assert.match(
    stdout,
    /-> set acme to your mailbox, or get one for alias\.example and set tls_cert and tls_key$/m,
  );
  assert.match(stdout, /-> see MAYFLY_DNS_SERVERS /);
  assert.doesNotMatch(stdout, /MAYFLY_(?!DNS_SERVERS)/);
});
