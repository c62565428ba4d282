// SPDX-License-Identifier: MIT
/** The main job through the real program on a real Redis. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { selfSignedCertificate } from '../support/certificate.ts';
import {
  createAlias,
  environment,
  type Program,
  runProgram,
  showAlias,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { sent, target } from '../support/program/transfer-fixture.ts';
import { eventually, isRedisInstalled, startRedis } from '../support/redis/redis-server.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

const options = { concurrency: true };

if (await isRedisInstalled())
  suite('Mayfly on Redis', options, () => {
    test('three messages are delivered and the fourth is refused; without Redis senders wait, and with it they go on', async (t) => {
      const redis = await startRedis();
      t.after(() => redis.remove());
      const env = environment(temporaryFolder(t), { MAYFLY_STORE: `redis://127.0.0.1:${redis.port}` });
      const program = await startProgram(t, env);
      const alias = await createAlias(program, { target, maxUses: 3 });
      assert.match(await sent(program, alias.address), /^250/);
      const [waiting, rcpt] = await Dialogue.envelope(program.smtpPort, alias.address);
      assert.match(rcpt, /^250/);
      await waiting.say('DATA');
      await redis.kill();
      assert.match(await waiting.say('Subject: waits\r\n\r\nbody\r\n.'), /^451/);
      waiting.drop();
      assert.match(await sent(program, alias.address), /^451/);
      await eventually(async () => (await readiness(program)) === 503);
      await redis.start();
      await eventually(async () => (await readiness(program)) === 200);
      assert.equal((await showAlias(program, alias))?.usesLeft, 2);
      for (const _ of [2, 3]) assert.match(await sent(program, alias.address), /^250/);
      assert.match(await sent(program, alias.address), /^550 5\.1\.1/);
      const messages = (await (await fetch(`${program.url}/sandbox/messages`)).json()) as unknown[];
      assert.equal(messages.length, 3);
      assert.equal(await program.stop(), 0);
      assert.doesNotMatch(program.output(), /canary|hidden-home/);
    });

    test('two programs on one Redis, with user, password and TLS, share the uses of an alias', async (t) => {
      const folder = temporaryFolder(t);
      const { cert, key } = selfSignedCertificate();
      const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
      writeFileSync(certFile, cert);
      writeFileSync(keyFile, key);
      const tls = ['--tls-cert-file', certFile, '--tls-key-file', keyFile, '--tls-auth-clients', 'no'];
      const user = ['--user', 'mayfly', 'on', '>canary-p@ss', '~mayfly:*', '&mayfly:*', ...neededCommands()];
      const redis = await startRedis([...user, ...tls], '', 'tls');
      t.after(() => redis.remove());
      const at = `127.0.0.1:${redis.port}`;
      const env = environment(folder, {
        MAYFLY_STORE: `rediss://mayfly:canary-p%40ss@${at}`,
        NODE_EXTRA_CA_CERTS: certFile,
      });
      const one = await startProgram(t, env);
      const other = await startProgram(t, env);
      const alias = await createAlias(one, { target, maxUses: 2 });
      assert.match(await sent(other, alias.address), /^250/);
      assert.equal((await showAlias(one, alias))?.usesLeft, 1);
      assert.match(await sent(one, alias.address), /^250/);
      assert.match(await sent(other, alias.address), /^550 5\.1\.1/);
      const headers = { authorization: `Bearer ${alias.key}` };
      assert.equal((await createAlias(other, { maxUses: 1 }, alias.key)).usesLeft, 1);
      const ended = await fetch(`${one.url}/keys/self?aliases=destroy`, { method: 'DELETE', headers });
      assert.equal(ended.status, 204);
      for (const command of [
        ['block', 'add', '@x.example'],
        ['block', 'remove', '@x.example'],
        ['key', 'list'],
        ['backup', join(folder, 'saved')],
      ]) {
        const { code, stderr } = await runProgram(command, env);
        assert.equal(code, 0, stderr);
      }
      const wrong = { ...env, MAYFLY_STORE: `rediss://mayfly:canary-wrong@${at}` };
      const untrusted = { ...env, NODE_EXTRA_CA_CERTS: '' };
      for (const faulty of [wrong, untrusted]) {
        const { code, stdout, stderr } = await runProgram(['serve'], faulty);
        assert.equal(code, 1);
        assert.match(stderr, /^[^\n]*The Redis store 127\.0\.0\.1:\d+ (refuses|cannot)[^\n]*\n$/);
        assert.doesNotMatch(stdout + stderr, /canary/);
      }
      assert.doesNotMatch(one.output() + other.output(), /canary/);
    });
  });

/** What docs/nodes.md says that a user of Redis must be allowed, but for what only some settings ask for. */
function neededCommands(): readonly string[] {
  const document = readFileSync(new URL('../../docs/nodes.md', import.meta.url), 'utf8');
  const [, list = ''] = /the commands (.*?)`wait`/s.exec(document) ?? [];
  return [...list.matchAll(/`(\w+)`/g)].map(([, name]) => `+${name}`);
}

async function readiness(program: Program): Promise<number> {
  return (await fetch(`${program.url}/readyz`)).status;
}
