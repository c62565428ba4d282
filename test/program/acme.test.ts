// SPDX-License-Identifier: MIT
/** Certificates of the running program's own, obtained from a real authority: Debian's pebble. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { freePort } from '../support/free-port.ts';
import {
  type AcmeAuthority,
  type AuthorityOptions,
  placeAuthority,
} from '../support/program/acme-authority.ts';
import { figure, parseExposition } from '../support/program/exposition.ts';
import { findFaketime } from '../support/program/faketime.ts';
import {
  createAlias,
  environment,
  type Program,
  runProgram,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { need } from '../support/program/real-clients.ts';
import { eventually } from '../support/redis/redis-server.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const options = { timeout: 240_000 };
const deadline = () => ({ signal: AbortSignal.timeout(60_000) });
const obtainMs = 90_000;

const hostname = 'mx.alias.example';
const website = 'alias.example';
const policyHost = 'mta-sts.alias.example';

/** A program that gets its certificates from an authority, which does not run yet. */
interface Setting {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly authority: AcmeAuthority;
}

async function place(
  t: TestContext,
  { more = {}, ...special }: AuthorityOptions & { more?: Record<string, string> } = {},
): Promise<Setting> {
  const folder = temporaryFolder(t);
  const [httpPort, httpsPort] = [await freePort(), await freePort()];
  const authority = await placeAuthority(t, httpPort, special);
  const env = environment(folder, {
    MAYFLY_DOMAINS: website,
    MAYFLY_HOSTNAME: hostname,
    MAYFLY_HTTP_LISTEN: `127.0.0.1:${httpPort}`,
    MAYFLY_HTTPS_LISTEN: `127.0.0.1:${httpsPort}`,
    ...authority.env,
    ...more,
  });
  return { folder, env, httpPort, httpsPort, authority };
}

/** How often the program has said so. */
function timesLogged({ output }: Program, words: string): number {
  return output().split(words).length - 1;
}

async function untilLogged(program: Program, words: string, times = 1): Promise<void> {
  await eventually(async () => timesLogged(program, words) >= times, obtainMs).catch(() =>
    assert.fail(`"${words}" was not logged ${times} times:\n${program.output()}`),
  );
}

/** Goes over to TLS; rejects where the certificate is not of this authority and for the mail server. */
async function startTls({ smtpPort }: Program, ca: string): Promise<TLSSocket> {
  const socket = connect(smtpPort, '127.0.0.1');
  await once(socket, 'data', deadline());
  socket.write('EHLO client.example\r\n');
  const [offer] = await once(socket, 'data', deadline());
  assert.match(String(offer), /250[- ]STARTTLS\r\n/);
  socket.write('STARTTLS\r\n');
  await once(socket, 'data', deadline());
  const secure = connectTls({ socket, ca, servername: hostname });
  await once(secure, 'secureConnect', deadline());
  return secure;
}

/** Asks over HTTPS as a browser asks for a host. */
async function ask(port: number, host: string, path: string, ca: string) {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const headers = { host, connection: 'close' };
  request({ port, host: '127.0.0.1', servername: host, path, ca, headers, agent: false }, resolve)
    .on('error', reject)
    .end();
  const answer = await promise;
  return { status: answer.statusCode, headers: answer.headers, text: (await answer.toArray()).join('') };
}

/** Asks in clear, as somebody elsewhere does: by the name of the website. */
async function askInClear(
  port: number,
  { path, method = 'GET', headers = {} }: { path: string; method?: string; headers?: Record<string, string> },
): Promise<{ status: number | undefined; location: string | undefined }> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  requestHttp(
    { port, host: '127.0.0.1', path, method, headers: { host: website, ...headers }, agent: false },
    resolve,
  )
    .on('error', reject)
    .end();
  const answer = (await promise).resume();
  return { status: answer.statusCode, location: answer.headers.location };
}

test(
  'mail, website and MTA-STS policy get their certificates, and what comes in clear is led to HTTPS',
  options,
  async (t) => {
    if (!need(t, 'pebble')) return;
    const { folder, env, httpPort, httpsPort, authority } = await place(t);
    await authority.start();
    const program = await startProgram(t, env);
    await untilLogged(program, '"certificate obtained"', 3);
    const root = await authority.root();
    (await startTls(program, root)).destroy();

    const page = await ask(httpsPort, website, '/', root);
    assert.equal(page.status, 200);
    assert.match(page.text, /<title>/);
    assert.equal(page.headers['strict-transport-security'], 'max-age=15768000');
    const policy = await ask(httpsPort, policyHost, '/.well-known/mta-sts.txt', root);
    assert.equal(policy.text, `version: STSv1\r\nmode: enforce\r\nmx: ${hostname}\r\nmax_age: 604800\r\n`);
    assert.match(String(policy.headers['content-type']), /^text\/plain/);
    await assert.rejects(ask(httpsPort, 'other.example', '/', root), {
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });

    assert.deepEqual(await askInClear(httpPort, { path: '/m/a?b=c' }), {
      status: 308,
      location: `https://${website}/m/a?b=c`,
    });
    const authorization = 'Bearer abcdefgh';
    for (const wrong of [
      { path: '/aliases', method: 'POST' },
      { path: '/aliases/a@b.example', headers: { authorization } },
    ])
      assert.equal((await askInClear(httpPort, wrong)).status, 403);
    assert.equal((await askInClear(httpPort, { path: '/healthz' })).status, 200);
    // From this machine itself it is served as ever.
    await createAlias(program, { target: 'you@home.example', maxUses: 1 });

    const certificates = join(folder, 'secret.certificates');
    const files = readdirSync(certificates).sort();
    assert.deepEqual(files, [`${website}.pem`, `${policyHost}.pem`, `${hostname}.pem`]);
    for (const file of files) assert.equal(statSync(join(certificates, file)).mode & 0o777, 0o600);
    assert.equal(statSync(certificates).mode & 0o777, 0o700);
    assert.doesNotMatch(program.output(), /PRIVATE KEY/);

    assert.equal(await program.stop(), 0);
    const again = await startProgram(t, env);
    (await startTls(again, root)).destroy();
    await again.stop();
    assert.equal(timesLogged(again, 'certificate obtained'), 0, 'what is there is not ordered again');
  },
);

test('every worker answers challenges and presents what one of them obtained', options, async (t) => {
  if (!need(t, 'pebble')) return;
  const { env, httpsPort, authority } = await place(t, { more: { MAYFLY_WORKERS: '3' } });
  await authority.start();
  const program = await startProgram(t, env);
  await untilLogged(program, '"certificate obtained"', 3);
  assert.equal(
    new Set(
      program
        .output()
        .match(/"worker":\d,[^\n]*certificate obtained/g)
        ?.map((line) => line.slice(0, 10)),
    ).size,
    1,
  );
  const root = await authority.root();
  // The others hear of it a moment later.
  const presented = async (): Promise<boolean> => {
    for (let at = 0; at < 12; at += 1) {
      (await startTls(program, root)).destroy();
      if ((await ask(httpsPort, website, '/healthz', root)).status !== 200) return false;
    }
    return true;
  };
  await eventually(() => presented().catch(() => false), obtainMs);
  assert.equal(await program.stop(), 0);
});

test(
  'without the authority mail is taken in clear, and STARTTLS is offered as soon as it is there',
  options,
  async (t) => {
    if (!need(t, 'pebble')) return;
    const { env, authority } = await place(t, { more: { MAYFLY_HTTPS_LISTEN: '' } });
    const program = await startProgram(t, env);
    await untilLogged(program, 'the authority cannot be asked (ECONNREFUSED)');
    const { address } = await createAlias(program, { target: 'you@home.example', maxUses: 1 });
    const [dialogue, rcpt] = await Dialogue.envelope(program.smtpPort, address);
    assert.match(rcpt, /^250 /);
    assert.match(await dialogue.message('Subject: hi\r\n\r\nBody\r\n'), /^250 /);
    assert.doesNotMatch(await dialogue.say('EHLO client.example'), /STARTTLS/);
    await authority.start();
    // The operator who knows that it is there again need not wait.
    program.process.kill('SIGHUP');
    await untilLogged(program, '"certificate obtained"');
    const root = await authority.root();
    (await startTls(program, root)).destroy();
    assert.equal(timesLogged(program, '"certificate obtained"'), 1, 'for the mail server alone');
    assert.equal(await program.stop(), 0);
  },
);

test(
  'a certificate that is due is served until its successor is there, and sessions live on',
  options,
  async (t) => {
    const library = findFaketime();
    if (!need(t, 'pebble') || !need(t, 'faketime') || library === undefined) return;
    const { folder, env, authority } = await place(t, { more: { MAYFLY_HTTPS_LISTEN: '' } });
    const old = certificateOfYesterday(folder, library);
    const kept = join(folder, 'secret.certificates', `${hostname}.pem`);
    mkdirSync(join(folder, 'secret.certificates'), { mode: 0o700 });
    writeFileSync(kept, old, { mode: 0o600 });

    const program = await startProgram(t, env);
    await untilLogged(program, 'certificate not obtained');
    const session = await startTls(program, old);
    const expiry = 'mayfly_tls_certificate_expiry_timestamp_seconds';
    const before = figure(await metrics(program), expiry);
    await authority.start();
    await untilLogged(program, '"certificate obtained"');
    const root = await authority.root();
    (await startTls(program, root)).destroy();
    await assert.rejects(startTls(program, old));
    session.write('NOOP\r\n');
    assert.match(String((await once(session, 'data', deadline()))[0]), /^250 /);
    session.destroy();
    const families = await metrics(program);
    assert.ok(figure(families, expiry) > before);
    assert.equal(figure(families, 'mayfly_certificate_orders_total', { outcome: 'obtained' }), 1);
    assert.ok(figure(families, 'mayfly_certificate_orders_total', { outcome: 'failed' }) >= 1);
    assert.notEqual(readFileSync(kept, 'utf8'), old);
    assert.equal(await program.stop(), 0);
  },
);

test(
  'short-lived certificates are renewed again and again by the same process, for mail and website',
  options,
  async (t) => {
    if (!need(t, 'pebble')) return;
    const { env, httpsPort, authority } = await place(t, { lifeSeconds: 30 });
    await authority.start();
    const program = await startProgram(t, env);
    await untilLogged(program, '"certificate obtained"', 3);
    const root = await authority.root();
    const presented = async (): Promise<string[]> => {
      const sockets = [await startTls(program, root)];
      for (const host of [website, policyHost]) {
        const socket = connectTls({ port: httpsPort, host: '127.0.0.1', ca: root, servername: host });
        sockets.push(socket);
        await once(socket, 'secureConnect', deadline());
      }
      const serials = sockets.map((socket) => socket.getPeerCertificate().serialNumber);
      for (const socket of sockets) socket.destroy();
      return serials;
    };
    let session: TLSSocket | undefined;
    let last: string[] = [];
    // Here too.
    await eventually(async () => {
      session ??= await startTls(program, root).catch(() => undefined);
      last = await presented().catch(() => []);
      return session !== undefined && last.length > 0;
    }, obtainMs);
    assert.ok(session);
    for (const _ of [1, 2])
      await eventually(async () => {
        // One that has just expired is refused: so slow a machine finds the next one.
        const now = await presented().catch(() => last);
        if (now.some((serial) => last.includes(serial))) return false;
        last = now;
        return true;
      }, obtainMs);
    session.write('NOOP\r\n');
    assert.match(String((await once(session, 'data', deadline()))[0]), /^250 /);
    session.destroy();
    assert.equal(timesLogged(program, '"listening"'), 1);
    assert.equal(await program.stop(), 0);
  },
);

test(
  'a host that the authority does not find holds up no other, and log and doctor name it',
  options,
  async (t) => {
    if (!need(t, 'pebble')) return;
    const { env, httpsPort, authority } = await place(t, { unknown: [policyHost] });
    await authority.start();
    const program = await startProgram(t, env);
    await untilLogged(program, '"certificate obtained"', 2);
    await untilLogged(program, '"certificate not obtained"');
    const line =
      program
        .output()
        .split('\n')
        .find((text) => text.includes('certificate not obtained')) ?? '';
    assert.match(line, /"host":"mta-sts\.alias\.example".*could not see that the name is ours \(/);
    const root = await authority.root();
    (await startTls(program, root)).destroy();
    assert.equal((await ask(httpsPort, website, '/healthz', root)).status, 200);
    const { stdout } = await runProgram(['doctor'], env);
    assert.match(stdout, /Certificate of mta-sts\.alias\.example: none yet/);
    assert.match(stdout, /for mx\.alias\.example until/);
    assert.equal(await program.stop(), 0);
  },
);

async function metrics(program: Program) {
  return parseExposition(await (await fetch(`${program.url}/metrics`)).text());
}

/** One for the mail server, of whose single day 17 hours are over, with its key. */
function certificateOfYesterday(folder: string, library: string): string {
  const [key, cert] = [join(folder, 'old-key.pem'), join(folder, 'old.pem')];
  const command =
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=old -addext';
  const args = [...command.split(' '), `subjectAltName=DNS:${hostname}`, '-keyout', key, '-out', cert];
  execFileSync('openssl', args, {
    env: { ...process.env, LD_PRELOAD: library, FAKETIME: '-17h' },
    stdio: 'pipe',
  });
  return readFileSync(cert, 'utf8') + readFileSync(key, 'utf8');
}
