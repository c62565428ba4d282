// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { loadSecrets, rotateSecret, SecretError } from './secret-file.ts';

test('the first start makes a secret for its owner only, and later starts read the same', async (t) => {
  const path = join(await folder(t), 'data', 'secret');
  const secrets = await loadSecrets(path);
  const [secret] = secrets;
  assert.equal(secrets.length, 1);
  assert.equal(secret.length, 32);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.equal((await stat(dirname(path))).mode & 0o777, 0o700);
  assert.equal(await readFile(path, 'utf8'), `${Buffer.from(secret).toString('base64')}\n`);
  assert.deepEqual(await loadSecrets(path), secrets);
  assert.deepEqual(await readdir(dirname(path)), ['secret', 'secret.store']);
  assert.notDeepEqual(await loadSecrets(join(dirname(path), 'other')), secrets);
});

test('processes that start at once get one and the same secret', async (t) => {
  const path = join(await folder(t), 'data', 'secret');
  const module = JSON.stringify(join(import.meta.dirname, 'secret-file.ts'));
  const script = `import { loadSecrets } from ${module};
    const secrets = await Promise.all(Array.from({ length: 5 }, () => loadSecrets(${JSON.stringify(path)})));
    console.log(secrets.map(([secret]) => Buffer.from(secret).toString('hex')).join('\\n'));`;
  const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  const outputs = await Promise.all([run(), run(), run()]);
  const secrets = outputs.flatMap(({ stdout }) => stdout.trim().split('\n'));
  assert.equal(secrets.length, 15);
  assert.equal(new Set(secrets).size, 1);
  assert.deepEqual(await readdir(dirname(path)), ['secret', 'secret.store']);
});

test('a folder that this user may not write is told with the number of the user, who has no name in a container', async (t) => {
  const path = join(await folder(t), 'secret');
  await chmod(dirname(path), 0o555);
  const module = JSON.stringify(join(import.meta.dirname, 'secret-file.ts'));
  const script = `import { loadSecrets } from ${module};
    await loadSecrets(${JSON.stringify(path)}).catch((error) => console.log(error.message));`;
  const uid = process.getuid?.() || 65_534;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    uid,
    cwd: '/',
  });
  assert.ok(
    stdout.trim().endsWith(`; this process runs as uid ${uid}: make it the owner of ${dirname(path)}`),
    stdout,
  );
});

test('a new secret stands in front of the old ones, in a file that is never half written', async (t) => {
  const path = join(await folder(t), 'secret');
  await assert.rejects(rotateSecret(path), secretError('does not exist'));
  const [first] = await loadSecrets(path);
  assert.equal(await rotateSecret(path), 2);
  assert.equal(await rotateSecret(path), 3);
  const secrets = await loadSecrets(path);
  assert.equal(secrets.length, 3);
  assert.deepEqual(secrets[2], first);
  assert.equal(new Set(secrets.map((secret) => Buffer.from(secret).toString('hex'))).size, 3);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.deepEqual(await readdir(dirname(path)), ['secret', 'secret.store']);
});

test('a new secret put there by root stays readable by the service', async (t) => {
  const path = join(await folder(t), 'secret');
  await loadSecrets(path);
  // Only root can give a file away; for others it is theirs anyway.
  if (process.getuid?.() === 0) await chown(path, 4711, 4712);
  const before = await stat(path);
  await rotateSecret(path);
  const after = await stat(path);
  assert.deepEqual([after.uid, after.gid, after.mode], [before.uid, before.gid, before.mode]);
});

test('a secret that group or others may write is refused, with what to do', async (t) => {
  const path = join(await folder(t), 'secret');
  await loadSecrets(path);
  for (const mode of [0o620, 0o602, 0o660]) {
    await chmod(path, mode);
    await assert.rejects(loadSecrets(path), secretError('chmod 600'));
  }
});

test('a secret that group or others may only read is used, with a warning: so are mounted ones', async (t) => {
  const path = join(await folder(t), 'secret');
  const secrets = await loadSecrets(path);
  for (const mode of [0o440, 0o444, 0o640, 0o604]) {
    await chmod(path, mode);
    const warnings: string[] = [];
    assert.deepEqual(await loadSecrets(path, (line) => warnings.push(line)), secrets);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /can be read by others/);
  }
  for (const mode of [0o400, 0o600]) {
    await chmod(path, mode);
    await loadSecrets(path, (line) => assert.fail(line));
  }
});

test('a damaged secret is refused and kept, not replaced', async (t) => {
  const path = join(await folder(t), 'secret');
  for (const text of [
    '',
    'short',
    Buffer.alloc(31).toString('base64'),
    `${Buffer.alloc(32).toString('base64')}!`,
    `${Buffer.alloc(32).toString('base64')}\nshort\n`,
  ]) {
    await writeFile(path, text, { mode: 0o600 });
    await assert.rejects(loadSecrets(path), secretError('32 octets'));
    assert.equal(await readFile(path, 'utf8'), text);
  }
});

test('a secret that cannot be read or made is refused in one line that names the file', async (t) => {
  const path = join(await folder(t), 'secret');
  await mkdir(path, { mode: 0o700 });
  await assert.rejects(loadSecrets(path), secretError(path));
  const file = join(dirname(path), 'file');
  await writeFile(file, '');
  await assert.rejects(loadSecrets(join(file, 'secret')), secretError(file));
});

function secretError(part: string) {
  return (error: unknown) => {
    assert.ok(error instanceof SecretError, String(error));
    assert.ok(error.message.includes(part) && !error.message.includes('\n'), error.message);
    return true;
  };
}

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'mayfly-secret-'));
  t.after(() => rm(path, { recursive: true }));
  return path;
}
